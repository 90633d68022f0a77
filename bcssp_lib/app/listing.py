"""``bcssp list``, ``status`` and ``explain``: what there is, and in what state it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.padding import Padding

from bcssp_lib.app.output import (
    USER_ERROR,
    Area,
    BuiltInto,
    Edition,
    Period,
    Periods,
    Section,
    area_argument,
    open_console,
    say,
    show_rows,
)
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.narrative.section_notebook import load_section, section_paths
from bcssp_lib.stats.wording import count_phrase

if TYPE_CHECKING:  # slow to import: not for --help
    from bcssp_lib.data.loader import Figures

list_app = typer.Typer(
    no_args_is_help=True, help="List areas, periods, sections, indicators or facts."
)
_Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@list_app.command("areas")
def _areas_command(as_json: _Json = False) -> None:
    """List the areas that have reports, and whether their figures are real."""
    from bcssp_lib.data.loader import load_figures  # slow to import: not for --help
    from bcssp_lib.data.stray_inputs import refuse_stray_inputs

    project = find_project()
    catalogue = load_catalogue(project)
    refuse_stray_inputs(catalogue)
    areas = catalogue.authorities()
    figures = load_figures(catalogue, tuple(area.slug for area in areas))
    rows = [
        {
            "area": area.slug,
            "name": area.name,
            "partnership": area.partnership,
            "figures": _nature(figures, area.slug),
        }
        for area in areas
    ]
    show_rows(rows, ["area", "name", "partnership", "figures"], as_json=as_json)


def _nature(figures: Figures, area: str) -> str:
    """Whether an area's figures and register entries are real or synthetic, or not there."""
    if figures.synthetic(area):
        return "synthetic"
    registers = (entries for (_, home), entries in figures.registers.items() if home == area)
    there = any(each.area == area for each in figures.observations) or any(registers)
    return "real" if there else "none"


@list_app.command("periods")
def _periods_command(as_json: _Json = False) -> None:
    """List the periods that a report may be built for."""
    rows = [
        {"period": period.label, "from": period.start.isoformat(), "to": period.end.isoformat()}
        for period in load_catalogue(find_project()).periods
    ]
    show_rows(rows, ["period", "from", "to"], as_json=as_json)


@list_app.command("sections")
def _sections_command(as_json: _Json = False) -> None:
    """List the sections, the editions that have them, and the blocks an author may write."""
    from bcssp_lib.build.stray_texts import (
        find_unlisted_notebooks,  # slow to import: not for --help
    )

    project = find_project()
    catalogue = load_catalogue(project)
    editions = catalogue.editions.values()
    rows = []
    for name in section_paths(project):
        section = load_section(project, name)
        rows.append(
            {
                "section": name,
                "title": section.title,
                "notebook": section.shown,
                "editions": ", ".join(edition.id for edition in editions if name in edition.shown),
                "blocks": ", ".join(block.id for block in section.blocks),
            }
        )
    show_rows(rows, ["section", "title", "editions", "blocks"], as_json=as_json)
    for notice in find_unlisted_notebooks(catalogue):
        say(f"Note: {notice}", errors=True)


@list_app.command("indicators")
def _indicators_command(as_json: _Json = False) -> None:
    """List the indicators of the catalogue."""
    rows = [
        indicator.model_dump(mode="json")
        for indicator in load_catalogue(find_project()).indicators.values()
    ]
    show_rows(rows, ["id", "title", "counts", "polarity", "target"], as_json=as_json)


@list_app.command("problems")
def _problems_command(as_json: _Json = False) -> None:
    """List what is wrong with the input, and what lies where no report looks for it."""
    from bcssp_lib.build.attention import list_problems  # slow to import: not for --help

    rows = list_problems(find_project())
    show_rows(rows, ["file", "row", "column", "problem"], as_json=as_json)
    raise typer.Exit(USER_ERROR if any(row["stops"] for row in rows) else 0)


@list_app.command("facts")
def _facts_command(
    area: Area,
    period: Period = "",
    edition: Edition = "",
    out: BuiltInto = None,
    as_json: _Json = False,
) -> None:
    """List the facts that a built report publishes, as prose may name them."""
    from bcssp_lib.build.built_facts import read_facts  # slow to import: not for --help
    from bcssp_lib.stats.fact_wording import FactWords

    request = Request.for_report(area, period, edition, out=out)
    facts = read_facts(find_project(), request)
    rows = [
        {"fact": fact.full_name, **fact.model_dump(mode="json"), "text": FactWords(fact).text}
        for fact in facts
    ]
    show_rows(rows, ["fact", "text", "title", "period"], as_json=as_json)


def status_command(
    areas: Annotated[
        list[str] | None,
        area_argument(help="Areas; none means all."),
    ] = None,
    period: Periods = None,
    edition: Edition = "",
    out: BuiltInto = None,
    whole: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show a row for each report and section.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the rows of --verbose as JSON.")
    ] = False,
) -> None:
    """Show what needs attention: what failed, is out of date, wrong, missing or not confirmed.

    Without --period, of the default period and of each that was built. With --verbose, when each
    section was built, how long it took, and whether it still holds.
    """
    from bcssp_lib.build.ledger import minute_text
    from bcssp_lib.build.plan import add_built_periods
    from bcssp_lib.build.staleness import status_rows  # slow to import: not for --help

    project = find_project()
    named = Request(tuple(areas or ()), tuple(period or ()), edition, (), out)
    request = add_built_periods(project, named)
    if not (whole or as_json):
        _print_attention(project, request)
        return
    rows = status_rows(project, request)
    if not as_json:
        rows = [{**row, "built": minute_text(row["built"])} for row in rows]
    show_rows(rows, ["section", "state", "built", "why", "notes"], as_json=as_json, by="report")


def _print_attention(project: Project, request: Request) -> None:
    from bcssp_lib.build.attention import list_attention

    console, reports = open_console(), list_attention(project, request)
    for report, items in reports:
        if items:
            console.print(report.title, style="bold")
        for item in items:
            console.print(Padding(item.what, (0, 0, 0, 2)))
            console.print(f"    {item.command}", soft_wrap=True, style="cyan")
    well = sum(not items for _, items in reports)
    if well == len(reports):
        count = count_phrase(str(well), "report is", "reports are")
        periods = ", ".join(dict.fromkeys(report.period.label for report, _ in reports))
        console.print(
            f"Nothing needs attention in {periods}: {count} up to date. All of it: bcssp status -v"
        )
    elif well:
        count = count_phrase(str(well), "other report is", "other reports are")
        console.print(f"{count} up to date.")


def explain_command(
    area: Area,
    section: Section,
    period: Period = "",
    edition: Edition = "",
    out: BuiltInto = None,
) -> None:
    """Say why a section is, or is not, up to date, and which figures have changed.

    With their values before and now, and their place in data/.
    """
    from bcssp_lib.build.staleness import explain_section  # slow to import: not for --help

    request = Request.for_report(area, period, edition, section, out)
    say(explain_section(find_project(), request, section))
