import { Flex, Tooltip, Typography } from "antd";
import dayjs from "dayjs";
import { Link } from "react-router";
import type { Schemas } from "../../api/client";
import { periodText } from "../../components/periods";
import { useI18n } from "../../i18n/useI18n";
import { Stretch } from "../../theme/Stretch";

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
    <ul className="bare-list">
      {instruments.map((each) => {
        const provisions = count(each.id);
        const period = each.exports ?? each.period;
        const from = along(period?.since, 0);
        const told = each.exports ? t("law.exports", { period: periodText(period, t) }) : periodText(period, t);
        return (
          <li key={each.id} className="ruled py-8">
            <Flex gap={16} wrap align="center">
              <div className="name-side">
                <Link to={`/law/${each.id}`}>{localized(each.title)}</Link>
                <div>
                  <Typography.Text type="secondary">{localized(each.number)}</Typography.Text>
                </div>
              </div>
              <div className="axis-side">
                <Tooltip title={told}>
                  <div className="axis">
                    <Stretch
                      className={provisions ? "in-force" : "in-force idle"}
                      left={from}
                      width={along(period?.until, 100) - from}
                    />
                    <Stretch className="day-looked-at" left={along(on, 0)} />
                  </div>
                </Tooltip>
                <Typography.Text type="secondary" className="small">
                  {told} · {provisions ? t("law.inForce", { count: provisions }) : t("law.notInForce")}
                </Typography.Text>
              </div>
            </Flex>
          </li>
        );
      })}
      <li aria-hidden>
        <Flex gap={16} wrap>
          <div className="name-side" />
          <Flex className="axis-side">
            {YEARS.map((year) => (
              <Typography.Text key={year} type="secondary" className="smaller grow">
                {year}
              </Typography.Text>
            ))}
          </Flex>
        </Flex>
      </li>
    </ul>
  );
}
