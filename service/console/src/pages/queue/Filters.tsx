import { Button, Input, Select } from "antd";
import { useSearchParams } from "react-router";
import { useDistricts } from "../../api/districts";
import { useProvisions } from "../../api/law";
import { type State } from "../../api/types";
import { useSession } from "../../session/useSession";
import { useI18n } from "../../i18n/useI18n";
import { withParam } from "../../components/searchParams";
import { SavedFilters } from "./SavedFilters";

const STATES: readonly State[] = ["review", "inspection", "handed_over", "suspended"];

/** What narrows the queue; it stands in the address, so that a link or a bookmark keeps it. */
export function Filters() {
  const { t, localized } = useI18n();
  const { may } = useSession();
  const [search, setSearch] = useSearchParams();
  const { data: districts } = useDistricts();
  const provisions = useProvisions();
  const choose = (name: string) => (value: string | undefined) =>
    setSearch((now) => withParam(now, name, value), { replace: true });
  const places = [...(districts ?? [])].map(([code, name]) => ({ value: code, label: `${code} ${localized(name)}` }));
  const picker = (name: string, label: string, options: { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      placeholder={label}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      className="full"
      value={search.get(name) ?? undefined}
      onChange={choose(name)}
      options={options}
    />
  );
  const flags = (["unassigned", "proposed", "answered", "asleep", "overdue", "today"] as const).map((name) => ({
    value: name,
    label: t(`queue.only.${name}`),
  }));
  const flag = flags.find((each) => search.get(each.value) === "true")?.value;
  const setFlag = (value: string | undefined) =>
    setSearch(
      (now) => {
        let next = now;
        for (const each of flags) next = withParam(next, each.value, each.value === value ? "true" : undefined);
        return next;
      },
      { replace: true },
    );
  return (
    <div className="filters" role="search">
      <SavedFilters />
      {may("cases.work") && (
        <Button
          type={search.get("assignee") === "me" ? "primary" : "default"}
          aria-pressed={search.get("assignee") === "me"}
          onClick={() => choose("assignee")(search.get("assignee") === "me" ? undefined : "me")}
        >
          {t("queue.mine")}
        </Button>
      )}
      <Select
        aria-label={t("queue.which")}
        placeholder={t("queue.which")}
        allowClear
        className="full"
        value={flag}
        onChange={setFlag}
        options={flags}
      />
      {picker(
        "state",
        t("queue.state"),
        STATES.map((state) => ({ value: state, label: t(`state.${state}`) })),
      )}
      {picker("return_district", t("queue.to"), places)}
      {picker("export_district", t("queue.from"), places)}
      {picker(
        "provision",
        t("queue.reason"),
        [...provisions].map(([id, told]) => ({ value: id, label: localized(told) })),
      )}
      <Input.Search
        key={search.get("exporter")}
        aria-label={t("queue.firm")}
        placeholder={t("queue.firm")}
        allowClear
        className="full"
        defaultValue={search.get("exporter") ?? ""}
        onSearch={choose("exporter")}
      />
      <Select
        aria-label={t("queue.order")}
        className="full"
        value={search.get("order") ?? "due"}
        onChange={(order) => choose("order")(order === "due" ? undefined : order)}
        options={[
          { value: "due", label: t("queue.byDue") },
          { value: "lines", label: t("queue.byLines") },
        ]}
      />
      {search.size > 0 && (
        <Button type="link" onClick={() => setSearch({}, { replace: true })}>
          {t("queue.all")}
        </Button>
      )}
    </div>
  );
}
