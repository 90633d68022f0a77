"""Facts made up for tests: what a test does not name is as plain as can be."""

from __future__ import annotations

from typing import Any

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Value, known
from bcssp_lib.stats.comparison import change_between


def made_fact(name: str = "missing_reports", value: Value | str | int = 282, **fields: Any) -> Fact:
    """A fact of the police; with ``previous`` it has the change that leads from it."""
    amount = value if isinstance(value, Value) else known(value)
    content = {
        "name": name, "section": "police", "title": name.replace("_", " ").capitalize(),
        "counts": "reports", "singular": "report", "period": parse_period("2023-24"),
        "value": amount, **fields,
    }  # fmt: skip
    if "previous" in fields:
        before = fields["previous"]
        before = before if isinstance(before, Value) else known(before)
        unit, decimals = fields.get("unit", Unit.COUNT), fields.get("decimals", 0)
        change = change_between(before, amount, unit, decimals)
        content = {"change": change, **content, "previous": before}
    return Fact(**content)


def in_percent(name: str, value: Value | str | int, **fields: Any) -> Fact:
    """A fact that is a percentage."""
    return made_fact(name, value, unit=Unit.PERCENT, counts="percent", singular="percent", **fields)
