"""A history of any size, as the world might write it: `python -m benchmarks.generate DIR --rows 1000000 [--seed N]`.

DuckDB makes it from hashes of row numbers: the same seed and size give the same history, whatever the machine.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import duckdb

SEED: Final = 9610
_DISTRICTS: Final = ["22", "29", "31", "43", "51", "52", "53", "94", "01", "02", *map(str, (33, 35, 37, 40, 46, 47))]
_GOODS: Final = """
    '61091000' || (10 + h % 20)::VARCHAR AS hs_code, '商品' || (h % 97)::VARCHAR AS name,
    '规格|' || (h % 13)::VARCHAR AS model, '011' AS unit, '011' AS legal_unit
"""


def generate(folder: Path, rows: int, seed: int = SEED, memory: str = "") -> None:
    """Write a history of so many declarations, about two lines each, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(config={"memory_limit": memory} if memory else {})
    connection.execute(f"SET temp_directory = '{folder / '.scratch'}'")
    connection.execute("SET TimeZone = 'UTC'")
    firms, sites = max(60, rows // 500), 400
    # a number for a row and a purpose: independent of each other, the same on every machine
    connection.execute(f"CREATE MACRO roll(i, salt) AS (hash(i * 64 + salt + {seed * 1_000_003}) >> 8)::BIGINT")
    connection.execute("CREATE MACRO chance(i, salt, per_mille) AS roll(i, salt) % 1000 < per_mille")
    connection.execute(f"CREATE MACRO district(n) AS ({_DISTRICTS})[1 + n % {len(_DISTRICTS)}]")
    connection.execute("CREATE MACRO firm(n) AS '91310' || lpad((100000 + n)::VARCHAR, 13, '0')")
    connection.execute("CREATE MACRO listed_at(i) AS district(roll(i, 1) % 20 * (roll(i, 2) % 20) // 19)")
    connection.execute(
        "CREATE MACRO list_no(i) AS listed_at(i) || '28' || (2024 + i % 3)::VARCHAR || 'E' || lpad(i::VARCHAR, 9, '0')"
    )
    connection.execute("CREATE MACRO applied(i) AS DATE '2024-10-01' + (roll(i, 3) % 640)::INTEGER")
    connection.execute("CREATE MACRO lines_of(i) AS 1 + (roll(i, 4) % 3)::INTEGER")
    for name, query in _queries(rows, firms, sites).items():
        connection.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet, ROW_GROUP_SIZE 245760)")
    connection.close()


