import { useQuery } from "@tanstack/react-query";
import { Button, Card, Flex, Tag, Typography } from "antd";
import { api, data, type Schemas } from "../../api/client";
import type { Declaration } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { District } from "../District";
import { Loaded } from "../Loaded";
import type { Draft } from "./draft";
import { withSuggestion, isApplicable } from "./suggestions";

type AdviceDocument = Schemas["Advice"];
type Mending = Schemas["Mending"];
type Apply = (suggestion: Schemas["Suggestion"]) => void;

/** The smallest changes that would be answered well, and the sites that would take the goods. */
export function Advice({ declared, onApply }: { declared: Declaration; onApply?: (draft: Draft) => void }) {
  const { t } = useI18n();
  const advice = useQuery({
    queryKey: ["advice", declared],
    queryFn: async () => (await data(api.POST("/v1/returns/advice", { body: declared }))) as AdviceDocument,
  });
  const apply: Apply | undefined = onApply && ((suggestion) => onApply(withSuggestion(declared, suggestion)));
  return (
    <Card title={t("advice.title")}>
      <Loaded query={advice}>
        {(found) => (
          <Flex vertical gap={16}>
            {found.outcome !== "eligible" && (
              <Suggestions title={t("advice.admission")} mending={found.admission} onApply={apply} />
            )}
            {found.tax_relief !== "available" && (
              <Suggestions title={t("advice.relief")} mending={found.relief} onApply={apply} />
            )}
            <AcceptingSites sites={found.sites} />
          </Flex>
        )}
      </Loaded>
    </Card>
  );
}

function Suggestions({ title, mending, onApply }: { title: string; mending: Mending; onApply?: Apply }) {
  const { t, localized } = useI18n();
  const { suggestions = [], unmendable = [], missing = [] } = mending;
  return (
    <section aria-label={title}>
      <strong>{title}</strong>
      {suggestions.length + unmendable.length + missing.length === 0 && <div>{t("advice.none")}</div>}
      {suggestions.map((suggestion, index) => (
        <Flex key={index} gap={8} align="flex-start" className="ruled py-8">
          <Tag>{t(`effort.${suggestion.effort}`)}</Tag>
          <div className="grow">
            {suggestion.changes.map((change) => (
              <div key={change.words.zh} className="sentence">
                {localized(change.words)}
              </div>
            ))}
          </div>
          {onApply && isApplicable(suggestion) && (
            <Button size="small" onClick={() => onApply(suggestion)}>
              {t("advice.apply")}
            </Button>
          )}
        </Flex>
      ))}
      {unmendable.map((each) => (
        <div key={each.provision} className="py-8">
          {t("advice.unmendable")}
          {localized(each.statement)}{" "}
          <Typography.Text type="secondary" className="sentence">
            {localized(each.why)}
          </Typography.Text>
        </div>
      ))}
      {missing.map((each) => (
        <div key={each.fact} className="py-6">
          {t("advice.missing")}
          {localized(each.label)}{" "}
          {each.choices.map((choice) => (
            <Tag key={String(choice.value)} color={choice.favourable ? "success" : "error"}>
              {localized(choice.words)}
            </Tag>
          ))}
        </div>
      ))}
    </section>
  );
}

function AcceptingSites({ sites }: { sites: AdviceDocument["sites"] }) {
  const { t, localized } = useI18n();
  const takers = sites.filter((site) => site.accepts);
  return (
    <section aria-label={t("advice.sites")}>
      <strong>{t("advice.sites")}</strong>
      {takers.length === 0 && <div>{t("advice.noSites")}</div>}
      {takers.map((site) => (
        <div key={site.site_code} className="py-6">
          <code>{site.site_code}</code> {site.name} · <District code={site.customs_code} />
          <Typography.Text type="secondary" className="sentence">
            {localized(site.words)}
          </Typography.Text>
        </div>
      ))}
    </section>
  );
}
