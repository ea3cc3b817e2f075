import { GlobalOutlined, LogoutOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Flex, Grid, Layout, Typography } from "antd";
import type { ReactNode } from "react";
import { useSession } from "../session/useSession";
import { useI18n } from "../i18n/useI18n";

/** The console's name, the language switch, who is signed in and the way out. */
export function TopBar({ opener }: { opener: ReactNode }) {
  const { t } = useI18n();
  const { who, leave } = useSession();
  const isWide = Grid.useBreakpoint().md ?? true;
  return (
    <Layout.Header className="top-bar">
      <Flex align="center" gap={isWide ? 12 : 4} className="tall">
        {opener}
        <a href="/" className="brand">
          <img src="/icon.svg" alt="" width={26} height={26} />
          <Typography.Text strong className="brand-name">
            {t("shell.name")}
          </Typography.Text>
          {isWide && <Typography.Text type="secondary">{t("shell.subtitle")}</Typography.Text>}
        </a>
        <span className="grow" />
        <LanguageSwitch />
        {who && (
          <>
            <Typography.Text ellipsis className="who">
              <UserOutlined /> {who.name}
              {isWide && ` · ${t(`role.${who.role}`)}`}
            </Typography.Text>
            <Button type="text" icon={<LogoutOutlined />} onClick={() => void leave()} aria-label={t("session.leave")}>
              {isWide && t("session.leave")}
            </Button>
          </>
        )}
      </Flex>
    </Layout.Header>
  );
}

export function LanguageSwitch() {
  const { t, language, change } = useI18n();
  return (
    <Button type="text" icon={<GlobalOutlined />} onClick={() => change(language === "zh" ? "en" : "zh")}>
      {t("shell.otherLanguage")}
    </Button>
  );
}
