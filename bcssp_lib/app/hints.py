"""What newcomers type, and what to write instead: options of other tools, a period by itself …"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from typer.core import TyperCommand, TyperGroup

from bcssp_lib.model.period import PeriodError, parse_period

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


class HintingCommand(TyperCommand):
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
