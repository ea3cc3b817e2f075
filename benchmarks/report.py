"""One way to say results: a table, or with `--json` one object a line."""

import argparse
import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

Row = dict[str, str | int | float | bool]


def arguments(description: str | None, argv: Sequence[str] | None, **defaults: int) -> argparse.Namespace:
    """`--json`, and for every default an integer option, or a switch where it is false."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="machine-readable, one object a line")
    for name, value in defaults.items():
        if value is False:
            parser.add_argument(f"--{name}", action="store_true")
        else:
            parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args(argv)


def show(title: str, rows: Sequence[Row], as_json: bool) -> None:
    """Print the rows; every row has the same keys."""
    if as_json:
        for row in rows:
            print(json.dumps({"benchmark": title} | row, ensure_ascii=False))
        return
    table = Table(title=title)
    for key in rows[0]:
        table.add_column(key, justify="left" if isinstance(rows[0][key], str) else "right")
    for row in rows:
        table.add_row(*(f"{value:.2f}" if isinstance(value, float) else str(value) for value in row.values()))
    Console().print(table)
