"""The help of commands: examples to copy, and what to write instead of what newcomers type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from bcssp_lib.app.typed_names import example_area
from bcssp_lib.model.period import PeriodError, parse_period

AREA = "AREA"  # in an example: the first authority of the project that one is in
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


class _HintingCommand(TyperCommand):
    """A command that says what to write instead of an option of other tools."""

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
            if not before.startswith("-") and _is_period(word):
                ctx.fail(f"'{word}' is a period: write --period {word}")


class HintingGroup(TyperGroup):
    """The command itself, which says what the commands of other tools are called here."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that is meant, or say which one that is here."""
        if args and args[0] in _COMMANDS:
            ctx.fail(f"No such command '{args[0]}'. Here it is: {_COMMANDS[args[0]]}")
        return super().resolve_command(ctx, args)


def _is_period(word: str) -> bool:
    try:
        parse_period(word)
    except PeriodError:
        return False
    return True


class _CommandWithExamples(_HintingCommand):
    """A command whose help names an area that there is, so that its examples run as they are."""

    def format_help(self, *arguments: Any) -> None:
        """Write the help, with examples for the project at hand and no line ends of the code."""
        before, area = self.epilog, example_area()
        paragraphs = (self.help or "").split("\n\n")
        self.help = "\n\n".join(" ".join(each.split()) for each in paragraphs)
        if before and area:
            self.epilog = before.replace(AREA, area)
        super().format_help(*arguments)
        self.epilog = before


def add_examples(app: typer.Typer, group: str = "") -> None:
    """Give each command of an app, or of a group such as ``list``, its examples."""
    for command in app.registered_commands:
        lines = (f"  bcssp {line}" for line in EXAMPLES[f"{group} {command.name}".strip()])
        command.cls, command.epilog = _CommandWithExamples, "\n\n".join(("Examples:", *lines))
