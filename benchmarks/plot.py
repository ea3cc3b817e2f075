"""Bars on a logarithmic scale, as an SVG written by hand."""

from collections.abc import Mapping
from html import escape
from math import ceil, floor, log10

_ROW, _LEFT, _WIDTH, _TOP, _VALUES = 26, 300, 520, 56, 90
_INK, _GRID, _BAR, _OURS = "#222222", "#dddddd", "#8aa4c8", "#c8553d"


def bars(title: str, values: Mapping[str, float], marked: str) -> str:
    """One bar for each value, in the order given; the marked one stands out."""
    first, last = floor(log10(min(values.values()))), ceil(log10(max(values.values())))
    bottom = _TOP + _ROW * len(values)

    def across(value: float) -> float:
        return _LEFT + _WIDTH * (log10(value) - first) / (last - first)

    parts = [_text(12, 22, title, size=15)]
    for power in range(first, last + 1):
        x = across(10.0**power)
        parts.append(f'<line x1="{x:.1f}" y1="{_TOP - 6}" x2="{x:.1f}" y2="{bottom}" stroke="{_GRID}"/>')
        parts.append(_text(x, _TOP - 12, f"{10.0**power:g}", anchor="middle"))
    for number, (label, value) in enumerate(values.items()):
        y = _TOP + _ROW * number
        colour = _OURS if label == marked else _BAR
        parts.append(
            f'<rect x="{_LEFT}" y="{y + 4}" width="{across(value) - _LEFT:.1f}" height="{_ROW - 8}" fill="{colour}"/>'
        )
        parts.append(_text(_LEFT - 8, y + 17, label, anchor="end"))
        parts.append(_text(across(value) + 6, y + 17, f"{value:,.{1 if value < 100 else 0}f}"))
    width, height = _LEFT + _WIDTH + _VALUES, bottom + 12
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="white"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _text(x: float, y: float, words: str, anchor: str = "start", size: int = 12) -> str:
    place = f'x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-size="{size}"'
    return f'<text {place} fill="{_INK}">{escape(words)}</text>'
