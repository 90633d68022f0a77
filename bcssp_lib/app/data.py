"""``bcssp data status`` and ``bcssp disclosure``: what is held, what is missing, what is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcssp_lib.app.output import UNFINISHED, Area, Period, area_argument, say, show_rows
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import find_project
from bcssp_lib.model.disclosure_policy import say_hidden
from bcssp_lib.model.period import Period as ModelPeriod
from bcssp_lib.model.period import PeriodKind, parse_period
from bcssp_lib.model.value import Source
from bcssp_lib.stats.wording import join_words

if TYPE_CHECKING:
    from bcssp_lib.data.disclosure_audit import HiddenFigure
    from bcssp_lib.data.loader import Figures

_MOST_NAMED = 6  # things that an agency is asked for

data_app = typer.Typer(no_args_is_help=True, help="What figures there are, and what is missing.")
_COLUMNS = ("period", "category", "why_hidden", "may_be", "protected", "tied_to")


@data_app.command("status")
def _data_status_command(
    area: Annotated[str, area_argument(help="The area; none means all.")] = "",
    period: Period = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Show what an area has, from which source and release, and what a year lacks, from whom.

    Missing is what the year before has. Figures that have a row and no number are not missing.
    """
    from bcssp_lib.data.holdings import has_figures  # slow to import: not for --help
    from bcssp_lib.data.loader import load_figures

    project = find_project()
    catalogue = load_catalogue(project)
    year = parse_period(period or catalogue.settings.default_period)
    if year.kind is not PeriodKind.YEAR:
        raise typer.BadParameter(f"{year.label} is no year; name one, such as 2024-25")
    areas = (catalogue.area(area),) if area else catalogue.authorities()
    state: dict[str, Any] = {"held": [], "registers": [], "missing": [], "awaited": []}
    without: list[str] = []
    for each in areas:
        figures = load_figures(catalogue, (each.slug,))
        if not has_figures(figures.observations, each.slug, year):
            without.append(each.short_name)
        for name, rows in _area_state(catalogue, figures, each.slug, year).items():
            state[name] += rows
    if as_json:
        show_rows([{**state, "period": year.label}], [], as_json=True)
    else:
        _show_state(state, without, year)


def _show_state(
    state: Mapping[str, list[dict[str, Any]]], without: Sequence[str], year: ModelPeriod
) -> None:
    """What is held, and what is missing; ``without`` are areas that have no figure of the year."""
    show_rows(state["held"], ["source", "vintage", "latest", "figures"], as_json=False, by="area")
    if state["registers"]:
        say("Registers:")
        columns = ["register", "source", "vintage", "latest", "rows"]
        show_rows(state["registers"], columns, as_json=False, by="area")
    if without:
        say(
            f"There is no figure for {year.label} yet of {join_words(without)}; bcssp import FILE "
            "brings them in."
        )
    elif not state["missing"] and not state["awaited"]:
        say(f"Nothing is missing for {year.label} that there is for {year.previous().label}.")
    _say_what_is_missing(state, year)


def _area_state(
    catalogue: Catalogue, figures: Figures, area: str, year: ModelPeriod
) -> dict[str, list[dict[str, Any]]]:
    """What is held of an area, and what it lacks for a year, as rows to show."""
    from bcssp_lib.data.holdings import (
        list_awaited,
        list_gaps,
        list_holdings,
        list_register_holdings,
    )
    from bcssp_lib.data.returns.forms import kpi_indicators

    returned = {each.id for each in kpi_indicators(catalogue, year)}
    by_source = [each for each in figures.observations if each.indicator not in returned]
    return {
        "held": [
            {
                "area": area,
                **_source_cells(holding.source),
                "latest": holding.latest,
                "figures": holding.rows,
                "indicators": list(holding.names),
            }
            for holding in list_holdings(figures.observations, area)
        ],
        "registers": [
            {
                "area": area,
                "register": holding.names[0],
                **_source_cells(holding.source),
                "latest": holding.latest,
                "rows": holding.rows,
            }
            for holding in list_register_holdings(figures.registers, area)
        ],
        "missing": [
            {
                "area": area,
                "from": source.publisher,
                "source": source.id,
                "indicators": ", ".join(indicators),
            }
            for source, indicators in list_gaps(by_source, area, year)
        ],
        "awaited": [
            {
                "area": area,
                "agency": awaited.agency or "nobody named",
                "form": awaited.form,
                "what": _say_things(awaited.things) or awaited.title,
                "things": list(awaited.things),
            }
            for awaited in list_awaited(catalogue, figures, area, year)
        ],
    }


def _say_things(things: Sequence[str]) -> str:
    """Things by name; of many, how many they are, and the first and the last."""
    if len(things) <= _MOST_NAMED:
        return ", ".join(things)
    return f"{len(things)}, from {things[0]} to {things[-1]}"


def _source_cells(source: Source) -> dict[str, Any]:
    published = f"published {source.published}" if source.published else ""
    return {
        "source": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "vintage": source.vintage or published,
        "synthetic": source.synthetic,
        "files": [file.name for file in source.files],
    }


def _say_what_is_missing(state: Mapping[str, list[dict[str, Any]]], year: ModelPeriod) -> None:
    missing, awaited = state["missing"], state["awaited"]
    before = year.previous().label
    if missing:
        say(f"Missing for {year.label}, with figures for {before}:")
        show_rows(missing, ["source", "from", "indicators"], as_json=False, by="area")
    if awaited:
        say(f"Not returned yet for {year.label}, by agency:")
        show_rows(awaited, ["agency", "form", "what"], as_json=False, by="area")
        first = awaited[0]
        say(f"To ask: bcssp template {first['form']} {first['area']} --period {year.typed}")


def disclosure_command(
    area: Area,
    period: Annotated[
        str,
        typer.Option(
            "--period", "-p", help="Figures that end in this period only, such as 2023-24."
        ),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
) -> None:
    """Show each hidden figure of an area, and what a reader could work out of it.

    It is worked out anew from all that is published together. Ends with 3 if any is given away.
    """
    from bcssp_lib.data.data_store import audit_report  # slow to import: not for --help
    from bcssp_lib.data.disclosure_audit import AS_PUBLISHED

    project = find_project()
    catalogue = load_catalogue(project)
    name = catalogue.area(area).name
    within = parse_period(period) if period else None
    hidden = [
        figure
        for figure in audit_report(catalogue, area)
        if within is None or within.start <= parse_period(figure.period).end <= within.end
    ]
    ours = [figure for figure in hidden if figure.reason != AS_PUBLISHED]
    given_away = sum(not figure.protected for figure in ours)
    if as_json:
        show_rows([asdict(figure) for figure in hidden], (), as_json=True)
    else:
        show_rows([_row(figure) for figure in hidden], _COLUMNS, as_json=False, by="table")
        say(_summary(name, len(ours), given_away, len(hidden) - len(ours)))
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


def _summary(area: str, hidden: int, given_away: int, by_source: int) -> str:
    if given_away:
        return f"{area} is not cleared for publication: {given_away} of {hidden} can be worked out."
    return f"{area} is cleared for publication: {say_hidden(hidden, by_source)}."
