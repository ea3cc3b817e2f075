"""The steps about batches: a file of returns, filed row by row in the background."""

from typing import Any, Final

from pytest_bdd import given, parsers, then, when

from features.callers import Callers
from features.post import Cells
from service.batches import processing
from tests.batch.files import HEAD, a_csv, cells

FIELDS: Final = {"进出口标记": "direction", "监管场所": "site_code", "启运国": "departure_country"}
STATES: Final = {"等待": "waiting", "办理": "running", "完成": "done", "失败": "failed", "取消": "cancelled"}


def send(callers: Callers, name: str, data: bytes) -> None:
    callers.world.enter_registers()
    callers.call("企业", "POST", f"/v1/batches?name={name}", content=data)
    assert callers.answer.status_code == 202, callers.answer.text
    callers.filed = callers.answer.json()


def path(callers: Callers) -> str:
    return f"/v1/batches/{callers.filed['id']}"


def work(callers: Callers, rows: int | None = None) -> None:
    """The background worker comes by, for so many rows or until nothing is left."""
    left = iter([False] * rows + [True]) if rows is not None else None
    while processing.work(callers.harness.context, "worker", lambda: next(left) if left else False) and left is None:
        pass


def declared(callers: Callers, number: str, changes: dict[str, Any] | None = None) -> list[str]:
    """A row with the scenario's declaration."""
    return cells(**(callers.world.declaration | {"application_no": number} | (changes or {})))


def results(callers: Callers) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = callers.call("企业", "GET", f"{path(callers)}/results").json()["items"]
    return items


@given(parsers.parse("企业以{encoding}编码的文件{name}批量申报："))
@when(parsers.parse("企业以{encoding}编码的文件{name}批量申报："))
def sent(callers: Callers, encoding: str, name: str, datatable: Cells) -> None:
    header, *rows = datatable
    assert header == ["申请编号", "更改", "为"]
    made = []
    for number, field, value in rows:
        changes = {FIELDS[field]: value} if field in FIELDS else {}
        row = declared(callers, number, changes)
        if field == "数量":
            row[[column.split()[-1] for column in HEAD].index("quantity")] = value
        made.append(row)
    send(callers, name, a_csv(*made, encoding={"UTF-8": "utf-8-sig", "GB18030": "gb18030"}[encoding]))


@given(parsers.parse("企业批量申报{count:d}件"))
def sent_many(callers: Callers, count: int) -> None:
    send(callers, "many.csv", a_csv(*(declared(callers, f"R-{number}") for number in range(1, count + 1))))


@when("企业批量申报一个表头不对的文件wrong.csv")
def sent_wrong(callers: Callers) -> None:
    send(callers, "wrong.csv", a_csv(cells(), head=["申请号码", *HEAD[1:]]))


@when("后台办理完毕")
def worked(callers: Callers) -> None:
    work(callers)


@when(parsers.parse("后台办理了{count:d}行"))
def worked_some(callers: Callers, count: int) -> None:
    work(callers, count)


@when("企业取消这批申报")
def cancelled(callers: Callers) -> None:
    callers.call("企业", "POST", f"{path(callers)}/cancel")


@then("逐行结果为：")
def row_by_row(callers: Callers, datatable: Cells) -> None:
    header, *rows = datatable
    assert header == ["行", "位置", "申请编号", "回执", "说明"]
    told = results(callers)
    assert [[str(each["row"]), each["place"], each["application_no"], each["return_status"]] for each in told] == [
        row[:4] for row in rows
    ]
    for each, row in zip(told, rows, strict=True):
        assert row[4] in each["return_info"]


@then(parsers.parse("这批申报{state}，办了{done:d}行"))
def stands(callers: Callers, state: str, done: int) -> None:
    batch = callers.call("企业", "GET", path(callers)).json()
    assert (batch["state"], batch["done"]) == (STATES[state], done)


@then(parsers.parse("其中准予{accepted:d}件、退单{rejected:d}件、人工审核{review:d}件、未受理{refused:d}件"))
def counted(callers: Callers, accepted: int, rejected: int, review: int, refused: int) -> None:
    counts = callers.call("企业", "GET", path(callers)).json()["counts"]
    told = tuple(counts[name] for name in ("accepted", "rejected", "review", "refused"))
    assert told == (accepted, rejected, review, refused), results(callers)


@then(parsers.parse("原因指出{place}：{words}"))
def why(callers: Callers, place: str, words: str) -> None:
    (fault, *_) = callers.call("企业", "GET", path(callers)).json()["faults"]
    assert (fault["pointer"], fault["zh"]) == (place, words)


@then("结果可下载为表格和回执报文")
def downloads(callers: Callers) -> None:
    table = callers.call("企业", "GET", f"{path(callers)}/results?format=csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == 1 + len(results(callers))
    assert callers.call("企业", "GET", f"{path(callers)}/results?format=ceb214").content[:2] == b"PK"


@then(parsers.parse("别家企业看不到这批申报"))
def unseen(callers: Callers) -> None:
    for each in (path(callers), f"{path(callers)}/results"):
        assert callers.call("别家企业", "GET", each).status_code == 404
