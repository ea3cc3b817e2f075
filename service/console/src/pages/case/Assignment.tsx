import { useMutation } from "@tanstack/react-query";
import { Button, DatePicker, Flex, Popover, Tag, Typography } from "antd";
import dayjs from "dayjs";
import { api, data } from "../../api/client";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { ProblemAlert } from "../../components/ProblemAlert";
import { instantOf, wallClock } from "../../components/times";
import { DueTime } from "../../components/DueTime";
import { useCase, useRefresh } from "../../api/returns";

/** On whose desk a case lies, and until when it may; taking, giving back, putting off. */
export function Assignment({ id }: { id: string }) {
  const { t } = useI18n();
  const { may, who } = useSession();
  const { data: found } = useCase(id);
  const refresh = useRefresh(id);
  const path = { params: { path: { return_id: id } } };
  const moving = useMutation({
    mutationFn: (taking: boolean) =>
      data(taking ? api.POST("/v1/cases/{return_id}/claim", path) : api.POST("/v1/cases/{return_id}/release", path)),
    onSettled: refresh,
  });
  const sleeping = useMutation({
    mutationFn: (until: string | null) => data(api.POST("/v1/cases/{return_id}/snooze", { ...path, body: { until } })),
    onSettled: refresh,
  });
  if (!found || found.closed_at) return null;
  const isMine = found.assignee === who?.name;
  const isAsleep = found.snoozed_until !== null && dayjs(found.snoozed_until).isAfter(dayjs());
  const error = moving.error ?? sleeping.error;
  return (
    <Flex gap={8} align="center" wrap className="to-end">
      <DueTime at={found.due_at} />
      <Tag color={isMine ? "blue" : "default"}>
        {found.assignee ? t("case.with", { name: found.assignee }) : t("queue.nobody")}
      </Tag>
      {isAsleep && found.snoozed_until && (
        <Typography.Text type="secondary">
          {t("case.asleep", { until: wallClock(found.snoozed_until).format("MM-DD HH:mm") })}
        </Typography.Text>
      )}
      {may("cases.work") && (
        <>
          {!found.assignee && (
            <Button size="small" loading={moving.isPending} onClick={() => moving.mutate(true)}>
              {t("case.claim")}
            </Button>
          )}
          {(isMine || (found.assignee && may("cases.assign"))) && (
            <Button size="small" loading={moving.isPending} onClick={() => moving.mutate(false)}>
              {t("queue.giveBack")}
            </Button>
          )}
          {isAsleep ? (
            <Button size="small" onClick={() => sleeping.mutate(null)}>
              {t("case.wake")}
            </Button>
          ) : (
            <Popover
              trigger="click"
              content={
                <DatePicker
                  showTime={{ format: "HH:mm" }}
                  disabledDate={(day) => day.isBefore(dayjs(), "day")}
                  aria-label={t("case.until")}
                  onOk={(at) => sleeping.mutate(instantOf(at))}
                />
              }
            >
              <Button size="small">{t("case.snooze")}</Button>
            </Popover>
          )}
        </>
      )}
      {error && <ProblemAlert error={error} />}
    </Flex>
  );
}
