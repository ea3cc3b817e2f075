import { Flex, Typography } from "antd";
import { type ReactNode, useEffect } from "react";
import { useI18n } from "../i18n/useI18n";

/** The title of a page, which the browser's tab shows too, with what can be done there beside it. */
export function PageTitle({ children, extra, hint }: { children: string; extra?: ReactNode; hint?: string }) {
  const { t } = useI18n();
  const name = t("shell.name");
  useEffect(() => {
    document.title = `${children} · ${name}`;
  }, [children, name]);
  return (
    <Flex align="center" justify="space-between" gap={12} wrap className="mb-16">
      <div>
        <Typography.Title level={1} className="page-title">
          {children}
        </Typography.Title>
        {hint && <Typography.Text type="secondary">{hint}</Typography.Text>}
      </div>
      {extra && (
        <Flex gap={8} wrap>
          {extra}
        </Flex>
      )}
    </Flex>
  );
}
