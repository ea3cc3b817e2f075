import { Card, Timeline, Typography } from "antd";
import { useWords, type Key } from "../../app/words";
import { Moment } from "../../parts/Moment";
import { Loaded } from "../../parts/Page";
import { useTimeline } from "./queries";

const TOLD = new Set([
  "return.declared", "return.drafted", "return.changed", "return.withdrawn", "return.tallied", "return.list_known", "return.accepted", "return.rejected", "return.inspection", "return.handed_over",
  "return.suspended", "return.released", "return.asked", "return.answered", "return.held", "return.hold_lifted", "step.proposed", "step.approved", "step.declined",
  "case.claimed", "case.given_back", "case.snoozed", "note.written",
]);

/** What happened to a return, the newest first. */
export function Happened({ id }: { id: string }) {
  const { t } = useWords();
  const told = (action: string) => (TOLD.has(action) ? t(`happened.${action.replace(".", "_")}` as Key) : action);
  return (
    <Card title={t("happened.title")}>
      <Loaded query={useTimeline(id)}>
        {(items) => (
          <Timeline
            items={items.map((each, index) => ({
              key: index,
              content: (
                <>
                  <strong>{told(each.action)}</strong> {each.detail.reason}
                  <div><Typography.Text type="secondary">{actor(each.actor, t("notes.staff"), t("role.firm"))} · <Moment at={each.at} /></Typography.Text></div>
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
