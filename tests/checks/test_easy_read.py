"""Long sentences of an easy read report."""

from __future__ import annotations

from dataclasses import replace

from bcssp_lib.build.built_facts import report_names
from bcssp_lib.checks.language import MOST_WORDS, check_easy_read
from bcssp_lib.checks.prose import read_prose
from bcssp_lib.files.project import Project
from bcssp_lib.model.finding import Severity
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.section_notebook import read_section
from tests.checks.texts import PERIOD, book, report
from tests.projects import ROOT

SHORT = " ".join(["word"] * MOST_WORDS)
TEXT = f"""::: {{#overview}}
{SHORT.capitalize()}.

{SHORT.capitalize()} more.
:::
"""


def findings(catalogue, *easy: str):
    found = replace(report(catalogue, TEXT, book()), easy_read=frozenset(easy))
    return list(check_easy_read(found))


def test_a_sentence_of_more_than_fifteen_words_is_named(catalogue):
    (finding,) = findings(catalogue, "police")
    assert finding.sentence == f"{SHORT.capitalize()} more."
    assert finding.what.startswith("The sentence has 16 words")
    assert finding.severity is Severity.DOUBTFUL


def test_sections_of_other_reports_may_have_longer_sentences(catalogue):
    assert findings(catalogue) == []
    assert findings(catalogue, "adults") == []


def test_the_imprint_of_an_easy_read_report_is_easy_too(catalogue):
    section = read_section(Project(ROOT), "easy_imprint")
    assert (section.name,) in [part.sections for part in catalogue.edition("easy-read").in_parts]
    for area in catalogue.authorities():
        named = FactBook({}, report_names(area, PERIOD))
        bound = [bind_block(block, section.name, named) for block in section.blocks]
        assert not any(block.problems for block in bound)
        blocks = read_prose({section.name: bound})
        found = replace(
            report(catalogue, TEXT, book()), blocks=blocks, easy_read=frozenset({section.name})
        )
        assert [finding.sentence for finding in check_easy_read(found)] == []
