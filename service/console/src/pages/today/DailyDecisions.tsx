import { lazy, Suspense, useMemo } from "react";
import { Skeleton } from "antd";
import type { Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";
import { CHART_COLORS } from "../../theme/colors";

const Chart = lazy(() => import("../../components/Chart"));
const OUTCOMES = ["eligible", "refer", "ineligible"] as const;

/** Decisions by day and outcome. */
export function DailyDecisions({ days }: { days: Schemas["Overview"]["days"] }) {
  const { t } = useI18n();
  const option = useMemo(
    () => ({
      color: OUTCOMES.map((outcome) => CHART_COLORS[outcome]),
      grid: { left: 44, right: 8, top: 32, bottom: 24 },
      legend: { top: 0, right: 0, itemWidth: 12, itemHeight: 12 },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" }, renderMode: "richText" },
      xAxis: { type: "category", data: days.map((each) => each.day.slice(5)), axisTick: { show: false } },
      yAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: CHART_COLORS.line } } },
      series: OUTCOMES.map((outcome) => ({
        type: "bar",
        stack: "outcome",
        name: t(`outcome.${outcome}`),
        data: days.map((each) => each[outcome]),
        barMaxWidth: 22,
      })),
    }),
    [days, t],
  );
  return (
    <Suspense fallback={<Skeleton active />}>
      <Chart label={t("today.days")} height={260} option={option} />
    </Suspense>
  );
}
