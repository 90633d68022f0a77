"""``bcssp data status``: what is held, and what is still to come."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bcssp_lib.app.output import (
    Period,
    area_argument,
    say,
    show_rows,
)
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import find_project
from bcssp_lib.model.period import PeriodKind, parse_period
from bcssp_lib.stats.wording import join_words

data_app = typer.Typer(no_args_is_help=True, help="What figures there are, and what is missing.")


@data_app.command("status")
def data_status_command(
    area: Annotated[str, area_argument(help="The area; none means all.")] = "",
    period: Period = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Show what figures an area has, from which source and release, and what a period lacks.

    Missing is what the year before has. Figures that have a row and no number are not missing.
    """
    from bcssp_lib.data.holdings import (  # slow to import: not for --help
        has_figures,
        list_gaps,
        list_holdings,
    )
    from bcssp_lib.data.loader import load_figures

    project = find_project()
    catalogue = load_catalogue(project)
    year = parse_period(period or catalogue.settings.default_period)
    if year.kind is not PeriodKind.YEAR:
        raise typer.BadParameter(f"{year.label} is no year; name one, such as 2024-25")
    areas = (catalogue.area(area),) if area else catalogue.authorities()
    held: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    without: list[str] = []
    for each in areas:
        figures = load_figures(project, catalogue, (each.slug,)).observations
        if not has_figures(figures, each.slug, year):
            without.append(each.short_name)
        held += [
            {
                "area": each.slug,
                "source": holding.source.id,
                "title": holding.source.title,
                "publisher": holding.source.publisher,
                "vintage": holding.source.vintage,
                "synthetic": holding.source.synthetic,
                "files": [file.name for file in holding.source.files],
                "latest": holding.latest.label,
                "figures": holding.figures,
                "indicators": list(holding.indicators),
            }
            for holding in list_holdings(figures, each.slug)
        ]
        missing += [
            {
                "area": each.slug,
                "from": gap.source.publisher,
                "source": gap.source.id,
                "indicators": ", ".join(gap.indicators),
            }
            for gap in list_gaps(figures, each.slug, year)
        ]
    if as_json:
        show_rows([{"held": held, "missing": missing, "period": year.label}], [], as_json=True)
        return
    show_rows(held, ["source", "vintage", "latest", "figures"], as_json=False, by="area")
    if without:
        say(
            f"There is no figure for {year.label} yet of {join_words(without)}; bcssp import FILE "
            "brings them in."
        )
    if not (missing or without):
        say(f"Nothing is missing for {year.label} that there is for {year.previous().label}.")
    if not missing:
        return
    say(f"Missing for {year.label}, with figures for {year.previous().label}:")
    show_rows(missing, ["source", "from", "indicators"], as_json=False, by="area")