def _queries(rows: int, firms: int, sites: int) -> dict[str, str]:
    each = f"FROM (SELECT range AS i FROM range({rows}))"
    each_line = f"FROM (SELECT range AS i, unnest(range(1, lines_of(range) + 1)) AS n FROM range({rows}))"
    goods = f"n::BIGINT AS line_no, {_GOODS}"
    return {
        "declarations": f"""
            SELECT i AS id, 'R' || lpad(i::VARCHAR, 12, '0') AS application_no, list_no(i) AS list_no,
              CASE WHEN chance(i, 5, 400) THEN listed_at(i) ELSE district(roll(i, 6)) END || '28' AS customs_code,
              CASE WHEN chance(i, 7, 950) THEN 'S' || lpad((roll(i, 8) % {sites})::VARCHAR, 6, '0') END AS site_code,
              CASE WHEN chance(i, 9, 900) THEN '9661' WHEN chance(i, 10, 500) THEN '9610' END AS return_mode,
              'I' AS direction, CASE WHEN chance(i, 11, 3) THEN '142' ELSE '502' END AS departure_country,
              firm(roll(i, 12) % 40) AS platform, firm(roll(i, 13) % {firms}) AS exporter,
              firm(roll(i, 13) % {firms} % CASE WHEN chance(i, 14, 600) THEN {firms} ELSE {firms // 20} END) AS agent,
              (applied(i)::TIMESTAMP + (roll(i, 16) % 86400)::INTEGER * INTERVAL 1 SECOND)::TIMESTAMPTZ AS declared_at,
              CASE WHEN chance(i, 17, 300) THEN applied(i) + (roll(i, 18) % 9)::INTEGER END AS arrived_on,
              CASE WHEN chance(i, 19, 900) THEN ['returned', 'unsold', 'other'][1 + roll(i, 20) % 3] END AS reason_kind,
              CASE WHEN chance(i, 21, 950) THEN NOT chance(i, 22, 40) END AS original_state,
              CASE WHEN chance(i, 23, 950) THEN chance(i, 24, 50) END AS food,
              CASE WHEN chance(i, 25, 900) THEN chance(i, 26, 200) END AS rebate_taken,
              CASE WHEN chance(i, 27, 150) THEN 'T' || i::VARCHAR END AS tax_certificate_no,
              CASE WHEN chance(i, 28, 850) THEN ['return_record', 'self_declaration', 'refusal_record',
                'return_agreement'][1 + roll(i, 29) % 4] END AS proof {each}""",
        "lines": f"""
            SELECT i AS declaration, {goods}, (1 + roll(i * 4 + n, 30) % 4)::DECIMAL(19, 5) AS quantity,
              (1 + roll(i * 4 + n, 31) % 4)::DECIMAL(19, 5) AS legal_quantity,
              CASE WHEN chance(i, 32, 500) THEN 0.5::DECIMAL(19, 5) END AS second_quantity,
              CASE WHEN chance(i, 32, 500) THEN '035' END AS second_unit
            FROM (SELECT i, n, roll(i * 4 + n + CASE WHEN chance(i * 4 + n, 33, 10) THEN 1 ELSE 0 END, 34) AS h
                  {each_line})""",
        "export_lists": f"""
            SELECT list_no(i) AS list_no,
              CASE WHEN chance(i, 35, 950) THEN '9610' ELSE ['1210', '1239', '9710', '9810'][1 + roll(i, 36) % 4] END
                AS supervision_mode,
              firm(CASE WHEN chance(i, 37, 995) THEN roll(i, 12) ELSE roll(i, 38) END % 40) AS platform,
              firm(CASE WHEN chance(i, 39, 995) THEN roll(i, 13) ELSE roll(i, 40) END % {firms}) AS exporter,
              applied(i) - (3 + roll(i, 41) % 400)::INTEGER AS declared_on,
              CASE WHEN chance(i, 42, 980) THEN applied(i) - (2 + roll(i, 41) % 400)::INTEGER END AS released_on,
              CASE WHEN chance(i, 43, 900) THEN applied(i) - (1 + roll(i, 41) % 400)::INTEGER END AS exported_on
            {each} WHERE NOT chance(i, 44, 20)""",
        "export_lines": f"""
            SELECT list_no(i) AS list_no, {goods}, 10::DECIMAL(19, 5) AS quantity, 10::DECIMAL(19, 5) AS legal_quantity,
              2.5::DECIMAL(19, 5) AS second_quantity, '035' AS second_unit
            FROM (SELECT i, n, roll(i * 4 + n, 34) AS h {each_line}) WHERE NOT chance(i, 44, 20)""",
        "returned": f"""
            SELECT i AS declaration, n::BIGINT AS line_no, (roll(i * 4 + n, 45) % 9)::DECIMAL(25, 5) AS quantity,
              (roll(i * 4 + n, 46) % 9)::DECIMAL(25, 5) AS legal_quantity, NULL::DECIMAL(25, 5) AS second_quantity
            {each_line} WHERE chance(i * 4 + n, 47, 150)""",
        "sites": f"""
            SELECT 'S' || lpad((i % {sites})::VARCHAR, 6, '0') AS site_code, district(roll(i % {sites}, 48)) || '28'
              AS customs_code, CASE WHEN chance(i, 49, 950) THEN ['retail_export'] ELSE ['bonded'] END AS businesses,
              CASE WHEN i < {sites} THEN DATE '2023-01-01' ELSE DATE '2026-01-01' END AS valid_from,
              CASE WHEN chance(i, 50, 50) THEN DATE '2026-05-01' END AS valid_until, i AS sequence
            FROM (SELECT range AS i FROM range({sites + sites // 4}))""",
        "enterprises": f"""
            SELECT firm(i % {firms}) AS code, CASE WHEN chance(i, 51, 980) THEN NOT chance(i, 52, 20) END
              AS monitors_returns, CASE WHEN chance(i, 53, 980) THEN NOT chance(i, 54, 30) END AS separate_work_area,
              CASE WHEN chance(i, 55, 970) THEN ['open', 'interfaced', 'interfaced', 'none'][1 + roll(i, 56) % 4] END
                AS data_access,
              CASE WHEN chance(i, 57, 990) THEN CASE WHEN chance(i, 58, 20) THEN 'restricted' ELSE 'normal' END END
                AS standing,
              CASE WHEN chance(i, 59, 950)
                THEN list_transform(range(i % {firms}, {firms}, {firms // 20}), n -> firm(n)) END AS entrusted_by,
              CASE WHEN i < {firms} THEN DATE '2023-01-01' ELSE DATE '2026-01-01' END AS valid_from,
              NULL::DATE AS valid_until, i AS sequence
            FROM (SELECT range AS i FROM range({firms + firms // 5}))""",
    }


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.generate", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args(argv)
    generate(chosen.folder, chosen.rows, chosen.seed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
