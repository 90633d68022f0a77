"""``bcssp disclosure``: the proof that no hidden figure can be worked out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bcssp_lib.app.output import UNFINISHED, Area, say, show_rows
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import find_project
from bcssp_lib.model.period import parse_period

if TYPE_CHECKING:
    from bcssp_lib.data.disclosure_report import HiddenFigure

_COLUMNS = ("period", "category", "why_hidden", "may_be", "protected", "tied_to")


def disclosure_command(
    area: Area,
    period: Annotated[
        str, typer.Option(help="Figures that end in this period only, such as 2023-24.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
) -> None:
    """Show each hidden figure of an area, and what a reader could work out of it.

    It is worked out anew from all that is published together. Ends with 3 if any is given away.
    """
    from bcssp_lib.data.data_store import open_disclosure  # slow to import: not for --help

    project = find_project()
    catalogue = load_catalogue(project)
    force = catalogue.area(area).force_area
    places = (*catalogue.areas_of_report(area), force)
    within = parse_period(period) if period else None
    hidden = [
        figure
        for figure in open_disclosure(project, catalogue, area).audit(filter(None, places))
        if within is None or within.start <= parse_period(figure.period).end <= within.end
    ]
    given_away = sum(not figure.protected for figure in hidden)
    if as_json:
        show_rows([asdict(figure) for figure in hidden], (), as_json=True)
    else:
        show_rows([_row(figure) for figure in hidden], _COLUMNS, as_json=False, by="table")
        say(_summary(catalogue.area(area).name, len(hidden), given_away))
    raise typer.Exit(UNFINISHED if given_away else 0)


def _row(figure: HiddenFigure) -> dict[str, str]:
    up_to = "or more" if figure.highest is None else f"to {figure.highest}"
    return {
        "table": f"{figure.indicator}, {figure.area}",
        "period": figure.period,
        "category": figure.category or "(total)",
        "why_hidden": figure.reason,
        "may_be": "" if figure.lowest is None else f"{figure.lowest} {up_to}",
        "protected": "yes" if figure.protected else "NO",
        "tied_to": "; ".join(figure.derived_from),
    }


def _summary(area: str, hidden: int, given_away: int) -> str:
    if given_away:
        return f"{area} is not cleared for publication: {given_away} of {hidden} can be worked out."
    if not hidden:
        return f"{area} is cleared for publication: no figure is hidden, and none has to be."
    return f"{area} is cleared for publication: {hidden} are hidden, and none can be worked out."
