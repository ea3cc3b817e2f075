import { Card, DatePicker, Flex, Tag, Typography } from "antd";
import dayjs from "dayjs";
import { Link, useSearchParams } from "react-router";
import type { Schemas } from "../../api/client";
import { useLaw } from "../../api/law";
import { useI18n } from "../../i18n/useI18n";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { BasisTag } from "./BasisTag";
import { Certificate } from "./Certificate";
import { Periods } from "./Periods";
import { useNamedPart } from "./useNamedPart";

type Law = Schemas["LawOnDay"];

/** The law of a day: which instruments were in force, over which days, and how we read what they leave open. */
export default function LawPage() {
  const { t } = useI18n();
  const [search, setSearch] = useSearchParams();
  const on = search.get("on") ?? undefined;
  const law = useLaw(on);
  return (
    <>
      <PageTitle
        hint={t("law.hint")}
        extra={
          <DatePicker
            aria-label={t("law.day")}
            value={dayjs(on ?? law.data?.on)}
            allowClear={false}
            onChange={(day) => day && setSearch({ on: day.format("YYYY-MM-DD") })}
          />
        }
      >
        {t("law.title")}
      </PageTitle>
      <Loaded query={law}>{(found) => <LawOfDay law={found} />}</Loaded>
    </>
  );
}

function LawOfDay({ law }: { law: Law }) {
  const { t, localized } = useI18n();
  useNamedPart();
  const count = new Map(law.policies.map((policy) => [policy.id, policy.provisions.length]));
  return (
    <Flex vertical gap={16}>
      <Card title={t("law.timeline")}>
        <Periods instruments={law.instruments} on={law.on} count={(id) => count.get(id) ?? 0} />
      </Card>
      <Card
        title={t("law.readings")}
        extra={<Typography.Text type="secondary">{t("law.readingsHint")}</Typography.Text>}
      >
        <ul className="bare-list">
          {law.interpretations.map((each) => (
            <li key={each.id} id={each.id} className="ruled py-10">
              <Flex gap={8} align="center" wrap>
                <Tag>{each.id}</Tag>
                <strong>{localized(each.title)}</strong>
                <BasisTag basis={each.basis} />
              </Flex>
              <div className="mt-4">{localized(each.text)}</div>
              {each.doubt && (
                <Typography.Text type="secondary">
                  {t("law.doubt")}
                  {localized(each.doubt)}
                </Typography.Text>
              )}
            </li>
          ))}
        </ul>
      </Card>
      <Certificate />
      <Typography.Text type="secondary" className="wrap">
        {t("law.digest")}{" "}
        <Link to={`/v1/rulebooks/${law.rulebook}`} reloadDocument>
          <code>{law.rulebook}</code>
        </Link>
      </Typography.Text>
    </Flex>
  );
}
