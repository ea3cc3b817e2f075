import { Card, Timeline, Typography } from "antd";
import { useWords } from "../../i18n/useI18n";
import { actionTold } from "../../components/actions";
import { Moment } from "../../components/Moment";
import { Loaded } from "../../components/Loaded";
import { useTimeline } from "../../api/returns";

/** What happened to a return, the newest first. */
export function Happened({ id }: { id: string }) {
  const { t } = useWords();
  return (
    <Card title={t("happened.title")}>
      <Loaded query={useTimeline(id)}>
        {(items) => (
          <Timeline
            items={items.map((each, index) => ({
              key: index,
              content: (
                <>
                  <strong>{actionTold(each.action, t)}</strong> {each.detail.reason}
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
