import { Descriptions } from "antd";
import type { Declaration } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { District } from "../District";
import { Moment } from "../Moment";

const PARTIES = ["exporter", "agent", "platform", "logistics"] as const;

/** What was declared, to read. */
export function DeclarationSummary({ declared }: { declared: Declaration }) {
  const { t } = useI18n();
  return (
    <Descriptions
      size="small"
      column={{ xs: 1, md: 2 }}
      items={[
        {
          key: "list",
          label: t("declaration.list_no"),
          children: <span className="figures kept">{declared.list_no}</span>,
        },
        { key: "customs", label: t("declaration.customs_code"), children: <District code={declared.customs_code} /> },
        { key: "site", label: t("declaration.site_code"), children: declared.site_code ?? t("declaration.notSaid") },
        { key: "at", label: t("declaration.declared_at"), children: <Moment at={declared.declared_at} /> },
        ...PARTIES.map((party) => ({
          key: party,
          label: t(`declaration.${party}_name`),
          children: `${declared[party].name} (${declared[party].code})`,
        })),
        { key: "waybill", label: t("declaration.waybill_no"), children: declared.waybill_no },
        { key: "reason", label: t("declaration.reason"), children: declared.reason },
      ]}
    />
  );
}
