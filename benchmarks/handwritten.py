"""The screening as one would write it by hand in DuckDB's SQL: the yardstick of `benchmarks.screen`."""

from typing import Final

STATUSES: Final = """
CREATE OR REPLACE TEMP MACRO stands(applies, needs) AS CASE
  WHEN applies IS NULL THEN 'undetermined'::screening_word WHEN NOT applies THEN 'not_applicable'::screening_word
  WHEN needs THEN 'met'::screening_word WHEN NOT needs THEN 'unmet'::screening_word
  ELSE 'undetermined'::screening_word END;
CREATE OR REPLACE TEMP MACRO word(x) AS x::screening_word
"""
_RETURN: Final = """
  stands(true, list_no_length BETWEEN 18 AND 20) AS "ceb_2022_05.list_no",
  stands(true, customs_code_in_known_district) AS "ceb_2022_05.customs_code",
  stands(site_registered, site_in_return_district) AS "ceb_2022_05.site_district",
  stands(true, direction = 'I') AS "ceb_2022_05.direction",
  stands(true, NOT departs_from_china) AS "ceb_2022_05.departure_country",
  stands(true, same_platform) AS "ceb_2022_05.same_platform",
  stands(true, same_exporter) AS "ceb_2022_05.same_exporter",
  stands(return_mode_given, return_mode IN ('9661', '1261', '9610', '1210', '1239')) AS "ceb_2022_05.return_mode",
  stands(supervision_mode IN ('9610', '9810', '1210', '1239'),
    (supervision_mode IN ('9610', '9810') AND return_mode = '9661')
    OR (supervision_mode IN ('1210', '1239') AND return_mode = '1261')) AS "ceb_2022_05.return_mode_code",
  if(no_44, stands(NOT cross_district, supervision_mode IN ('9610', '1210', '1239', '9810')), NULL)
    AS "gacc_2020_044.same_district",
  if(no_44, stands(true, agent_is_exporter OR agent_entrusted_by_exporter), NULL) AS "gacc_2020_044.applicant",
  if(no_44, stands(true, exporter_monitors_returns), NULL) AS "gacc_2020_044.return_flow_monitored",
  if(no_44, stands(true, lines_not_on_original_list <= 0), NULL) AS "gacc_2020_044.original_goods",
  if(no_44, stands(true, lines_over_remaining_quantity <= 0), NULL) AS "gacc_2020_044.remaining_quantity",
  if(no_44, stands(true, days_since_release >= 0 AND days_left_of_one_year >= 0), NULL) AS "gacc_2020_044.one_year",
  if(no_167, stands(cross_district, supervision_mode = '9610'), NULL) AS "gacc_2024_167.pilot",
  if(no_167, stands(cross_district, return_district IN ({pilot})), NULL) AS "gacc_2024_167.return_district",
  if(no_167, stands(cross_district, export_district IN ({pilot})), NULL) AS "gacc_2024_167.export_district",
  if(no_167, stands(cross_district, fit_site), NULL) AS "gacc_2024_167.return_site",
  if(no_167, stands(cross_district, exporter_separate_work_area), NULL) AS "gacc_2024_167.work_area",
  if(no_167, stands(cross_district, exporter_data_access IN ('open', 'interfaced')), NULL)
    AS "gacc_2024_167.data_access",
  if(no_24, stands(cross_district, supervision_mode = '9610'), NULL) AS "gacc_2026_024.scope",
  if(no_24, stands(cross_district, fit_site), NULL) AS "gacc_2026_024.return_site",
  if(no_24, stands(cross_district, exporter_standing = 'normal'), NULL) AS "gacc_2026_024.good_order",
  if(no_24, stands(cross_district, exporter_separate_work_area), NULL) AS "gacc_2026_024.work_area",
  if(no_24, stands(cross_district, exporter_data_access IN ('open', 'interfaced')), NULL)
    AS "gacc_2026_024.data_access",
"""
_RELIEF: Final = """
  stands({act}, supervision_mode IN ('1210', '9610', '9710', '9810')) AS "{act}.period",
  stands({act}, reason_kind IN ('unsold', 'returned')) AS "{act}.reason",
  stands({act}, days_left_of_six_months >= 0) AS "{act}.six_months",
  stands({act}, original_state) AS "{act}.original_state", stands({act}, NOT food) AS "{act}.not_food",
  stands({act}, (reason_kind = 'unsold' AND proof = 'self_declaration') OR (reason_kind = 'returned'
    AND proof IN ('return_record', 'refusal_record', 'return_agreement'))) AS "{act}.proof",
  stands({act}, NOT rebate_taken OR tax_certificate_given) AS "{act}.rebate",
"""
_PILOT: Final = "01 02 09 19 22 23 29 31 33 35 37 40 42 46 49 51 53 52 79 94"
_REJECT: Final = {
    "ceb_2022_05": "list_no customs_code site_district direction departure_country same_platform same_exporter "
    "return_mode",
    "gacc_2020_044": "applicant return_flow_monitored original_goods remaining_quantity one_year",
    "gacc_2024_167": "return_district",
    "gacc_2026_024": "return_site work_area data_access",
}
_REFER: Final = {
    "gacc_2024_167": "export_district return_site work_area data_access",
    "gacc_2026_024": "good_order",
}
_PERMIT: Final = {"gacc_2020_044": "same_district", "gacc_2024_167": "pilot", "gacc_2026_024": "scope"}
_ACTS: Final = ("mof_2023_004", "mof_2026_016")


