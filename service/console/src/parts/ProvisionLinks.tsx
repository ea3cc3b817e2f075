import { Tooltip, Typography } from "antd";
import { Link } from "react-router";
import { useLaw } from "../api/facts";
import { useWords } from "../app/words";
import { lawLink } from "./Findings";

/** Provisions by name, each with its clause's words one click away. */
export function ProvisionLinks({ names }: { names: readonly string[] }) {
  const { t } = useWords();
  if (names.length === 0) return <Typography.Text type="secondary">{t("provisions.none")}</Typography.Text>;
  return names.map((name) => <div key={name}><ProvisionLink name={name} /></div>);
}

export function ProvisionLink({ name }: { name: string }) {
  const { say } = useWords();
  const { data: law } = useLaw();
  const [instrument, short] = name.split(".");
  const provision = law?.policies.find((policy) => policy.id === instrument)?.provisions.find((each) => each.name === short);
  return <Tooltip title={provision && say(provision.statement)}><Link to={lawLink(name)}><code>{name}</code></Link></Tooltip>;
}
