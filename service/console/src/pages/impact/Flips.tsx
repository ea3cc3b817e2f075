import { ArrowRightOutlined } from "@ant-design/icons";
import { Flex, Table } from "antd";
import { Link } from "react-router";
import { useWords } from "../../app/words";
import { District } from "../../parts/District";
import { ProvisionLinks } from "../../parts/ProvisionLinks";
import { OutcomeTag, ReliefTag } from "../../parts/tags";
import type { Flip } from "./draft";

/** Every decision that would be otherwise, with the provisions that decide before and after. */
export function Flips({ flips }: { flips: readonly Flip[] }) {
  const { t } = useWords();
  return (
    <Table<Flip>
      size="middle"
      rowKey="application_no"
      dataSource={[...flips]}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: "max-content" }}
      columns={[
        { title: t("returns.application_no"), render: (_, { application_no: number }) => <Link to={`/returns?application_no=${encodeURIComponent(number)}`}>{number}</Link> },
        { title: t("impact.asOf"), className: "figures", dataIndex: "as_of" },
        { title: t("impact.firm"), className: "figures", dataIndex: "exporter" },
        { title: t("impact.left"), render: (_, flip) => flip.export_district && <District code={flip.export_district} /> },
        { title: t("impact.cameBack"), render: (_, flip) => flip.return_district && <District code={flip.return_district} /> },
        {
          title: t("impact.change"),
          render: (_, flip) => (
            <Flex vertical gap={4} align="flex-start">
              <Flex gap={6} align="center"><OutcomeTag outcome={flip.before} /><ArrowRightOutlined /><OutcomeTag outcome={flip.after} /></Flex>
              {flip.relief_before !== flip.relief_after && (
                <Flex gap={6} align="center"><ReliefTag relief={flip.relief_before} /><ArrowRightOutlined /><ReliefTag relief={flip.relief_after} /></Flex>
              )}
            </Flex>
          ),
        },
        { title: t("impact.reasonsBefore"), render: (_, flip) => <ProvisionLinks names={flip.reasons_before} /> },
        { title: t("impact.reasonsAfter"), render: (_, flip) => <ProvisionLinks names={flip.reasons_after} /> },
      ]}
    />
  );
}
