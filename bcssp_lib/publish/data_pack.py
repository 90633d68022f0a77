"""The data pack: every figure that a report holds as one tidy table, with what its columns mean.

``figures.csv`` has a row for each figure: whose it is, of which period, and its amount or the
reason why there is none. ``figures.csv-metadata.json`` describes it as the W3C's recommendation
CSV on the Web (CSVW) asks, so that programs find titles and types. The figures are those
that the report may use, after disclosure control, rounded as it shows them.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from bcssp_lib.model.fact import Fact, HeldFigure, Interval
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.verdicts import Against
from bcssp_lib.publish.compose import Composed
from bcssp_lib.stats.rates import RATE_DECIMALS
from bcssp_lib.stats.wording import number_text, round_half_up

_FIGURES = "figures.csv"
_METADATA = f"{_FIGURES}-metadata.json"
_OTHERS = {
    Against.FORCE_AREA: "the police force area",
    Against.REGION: "the region",
    Against.ENGLAND: "England",
    Against.PEERS: "the median of the other areas",
    Against.NEIGHBOURS: "the median of the statistical neighbours",
}  # where the fact itself is compared with none of them
_MEDIANS = (Against.PEERS, Against.NEIGHBOURS)  # of as many as have a figure in that period
_MEASURES = {
    Unit.COUNT: "number",
    Unit.PERCENT: "percentage",
    Unit.POUNDS: "pounds",
    Unit.RATE: "rate of the source",
}
_COLUMNS = {
    "figure": ("Figure", "Its name in the report, as authors use it."),
    "title": ("Title", "What is counted or measured."),
    "section": ("Section", "The section of the report that it belongs to."),
    "place": ("Place", "The area, or those whom it is compared with."),
    "category": ("Category", "The part of a whole that is counted; empty for the whole."),
    "period": ("Period", "The year, quarter, month or day, as the report names it."),
    "period_start": ("Start of the period", "Its first day."),
    "period_end": ("End of the period", "Its last day."),
    "source": ("Source", "Who published the figures that it was made from, with title and date."),
    "made_up": ("Made up", "Whether it is made up, to try the report, or real."),
    "measure": ("Measure", "number, percentage, pounds, or a rate and for how many people."),
    "value": ("Value", "Rounded as the report shows it; empty where there is none to show."),
    "lower": ("Lower limit", "The lower limit of the 95% interval, where one can be given."),
    "upper": ("Upper limit", "The upper limit of the 95% interval, where one can be given."),
    "status": ("Status", "shown, or why there is no value."),
    "mark": ("Mark", "provisional, revised or estimated; empty otherwise."),
}
_TYPES = {
    "period_start": "date",
    "period_end": "date",
    "value": "decimal",
    "lower": "decimal",
    "upper": "decimal",
    "made_up": "boolean",
}


def write_data_pack(composed: Composed, folder: Path) -> dict[str, Path]:
    """Write ``figures.csv`` and its description into a folder; return the places of both.

    Example: ``write_data_pack(composed, Path("publication"))``. The CSV is UTF-8 with a mark of
    it at the start, which Excel needs.
    """
    made = folder / _FIGURES
    with made.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        for fact in composed.facts:
            rows = _rows(fact, composed.area)
            writer.writerows(dict.fromkeys(tuple(map(row.get, _COLUMNS)) for row in rows))
    described = json.dumps(_describe(composed), indent=2, ensure_ascii=False)
    (folder / _METADATA).write_text(f"{described}\n", "utf-8", newline="\n")
    return {"CSV": made, "CSVW": folder / _METADATA}


def _rows(fact: Fact, area: str) -> Iterator[Mapping[str, str]]:
    """A fact's own figure, its rate, and the figures of other periods and places held with it."""
    own = HeldFigure(fact.period, fact.amount, rate=fact.rate.value.amount if fact.rate else None)
    for held in (own, *fact.series):
        row = {
            "figure": fact.full_name,
            "title": fact.title,
            "section": fact.section,
            "place": area if held.whose is None else _name_others(held, fact),
            "category": held.category,
            "period": held.period.label,
            "period_start": held.period.start.isoformat(),
            "period_end": held.period.end.isoformat(),
            "source": "; ".join(dict.fromkeys(origin.source for origin in fact.origins)),
            "made_up": str(fact.synthetic).lower(),
            "status": "shown",
        }
        limits = fact.interval if held is own else None
        if held is own:
            row["mark"] = fact.value.mark.wording if fact.value.mark else ""
            row["status"] = fact.value.why_none or row["status"]
        if held.amount is not None or held is own:
            decimals = RATE_DECIMALS if held.whose in _MEDIANS else fact.decimals
            values = _values(held.amount, decimals, None if fact.rate else limits)
            yield {**row, "measure": _MEASURES[fact.unit], **values}
        if held.rate is not None:
            values = _values(held.rate, RATE_DECIMALS, limits)
            yield {**row, "measure": _rate_name(fact), **values}


def _name_others(held: HeldFigure, fact: Fact) -> str:
    """Whose a figure is that is not the area's own; of a median, of how many for its own time."""
    assert held.whose is not None
    compared = fact.against(held.whose)
    if compared is None or (held.whose in _MEDIANS and held.period != fact.period):
        return _OTHERS[held.whose]
    return compared.label


def _values(amount: Decimal | None, decimals: int, limits: Interval | None) -> dict[str, str]:
    if amount is None:
        return {}
    value = {"value": _number(amount, decimals)}
    if limits is None:
        return value
    upper = _number(Decimal(limits.upper), decimals) if math.isfinite(limits.upper) else ""
    return {**value, "lower": _number(Decimal(limits.lower), decimals), "upper": upper}


def _number(amount: Decimal, decimals: int) -> str:
    return f"{round_half_up(amount, decimals):f}"


def _rate_name(fact: Fact) -> str:
    if fact.rate is None:
        return "rate"
    return f"rate per {number_text(Decimal(fact.rate.per or 1))} {fact.rate.people}"


def _describe(composed: Composed) -> dict[str, object]:
    """The description of the table, as CSVW asks."""
    columns = [
        {
            "name": name,
            "titles": name,
            "dc:title": title,
            "dc:description": meaning,
            "datatype": _TYPES.get(name, "string"),
        }
        for name, (title, meaning) in _COLUMNS.items()
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": _FIGURES,
        "dc:title": f"Figures of the {composed.title}, {composed.subtitle}",
        "dc:description": f"{composed.area}. {composed.stamp_text}. Version {composed.mark}.",
        "dc:language": "en-GB",
        "tableSchema": {"columns": columns},
    }
