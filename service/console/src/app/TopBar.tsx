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
    <Layout.Header style={{ borderBottom: "1px solid #e3e7ed", paddingInline: isWide ? 20 : 8 }}>
      <Flex align="center" gap={isWide ? 12 : 4} style={{ height: "100%" }}>
        {opener}
        <a href="/" style={{ display: "flex", alignItems: "center", gap: 10, lineHeight: 1 }}>
          <img src="/icon.svg" alt="" width={26} height={26} />
          <Typography.Text strong style={{ fontSize: 17 }}>
            {t("shell.name")}
          </Typography.Text>
          {isWide && <Typography.Text type="secondary">{t("shell.subtitle")}</Typography.Text>}
        </a>
        <span style={{ flex: 1 }} />
        <LanguageSwitch />
        {who && (
          <>
            <Typography.Text ellipsis style={{ maxWidth: isWide ? 260 : 96 }}>
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
