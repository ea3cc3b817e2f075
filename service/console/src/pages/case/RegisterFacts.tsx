import { Card, Descriptions, Tag } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { District } from "../../components/District";
import { useDossier } from "../../api/returns";

/** The site and the firms as the registers knew them when the decision was made. */
export function RegisterFacts({ decision }: { decision: string | null | undefined }) {
  const { t } = useI18n();
  const { data: dossier } = useDossier(decision);
  if (!dossier) return null;
  const { site, exporter, agent } = dossier;
  const unknown = <Tag color="warning">{t("case.notRegistered")}</Tag>;
  const flag = (value: boolean | null | undefined) =>
    value === null || value === undefined ? t("case.unknown") : t(value ? "declaration.yes" : "declaration.no");
  return (
    <Card title={t("case.known")}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          {
            key: "site",
            label: t("case.site"),
            children: site ? (
              <span>
                {site.name} ({site.site_code} · <District code={site.customs_code} />)
              </span>
            ) : (
              unknown
            ),
            span: 2,
          },
          { key: "agent", label: t("declaration.agent_name"), children: agent ? agent.name : unknown, span: 2 },
          {
            key: "exporter",
            label: t("declaration.exporter_name"),
            children: exporter ? exporter.name : unknown,
            span: 2,
          },
          ...(exporter
            ? [
                { key: "area", label: t("case.area"), children: flag(exporter.separate_work_area) },
                { key: "monitors", label: t("case.monitors"), children: flag(exporter.monitors_returns) },
                {
                  key: "data",
                  label: t("case.data"),
                  children: exporter.data_access ? t(`case.access.${exporter.data_access}`) : t("case.unknown"),
                },
                {
                  key: "order",
                  label: t("case.standing"),
                  children: exporter.standing ? t(`case.standings.${exporter.standing}`) : t("case.unknown"),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
