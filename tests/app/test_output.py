"""What commands print is text: no markup of rich, and no order to a terminal."""

from __future__ import annotations

import io
import json

import pytest
from rich.console import Console
from rich.control import strip_control_codes
from rich.live import Live
from rich.text import Text

from bcssp_lib.app.output import TextConsole, make_table, print_labelled, say, show_rows
from bcssp_lib.app.progress import JsonLog
from bcssp_lib.model.characters import show_controls
from tests.projects import Quiet

ORDERS = [
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]8;;https://harm.invalid/\x1b\\press\x1b]8;;\x1b\\",
    "\x9b31m",
    "a\rb",
    "a\x08b",
    "\x00\x7f\x85",
]
MARKUP = [
    "[red]x[/red]",
    "[link=https://harm.invalid/]x[/link]",
    "[/]",
    "[bold",
    ":smile:",
    "C:\\[",
]
ESC = "\x1b"


@pytest.fixture(params=[False, True], ids=["a file", "a terminal"])
def console(request: pytest.FixtureRequest) -> Console:
    return TextConsole(file=io.StringIO(), force_terminal=request.param, width=400)


def printed(console: Console) -> str:
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


@pytest.mark.parametrize("text", [*ORDERS, *MARKUP])
def test_a_text_is_printed_as_it_is_in_each_way(console, text, capsys):
    print_labelled(console, "Note", text)
    console.print(text)
    console.print(Text(text))
    console.print(make_table(["Heading", text], [[text, "other"]], title=text))
    say(text)
    say(text, errors=True)
    found = printed(console)
    said = capsys.readouterr()
    whole, stripped = show_controls(text), show_controls(strip_control_codes(text))
    assert found.count(whole) + found.count(stripped) * (whole != stripped) >= 6
    assert said.out == said.err == f"{show_controls(text)}\n"
    for order in (order for order in ORDERS if ESC in order):
        assert order not in found
    assert not any(letter in found + said.out for letter in "\x00\x07\x08\x7f\x85\x9b\r")
    if not console.is_terminal:
        assert ESC not in found


def test_the_looks_of_the_toolkit_are_still_there_on_a_terminal(console):
    print_labelled(console, "Error", "words", "bold red")
    assert (ESC in printed(console)) == console.is_terminal


def test_a_live_display_still_moves_the_cursor(console):
    with Live(Text("\x1b[2Jwords"), console=console, refresh_per_second=1):
        pass
    assert "\x1b[2J" not in printed(console)
    assert r"\u001b[2Jwords" in printed(console)


@pytest.mark.parametrize("text", [*ORDERS, *MARKUP])
def test_json_that_is_printed_gives_the_text_back(capsys, text):
    show_rows([{"name": text}], ["name"], as_json=True)
    out = capsys.readouterr().out
    assert json.loads(out) == [{"name": text}]
    assert out == show_controls(out)


@pytest.mark.parametrize("text", ORDERS)
def test_a_log_holds_no_orders(tmp_path, text):
    path = tmp_path / "log.json"
    with path.open("w", encoding="utf-8", newline="") as file:
        JsonLog(file, Quiet()).on_message(text)
    line = path.read_text("utf-8")
    assert json.loads(line)["message"] == text
    assert line == show_controls(line)


def test_rows_too_wide_for_the_terminal_are_a_name_with_the_rest_below(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "60")
    name = "a_name_of_which_people_copy_every_letter_and_never_break"
    rows = [{"id": name, "title": "What it is called", "counts": "reports", "target": None}]
    show_rows(rows, ["id", "title", "counts", "target"], as_json=False)
    told = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert told == [name, "  What it is called · reports"]
    show_rows([{**rows[0], "id": "short"}], ["id", "title", "counts", "target"], as_json=False)
    assert "│ short" in capsys.readouterr().out


def test_no_word_of_a_table_is_broken(monkeypatch, capsys):
    blocks = "title, kinds-of-review, acting-on-findings"
    rows = [{"section": "reviews", "title": "Reviews and learning from cases", "blocks": blocks}]
    for width in (38, 50, 60):
        monkeypatch.setenv("COLUMNS", str(width))
        show_rows(rows, ["section", "title", "blocks"], as_json=False)
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= width
        assert ("│" in lines[-2]) == (width > 38)
        assert {"reviews", "learning", "kinds-of-review,", "acting-on-findings"} <= {
            word for line in lines for word in line.split()
        }
