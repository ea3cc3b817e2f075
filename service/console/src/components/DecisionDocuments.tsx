import { DownloadOutlined, FilePdfOutlined } from "@ant-design/icons";
import { Button, Flex } from "antd";
import { useI18n } from "../i18n/useI18n";

/** The papers of a decision: signed receipt and letter. */
export function DecisionDocuments({ id }: { id: string }) {
  const { t, language } = useI18n();
  return (
    <Flex gap={4}>
      <Button
        type="link"
        size="small"
        icon={<DownloadOutlined />}
        href={`/v1/decisions/${id}/receipt`}
        download={`${id}.jws`}
      >
        {t("returns.receipt")}
      </Button>
      <Button
        type="link"
        size="small"
        icon={<FilePdfOutlined />}
        href={`/v1/decisions/${id}/letter?lang=${language}`}
        target="_blank"
      >
        {t("returns.letter")}
      </Button>
    </Flex>
  );
}
