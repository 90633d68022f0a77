"""What analysts do: ``bcssp init``, ``new-section``, ``debug``, ``open`` and ``explore``."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from bcssp_lib.app.output import (
    USER_ERROR,
    Area,
    BuiltInto,
    Edition,
    Period,
    Section,
    parse_path,
    say,
    section_argument,
)
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.commands import type_words
from bcssp_lib.narrative.section_notebook import clean_notebooks
from bcssp_lib.version import VERSION


def new_section_command(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="Its name, in small letters, such as stops.")
    ],
    title: Annotated[str, typer.Option(help="The heading that readers see.")] = "",
    edition: Edition = "",
) -> None:
    """Make a notebook for a new section, and enter it in an edition of the report."""
    from bcssp_lib.narrative.new_section import start_section  # slow to import: not for --help

    project = find_project()
    title = title or name.replace("_", " ").capitalize()
    notebook, listing = start_section(load_catalogue(project), name, title, edition)
    say(f"Made {notebook}")
    say(f"Entered it last in {project.shown(listing)}; move the line as you like.")
    say(f"Open the notebook in JupyterLab, or build it as it is: bcssp build AREA --section {name}")


def clean_command(
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; end with 1 if there is any.")
    ] = False,
) -> None:
    """Take outputs and typed-in parameters out of notebooks/, as the hook of git does.

    JupyterLab saves them when a notebook is run by hand. They reach no report.
    """
    found = clean_notebooks(find_project(), write=not check)
    for shown, left_out in found.items():
        say(f"{shown} {'holds' if check else 'held'} {left_out}")
    if not found:
        say("There is nothing in the notebooks to take out.")
    elif check:
        say("Take it out with: bcssp clean-notebooks", errors=True)
        raise typer.Exit(USER_ERROR)


def debug_command(
    area: Area,
    section: Section,
    period: Period = "",
    edition: Edition = "",
    out: BuiltInto = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Say where the notebook is, and open nothing.")
    ] = False,
) -> None:
    """Open a copy of a section that failed in JupyterLab, at the failing cell, parameters set.

    A copy that you have changed stays as it is; the new one has a number after its name.
    """
    from bcssp_lib.build.opening import write_debug_copy  # slow to import: not for --help

    request = Request.for_report(area, period, edition, section, out)
    copy = write_debug_copy(find_project(), request)
    for one in copy.kept:
        say(f"Left as you have changed it: {one}", errors=True)
    if not copy.failed:
        say(
            f"No failed run of the section '{section}' is kept: this is its notebook as it stands.",
            errors=True,
        )
    elif copy.cell:
        say(f"The cell that failed: {copy.cell}", errors=True)
    say(copy.path)
    if not no_browser:
        from bcssp_lib.app.servers import open_lab

        raise typer.Exit(open_lab(copy.path))


def open_command(
    area: Area,
    section: Annotated[
        str,
        section_argument(help="A section; none means the whole report."),
    ] = "",
    period: Period = "",
    edition: Edition = "",
    out: BuiltInto = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Say where the page is, and open nothing.")
    ] = False,
) -> None:
    """Open a report's review copy in the browser, or a page of one section alone."""
    from bcssp_lib.build.opening import page_to_open
    from bcssp_lib.build.staleness import status_rows  # slow to import: not for --help

    project, request = find_project(), Request.for_report(area, period, edition, section, out)
    page = page_to_open(project, request)
    rows = {row["section"]: row for row in status_rows(project, request)}
    whole = next(iter(rows))
    if why := rows[section or whole]["why"]:
        options = [
            *(("-p", period) if period else ()),
            *(("--edition", edition) if edition else ()),
        ]
        build = type_words("bcssp", "build", area, *options)
        say(f"It is not up to date ({why}). Run: {build}", errors=True)
    say(page)
    if not no_browser and not webbrowser.open(page.as_uri()):
        say("No browser could be opened; open the file yourself.", errors=True)