def _of(named: dict[str, str]) -> list[str]:
    return [f'"{act}.{name}"' for act, names in named.items() for name in names.split()]


def _holding(status: str, columns: list[str]) -> str:
    return "(" + " OR ".join(f"coalesce({column} = '{status}', false)" for column in columns) + ")"


def _outcome(reject: list[str], refer: list[str], permit: list[str], good: str, bad: str) -> str:
    doubt = f"{_holding('undetermined', permit + reject + refer)} OR {_holding('unmet', refer)}"
    permitted = f"{_holding('met', permit)} OR {_holding('undetermined', permit)}"
    return f"""CASE WHEN {_holding("unmet", reject)} THEN word('{bad}') WHEN {permitted}
      THEN CASE WHEN {doubt} THEN word('refer') ELSE word('{good}') END ELSE word('{bad}') END"""


def verdicts(facts: str) -> str:
    """From a table of facts to what a screening gives."""
    pilot = ", ".join(f"'{head}00'" for head in _PILOT.split())
    relief = {name: dict.fromkeys(_ACTS, name) for name in ("period", "proof", "rebate")}
    barring = _of(dict.fromkeys(_ACTS, "reason six_months original_state not_food"))
    answers = (
        _outcome(_of(_REJECT), _of(_REFER), _of(_PERMIT), "eligible", "ineligible"),
        _outcome(
            barring, _of(relief["proof"]) + _of(relief["rebate"]), _of(relief["period"]), "available", "unavailable"
        ),
    )
    return f"""
    WITH days AS (SELECT *, as_of >= DATE '2020-03-27' AS no_44,
        as_of >= DATE '2024-12-15' AND as_of < DATE '2026-04-01' AS no_167, as_of >= DATE '2026-04-01' AS no_24,
        export_declared_on >= DATE '2023-01-30' AND export_declared_on < DATE '2026-01-01' AS mof_2023_004,
        export_declared_on >= DATE '2026-01-01' AND export_declared_on < DATE '2028-01-01' AS mof_2026_016,
        site_valid_on_return_day AND site_does_retail_export AS fit_site FROM {facts}),
      statuses AS (SELECT {_RETURN.format(pilot=pilot)} {"".join(_RELIEF.format(act=act) for act in _ACTS)}
        declaration, application_no, exporter, as_of, cross_district FROM days)
    SELECT declaration, application_no, exporter, as_of, {answers[0]} AS outcome, {answers[1]} AS tax_relief,
      cross_district, COLUMNS('.*[.].*') FROM statuses"""


