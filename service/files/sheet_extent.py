"""How far a sheet of XLSX reaches, seen in its bytes: calamine makes room for every cell between the first and last."""

import re
from typing import Final

from service.problems import bad_input

MOST_CELLS: Final = 4_000_000
MOST_PER_CELL: Final = 20
_REFERENCE: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]*)([0-9]+)")
_ROW: Final = re.compile(rb"row[\s/>]")
_CELL: Final = (b"<c", b":c")


class SheetExtent:
    """The rows, columns and cells of a sheet, rather too many than too few, counted as its bytes go by.

    Rows and cells that do not say where they stand count on from the last one.
    """

    def __init__(self) -> None:
        self._last_row = self._last_column = self._rows = self._cells = self._most_in_a_row = 0
        self._placed_rows = self._placed_cells = 0
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Count in the sheet's next bytes."""
        data = self._rest + piece
        cut = data.rfind(b"<")
        self._rest = data[cut:] if cut > 0 else b""
        self._count(data[:cut] if cut > 0 else data)

    def check(self) -> None:
        """Refuse a sheet that reaches much further than the cells it has.

        Raises:
            BadInput: it does.
        """
        self._count(self._rest)
        height = self._last_row + self._rows - self._placed_rows
        width = self._last_column + (self._most_in_a_row if self._placed_cells < self._cells else 0)
        if height * width > max(MOST_CELLS, MOST_PER_CELL * self._cells):
            raise bad_input("", "batch.zip_bomb", variant="sheet", count=self._cells, rows=height, columns=width)

    def _count(self, data: bytes) -> None:
        references = _REFERENCE.findall(data)
        letters, numbers = [column for column, _ in references], {row for _, row in references}
        placed_rows = letters.count(b"")
        self._placed_rows += placed_rows
        self._placed_cells += len(letters) - placed_rows
        self._last_row = max(self._last_row, *(int(number[:9]) for number in numbers), 0)
        self._last_column = max(self._last_column, *(_column(name) for name in set(letters)), 0)
        cells = [sum(map(row.count, _CELL)) for row in _ROW.split(data)]
        self._rows += len(cells) - 1
        self._cells += sum(cells)
        self._most_in_a_row = max(self._most_in_a_row, *cells)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number
