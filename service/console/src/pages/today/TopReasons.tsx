import { Empty, Flex, Typography } from "antd";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { useProvisions } from "../../api/law";
import { useI18n } from "../../i18n/useI18n";

/** What most often kept returns from being eligible; each leads to the cases that wait for it. */
export function TopReasons({ reasons }: { reasons: Schemas["Overview"]["reasons"] }) {
  const { t, localized } = useI18n();
  const provisions = useProvisions();
  const most = reasons[0]?.decisions ?? 1;
  if (reasons.length === 0) return <Empty description={t("today.noReasons")} image={Empty.PRESENTED_IMAGE_SIMPLE} />;
  return (
    <ol style={{ listStyle: "none", margin: 0, padding: 0 }}>
      {reasons.slice(0, 8).map((each) => {
        const told = provisions.get(each.provision);
        return (
          <li key={each.provision} style={{ padding: "5px 0" }}>
            <Link to={`/queue?provision=${each.provision}`} className="bare">
              <Flex justify="space-between" gap={12}>
                <Typography.Text ellipsis={{ tooltip: true }} style={{ color: "#1d4f91" }}>
                  {told ? localized(told) : each.provision}
                </Typography.Text>
                <span className="figures">{each.decisions}</span>
              </Flex>
              <div aria-hidden style={{ height: 4, borderRadius: 2, background: "#eef1f5" }}>
                <div
                  style={{
                    height: 4,
                    borderRadius: 2,
                    background: "#1d4f91",
                    width: `${(100 * each.decisions) / most}%`,
                  }}
                />
              </div>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}
