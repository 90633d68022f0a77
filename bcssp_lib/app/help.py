"""What helps people who type commands: examples, hints, names in any form, and what Tab offers.

Tab works in a shell that ``bcssp --install-completion`` has set up. Each ``complete_`` function
gives every (word, its meaning); Typer offers those that begin as what is typed. Outside a project,
and in one whose parameters cannot be read, nothing is offered: the command itself says what is
wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import find_project
from bcssp_lib.model.area import slugs_by_name
from bcssp_lib.model.characters import fold_name
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import is_period
from bcssp_lib.narrative.section_notebook import section_paths

_AREA_WORD = "AREA"  # in an example: the first authority of the project that one is in
EXAMPLES: dict[str, tuple[str, ...]] = {
    "import": (
        "import figures.xlsx --draft-map map.yaml",
        "import figures.xlsx --map map.yaml",
        "import kpi-AREA-2024-25-police.xlsx -p 2024-25",
    ),
    "template": (
        "template kpi AREA -p 2024-25 --agency Police",
        "template kpi AREA --agency all --folder to-send",
        "template actions AREA",
    ),
    "disclosure": ("disclosure AREA --period 2023-24",),
    "data status": ("data status", "data status AREA -p 2024-25"),
    "init": ('init my-reports --area "Wiltshire"', "init tryout --example"),
    "build": ("build AREA -p 2023-24", "build AREA --only police --dry-run"),
    "status": ("status", "status AREA -p 2023-24"),
    "explain": ("explain AREA police", "explain AREA police -p 2023-24"),
    "debug": ("debug AREA police",),
    "new-section": ('new-section stops --title "Stop and search"',),
    "clean-notebooks": ("clean-notebooks --check", "clean-notebooks"),
    "author": ("author", "author AREA police"),
    "save": ("save", "save AREA -p 2023-24"),
    "check": ("check AREA", "check AREA --section police --full"),
    "bind": ("bind AREA --section police",),
    "accept": (
        'accept AREA 3f0a9c1 --reason "The year is part of the name"',
        "accept AREA 3f0a9c1 --not-a-figure",
    ),
    "confirm": ("confirm AREA police", "confirm AREA police what-changed"),
    "choose": ("choose AREA police what-changed notebook",),
    "history": ("history AREA police",),
    "restore": ("restore AREA police 2",),
    "new-period": ("new-period 2024-25", "new-period 2024-25 AREA"),
    "send": ("send AREA police",),
    "take": ("take AREA-2023-24.docx",),
    "diff": ("diff AREA", "diff AREA --against published --json"),
    "sign": ('sign AREA police training --as "Independent Chair"',),
    "reproduce": ("reproduce reports/AREA/2023-24/published/annual-0001-0a1b2c3d.json",),
    "review import": ("review import comments-AREA-2023-24.json",),
    "review list": ("review list AREA -p 2023-24",),
    "review answer": ('review answer AREA 3f0a9c1d --text "Now said in the text"',),
    "open": ("open AREA", "open AREA police"),
    "explore": ("explore",),
    "list areas": ("list areas",),
    "list periods": ("list periods",),
    "list sections": ("list sections",),
    "list indicators": ("list indicators",),
    "list problems": ("list problems",),
    "list facts": ("list facts AREA", "list facts AREA -p 2023-24 --json"),
}
_PERIOD = "a period is --period 2023-24, or -p 2023-24"
_AREA = "areas are named without an option, as in: bcssp build banes"
_SECTION = "a section is --section police; see --help"
_OUT = "another folder than reports/ is --out FOLDER"
_FRESH = "bcssp build --fresh runs every section again"
_ALL = "leave it out: where no area is named, all are meant; --period all is every period"
_OPTIONS = {
    **dict.fromkeys(("--year", "--years", "--periods", "--date"), _PERIOD),
    **dict.fromkeys(("--area", "--areas", "-a"), _AREA),
    **dict.fromkeys(("--sections", "-s"), _SECTION),
    **dict.fromkeys(("--output", "--output-dir", "--outdir", "-o"), _OUT),
    **dict.fromkeys(("--force", "-f", "--rebuild", "--clean", "--no-cache"), _FRESH),
    **dict.fromkeys(("--all", "--all-areas"), _ALL),
    "-j": "how many sections run at once is --jobs 4",
    "--pdf": "a publication has every format: bcssp build --publish",
    "--to": "a publication has every format: bcssp build --publish",
    "--verbose": "a build writes all that happens with --log FILE; bcssp status -v shows all",
    "-v": "a build writes all that happens with --log FILE; bcssp status -v shows all",
}
_COMMANDS = {
    **dict.fromkeys(("run", "render", "make", "rebuild", "execute"), "bcssp build"),
    **dict.fromkeys(("report", "reports", "view", "show"), "bcssp build, then bcssp open AREA"),
    **dict.fromkeys(("publish", "pdf"), "bcssp build AREA --publish"),
    **dict.fromkeys(("edit", "write"), "bcssp author AREA SECTION"),
    "why": "bcssp explain AREA SECTION",
    **dict.fromkeys(("areas", "periods", "sections", "indicators"), "bcssp list areas and so on"),
    "facts": "bcssp list facts AREA",
    "new": "bcssp init FOLDER, or bcssp new-section NAME, or bcssp new-period 2024-25",
    "version": "bcssp --version",
    "help": "bcssp --help, or bcssp build --help",
}
_Words = list[tuple[str, str]]
_NUMBER = re.compile(r"^[0-9]+[_ -]+")


class _HintingCommand(TyperCommand):
    """A command that says what to write instead of an option of other tools.

    Its help names an area that there is, so that its examples run as they are.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Look for what newcomers type, then read the words as usual."""
        own = {name for param in self.params for name in param.opts}
        for word in args:
            name = word.partition("=")[0]
            if name not in own and name in _OPTIONS:
                ctx.fail(f"No such option: {name}. Here {_OPTIONS[name]}.")
        if "--period" in own:
            self._refuse_bare_period(ctx, args)
        return super().parse_args(ctx, args)

    def _refuse_bare_period(self, ctx: Any, args: Sequence[str]) -> None:
        """A period among the areas and sections is no value of an option before it."""
        for before, word in zip(["", *args], args, strict=False):
            if not before.startswith("-") and is_period(word):
                ctx.fail(f"'{word}' is a period: write --period {word}")

    def format_help(self, *arguments: Any) -> None:
        """Write the help, with examples for the project at hand and no line ends of the code."""
        # The first authority of the project; none outside a project.
        area = next((each.slug for found in _catalogue() for each in found.authorities()), "")
        before = self.epilog
        paragraphs = (self.help or "").split("\n\n")
        self.help = "\n\n".join(" ".join(each.split()) for each in paragraphs)
        if before and area:
            self.epilog = before.replace(_AREA_WORD, area)
        super().format_help(*arguments)
        self.epilog = before


class HintingGroup(TyperGroup):
    """The command itself, which says what the commands of other tools are called here."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is meant, or say which one that is here."""
        if args and args[0] in _COMMANDS:
            ctx.fail(f"No such command '{args[0]}'. Here it is: {_COMMANDS[args[0]]}")
        return super().resolve_command(ctx, args)


