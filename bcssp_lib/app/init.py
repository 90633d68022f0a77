"""``bcssp init``: start a project of one's own, or the example; follow newer defaults."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bcssp_lib.app.output import parse_path, say
from bcssp_lib.files.project import Project


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
        str,
        typer.Option(help="Your area's name, such as Wiltshire, or a YAML file that describes it."),
    ] = "",
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
    place = folder or Path()
    if update:
        _update(Project(place.resolve()))
    else:
        _start(place, area, example)


def _start(folder: Path, area: str, example: bool) -> None:
    from bcssp_lib.files.new_project import check_begun, check_empty, start_project

    check_empty(folder)
    if not area and not example:
        check_begun(folder, "")
        area = _ask_area()
    made = start_project(folder, area, example=example)
    say(f"Made a project of {made.files} files in {made.project.root.resolve()}")
    say("What to do next:")
    steps = [] if folder.resolve() == Path.cwd() else [f"cd {folder}"]
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
    from bcssp_lib.version import VERSION

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
