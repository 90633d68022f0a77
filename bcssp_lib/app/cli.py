"""The ``bcssp`` command: its subcommands, and how it ends."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from traceback import format_exception
from types import TracebackType

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bcssp_lib.app.analyst import (
    clean_command,
    debug_command,
    explore_command,
    init_command,
    new_section_command,
    open_command,
)
from bcssp_lib.app.author import (
    author_command,
    choose_command,
    confirm_command,
    history_command,
    new_period_command,
    restore_command,
    save_command,
)
from bcssp_lib.app.build import build_command
from bcssp_lib.app.check import accept_command, bind_command, check_command
from bcssp_lib.app.data import data_app, disclosure_command
from bcssp_lib.app.help import HintingGroup, add_examples
from bcssp_lib.app.importing import import_command, template_command
from bcssp_lib.app.listing import explain_command, list_app, status_command
from bcssp_lib.app.output import USER_ERROR, make_table, open_console, print_labelled, say
from bcssp_lib.app.review import diff_command, reproduce_command, review_app, sign_command
from bcssp_lib.app.word import send_command, take_command
from bcssp_lib.model.characters import show_controls
from bcssp_lib.model.errors import InputProblemsError, ProblemGroup, UserError
from bcssp_lib.version import VERSION

_PAPER_WIDTH = 160
_TABLE_WIDTH = 110  # of a window: in a narrower one the words of a table would be broken

app = typer.Typer(
    name="bcssp",
    cls=HintingGroup,
    help="Build, list and check the reports of the safeguarding partnerships.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["--help", "-h"]},
)
_FIGURES, _BUILD, _WRITE, _LOOK = "Figures", "Build", "Write and check", "Look"
_REVIEW = "Review and publish"
_COMMANDS: dict[str, dict[str, Callable[..., None]]] = {
    _FIGURES: {
        "import": import_command,
        "template": template_command,
        "disclosure": disclosure_command,
    },
    _BUILD: {
        "init": init_command,
        "build": build_command,
        "status": status_command,
        "explain": explain_command,
        "debug": debug_command,
        "new-section": new_section_command,
        "clean-notebooks": clean_command,
    },
    _WRITE: {
        "author": author_command,
        "save": save_command,
        "check": check_command,
        "bind": bind_command,
        "accept": accept_command,
        "confirm": confirm_command,
        "choose": choose_command,
        "history": history_command,
        "restore": restore_command,
        "new-period": new_period_command,
        "send": send_command,
        "take": take_command,
    },
    _REVIEW: {"diff": diff_command, "sign": sign_command, "reproduce": reproduce_command},
    _LOOK: {"open": open_command, "explore": explore_command},
}
for _panel, _commands in _COMMANDS.items():
    for _name, _command in _commands.items():
        app.command(_name, rich_help_panel=_panel)(_command)
add_examples(app)
add_examples(data_app, "data")
add_examples(list_app, "list")
add_examples(review_app, "review")
app.add_typer(data_app, name="data", rich_help_panel=_FIGURES)
app.add_typer(review_app, name="review", rich_help_panel=_REVIEW)
app.add_typer(list_app, name="list", rich_help_panel=_LOOK)


def _show_version(wanted: bool) -> None:
    if wanted:
        say(f"bcssp {VERSION}")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(
        False, "--version", help="Show the version.", callback=_show_version, is_eager=True
    ),
) -> None:
    """Build, list and check the reports of the safeguarding partnerships."""


def main() -> None:
    """Run the command. A user's mistake ends with a message; a bug shows its traceback."""
    _configure_output()
    try:
        with _stop_on_signals():
            app()
    except InputProblemsError as error:
        _print_problems(error)
        sys.exit(USER_ERROR)
    except UserError as error:
        _print_message(str(error))
        sys.exit(USER_ERROR)
    except PermissionError as error:
        _print_message(
            f"{error.filename} cannot be read or written ({error.strerror}). Allow it, then run "
            "the command again."
        )
        sys.exit(USER_ERROR)


def _configure_output() -> None:
    """Write UTF-8 wherever the output goes, and never for a terminal of no width.

    On Windows output to a file is otherwise in a code page that lacks signs of ours; a program
    without a console has no output at all; and containers may say that they have 0 columns.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    sys.excepthook = _print_bug
    if os.environ.get("COLUMNS", "").strip("0") == "":
        os.environ.pop("COLUMNS", None)


def _print_bug(
    kind: type[BaseException], error: BaseException, where: TracebackType | None
) -> None:
    print(show_controls("".join(format_exception(kind, error, where))), file=sys.stderr, end="")


@contextmanager
def _stop_on_signals() -> Iterator[None]:
    """Let a request to end (``kill``, a closed terminal) unwind, so that nothing is left over."""
    names = ("SIGTERM", "SIGHUP")  # Windows has no SIGHUP
    wanted = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {item: signal.signal(item, _end) for item in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)


def _print_message(message: str) -> None:
    print_labelled(open_console(errors=True), "Error", message, "bold red", soft_wrap=True)


def _print_problems(error: InputProblemsError) -> None:
    """Every problem of the input as a row of a table; in a narrow window, as three lines."""
    console = open_console(errors=True)
    if not console.is_terminal:
        console.width = _PAPER_WIDTH  # a file has no edge to fold at
    print_labelled(console, "Error", error.summary, "bold red")
    if console.width < _TABLE_WIDTH:
        for group in error.shown:
            _print_stacked(console, group)
    else:
        headings = ("File", "Row", "Column", "What is wrong", "What is allowed")
        rows = [
            (group.file, group.rows, group.first.column, group.first.wrong, group.first.allowed)
            for group in error.shown
        ]
        console.print(make_table(headings, rows))
    if error.more:
        console.print(error.more)


def _print_stacked(console: Console, group: ProblemGroup) -> None:
    row = f"row {group.rows}" if group.rows.isdigit() else group.rows
    place = ", ".join(filter(None, (group.file, row, group.first.column)))
    console.print(Text(place, style="bold"), soft_wrap=True)
    console.print(Padding(f"{group.first.wrong}; allowed: {group.first.allowed}", (0, 0, 0, 2)))
