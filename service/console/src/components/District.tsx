import { useDistricts, useOffices } from "../api/districts";
import { useSession } from "../session/useSession";
import { useI18n } from "../i18n/useI18n";

interface DistrictProps {
  code: string;
  /** Leaves the office's name to the tooltip, where there is little room. */
  isShort?: boolean;
}

/** A customs code with the names of its office, if the registers know it, and of its district: `2928 杭关电商 · 杭州海关`. */
export function District({ code, isShort = false }: DistrictProps) {
  const { localized } = useI18n();
  const { may } = useSession();
  const district = useDistricts().data?.get(`${code.slice(0, 2)}00`);
  const office = useOffices(may("registers.read")).data?.get(code);
  return (
    <span className="figures kept" title={isShort ? office : undefined}>
      {code}
      {office && !isShort && ` ${office}`}
      {district && ` · ${localized(district)}`}
    </span>
  );
}
