import { ArrowRightOutlined } from "@ant-design/icons";
import { Flex, Table, Typography } from "antd";
import { Link } from "react-router";
import { useI18n } from "../../i18n/useI18n";
import { District } from "../../components/District";
import { ProvisionLinks } from "../../components/ProvisionLinks";
import { OutcomeTag, ReliefTag } from "../../components/tags";
import type { Flip } from "./draft";

/** Every decision that would be otherwise, with the provisions that decide before and after. */
export function ChangedDecisions({ flips }: { flips: readonly Flip[] }) {
  const { t } = useI18n();
  return (
    <Table<Flip>
      size="middle"
      rowKey="application_no"
      dataSource={[...flips]}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      columns={[
        {
          title: t("returns.application_no"),
          render: (_, flip) => (
            <>
              <Link to={`/returns?application_no=${encodeURIComponent(flip.application_no)}`}>
                {flip.application_no}
              </Link>
              <br />
              <Typography.Text type="secondary" className="figures">
                {flip.as_of} · {flip.exporter}
              </Typography.Text>
            </>
          ),
        },
        {
          title: t("impact.districts"),
          render: (_, flip) => (
            <>
              {flip.export_district && <District code={flip.export_district} />}
              <br />
              {flip.return_district && (
                <>
                  → <District code={flip.return_district} />
                </>
              )}
            </>
          ),
        },
        {
          title: t("impact.change"),
          render: (_, flip) => (
            <Flex vertical gap={4} align="flex-start">
              <Flex gap={6} align="center">
                <OutcomeTag outcome={flip.before} />
                <ArrowRightOutlined />
                <OutcomeTag outcome={flip.after} />
              </Flex>
              {flip.relief_before !== flip.relief_after && (
                <Flex gap={6} align="center">
                  <ReliefTag relief={flip.relief_before} />
                  <ArrowRightOutlined />
                  <ReliefTag relief={flip.relief_after} />
                </Flex>
              )}
            </Flex>
          ),
        },
        {
          title: t("impact.reasonsBefore"),
          render: (_, flip) => (
            <div className="w-190">
              <ProvisionLinks names={flip.reasons_before} />
            </div>
          ),
        },
        {
          title: t("impact.reasonsAfter"),
          render: (_, flip) => (
            <div className="w-190">
              <ProvisionLinks names={flip.reasons_after} />
            </div>
          ),
        },
      ]}
    />
  );
}