def explore_command(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to serve at; 0 means any free one.")
    ] = 0,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Say the address, and open no browser.")
    ] = False,
) -> None:
    """Explore the figures in a browser: choose an area, a period, an indicator; Ctrl-C ends it."""
    from bcssp_lib.app.servers import serve_explorer  # slow to import: not for --help

    say("Starting the explorer …", errors=True)
    try:
        serve_explorer(find_project(), port, _ready, open_browser=not no_open)
    except KeyboardInterrupt:
        say("The explorer has ended.", errors=True)


def _ready(address: str) -> None:
    say(f"The explorer is at {address}")
    say("Ctrl-C ends it.", errors=True)


def init_command(
    folder: Annotated[
        Path | None,
        typer.Argument(
            parser=parse_path,
            metavar="FOLDER",
            help="An empty folder, or a new one; none means the one that you are in.",
        ),
    ] = None,
    area: Annotated[
        list[str] | None,
        typer.Option(help="Your area's name, such as Wiltshire, or a YAML file that describes it."),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="The example: invented areas, made-up figures.")
    ] = False,
    update: Annotated[
        bool,
        typer.Option(
            "--update", help="Take over the newer defaults of this version; keep what you changed."
        ),
    ] = False,
) -> None:
    """Start a project: parameters, notebooks, one area, and a place for its figures.

    With --update, a project that was started so takes over newer notebooks and parameters.
    """
    if sum((bool(area), example, update)) > 1:
        raise typer.BadParameter("--area, --example and --update exclude each other")
    if len(area or ()) > 1:
        raise typer.BadParameter(
            "a project is begun with one area; for each other, copy its file in params/areas/",
            param_hint="--area",
        )
    place = folder or Path()
    if update:
        _update(Project(place.resolve()))
    else:
        _start(place, area[0] if area else "", example)


def _start(folder: Path, area: str, example: bool) -> None:
    from bcssp_lib.files.new_project import check_begun, check_empty, start_project

    check_empty(folder)
    if not area and not example:
        check_begun(folder, "")
        area = _ask_area()
    made = start_project(folder, area, example=example)
    say(f"Made a project of {made.files} files in {made.project.root.resolve()}")
    if made.nearest:
        again = type_words("bcssp", "init", "FOLDER", "--area", made.nearest[0])
        say(
            f"No authority of England is called '{area}'. Did you mean "
            f"{' or '.join(made.nearest)}? Then begin in another folder: {again}. If the name is "
            "right, go on here."
        )
    say("What to do next:")
    steps = [] if folder.resolve() == Path.cwd() else [type_words("cd", folder)]
    if made.area:
        what = "its region, and its codes, by which files of figures know it"
        steps.append(
            f"look at params/areas/{made.area}.yaml: {what}, are filled in; the rest is for you"
            if made.codes
            else f"describe your area in params/areas/{made.area}.yaml: {what}"
        )
        steps.append(
            "bcssp import FILE, for each file of figures; data/README.md says what else goes where"
        )
    steps += ["bcssp build", "README.md says what each folder holds"]
    for number, step in enumerate(steps, start=1):
        say(f"  {number}. {step}")


def _ask_area() -> str:
    """The name of the area, from whoever types; a program without one is told to give it."""
    if not sys.stdin.isatty():
        raise typer.BadParameter('name your area: --area "Wiltshire", or take the --example')
    return str(typer.prompt("The name of your area, such as Wiltshire"))


def _update(project: Project) -> None:
    from bcssp_lib.files.new_project import NEW, update_project

    update = update_project(project)
    for places, what in (
        (update.added, "Added"),
        (update.replaced, "Replaced, as you had not changed it"),
        (update.removed, "Taken away, as it is no longer used and you had not changed it"),
        (update.deleted, "Left away, as you had deleted it"),
        (update.no_longer_given, "Kept, as you have changed it; the toolkit no longer brings it"),
    ):
        for place in places:
            say(f"{what}: {place}")
    for place in update.kept:
        say(f"Kept, as you have changed it: {place}; the newer one is {place}{NEW}")
    if update.kept:
        say(f"Take over what you want of each file that ends in {NEW}, then delete it.")
    say(f"The project has the defaults of bcssp {VERSION}.")
