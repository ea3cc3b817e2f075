import { Typography } from "antd";
import { Link } from "react-router";
import { useInstrument } from "../api/law";
import { useI18n } from "../i18n/useI18n";
import { lawLink } from "./Findings";

/** What a decision names where no permission is met; no instrument has it. */
const NO_PERMISSION = "default.no_permission";

/** Provisions in words, each with its clause's words one click away. */
export function ProvisionLinks({ names }: { names: readonly string[] }) {
  const { t } = useI18n();
  if (names.length === 0) return <Typography.Text type="secondary">{t("provisions.none")}</Typography.Text>;
  return names.map((name) => <ProvisionLink key={name} name={name} />);
}

/** A provision in words, its code small below; one no longer in force has words, too. */
export function ProvisionLink({ name }: { name: string }) {
  const { t, localized } = useI18n();
  const isDefault = name === NO_PERMISSION;
  const { data: instrument } = useInstrument(name.split(".")[0] ?? "", !isDefault);
  if (isDefault) return <Typography.Text type="secondary">{t("simulator.noPermission")}</Typography.Text>;
  const provision = instrument?.told.find((each) => each.id === name);
  return (
    <div className="wrap">
      <Link to={lawLink(name)}>{provision ? localized(provision.statement) : name}</Link>
      {provision && (
        <Typography.Text type="secondary" className="smallest block">
          <code>{name}</code>
        </Typography.Text>
      )}
    </div>
  );
}
