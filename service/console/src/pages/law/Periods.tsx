import { Flex, Tooltip, Typography } from "antd";
import dayjs from "dayjs";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { periodText } from "../../components/periods";
import { useI18n } from "../../i18n/useI18n";

type Instrument = Schemas["Instrument"];
const YEARS = [2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027];
const FIRST = dayjs(`${YEARS[0]}-01-01`);
const DAYS = dayjs("2028-01-01").diff(FIRST, "day");

/** How far a day lies along the axis, in percent of it. */
export function along(day: string | null | undefined, otherwise: number): number {
  if (!day) return otherwise;
  return Math.min(100, Math.max(0, (dayjs(day).diff(FIRST, "day") / DAYS) * 100));
}

/** Over which days each instrument is in force, with the day that is looked at. */
export function Periods({
  instruments,
  on,
  count,
}: {
  instruments: readonly Instrument[];
  on: string;
  count: (id: string) => number;
}) {
  const { t, localized } = useI18n();
  return (
    <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>
      {instruments.map((each) => {
        const provisions = count(each.id);
        const period = each.exports ?? each.period;
        const from = along(period?.since, 0);
        const told = each.exports ? t("law.exports", { period: periodText(period, t) }) : periodText(period, t);
        return (
          <li key={each.id} style={{ padding: "8px 0", borderBottom: "1px solid #eef1f5" }}>
            <Flex gap={16} wrap align="center">
              <div style={{ flex: "1 1 300px", minWidth: 0 }}>
                <Link to={`/law/${each.id}`}>{localized(each.title)}</Link>
                <div>
                  <Typography.Text type="secondary">{localized(each.number)}</Typography.Text>
                </div>
              </div>
              <div style={{ flex: "2 1 320px" }}>
                <Tooltip title={told}>
                  <div style={{ position: "relative", height: 18, background: "#eef1f5", borderRadius: 4 }}>
                    <div
                      style={{
                        position: "absolute",
                        left: `${from}%`,
                        width: `${along(period?.until, 100) - from}%`,
                        top: 0,
                        bottom: 0,
                        borderRadius: 4,
                        background: provisions ? "#1d4f91" : "#a9b4c4",
                      }}
                    />
                    <div
                      style={{
                        position: "absolute",
                        left: `${along(on, 0)}%`,
                        top: -3,
                        bottom: -3,
                        width: 2,
                        background: "#c2410c",
                      }}
                    />
                  </div>
                </Tooltip>
                <Typography.Text type="secondary" style={{ fontSize: 12.5 }}>
                  {told} · {provisions ? t("law.inForce", { count: provisions }) : t("law.notInForce")}
                </Typography.Text>
              </div>
            </Flex>
          </li>
        );
      })}
      <li aria-hidden>
        <Flex gap={16} wrap>
          <div style={{ flex: "1 1 300px" }} />
          <Flex style={{ flex: "2 1 320px" }}>
            {YEARS.map((year) => (
              <Typography.Text key={year} type="secondary" style={{ fontSize: 12, flex: 1 }}>
                {year}
              </Typography.Text>
            ))}
          </Flex>
        </Flex>
      </li>
    </ul>
  );
}
