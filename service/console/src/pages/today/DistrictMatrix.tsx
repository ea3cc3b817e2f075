import { Empty, Skeleton } from "antd";
import { lazy, Suspense, useCallback, useMemo } from "react";
import { useNavigate } from "react-router";
import type { Schemas } from "../../api/client";
import { useDistricts } from "../../api/districts";
import { useI18n } from "../../i18n/useI18n";
import { CHART_COLORS } from "../../theme/colors";

const Chart = lazy(() => import("../../components/Chart"));
type Pair = Schemas["Overview"]["pairs"][number];
const MOST = 16;

/** The districts that occur most among pairs, at most so many. */
export function busiest(pairs: readonly Pair[], side: "export_district" | "return_district", most = MOST): string[] {
  const sums = new Map<string, number>();
  for (const pair of pairs) sums.set(pair[side], (sums.get(pair[side]) ?? 0) + total(pair));
  return [...sums]
    .sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]))
    .slice(0, most)
    .map(([code]) => code);
}

const total = (pair: Pair) => pair.eligible + pair.ineligible + pair.refer;

/** From which district goods left and to which they came back, as a matrix; a field leads to its cases. */
export function DistrictMatrix({ pairs }: { pairs: readonly Pair[] }) {
  const { t, localized } = useI18n();
  const go = useNavigate();
  const { data: districts } = useDistricts();
  const option = useMemo(() => {
    const [from, to] = [busiest(pairs, "export_district"), busiest(pairs, "return_district").reverse()];
    const named = (code: string) => {
      const name = districts?.get(code);
      return name ? localized(name).replace(/海关$| Customs( District)?$/, "") : code;
    };
    const shown = pairs.filter((pair) => from.includes(pair.export_district) && to.includes(pair.return_district));
    const most = Math.max(1, ...shown.map(total));
    const cells = shown.map((pair) => ({
      value: [from.indexOf(pair.export_district), to.indexOf(pair.return_district), total(pair)],
      label: { color: total(pair) > most * 0.6 ? CHART_COLORS.textOnDark : CHART_COLORS.textOnLight },
      pair,
    }));
    return {
      grid: { left: 96, right: 16, top: 30, bottom: 56 },
      tooltip: {
        renderMode: "richText",
        formatter: ({ data: { pair } }: { data: { pair: Pair } }) =>
          `${named(pair.export_district)} → ${named(pair.return_district)}\n${(["eligible", "refer", "ineligible"] as const).map((each) => `${t(`outcome.${each}`)} ${pair[each]}`).join("\n")}`,
      },
      xAxis: {
        type: "category",
        name: "",
        position: "top",
        data: from.map(named),
        axisTick: { show: false },
        axisLabel: { interval: 0, rotate: from.length > 10 ? 40 : 0 },
      },
      yAxis: { type: "category", data: to.map(named), axisTick: { show: false } },
      visualMap: {
        min: 0,
        max: most,
        calculable: false,
        orient: "horizontal",
        left: "center",
        bottom: 4,
        itemHeight: 120,
        inRange: { color: [...CHART_COLORS.heat] },
      },
      series: [
        {
          type: "heatmap",
          data: cells,
          label: { show: cells.length <= 80 },
          itemStyle: { borderColor: CHART_COLORS.gap, borderWidth: 2 },
        },
      ],
    };
  }, [pairs, districts, localized, t]);
  const from = useMemo(() => busiest(pairs, "export_district"), [pairs]);
  const to = useMemo(() => busiest(pairs, "return_district").reverse(), [pairs]);
  const choose = useCallback(
    (value: unknown) => {
      if (!Array.isArray(value)) return;
      const [x, y] = value as number[];
      void go(`/queue?export_district=${from[x ?? 0]}&return_district=${to[y ?? 0]}`);
    },
    [go, from, to],
  );
  if (pairs.length === 0) return <Empty description={t("today.noDecisions")} image={Empty.PRESENTED_IMAGE_SIMPLE} />;
  const height = 110 + 30 * Math.max(3, to.length);
  return (
    <Suspense fallback={<Skeleton active />}>
      <Chart label={t("today.pairs")} height={height} option={option} onChoice={choose} />
    </Suspense>
  );
}
