import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { App as AntApp, ConfigProvider, Spin } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { RouterProvider } from "react-router";
import { Problem } from "../api/client";
import en from "../locales/en.json";
import zh from "../locales/zh.json";
import { ProblemAlert } from "../components/ProblemAlert";
import { router } from "./router";
import { SessionProvider } from "../session/useSession";
import { SignedOut } from "./SignedOut";
import { THEME } from "../theme/theme";
import { useI18n, I18nProvider } from "../i18n/useI18n";

const TRIES = 2;
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // only what may be otherwise the next time is asked again
      retry: (count, error) => count < TRIES && error instanceof Problem && [0, 502, 503, 504].includes(error.status),
    },
    // what is done while the line is lost fails and says so; it is not done later, unseen
    mutations: { networkMode: "always" },
  },
});

/** The whole console. */
export function App() {
  return (
    <I18nProvider tables={{ zh, en }}>
      <QueryClientProvider client={queries}>
        <Styled />
      </QueryClientProvider>
    </I18nProvider>
  );
}

function Styled() {
  const { language } = useI18n();
  dayjs.locale(language === "zh" ? "zh-cn" : "en");
  return (
    <ConfigProvider theme={THEME} locale={language === "zh" ? zhCN : enUS} button={{ autoInsertSpace: false }}>
      <AntApp message={{ maxCount: 3 }}>
        <SessionProvider
          waiting={(error, retry) => (error ? <ProblemAlert error={error} retry={retry} /> : <Spin fullscreen />)}
        >
          <SignedOut>
            <RouterProvider router={router} />
          </SignedOut>
        </SessionProvider>
      </AntApp>
    </ConfigProvider>
  );
}
