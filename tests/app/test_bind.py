"""``bcssp bind``: what it shows, what it asks, and what it writes."""

from __future__ import annotations

import io
import sys

import pytest

TEXT = "There were 282 reports of missing children; 105 missing children, or a hundred and five."
BOUND = "There were {{ police.missing_reports }} reports of missing children;"


@pytest.fixture
def narrative(small):
    path = small.reports / "banes/2023-24/narrative/police.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"::: {{#what-changed}}\n{TEXT}\n:::\n", "utf-8")
    return path


def answer(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_text_is_shown_before_and_after_and_written_once_somebody_agrees(
    call, narrative, monkeypatch
):
    before = narrative.read_text("utf-8")
    answer(monkeypatch, "n\n")
    told = call("bind", "banes")
    assert (told.code, narrative.read_text("utf-8")) == (0, before)
    lines = told.out.splitlines()
    assert lines[0] == "police, what-changed"
    assert f"-{TEXT}" in lines
    assert any(line.startswith(f"+{BOUND}") for line in lines)
    assert "bind 2 typed numbers? [y/N]" in told.out
    assert "Nothing was changed." in told.out

    answer(monkeypatch, "y\n")
    told = call("bind", "banes")
    assert (told.code, "B&NES 2023-24: bound 2 of " in told.out) == (0, True)
    assert BOUND in narrative.read_text("utf-8")
    assert "a hundred and five." in narrative.read_text("utf-8")
    assert "shows “105”: write it by hand" in told.out
    told = call("bind", "banes", "--yes")
    assert "no typed number can be bound." in told.out


def test_those_that_are_named_or_chosen_are_bound_and_no_other(call, narrative):
    told = call("bind", "banes", "--section", "training", "--yes")
    assert (told.code, "no typed number can be bound." in told.out) == (0, True)
    told = call("bind", "banes", "--kind", "claim", "--yes")
    assert (told.code, "no typed number can be bound." in told.out) == (0, True)
    listed = call("check", "banes", "--kind", "typed").out.splitlines()
    (name,) = {line.split()[0] for line in listed if "There were 282" in line}
    told = call("bind", "banes", name, "--yes")
    assert "bound 1 of 1 typed numbers." in told.out
    text = narrative.read_text("utf-8")
    assert (BOUND in text, "105" in text) == (True, True)


def test_nobody_is_there_to_agree(call, narrative, monkeypatch):
    before = narrative.read_text("utf-8")
    answer(monkeypatch, "")
    assert call("bind", "banes").code == 1
    assert narrative.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("bans",), "no area 'bans' (nearest: banes"),
        (("banes", "zzz"), "no finding of Bath and North East Somerset 'zzz'"),
        (("banes", "--section", "polise"), "no section 'polise' (nearest: police"),
        (("banes", "--block", "what-chnged"), "no block 'what-chnged' (nearest: what-changed"),
    ],
)
def test_a_mistake_is_named(call, narrative, arguments, told):
    done = call("bind", *arguments)
    assert done.code == 1
    assert told in " ".join(done.err.split())
