import { Tag, Tooltip } from "antd";
import type { Schemas } from "../../api/client";
import { useI18n } from "../../i18n/useI18n";

type Basis = Schemas["Finding"]["basis"];
const COLOURS: Record<Basis, string> = {
  literal: "success",
  copied: "processing",
  interpreted: "warning",
  unknown: "warning",
};

/** How sure the text is that a provision or a reading rests on. */
export function BasisTag({ basis }: { basis: Basis }) {
  const { t } = useI18n();
  return (
    <Tooltip title={t(`basisHint.${basis}`)}>
      <Tag color={COLOURS[basis]} tabIndex={0}>
        {t(`basis.${basis}`)}
      </Tag>
    </Tooltip>
  );
}
