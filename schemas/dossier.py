"""One declaration and what the registers knew about it: the whole input of a decision."""

from schemas.base import Document
from schemas.codes import SummedQuantity
from schemas.declaration import ReturnDeclaration
from schemas.export_list import ExportList
from schemas.goods import LineNo
from schemas.registers import Enterprise, SupervisionSite


class ReturnedQuantity(Document):
    """What earlier returns already took of one line of the original list (interpretation I5); null counts as zero."""

    line_no: LineNo
    quantity: SummedQuantity | None = None
    legal_quantity: SummedQuantity | None = None
    second_quantity: SummedQuantity | None = None


class Dossier(Document):
    """Everything a decision reads. Null means that the register has no row: unknown, never *no* (I6).

    `site` is the row that began last on or before the day of return, `exporter` and `agent` the rows valid on the day
    of the application; whoever gathers the dossier sees to that, the rulebook takes the rows as given.
    """

    declaration: ReturnDeclaration
    export_list: ExportList | None = None
    already_returned: tuple[ReturnedQuantity, ...] = ()
    site: SupervisionSite | None = None
    exporter: Enterprise | None = None
    agent: Enterprise | None = None
