"""What the law asks about a declaration, one small function per fact; its docstring is its definition.

A fact is True or False, a count, a day or a short code, or None where a register row, the original list or an optional
field is absent: unknown. A fact about lines gives the positions of the lines concerned and is compared by their number.
"""

from typing import Final

from rules.facts import days, declaration, districts, firms, goods, original_list, relief, site
from rules.facts.fact import AS_OF, DISTRICTS, Derived, Fact, Facts, FactType, Positions, record_of

FACTS: Final[dict[str, Fact]] = {
    value.name: value
    for module in (districts, original_list, firms, site, declaration, goods, days, relief)
    for value in vars(module).values()
    if isinstance(value, Fact)
}
"""Every fact by its name, in the order in which they are shown."""

__all__ = ["AS_OF", "DISTRICTS", "FACTS", "Derived", "Fact", "FactType", "Facts", "Positions", "record_of"]
