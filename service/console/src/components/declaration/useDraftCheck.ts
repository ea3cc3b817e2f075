import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { api, data, Problem, type Schemas } from "../../api/client";
import type { Declaration, Decision } from "../../api/types";
import { asDeclared, type Draft, missingIn } from "./draft";

const PAUSE = 350;
const NOTHING = { decision: null, faults: [] };
type Fault = Schemas["Fault"];
export interface DraftCheck {
  /** The declaration that was sent, once its author paused. */
  declared: Declaration;
  decision: Decision | null;
  /** The entries still to be filled in, as JSON pointers; nothing is checked before. */
  missing: readonly string[];
  /** What is wrong with it. */
  faults: readonly Fault[];
  /** What kept it from being checked at all. */
  error: Error | null;
  isChecking: boolean;
}

/** The value once it has not changed for a moment. */
export function useDebounced<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The decision as it would be now; bad input is an answer here, no error. */
async function check(body: Declaration): Promise<{ decision: Decision | null; faults: readonly Fault[] }> {
  try {
    const decision = await data(api.POST("/v1/returns/check", { body }));
    return { decision: decision as Decision, faults: [] };
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 422 && problem.document)
      return { decision: null, faults: problem.document.errors };
    throw problem;
  }
}

/** Checks a draft whenever its author pauses. */
export function useDraftCheck(draft: Draft): DraftCheck {
  const settled = useDebounced(draft);
  const declared = useMemo(() => asDeclared(settled), [settled]);
  const missing = useMemo(() => missingIn(settled), [settled]);
  const {
    data: found,
    error,
    isFetching,
  } = useQuery({
    queryKey: ["check", declared],
    queryFn: () => check(declared),
    enabled: missing.length === 0,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const { decision, faults } = (missing.length === 0 && found) || NOTHING;
  return { declared, decision, missing, faults, error, isChecking: isFetching };
}
