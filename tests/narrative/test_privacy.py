"""What an author's text says of one person: hidden everywhere, and an error of the check."""

import json
import re

import pytest

from bcssp_lib.build.authoring import accept_findings
from bcssp_lib.build.request import Request
from bcssp_lib.data.person_data import HIDDEN
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.finding import Kind, parse_findings
from bcssp_lib.model.person_data import NOTHING_ALLOWED, PersonRule, PublishedContact, Screening
from bcssp_lib.narrative.blocks import Block, hide_in_block, parse_blocks
from bcssp_lib.narrative.section_notebook import screen_notebook
from tests.narrative.test_saving import built, in_file, review
from tests.projects import write_yaml

NHS = "943 476 5919"


def hidden(text, allowed=NOTHING_ALLOWED):
    block = hide_in_block(Block("a", text, "police.md", 1, default=False), allowed)
    return block.text, block.hidden


def test_a_number_is_hidden_and_the_rest_is_left():
    assert hidden(f"Before {NHS} after.\n") == (f"Before {HIDDEN} after.\n", (PersonRule.NHS,))


def test_a_text_about_nobody_is_left_as_it_is():
    text = "Call 101, or Childline on 0800 1111.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n"
    assert hidden(text) == (text, ())


def test_of_a_table_with_names_every_cell_is_hidden():
    text, rules = hidden("| Child's name | Months |\n|---|--:|\n| Eira | seven |\n\nAfter.\n")
    assert text == f"| Child's name | Months |\n|---|--:|\n| {HIDDEN}| {HIDDEN}|\n\nAfter.\n"
    assert rules == (PersonRule.NAME_COLUMN,)


def test_a_published_contact_is_shown():
    contact = PublishedContact(text="team@example.org.uk", reason="It is on the web site")
    allowed = Screening(published_contacts=(contact,))
    assert hidden("Write to team@example.org.uk.", allowed)[1] == ()
    assert hidden("Write to jane@example.org.uk.", allowed)[1] == (PersonRule.EMAIL,)


def test_no_message_about_a_file_quotes_a_person():
    with pytest.raises(NarrativeError) as error:
        parse_blocks(f"{NHS} is outside any block\n", "police.md")
    assert "943" not in str(error.value)


def test_a_report_shows_nothing_and_is_not_published(files):
    in_file(files, "what-changed", f"The child ({NHS}) was seen.")
    outcome, _ = built(files)
    assert outcome.tally.errors == 1
    assert HIDDEN in review(files)
    findings = parse_findings(outcome.plan.paths.findings.read_text("utf-8"))
    (finding,) = [one for one in findings if one.is_open_error]
    assert (finding.section, finding.block) == ("police", "what-changed")
    assert finding.what == "The text holds an NHS number (nhs_number)."
    made = [path for path in files.project.reports.rglob("*") if path.is_file()]
    assert [path.name for path in made if NHS.encode() in path.read_bytes()] == ["police.md"]
    with pytest.raises(NarrativeError, match="nobody may accept that"):
        accept_findings(files.project, Request.for_report("banes"), [finding.id], "We know")


@pytest.mark.parametrize(
    "text",
    [f"{{{{ nothing }}}} The child ({NHS}) was seen.", f"<iframe src='{NHS}'></iframe>",
     f"[x](javascript:{NHS})", f"{{{{ {NHS} }}}}",
     f"![](images/{NHS}.png)", f"{{{{ nothing_{NHS} }}}}"],
)  # fmt: skip
def test_a_text_that_is_not_shown_tells_of_nobody_in_its_place(files, text):
    in_file(files, "what-changed", text)
    outcome, _ = built(files)
    assert '<div class="unshown">' in review(files)
    assert "was seen" not in review(files)
    found = parse_findings(outcome.plan.paths.findings.read_text("utf-8"))
    assert {Kind.NOT_SHOWN, Kind.PERSON} <= {finding.kind for finding in found}
    made = [path for path in files.project.reports.rglob("*") if path.is_file()]
    assert [path.name for path in made if NHS[1:].encode() in path.read_bytes()] == ["police.md"]


def test_a_record_that_accepts_it_accepts_nothing(files):
    in_file(files, "what-changed", f"The child ({NHS}) was seen.")
    kept = {"kind": "about a person", "what": "The text holds an NHS number (nhs_number).",
            "reason": "We know"}  # fmt: skip
    write_yaml(files.review, {"blocks": {"what-changed": {"accepted": [kept]}}})
    assert built(files)[0].tally.errors == 1


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": "stdout", "text": [f"{NHS}\n"]},
        {"output_type": "display_data", "metadata": {}, "data": {"text/html": f"<td>{NHS}</td>"}},
        {"output_type": "error", "ename": "KeyError", "evalue": "", "traceback": [NHS]},
    ],
)
def test_what_a_notebook_showed_when_it_was_saved_is_screened(output):
    cell = {"id": "look", "cell_type": "code", "source": ["look()"], "outputs": [output]}
    (problem,) = screen_notebook(json.dumps({"cells": [cell]}), "x.ipynb", NOTHING_ALLOWED)
    assert (problem.file, problem.column) == ("x.ipynb", "cell 'look'")
    assert "943" not in str(problem)


@pytest.mark.parametrize(
    "text", ["ro\u202ese", "a\u200bb", "&#x202E;rose", "&shy;", "&zwj;", "\x7f"]
)
def test_a_character_that_nobody_sees_is_refused_with_its_place(files, text):
    in_file(files, "what-changed", f"First line.\nThen {text}.")
    outcome, _ = built(files)
    (problem,) = [
        finding.what
        for finding in parse_findings(outcome.plan.paths.findings.read_text("utf-8"))
        if finding.kind is Kind.NOT_SHOWN
    ]
    assert re.search(r"line 3.* U\+[0-9A-F]{4} .*which nobody sees", problem)
    assert not set("\u202e\u200b\x7f") & set(problem)


def test_emoji_and_no_break_spaces_may_be_written(files):
    in_file(files, "what-changed", "Well done \N{WOMAN}\u200d\N{ROCKET}, all\u00a0of you.")
    assert built(files)[0].error == ""
