import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { api, data, keepGuard, onSessionEnd, Problem, type Schemas } from "../api/client";

export type SignedIn = Schemas["SignedIn"];
export interface Session {
  /** Who is signed in; null: nobody. */
  who: SignedIn | null;
  /** The session ended while its user was at work: the page stays and asks to sign in again. */
  ended: boolean;
  /** Whether the one signed in may do this (an action of docs/reference/access.md). */
  may: (action: string) => boolean;
  enter: (who: SignedIn) => void;
  leave: () => Promise<void>;
}

const KEY = ["session"];
const KNOWN = "tongtui.known";
const Context = createContext<Session | null>(null);

/** Remembers that a session may be there from now on, so that one who never signed in is not asked for any. */
export function expectSession(): void {
  localStorage.setItem(KNOWN, "yes");
}

async function present(): Promise<SignedIn | null> {
  if (!localStorage.getItem(KNOWN)) return null;
  try {
    return await data(api.GET("/v1/session"));
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) {
      localStorage.removeItem(KNOWN);
      return null;
    }
    throw problem;
  }
}

/** Knows who is signed in; shows `waiting` until it does. */
export function SessionProvider({
  waiting,
  children,
}: {
  waiting: (error: unknown, retry: () => void) => ReactNode;
  children: ReactNode;
}) {
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  const { data: who, error, refetch } = useQuery({ queryKey: KEY, queryFn: present, staleTime: Infinity });
  useEffect(() => onSessionEnd(() => setEnded(true)), []);
  keepGuard(who?.guard ?? "");

  const session = useMemo<Session>(
    () => ({
      who: who ?? null,
      ended,
      may: (action) => who?.actions.includes(action) ?? false,
      enter: (entered) => {
        expectSession();
        keepGuard(entered.guard);
        // what another user could see is not shown to this one
        if (entered.name !== who?.name) client.removeQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
        client.setQueryData(KEY, entered);
        setEnded(false);
        void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== KEY[0] });
      },
      leave: async () => {
        await api.DELETE("/v1/session").catch(() => undefined);
        localStorage.removeItem(KNOWN);
        location.assign("/");
      },
    }),
    [client, who, ended],
  );
  if (who === undefined) return waiting(error, () => void refetch());
  return <Context value={session}>{children}</Context>;
}

export function useSession(): Session {
  const found = useContext(Context);
  if (!found) throw new Error("no SessionProvider above");
  return found;
}
