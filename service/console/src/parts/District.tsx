import { useDistricts } from "../api/facts";
import { useWords } from "../app/words";

/** A customs code with the name of its district: `2928 · 杭州海关`. */
export function District({ code }: { code: string }) {
  const { say } = useWords();
  const { data } = useDistricts();
  const name = data?.get(`${code.slice(0, 2)}00`);
  return <span className="figures kept">{code}{name && ` · ${say(name)}`}</span>;
}
