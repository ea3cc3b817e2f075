"""Rows of the registers: what the operator knows about sites and firms, since when and from where."""

from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from schemas.base import Document, LocalizedText
from schemas.codes import CustomsCode, Day, EnterpriseCode, SiteCode, Text

Business = Annotated[Text, StringConstraints(min_length=1, max_length=40)]
Source = Annotated[Text, StringConstraints(max_length=500)]
RowName = Annotated[Text, StringConstraints(max_length=100)]
Role = Literal["exporter", "platform", "agent", "logistics", "site_operator"]
DataAccess = Literal["open", "interfaced", "none"]
Standing = Literal["normal", "restricted"]

DATA_ACCESS_WORDS: Final[dict[DataAccess, LocalizedText]] = {
    "open": LocalizedText(zh="已开放", en="open"),
    "interfaced": LocalizedText(zh="已对接", en="interfaced"),
    "none": LocalizedText(zh="未开放也未对接", en="neither open nor interfaced"),
}
STANDING_WORDS: Final[dict[Standing, LocalizedText]] = {
    "normal": LocalizedText(zh="正常", en="normal"),
    "restricted": LocalizedText(zh="受限", en="restricted"),
}


class RegisterRow(Document):
    """A row that holds over `[valid_from, valid_until)`; either end may be open."""

    valid_from: Day | None = None
    valid_until: Day | None = None
    source: Source | None = None

    def holds_on(self, day: Day) -> bool:
        """Whether the row is valid on that day; the day of `valid_until` is the first on which it is not."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


class SupervisionSite(RegisterRow):
    """A customs supervision site (海关监管作业场所); `retail_export` among its businesses is what the law asks for."""

    site_code: SiteCode
    name: RowName
    customs_code: CustomsCode
    businesses: tuple[Business, ...]


class Enterprise(RegisterRow):
    """A firm as the register knows it; a claim that is null is unknown, not denied (interpretation I6)."""

    code: EnterpriseCode
    name: RowName
    roles: tuple[Role, ...] | None = None
    monitors_returns: bool | None = None
    separate_work_area: bool | None = None
    data_access: DataAccess | None = None
    standing: Standing | None = None
    entrusted_by: tuple[EnterpriseCode, ...] | None = None


class Office(RegisterRow):
    """A customs office (隶属海关) and its name; a table of these ages, so an unknown office is no fault."""

    code: CustomsCode
    name: RowName
