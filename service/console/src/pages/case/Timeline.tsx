import { Card, Timeline as AntTimeline, Typography } from "antd";
import { useI18n } from "../../i18n/useI18n";
import { actionText } from "../../components/auditActions";
import { Moment } from "../../components/Moment";
import { Loaded } from "../../components/Loaded";
import { useTimeline } from "../../api/returns";

/** What happened to a return, the newest first. */
export function Timeline({ id }: { id: string }) {
  const { t } = useI18n();
  return (
    <Card title={t("happened.title")}>
      <Loaded query={useTimeline(id)}>
        {(items) => (
          <AntTimeline
            items={items.map((each, index) => ({
              key: index,
              content: (
                <>
                  <strong>{actionText(each.action, t)}</strong> {each.detail.reason}
                  <div>
                    <Typography.Text type="secondary">
                      {actor(each.actor, t("notes.staff"), t("role.firm"))} · <Moment at={each.at} />
                    </Typography.Text>
                  </div>
                </>
              ),
            }))}
          />
        )}
      </Loaded>
    </Card>
  );
}

function actor(name: string, staff: string, firm: string): string {
  return name === "staff" ? staff : name.startsWith("key ") ? firm : name;
}