def facts(heads: list[str]) -> str:
    """From the raw tables of a generated history to its facts; of firms every row there lasts until the next begins."""
    known = ", ".join(f"'{head}'" for head in heads)

    def district(code: str) -> str:
        return f"CASE WHEN {code}[:4] BETWEEN '0000' AND '9999' AND {code}[:2] IN ({known}) THEN {code}[:2] || '00' END"

    same = " AND ".join(f"l.{name} = x.{name}" for name in ("hs_code", "name", "model", "unit", "legal_unit"))
    return f"""
    WITH sums AS (SELECT declaration, line_no, sum(quantity) AS q, sum(legal_quantity) AS lq
        FROM returned GROUP BY ALL),
      judged AS (SELECT l.declaration,
          NOT coalesce({same} AND (l.second_unit IS NULL OR l.second_unit = x.second_unit), false) AS off,
          coalesce(l.quantity > x.quantity - coalesce(s.q, 0) OR l.legal_quantity > x.legal_quantity - coalesce(s.lq, 0)
            OR l.second_quantity > x.second_quantity, false) AS over
        FROM lines l JOIN declarations d ON d.id = l.declaration
        LEFT JOIN export_lines x ON x.list_no = d.list_no AND x.line_no = l.line_no
        LEFT JOIN sums s ON s.declaration = l.declaration AND s.line_no = l.line_no),
      counts AS (SELECT declaration, count_if(off) AS off, count_if(over) AS over
        FROM judged WHERE off OR over GROUP BY ALL),
      days AS (SELECT *, (declared_at::TIMESTAMP + INTERVAL 8 HOUR)::DATE AS as_of,
          coalesce(arrived_on, (declared_at::TIMESTAMP + INTERVAL 8 HOUR)::DATE) AS return_day FROM declarations),
      firms AS (SELECT *, coalesce(lead(valid_from) OVER (PARTITION BY code ORDER BY valid_from), '9999-12-31') AS until
        FROM enterprises),
      places AS (SELECT *, coalesce(lead(valid_from) OVER (PARTITION BY site_code ORDER BY valid_from), '9999-12-31')
        AS until FROM sites)
    SELECT d.id AS declaration, d.application_no, d.exporter, d.as_of,
      {district("d.list_no")} AS export_district, {district("d.customs_code")} AS return_district,
      export_district <> return_district AS cross_district,
      return_district IS NOT NULL AS customs_code_in_known_district,
      length(d.list_no) AS list_no_length, x.supervision_mode, x.declared_on AS export_declared_on,
      d.agent = d.exporter AS agent_is_exporter,
      list_contains(a.entrusted_by, d.exporter) AS agent_entrusted_by_exporter,
      e.monitors_returns AS exporter_monitors_returns, e.standing AS exporter_standing,
      e.separate_work_area AS exporter_separate_work_area, e.data_access AS exporter_data_access,
      p.site_code IS NOT NULL AS site_registered,
      list_contains(p.businesses, 'retail_export') AS site_does_retail_export,
      CASE WHEN p.site_code IS NOT NULL THEN d.return_day < coalesce(p.valid_until, '9999-12-31') END
        AS site_valid_on_return_day,
      CASE WHEN export_district IS NOT NULL THEN {district("p.customs_code")} = return_district END
        AS site_in_return_district,
      d.direction, d.departure_country IN ('142', 'CHN') AS departs_from_china,
      d.platform = x.platform AS same_platform,
      d.exporter = x.exporter AS same_exporter, d.return_mode IS NOT NULL AS return_mode_given, d.return_mode,
      CASE WHEN x.list_no IS NOT NULL THEN coalesce(c.off, 0) END AS lines_not_on_original_list,
      CASE WHEN x.list_no IS NOT NULL THEN coalesce(c.over, 0) END AS lines_over_remaining_quantity,
      d.return_day - x.released_on AS days_since_release,
      (x.released_on + INTERVAL 12 MONTH)::DATE - d.return_day AS days_left_of_one_year,
      (coalesce(x.exported_on, x.released_on) + INTERVAL 6 MONTH)::DATE - d.return_day AS days_left_of_six_months,
      d.reason_kind, d.original_state, d.food, d.proof, d.rebate_taken, d.tax_certificate_no IS NOT NULL
        AS tax_certificate_given
    FROM days d LEFT JOIN export_lists x ON x.list_no = d.list_no LEFT JOIN counts c ON c.declaration = d.id
      LEFT JOIN places p ON p.site_code = d.site_code AND d.return_day >= p.valid_from AND d.return_day < p.until
      LEFT JOIN firms e ON e.code = d.exporter AND d.as_of >= e.valid_from AND d.as_of < e.until
      LEFT JOIN firms a ON a.code = d.agent AND d.as_of >= a.valid_from AND d.as_of < a.until"""
