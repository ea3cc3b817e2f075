import { useQuery } from "@tanstack/react-query";
import { Flex, Slider, Typography } from "antd";
import { api, data } from "../../api/client";
import { type Declaration } from "../../api/types";
import { useLaw } from "../../api/law";
import { useI18n } from "../../i18n/useI18n";
import type { Draft } from "../../components/declaration/draft";
import { ProvisionLink } from "../../components/ProvisionLinks";
import { OutcomeTag, ReliefTag } from "../../components/tags";
import { dayBefore, now, onDay, wallClock } from "../../components/times";
import { periodText } from "../../components/periods";
import { axisOf } from "./axis";

interface RegimesProps {
  draft: Draft;
  declared: Declaration | null;
  onChange: (draft: Draft) => void;
}

/** The day of the declaration on a slider, and what each regime says of the same facts. */
export function RegimeSlider({ draft, declared, onChange }: RegimesProps) {
  const { t } = useI18n();
  const at = draft.declared_at ?? now();
  const day = wallClock(at).format("YYYY-MM-DD");
  const move = (to: string) => onChange({ ...draft, declared_at: onDay(at, to) });
  const { data: law } = useLaw();
  const axis = axisOf(law?.changes ?? []);
  return (
    <>
      <strong className="figures">{day}</strong>
      {axis && (
        <Slider
          min={0}
          max={axis.days}
          value={axis.nth(day)}
          onChange={(count) => move(axis.dayOf(count))}
          tooltip={{ formatter: (count) => axis.dayOf(count ?? 0) }}
          ariaLabelForHandle={t("simulator.day")}
          marks={Object.fromEntries(
            axis.turns.map((turn) => [
              axis.nth(turn),
              <span key={turn} className="figures kept smaller">
                {turn}
              </span>,
            ]),
          )}
          className="day-slider"
        />
      )}
      {declared ? (
        <SideBySide declared={declared} day={day} onMove={move} />
      ) : (
        <Typography.Text type="secondary">{t("simulator.regimesLater")}</Typography.Text>
      )}
    </>
  );
}

interface SideBySideProps {
  declared: Declaration;
  day: string;
  onMove: (day: string) => void;
}

function SideBySide({ declared, day, onMove }: SideBySideProps) {
  const { t } = useI18n();
  const { data: found } = useQuery({
    queryKey: ["regimes", { ...declared, declared_at: null }],
    queryFn: () => data(api.POST("/v1/returns/regimes", { body: declared })),
  });
  return (
    <div className="regimes">
      {found?.items.map((regime) => {
        const isNow = (!regime.since || regime.since <= day) && (!regime.until || day < regime.until);
        const start = regime.since ?? dayBefore(regime.until ?? day);
        return (
          <Flex key={start} vertical gap={6} align="flex-start" className={isNow ? "regime now" : "regime"}>
            <button type="button" className="plain figures" aria-pressed={isNow} onClick={() => onMove(start)}>
              {periodText(regime, t)}
            </button>
            <OutcomeTag outcome={regime.outcome} />
            <ReliefTag relief={regime.tax_relief} />
            {regime.reasons.map((reason) => (
              <ProvisionLink key={reason} name={reason} />
            ))}
          </Flex>
        );
      })}
    </div>
  );
}
