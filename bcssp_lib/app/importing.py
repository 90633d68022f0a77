"""``bcssp import`` and ``template``: figures in by one command, and forms to ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcssp_lib.app.help import area_slug, complete_area, complete_form
from bcssp_lib.app.output import (
    USER_ERROR,
    Period,
    area_argument,
    file_option,
    folder_option,
    make_table,
    open_console,
    say,
)
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.characters import make_slug
from bcssp_lib.model.commands import type_words
from bcssp_lib.model.errors import UserError

if TYPE_CHECKING:
    from bcssp_lib.data.importers.plan import ImportPlan
    from bcssp_lib.data.importers.plausibility import Doubt
    from bcssp_lib.data.returns.forms import Form, Identity

_MOST_NOTES = 30
_MOST_DOUBTS = 50


def import_command(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="A file of figures, or a return.",
            show_default=False,
        ),
    ] = None,
    as_format: Annotated[
        str, typer.Option("--as", help="Its format, a file of params/imports/; else it is found.")
    ] = "",
    area: Annotated[
        list[str] | None,
        typer.Option(
            parser=area_slug,
            autocompletion=complete_area,
            metavar="AREA",
            help="Only this area; national: the figures of others. May be repeated.",
        ),
    ] = None,
    map_file: Annotated[
        Path | None, file_option("--map", help="A map that says how the file is read.")
    ] = None,
    draft_map: Annotated[
        Path | None,
        file_option("--draft-map", help="Write a map by looking at the file, and stop."),
    ] = None,
    vintage: Annotated[
        str, typer.Option(help="The release that the figures are from, as sources.yaml has it.")
    ] = "",
    period: Annotated[
        str,
        typer.Option(
            "--period",
            "-p",
            help="The period of the figures, where the file does not say it; that which a "
            "partner's return must be for.",
        ),
    ] = "",
    indicator: Annotated[
        str, typer.Option(help="What the figures measure, where the file does not say it.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Store without asking.")] = False,
    confirm: Annotated[
        str, typer.Option(metavar="REASON", help="Figures that look wrong are right, and why.")
    ] = "",
    accept_losses: Annotated[
        bool, typer.Option("--accept-losses", help="Figures that the file lacks may go.")
    ] = False,
    accept_older: Annotated[
        bool,
        typer.Option("--accept-older", help="An older release may take the place of a newer."),
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Put back what the last import changed.")
    ] = False,
) -> None:
    """Import the figures of a file: it is read, compared with data/, and stored if all is good."""
    project = find_project()
    if undo:
        _undo(project)
        return
    if file is None:
        raise typer.BadParameter("name a file, or --undo")
    catalogue = load_catalogue(project)
    if draft_map is not None:
        _draft(catalogue, file, draft_map)
        return
    from bcssp_lib.data.importers.importing import (  # slow to import: not for --help
        ImportRequest,
        plan_import,
    )

    request = ImportRequest(
        file, as_format, map_file, tuple(area or ()), vintage, period, indicator
    )
    plan = plan_import(catalogue, request)
    _show_plan(plan)
    if not plan.files:
        _write_questions(file, plan)
        held = "nothing new is certain" if plan.questions else "data/ holds just this"
        say(f"Nothing to change: {held}.")
        return
    files = {**plan.files, **_settle_doubts(project, catalogue, plan, confirm, asking=not yes)}
    older = bool(plan.older) and not accept_older
    if yes:
        _refuse_unaccepted(plan, losses=not accept_losses, older=older)
    elif not typer.confirm(
        "Store the older release in place of the newer one?" if older else "Store this?"
    ):
        say(f"Nothing was stored{', and no questions were written' if plan.questions else ''}.")
        raise typer.Exit(USER_ERROR)
    from bcssp_lib.data.importers.plan import store_files

    store_files(project, plan.imported, files)
    say(f"Stored. To go back: bcssp import --undo ({len(files)} files)")
    _write_questions(file, plan)


def _refuse_unaccepted(plan: ImportPlan, *, losses: bool, older: bool) -> None:
    """Refuse what nobody is asked about, and nobody has accepted."""
    if plan.lost_rows and losses:
        what = "figures" if plan.lost else "rows"
        raise UserError(
            f"Nothing was stored, since {what} that are held are not in the file: "
            f"{plan.lost_rows:,}. If they may go, add --accept-losses."
        )
    if older:
        raise UserError(
            "Nothing was stored, since a newer release is held. If the older one is meant to take "
            "its place, add --accept-older."
        )


def _show_plan(plan: ImportPlan) -> None:
    say(f"{plan.imported}: {plan.format.title} (the format {plan.format.id})")
    if plan.notes:
        say("Read differently from what the file holds, or left out:")
        _say_some(plan.notes)
    for line in (*plan.lines(), *plan.older):
        say(line)
    if plan.questions:
        say("Questions to send back:")
        _say_some(list(plan.questions.lines()))


def _say_some(lines: Sequence[str]) -> None:
    """Show the first lines, and say how many more there are."""
    for line in lines[:_MOST_NOTES]:
        say(f"  {line}")
    if len(lines) > _MOST_NOTES:
        say(f"  and {len(lines) - _MOST_NOTES} more")


def _write_questions(file: Path, plan: ImportPlan) -> None:
    """Write what a return leaves open next to the return, to be sent back."""
    if not plan.questions:
        return
    letter = file.with_name(f"{file.stem}-questions.md")
    with output_errors(letter.parent, "Allow it"):
        put_bytes(plan.questions.markdown().encode("utf-8"), letter)
    say(f"Wrote the questions to {letter}")


def _settle_doubts(
    project: Project, catalogue: Catalogue, plan: ImportPlan, reason: str, *, asking: bool
) -> dict[Path, str]:
    """Show figures that look wrong; the file of those confirmed, once there is a reason."""
    from bcssp_lib.data.importers import plausibility

    kept = plausibility.read_confirmed(project, catalogue.screening)
    doubts = plausibility.leave_out_confirmed(plan.doubts(catalogue), kept)
    if not doubts:
        return {}
    _show_doubts(doubts, [plausibility.describe_doubt(each) for each in doubts])
    if not reason and asking:
        reason = typer.prompt("If they are right, say why (empty: store nothing)", default="")
    if not reason.strip():
        raise UserError(
            "Nothing was stored, since figures look wrong. Correct the file; or, if they are "
            'right, say why with --confirm "reason", which is kept in data/confirmed.csv.'
        )
    text = plausibility.add_confirmed(kept, doubts, reason.strip())
    return {project.data / plausibility.CONFIRMED: text}


def _show_doubts(doubts: Sequence[Doubt], rows: Sequence[tuple[str, ...]]) -> None:
    say(f"Figures that look wrong: {len(doubts):,}")
    headings = ("Row", "Figure", "Period", "Value", "Why")
    open_console().print(make_table(headings, rows[:_MOST_DOUBTS]))
    if len(rows) > _MOST_DOUBTS:
        say(f"and {len(rows) - _MOST_DOUBTS:,} more")


def _undo(project: Project) -> None:
    from bcssp_lib.data.importers.plan import undo_import

    imported, files = undo_import(project)
    say(f"{imported} is no longer imported. As before:")
    for name in files:
        say(f"  {name}")
    say(
        "If a report was built from the import, the next build stops, since figures are missing. "
        "To confirm that they are meant to go: bcssp build AREA --accept-losses"
    )


def _draft(catalogue: Catalogue, file: Path, place: Path) -> None:
    from bcssp_lib.data.importers.drafting import draft_map

    if place.exists():
        raise UserError(f"There is a file {place} already. Choose another name, or delete it.")
    place.write_text(draft_map(file, catalogue), "utf-8", newline="\n")
    say(f"Wrote {place}. Look through it: where it says '?', you must decide. Then run:")
    say(type_words("bcssp", "import", file, "--map", place))


def template_command(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            autocompletion=complete_form,
            help="kpi, or a register: actions, reviews, attendance, partner_work, voices …",
        ),
    ],
    area: Annotated[str, area_argument(help="The area; the only one, if there is but one.")] = "",
    period: Period = "",
    agency: Annotated[
        list[str] | None,
        typer.Option(
            help="A form for this agency alone. May be repeated. all: one for each that is known."
        ),
    ] = None,
    folder: Annotated[
        Path | None, folder_option("--folder", help="Where to; else to this folder.")
    ] = None,
) -> None:
    """Write an Excel workbook for partners to fill in; bcssp import reads it back.

    It has a sheet to fill in, a sheet that says how, lists to choose from, and last year's answers.
    """
    from bcssp_lib.data.returns.workbook import write_form  # slow to import: not for --help

    catalogue = load_catalogue(find_project())
    area = area or _only_area(catalogue)
    period = period or catalogue.settings.default_period
    forms = _forms(catalogue, kind, area, period, agency or [""])
    place = folder or Path()
    paths = {place / name: write_form(form) for name, form in forms.items()}
    there = next((path for path in paths if path.exists()), None)
    if there is not None:
        raise UserError(
            f"There is a file {there} already, which somebody may have filled in. Move it, or name "
            "another folder with --folder."
        )
    with output_errors(place, "Allow it"):
        place.mkdir(parents=True, exist_ok=True)
        for path, content in paths.items():
            put_bytes(content, path)
    for path in paths:
        say(f"Wrote {path}")
    say("When it comes back: bcssp import FILE")


def _only_area(catalogue: Catalogue) -> str:
    areas = catalogue.authorities()
    if len(areas) == 1:
        return areas[0].slug
    known = ", ".join(each.slug for each in areas)
    raise UserError(f"Name the area that the form is for, after its kind: {known}")


def _forms(
    catalogue: Catalogue, kind: str, area: str, period: str, agencies: Sequence[str]
) -> dict[str, Form]:
    """The forms that are asked for, by the names of their files."""
    from bcssp_lib.data.returns.filling import known_agencies, make_form

    if [each.casefold() for each in agencies] == ["all"]:
        agencies = known_agencies(catalogue, kind, area)
    forms = [make_form(catalogue, kind, area, period, each) for each in agencies]
    return {_file_name(form.identity): form for form in forms}


def _file_name(identity: Identity) -> str:
    parts = (identity.kind, identity.area, identity.period, make_slug(identity.agency))
    return f"{'-'.join(filter(None, parts))}.xlsx"
