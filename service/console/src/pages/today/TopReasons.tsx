import { Empty, Flex, Typography } from "antd";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { useProvisions } from "../../api/law";
import { useI18n } from "../../i18n/useI18n";
import { Stretch } from "../../theme/Stretch";

/** What most often kept returns from being eligible; each leads to the cases that wait for it. */
export function TopReasons({ reasons }: { reasons: Schemas["Overview"]["reasons"] }) {
  const { t, localized } = useI18n();
  const provisions = useProvisions();
  const most = reasons[0]?.decisions ?? 1;
  if (reasons.length === 0) return <Empty description={t("today.noReasons")} image={Empty.PRESENTED_IMAGE_SIMPLE} />;
  return (
    <ol className="bare-list">
      {reasons.slice(0, 8).map((each) => {
        const told = provisions.get(each.provision);
        return (
          <li key={each.provision} className="py-5">
            <Link to={`/queue?provision=${each.provision}`} className="bare">
              <Flex justify="space-between" gap={12}>
                <Typography.Text ellipsis={{ tooltip: true }} className="is-primary">
                  {told ? localized(told) : each.provision}
                </Typography.Text>
                <span className="figures">{each.decisions}</span>
              </Flex>
              <div aria-hidden className="share">
                <Stretch className="share-part" width={(100 * each.decisions) / most} />
              </div>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}
