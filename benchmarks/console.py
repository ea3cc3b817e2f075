"""What the console waits for with many cases in PostgreSQL: the calls of its pages, in milliseconds of the service.

Some returns are filed as firms file them; the rest, `--cases` of them, are copied from these in the database, with
their revisions, decisions and cases. Goal: 50 ms for the middle one of each call.
"""

import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from benchmarks.report import Row, arguments, show
from schemas.tables import metadata
from schemas.work.accounts import NewUser
from service.accounts import users
from service.api.auth import COOKIE
from service.context import Context
from service.returns import filing
from service.returns.filing import Submitted
from tests import builders, databases
from tests.stress.service import Service

GOAL_MS: Final = 50.0
_MODELS: Final = 40
_NEWEST: Final = 60
_OPEN_PER_MILLE: Final = 300
_ID: Final = "lpad(g::text, 36, '0')"
_ORDER: Final = ("returns", "revisions", "decisions", "returned_lines", "cases")
_MOMENT: Final = "to_char(now() AT TIME ZONE 'utc' + {}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '+00:00'"
_CLOSED: Final = _MOMENT.format("- (g % 80000) * interval '20 seconds'")
_OPEN: Final = f"(g % 1000) < {_OPEN_PER_MILLE}"
_CHANGED: Final[Mapping[str, Mapping[str, str]]] = {
    "returns": {"id": _ID, "sequence": "g + 1", "application_no": "'B-' || g", "exporter_code": "firm(g)"},
    "revisions": {"return_id": _ID},
    "decisions": {"id": "'d' || lpad(g::text, 35, '0')", "return_id": _ID, "sequence": "g + 1"},
    "returned_lines": {"return_id": _ID},
    "cases": {
        "return_id": _ID,
        "sequence": "g + 1",
        "application_no": "'B-' || g",
        "exporter_code": "firm(g)",
        "return_district": "(ARRAY['22','29','31','51','52'])[1 + g % 5]",
        "open": _OPEN,
        "opened_at": _MOMENT.format("- (g % 86400) * interval '20 seconds'"),
        "due_at": _MOMENT.format("(g % 600000 - 300000) * interval '1 second'"),
        "closed_at": f"CASE WHEN {_OPEN} THEN NULL ELSE {_CLOSED} END",
        "assignee": "CASE WHEN g % 7 = 0 THEN 'zhang' WHEN g % 7 = 1 THEN 'wang' END",
        "answered": "g % 50 = 0",
        "proposed": "g % 90 = 0",
        "lines": "1 + g % 100",
    },
}


def main(argv: Sequence[str] | None = None) -> int:
    chosen = arguments(__doc__, argv, cases=1_000_000, calls=40)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder, databases.fresh("postgresql", Path(folder)) as url:
        service = Service(Path(folder), url, 1)
        service.fill("1000000")
        models = [_file(service.context, f"M-{number}").record.id for number in range(_MODELS)]
        with service.context.store.engine.begin() as connection:
            _copy(connection, models, chosen.cases)
            connection.execute(
                text("INSERT INTO marks (name, sequence) VALUES ('decisions', :last)"), {"last": chosen.cases}
            )
        with service.context.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        newest = [_file(service.context, f"N-{number}").record for number in range(_NEWEST)]
        decision = newest[0].decision.decision_id if newest[0].decision else None
        service.start()
        try:
            link, headers = service.connection(), _signed_in(service.context)
            for name, path in _calls(newest[0].id, str(decision), f"{chosen.cases // 2:036}"):
                took = sorted(_milliseconds(link, path, headers) for _ in range(chosen.calls))
                rows.append(
                    {
                        "call": name,
                        "cases": chosen.cases,
                        "median ms": statistics.median(took),
                        "p95 ms": took[int(len(took) * 0.95)],
                        "goal ms": GOAL_MS,
                        "met": statistics.median(took) < GOAL_MS,
                    }
                )
        finally:
            service.stop()
            service.context.store.close()
    show("what the console's pages ask", rows, chosen.json)
    return 0


def _calls(return_id: str, decision_id: str, deep: str) -> list[tuple[str, str]]:
    one = f"/v1/returns/{return_id}"
    return [
        ("today: overview", "/v1/overview"),
        ("queue: all", "/v1/cases"),
        ("queue: mine", "/v1/cases?assignee=me"),
        ("queue: district", "/v1/cases?return_district=22"),
        ("queue: firm", "/v1/cases?exporter=913100000000000042"),
        ("queue: provision", "/v1/cases?provision=gacc_2026_024.return_site"),
        ("queue: provision nobody waits on", "/v1/cases?provision=gacc_2026_024.no_such"),
        ("queue: largest", "/v1/cases?order=lines"),
        ("queue: answered", "/v1/cases?answered=true"),
        ("queue: far down", f"/v1/cases?after={deep}"),
        ("case", f"/v1/cases/{return_id}"),
        ("case: return", one),
        ("case: decisions", f"{one}/decisions"),
        ("case: dossier", f"/v1/decisions/{decision_id}/dossier"),
        ("case: explanation", f"/v1/decisions/{decision_id}/explanation"),
        ("case: timeline", f"{one}/timeline"),
        ("case: notes", f"{one}/notes"),
        ("returns: newest", "/v1/returns?limit=20"),
        ("returns: by number", "/v1/returns?application_no=B-4711"),
        ("registers: sites", "/v1/sites"),
        ("registers: enterprises", "/v1/enterprises"),
    ]


def _file(context: Context, number: str) -> Submitted:
    line = builders.pieces("0.01")
    return filing.submit(context, builders.a_declaration(application_no=number, site_code="NOWHERE", lines=[line]))


def _signed_in(context: Context) -> dict[str, str]:
    users.add(context, NewUser(name="zhang", role="supervisor", subject="zhang"))
    return {"Cookie": f"{COOKIE}={users.sign_in_by_subject(context, 'zhang')[0]}"}


def _copy(connection: Connection, models: Sequence[str], count: int) -> None:
    connection.execute(
        text(
            "CREATE FUNCTION pg_temp.firm(g bigint) RETURNS text LANGUAGE sql IMMUTABLE AS "
            "$$ SELECT '91310' || lpad((g % 997)::text, 13, '0') $$"
        )
    )
    for name in _ORDER:
        table, changed = metadata.tables[name], _CHANGED[name]
        key = "id" if name == "returns" else "return_id"
        columns = [f'"{column.name}"' for column in table.columns]
        values = [changed.get(column.name, f'm."{column.name}"') for column in table.columns]
        picked = ", ".join(values).replace("firm(g)", "pg_temp.firm(g)")
        connection.execute(
            text(
                f"INSERT INTO {name} ({', '.join(columns)}) SELECT {picked} FROM generate_series(0, :last) AS g "
                f"JOIN {name} AS m ON m.{key} = (CAST(:models AS text[]))[1 + g % {len(models)}]"
            ),
            {"last": count - 1, "models": list(models)},
        )


def _milliseconds(link: HTTPConnection, path: str, headers: Mapping[str, str]) -> float:
    began = time.perf_counter()
    link.request("GET", path, headers=dict(headers))
    answer = link.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, body[:300])
    return (time.perf_counter() - began) * 1e3


if __name__ == "__main__":
    raise SystemExit(main())
