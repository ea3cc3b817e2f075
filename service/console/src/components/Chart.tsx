import { BarChart, HeatmapChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { type EChartsCoreOption, init, use as register } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useLayoutEffect, useRef } from "react";
import { THEME } from "../theme/theme";

register([BarChart, HeatmapChart, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent, SVGRenderer]);

interface ChartProps {
  /** What it shows, for who cannot see it. */
  label: string;
  height: number;
  option: EChartsCoreOption;
  /** Called with the data of what was clicked. */
  onChoice?: (value: unknown, name: string) => void;
}

/** A chart that follows the width it is given. */
export default function Chart({ label, height, option, onChoice }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!place.current) return;
    const chart = init(place.current, undefined, { renderer: "svg", height });
    chart.setOption({ animation: false, textStyle: { fontFamily: THEME.token?.fontFamily }, ...option });
    if (onChoice) chart.on("click", ({ value, name }) => onChoice(value, name));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(place.current);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [option, onChoice, height]);
  return <div ref={place} role="img" aria-label={label} />;
}
