import { Alert, Button } from "antd";
import { Problem, type Schemas } from "../api/client";
import { useI18n, type I18n } from "../i18n/useI18n";

type Fault = Schemas["Fault"];
const ENDED = "session.ended";

/** What is wrong, in the language chosen: the service's own words where it gave any. */
export function faultsOf(error: unknown, { t }: I18n): Fault[] {
  if (error instanceof Problem && error.document) return [...error.document.errors];
  const told =
    error instanceof Problem
      ? error.status === 0
        ? t("problem.away")
        : t("problem.status", { status: error.status })
      : t("problem.unknown");
  return [{ pointer: "", code: "", zh: told, en: told }];
}

interface Props {
  error: unknown;
  retry?: () => void;
  /** Says a fault's pointer as the page names its places, or nothing; without, it is shown as it is. */
  place?: (pointer: string) => string;
}

/** A problem with all its faults, and a way to try again. */
export function ProblemAlert({ error, retry, place = (pointer) => pointer }: Props) {
  const i18n = useI18n();
  const faults = faultsOf(error, i18n);
  // what is not there, or is not for this one, will not be there the next moment either
  const isFinal = error instanceof Problem && [403, 404].includes(error.status);
  // of a session that ended the question to sign in again speaks
  if (faults.every(({ code }) => code === ENDED)) return null;
  const told = (fault: Fault) =>
    [fault.pointer && place(fault.pointer), i18n.localized(fault)].filter(Boolean).join(" ");
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      className="told mb-16"
      title={faults.length === 1 && faults[0] ? told(faults[0]) : i18n.t("problem.many", { count: faults.length })}
      description={
        faults.length > 1 && (
          <ul className="faults">
            {faults.map((each) => (
              <li key={each.pointer + each.code}>{told(each)}</li>
            ))}
          </ul>
        )
      }
      action={
        retry &&
        !isFinal && (
          <Button size="small" onClick={retry}>
            {i18n.t("problem.retry")}
          </Button>
        )
      }
    />
  );
}
