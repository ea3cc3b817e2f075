import { useQuery } from "@tanstack/react-query";
import { Card, Col, Row } from "antd";
import { Link } from "react-router";
import { api, data } from "../../api/client";
import { useI18n, type I18n } from "../../i18n/useI18n";
import { Loaded } from "../../components/Loaded";
import { PageTitle } from "../../components/PageTitle";
import { clockTime } from "../../components/times";
import { DailyDecisions } from "./DailyDecisions";
import { DistrictMatrix } from "./DistrictMatrix";
import { TopReasons } from "./TopReasons";

/** What waits for whoever is signed in, and how the last thirty days came out; every number leads to its list. */
export default function TodayPage() {
  const { t } = useI18n();
  const found = useQuery({
    queryKey: ["overview"],
    queryFn: () => data(api.GET("/v1/overview")),
    refetchInterval: 30_000,
  });
  return (
    <>
      <PageTitle hint={found.data && t("today.until", { time: clockTime(found.data.counted_until) })}>
        {t("menu.today")}
      </PageTitle>
      <Loaded query={found}>
        {(overview) => {
          const count = (number: number) => (number >= overview.most ? `${overview.most}+` : `${number}`);
          return (
            <>
              <Row gutter={[12, 12]} className="mb-16">
                <Figure label={t("today.mine")} number={count(overview.mine)} to="/queue?assignee=me" isStrong />
                <Figure
                  label={t("today.overdue")}
                  number={count(overview.overdue)}
                  to="/queue?overdue=true"
                  isAlarm={overview.overdue > 0}
                />
                <Figure label={t("today.unassigned")} number={count(overview.unassigned)} to="/queue?unassigned=true" />
                <Figure label={t("today.proposals")} number={count(overview.proposals)} to="/queue?proposed=true" />
                <Figure label={t("today.answered")} number={count(overview.answered)} to="/queue?answered=true" />
                <Figure label={t("today.cameIn")} number={count(overview.came_in_today)} to="/queue?today=true" />
                <Figure label={t("today.open")} number={count(overview.open)} to="/queue" />
                <Figure label={t("today.median")} {...lasting(overview.median_minutes, t)} />
              </Row>
              <Row gutter={[16, 16]}>
                <Col xs={24} lg={14}>
                  <Card title={t("today.days")}>
                    <DailyDecisions days={overview.days} />
                  </Card>
                </Col>
                <Col xs={24} lg={10}>
                  <Card title={t("today.reasons")}>
                    <TopReasons reasons={overview.reasons} />
                  </Card>
                </Col>
                <Col span={24}>
                  <Card title={t("today.pairs")}>
                    <DistrictMatrix pairs={overview.pairs} />
                  </Card>
                </Col>
              </Row>
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function lasting(minutes: number | null, t: I18n["t"]): Pick<FigureProps, "number" | "unit"> {
  if (minutes === null) return { number: "—" };
  return minutes < 120
    ? { number: `${minutes}`, unit: t("today.minutes") }
    : { number: `${Math.round(minutes / 6) / 10}`, unit: t("today.hours") };
}

interface FigureProps {
  label: string;
  number: string;
  unit?: string;
  to?: string;
  isStrong?: boolean;
  isAlarm?: boolean;
}

function Figure({ label, number, unit, to, isStrong = false, isAlarm = false }: FigureProps) {
  const look = isAlarm ? "is-bad" : isStrong ? "is-primary" : "is-plain";
  const shown = (
    <Card size="small" hoverable={to !== undefined} className="tall" classNames={{ body: "figure-body" }}>
      <div className="figure-label small">{label}</div>
      <div className={`figures figure ${look}`}>
        {number}
        {unit && <span className="figure-unit"> {unit}</span>}
      </div>
    </Card>
  );
  return (
    <Col xs={12} sm={8} md={6} xl={3}>
      {to ? (
        <Link to={to} className="bare">
          {shown}
        </Link>
      ) : (
        shown
      )}
    </Col>
  );
}