def add_examples(app: typer.Typer, group: str = "") -> None:
    """Give each command of an app, or of a group such as ``list``, its examples."""
    for command in app.registered_commands:
        lines = (f"  bcssp {line}" for line in EXAMPLES[f"{group} {command.name}".strip()])
        command.cls, command.epilog = _HintingCommand, "\n\n".join(("Examples:", *lines))


def complete_area() -> _Words:
    """Areas that have reports, with their names."""
    return [(area.slug, area.name) for each in _catalogue() for area in each.reported()]


def complete_section() -> _Words:
    """Sections, with the editions that have them."""
    editions: dict[str, list[str]] = {}
    for catalogue in _catalogue():
        for edition in catalogue.editions.values():
            for section in edition.shown:
                editions.setdefault(section, []).append(edition.id)
    return [(section, ", ".join(names)) for section, names in editions.items()]


def complete_edition() -> _Words:
    """Editions, with their titles."""
    return [
        (edition.id, edition.title) for each in _catalogue() for edition in each.editions.values()
    ]


def complete_period() -> _Words:
    """Periods that a report may be built for, the latest first."""
    return [(period.label, "") for each in _catalogue() for period in reversed(each.periods)]


def complete_form() -> _Words:
    """Kinds of forms for partners, with their titles."""
    from bcssp_lib.data.returns.forms import form_titles  # not for every command

    return [pair for each in _catalogue() for pair in form_titles(each).items()]


def _catalogue() -> Iterator[Catalogue]:
    """The project's catalogue, if there is one that can be read."""
    with suppress(UserError):
        yield load_catalogue(find_project())


def area_slug(typed: str) -> str:
    """The slug of an area by what was typed: BANES, "B&NES", "Bath and North East Somerset".

    What names no area is returned as it is, for the command to say which there are. A period or a
    section in the place of an area is a ``UserError`` that says where it belongs.
    """
    if not typed:
        return ""
    project = find_project()
    catalogue = load_catalogue(project)
    if found := slugs_by_name(catalogue.reported()).get(fold_name(typed), ""):
        return found
    if is_period(typed):
        raise UserError(
            f"'{typed}' is a period, where an area is asked for: write --period {typed}"
        )
    if _find_section(typed, section_paths(project)):
        area = catalogue.authorities()[0].slug
        raise UserError(
            f"'{typed}' is a section, where an area is asked for. Turned round? The area comes "
            f"first, as in: {area} {typed}. For whole reports it is an option, as in: {area} "
            f"--section {typed}"
        )
    _refuse_list(typed)
    return typed


def section_name(typed: str) -> str:
    """The name of a section by what was typed: Police, 13_police, "Looked after"."""
    found = _find_section(typed, section_paths(find_project()))
    if not found:
        _refuse_list(typed)
    return found or typed


def _refuse_list(typed: str) -> None:
    """Say how more than one name is written, and how all are."""
    if "," in typed:
        each = " and ".join(f"'{name.strip()}'" for name in typed.split(","))
        raise UserError(
            f"'{typed}' is more than one name. Write each by itself: {each}; areas one after the "
            "other, and an option, such as --section, once for each."
        )
    if typed.casefold() in ("all", "*"):
        raise UserError(f"'{typed}' is no name. Leave it out: where none is named, all are meant.")


def _find_section(typed: str, known: Iterable[str]) -> str:
    names = {fold_name(name): name for name in known}
    return names.get(fold_name(_NUMBER.sub("", typed)), "")
