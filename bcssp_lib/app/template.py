"""``bcssp template``: workbooks for partners to fill in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcssp_lib.app.output import Period, area_argument, parse_path, say
from bcssp_lib.app.typed_names import complete_form
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.characters import make_slug
from bcssp_lib.model.errors import UserError

if TYPE_CHECKING:
    from bcssp_lib.data.returns.forms import Form, Identity


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
        Path | None,
        typer.Option(
            "--folder", parser=parse_path, metavar="FOLDER", help="Where to; else to this folder."
        ),
    ] = None,
) -> None:
    """Write an Excel workbook for partners to fill in; bcssp import reads it back.

    It has a sheet to fill in, a sheet that says how, lists to choose from, and last year's answers.
    """
    from bcssp_lib.data.returns.workbook import write_form  # slow to import: not for --help

    project = find_project()
    catalogue = load_catalogue(project)
    area = area or _only_area(catalogue)
    period = period or catalogue.settings.default_period
    forms = _forms(project, catalogue, kind, area, period, agency or [""])
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
    project: Project,
    catalogue: Catalogue,
    kind: str,
    area: str,
    period: str,
    agencies: Sequence[str],
) -> dict[str, Form]:
    """The forms that are asked for, by the names of their files."""
    from bcssp_lib.data.returns.filling import known_agencies, make_form

    if [each.casefold() for each in agencies] == ["all"]:
        agencies = known_agencies(project, catalogue, kind, area)
    forms = [make_form(project, catalogue, kind, area, period, each) for each in agencies]
    return {_file_name(form.identity): form for form in forms}


def _file_name(identity: Identity) -> str:
    parts = (identity.kind, identity.area, identity.period, make_slug(identity.agency))
    return f"{'-'.join(filter(None, parts))}.xlsx"
