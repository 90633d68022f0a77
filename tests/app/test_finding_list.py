"""Findings one a line, on wide and narrow screens and on paper."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from bcssp_lib.app.finding_list import print_findings
from bcssp_lib.app.output import TextConsole
from bcssp_lib.model.finding import Finding, Kind, Severity

SENTENCE = (
    "In the twelve months to March the police of the area were told of 282 reports of missing "
    "children, of which many were about the same child."
)
AT = SENTENCE.index("282")
BIND = "bcssp bind banes --period 2023-24"


def typed(number: int = 0, **fields):
    what = "“282” is typed, and is held: Missing children reports, 12 months to 2024-03-31"
    given = {"severity": Severity.TYPED, "sentence": SENTENCE, "what": what, "why": f"{number}."}
    place = {"section": "quality_assurance", "block": "information-sharing"}
    given |= {"words": "282", "at": AT, "binding": "{{ police.missing_reports }}"}
    return Finding(kind=Kind.FIGURE, **{**place, **given, **fields})


WRONG = typed(severity=Severity.WRONG, what="“the same child” is wrong", words="", at=-1)
GAP = typed(severity=Severity.DOUBTFUL, sentence="", words="", what="WT-1 is not covered.")


def printed(findings, width=120, *, full=False, whole=True, terminal=False):
    file = io.StringIO()
    console = TextConsole(file=file, width=width, force_terminal=terminal, color_system=None)
    print_findings(console, findings, full=full, whole=whole, bind=BIND)
    return file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_each_finding_is_one_line_that_fits_and_shows_its_words(width):
    lines = printed([GAP, typed(), WRONG], width).splitlines()
    headings = [line for line in lines if line[:1].isupper()]
    assert headings == ["Wrong: 1", f"Typed: 1 (bind them with: {BIND})", "Doubtful: 1"]
    listed = [line for line in lines if line and line not in headings]
    assert [line[:7] for line in listed] == [WRONG.id, typed().id, GAP.id]
    assert all(len(line) <= width for line in listed)
    assert "same child" in listed[0]
    assert " 282 " in listed[1]
    assert "is typed, and" not in listed[1]  # the heading has said so
    assert "WT-1 is not" in listed[2]


def test_a_text_that_cannot_be_shown_says_why_on_its_line():
    what = "reports/banes/2023-24/narrative/adults.md, block 'overview', line 4: there is no fact"
    unshown = replace(WRONG, kind=Kind.NOT_SHOWN, sentence="", what=what)
    (line,) = printed([unshown]).splitlines()[2:]
    assert line.endswith("  line 4: there is no fact")


def test_a_wide_line_names_the_place_in_full():
    (line,) = printed([typed()]).splitlines()[2:]
    assert line.startswith(f"{typed().id}  quality_assurance/informati…  …")
    assert "…were told of 282 reports of mi…" in line
    assert line.endswith("is held: Missing children reports, 12 months t…")


def test_many_findings_are_cut_on_a_screen_and_all_are_in_a_file():
    many = [typed(number) for number in range(2000)]
    cut = printed(many, whole=False)
    assert "… and 1,970 more typed: --full, --section, --kind or --block" in cut
    assert cut.count(typed().id) == 30
    assert "Typed: 2,000" in cut
    assert printed(many).count(typed().id) == 2000
    assert printed(many, full=True, whole=False).count(typed().id) == 2000


def test_in_full_nothing_is_shortened():
    lines = printed([typed(7, suggestion="{{ x }}", accepted="Known.")], 80, full=True)
    assert all(len(line) <= 80 for line in lines.splitlines() if "bcssp bind" not in line)
    text = " ".join(lines.split())
    assert f"{typed().id} quality_assurance, information-sharing: figure" in text
    for part in (f"What: {typed().what}", "Why: 7.", "Do: {{ x }}", f"Text: {SENTENCE}",
                 "Kept: Known."):  # fmt: skip
        assert part in text


def test_orders_to_a_terminal_are_shown_and_wide_letters_fit():
    text = "\x1b[2J 統計 282 " + "統計" * 60
    line = printed([typed(sentence=text, at=text.index("282"))], 80).splitlines()[2]
    assert "\x1b" not in line
    assert "282" in line


def test_what_is_printed_can_be_read_in_a_code_page_of_windows():
    for full in (False, True):
        assert printed([GAP, typed(), WRONG], 80, full=full).encode("cp1252")


def test_on_a_terminal_the_words_are_marked():
    file = io.StringIO()
    console = TextConsole(file=file, width=80, force_terminal=True, color_system="standard")
    print_findings(console, [typed()], full=False, whole=True, bind=BIND)
    assert "\x1b[1m282\x1b[0m" in file.getvalue()
