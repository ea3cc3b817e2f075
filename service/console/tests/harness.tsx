import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, type RenderResult } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { App as AntApp, ConfigProvider } from "antd";
import type { ReactNode } from "react";
import { MemoryRouter, useLocation } from "react-router";
import type { Schemas } from "../src/api/client";
import { I18nProvider, i18nOf } from "../src/i18n/useI18n";
import en from "../src/locales/en.json";
import zh from "../src/locales/zh.json";
import { THEME } from "../src/theme/theme";
import { expectSession, SessionProvider } from "../src/session/useSession";

/** The words that a page in Chinese shows. */
export const { t } = i18nOf(zh, "zh", () => undefined);
/** Someone at the page; what antd covers meanwhile by style alone may be clicked. */
export const user = userEvent.setup({ pointerEventsCheck: 0 });

/** Someone who is signed in and may do these actions. */
export function signedIn(changes: Partial<Schemas["SignedIn"]> = {}): Schemas["SignedIn"] {
  const who: Schemas["SignedIn"] = {
    name: "zhang",
    role: "officer",
    must_change: false,
    guard: "guard",
    expires_at: "2030-01-01T00:00:00Z",
    actions: [],
  };
  return { ...who, ...changes };
}

function Address() {
  const { pathname, search } = useLocation();
  return <span data-testid="address">{pathname + search}</span>;
}

/** Renders a part of the console as the whole does: words, queries, session and an address. */
export async function show(
  part: ReactNode,
  { who, at = "/" }: { who?: object; at?: string } = {},
): Promise<RenderResult> {
  if (who) expectSession();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const shown = render(
    <I18nProvider tables={{ zh, en }}>
      <QueryClientProvider client={client}>
        <ConfigProvider theme={THEME} button={{ autoInsertSpace: false }}>
          <AntApp>
            <SessionProvider waiting={() => null}>
              <MemoryRouter initialEntries={[at]}>
                {part}
                <Address />
              </MemoryRouter>
            </SessionProvider>
          </AntApp>
        </ConfigProvider>
      </QueryClientProvider>
    </I18nProvider>,
  );
  await shown.findByTestId("address");
  return shown;
}
