"""Over-representation: the rate of each group of people compared with another group's."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import Observation, Value, missing
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.table_kit import Column, Table, table
from bcssp_lib.section.tables import value_of
from bcssp_lib.stats.rate_ratio import rate_ratio
from bcssp_lib.stats.rates import crude_rate

PER = 10_000
_NOT_SHOWN = "not shown"  # the last column says why, where there is room for it


def groups_table(
    title: str,
    result: IndicatorResult,
    people: Indicator,
    now: Sequence[Observation],
    living: Sequence[Observation],
    reference: str,
) -> Table:
    """A row a group: how many, how many live here, the rate, and the ratio with its interval.

    ``now`` and ``living`` are the protected categories of the count and of the population. A
    group without a population, such as "Not known", has neither rate nor ratio.
    """
    sizes = {category.category: category for category in living}
    counts = {category.category: category for category in now}
    if reference not in counts or reference not in sizes:
        raise not_known("group", reference, [name for name in counts if name in sizes])

    def size(name: str) -> Value:
        return sizes[name].value if name in sizes else missing()

    rows = []
    for name, count in counts.items():
        rate = crude_rate(count.value, size(name), PER)
        ratio = rate_ratio(count.value, size(name), counts[reference].value, size(reference))
        is_reference = name == reference
        rows.append(
            [
                name,
                value_of(count, result.indicator) if count.known else _NOT_SHOWN,
                value_of(sizes[name], people) if name in sizes else "none",
                rate.text if rate.value.known else "none",
                "compared with" if is_reference else (ratio.text if ratio.value.known else "none"),
                "–" if is_reference else ratio.interval_text or "none",
                "–" if is_reference else ratio.verdict or f"nothing: {ratio.text}",
            ]
        )
    columns = [
        Column((result.indicator.breakdown or "group").capitalize()),
        Column(f"Number of {result.indicator.counts}", True),
        Column(f"{people.counts[:1].upper()}{people.counts[1:]} who live here", True),
        Column("Rate", True),
        Column(f"Times the rate of {reference}", True),
        Column("95% interval", True),
        Column("What may be said"),
    ]
    notes = [
        "Over- or under-represented is said only where the whole 95% interval lies on one side "
        "of 1. It says that a group is seen more or less often than its size would lead one to "
        "expect, and not why.",
        f"–: {reference} is the group that the others are compared with.",
        f"{result.current.period.heading}; the numbers of people are those of "
        f"{living[0].period.heading}.",
    ]
    return table(title, columns, rows, notes, wide=True)
