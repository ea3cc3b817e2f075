import { useQuery } from "@tanstack/react-query";
import { Card, Flex, Typography } from "antd";
import { api, data } from "../../api/client";
import type { Declaration } from "../../api/types";
import { useI18n } from "../../i18n/useI18n";
import { Loaded } from "../../components/Loaded";
import { ProvisionLinks } from "../../components/ProvisionLinks";
import { OutcomeTag, ReliefTag } from "../../components/tags";
import { periodText } from "../../components/periods";

/** What each regime says of the same facts. */
export function Regimes({ declared }: { declared: Declaration }) {
  const { t } = useI18n();
  const found = useQuery({
    queryKey: ["regimes", declared],
    queryFn: async () => (await data(api.POST("/v1/returns/regimes", { body: declared }))).items,
  });
  return (
    <Card title={t("case.regimes")}>
      <Loaded query={found}>
        {(regimes) => (
          <Flex vertical gap={8}>
            {regimes.map((each) => (
              <Flex key={each.since ?? "begin"} gap={8} align="baseline" wrap>
                <Typography.Text className="figures min-190">{periodText(each, t)}</Typography.Text>
                <OutcomeTag outcome={each.outcome} />
                <ReliefTag relief={each.tax_relief} />
                <div className="regime-reasons small">
                  <ProvisionLinks names={each.reasons} />
                </div>
              </Flex>
            ))}
          </Flex>
        )}
      </Loaded>
    </Card>
  );
}
