import { Typography } from "antd";
import { useWords } from "../../app/words";

export default function LawPage() {
  const { t } = useWords();
  return <Typography.Title level={2}>{t("law.title")}</Typography.Title>;
}
