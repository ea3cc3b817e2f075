import { Card, Flex, Typography } from "antd";
import type { ReactNode } from "react";
import { NewPassword } from "./NewPassword";
import { useSession } from "../session/useSession";
import { SignIn } from "./SignIn";
import { LanguageSwitch } from "./TopBar";
import { useI18n } from "../i18n/useI18n";

/** Asks whoever is not signed in to do so, and for a new password at the first time; then shows the rest. */
export function SignedOut({ children }: { children: ReactNode }) {
  const { t } = useI18n();
  const { who } = useSession();
  if (who && !who.must_change) return children;
  return (
    <Flex vertical align="center" component="main" className="sign-in">
      <img src="/icon.svg" alt="" width={48} height={48} />
      <Typography.Title level={1} className="sign-in-title">
        {t("shell.name")}
      </Typography.Title>
      <Typography.Text type="secondary" className="mb-24">
        {t("shell.subtitle")}
      </Typography.Text>
      <Card className="full max-400">{who ? <NewPassword /> : <SignIn />}</Card>
      <div className="mt-16">
        <LanguageSwitch />
      </div>
    </Flex>
  );
}
