import { useQuery } from "@tanstack/react-query";
import { Card, Flex, Typography } from "antd";
import { Link } from "react-router";
import { api, data } from "../../api/client";
import { useProvisions, type Declaration } from "../../api/facts";
import { useWords } from "../../app/words";
import { lawLink } from "../../parts/Findings";
import { Loaded } from "../../parts/Page";
import { OutcomeTag, ReliefTag } from "../../parts/tags";
import { periodTold } from "../law/Periods";

/** What each regime says of the same facts. */
export function Regimes({ declared }: { declared: Declaration }) {
  const { t, say } = useWords();
  const provisions = useProvisions();
  const told = (reason: string) => {
    const statement = provisions.get(reason);
    return statement ? say(statement) : reason;
  };
  const found = useQuery({ queryKey: ["regimes", declared], queryFn: async () => (await data(api.POST("/v1/returns/regimes", { body: declared }))).items });
  return (
    <Card title={t("case.regimes")}>
      <Loaded query={found}>
        {(regimes) => (
          <Flex vertical gap={8}>
            {regimes.map((each) => (
              <Flex key={each.since ?? "begin"} gap={8} align="center" wrap>
                <Typography.Text className="figures" style={{ minWidth: 210 }}>{periodTold(each, t)}</Typography.Text>
                <OutcomeTag outcome={each.outcome} />
                <ReliefTag relief={each.tax_relief} />
                {each.reasons.map((reason) => (
                  <Link key={reason} to={lawLink(reason)} className="wrap" style={{ fontSize: 12.5 }}>{told(reason)}</Link>
                ))}
              </Flex>
            ))}
          </Flex>
        )}
      </Loaded>
    </Card>
  );
}
