"""What an author has seen is noted with the words, and follows them."""

from __future__ import annotations

import json

import pytest

from bcssp_lib.build.authoring import open_working_notebook
from bcssp_lib.build.built_facts import read_fact_book
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.finding import parse_findings
from bcssp_lib.narrative.review import confirm
from bcssp_lib.narrative.review_record import SectionReview, read_review, text_hash
from bcssp_lib.narrative.saving import choose, save
from tests.build.conftest import Watched
from tests.narrative.test_saving import built, in_file, wrote

OURS = 'Ours: {{ missing_reports }}, {{ change("missing_reports") }}.'
CHANGED = "rose by 104 (58.4%) to 282"


def record(desk):
    return read_review(desk.review, desk.review.name)


def findings(desk):
    return parse_findings(
        (desk.project.reports / "banes/2023-24/review/findings.json").read_text("utf-8")
    )


def told(desk):
    return [finding.what for finding in findings(desk)]


def figure_changed(desk):
    path = desk.project.data / "banes/police.csv"
    path.write_text(path.read_text("utf-8").replace(",282,", ",283,"), "utf-8")


def test_what_the_notebook_showed_is_noted_with_the_words(desk):
    wrote(desk, "what-changed", OURS)
    assert save(desk).changed
    noted = record(desk).of("what-changed")
    assert noted.text == text_hash(OURS)
    assert {name: (fact.value, fact.shown) for name, fact in noted.facts.items()} == {
        "police.missing_reports": ("282", ("282", CHANGED)),
    }
    outcome, _ = built(desk)
    assert (outcome.tally.errors, told(desk)) == (0, [])


def test_a_figure_that_changes_later_is_an_error_until_it_is_confirmed(desk):
    wrote(desk, "what-changed", OURS)
    save(desk)
    figure_changed(desk)
    outcome, _ = built(desk)
    assert outcome.tally.errors == 1
    (one,) = told(desk)
    assert "reports): it was “282” when this text was confirmed, and is “283”" in one
    (done,) = confirm(desk, ["what-changed"], read_fact_book(outcome.plan))
    assert [(change.before, change.now) for change in done.changes] == [("282", "283")]
    outcome, watched = built(desk)
    assert (outcome.tally.errors, told(desk), watched.run) == (0, [], set())


def test_words_written_beside_old_figures_were_not_written_for_the_new(desk):
    figure_changed(desk)
    wrote(desk, "what-changed", OURS)  # in a notebook that still shows 282
    outcome, _ = built(desk)
    assert outcome.tally.errors == 1
    assert "it was “282”" in told(desk)[0]
    open_working_notebook(desk.project, "banes", "police", "", Watched())
    wrote(desk, "what-changed", f"Again: {OURS}")
    outcome, _ = built(desk)
    assert (outcome.tally.errors, told(desk)) == (0, [])


def test_a_text_written_in_the_file_waits_to_be_confirmed(desk):
    in_file(desk, "what-changed", OURS)
    outcome, _ = built(desk)
    assert (outcome.tally.errors, outcome.tally.warnings) == (0, 1)
    assert "Nobody has confirmed this text" in told(desk)[0]
    (done,) = confirm(desk, (), read_fact_book(outcome.plan))
    assert (done.block, done.changes) == ("what-changed", ())
    built(desk)
    assert told(desk) == []
    with pytest.raises(NarrativeError, match="no text to confirm"):
        confirm(desk, (), read_fact_book(outcome.plan))


def test_the_text_that_was_chosen_has_what_its_author_saw(desk):
    wrote(desk, "what-changed", OURS)
    in_file(desk, "what-changed", "A colleague's {{ missing_children }}.")
    save(desk)
    assert not desk.review.exists()
    choose(desk, "what-changed", notebook=True)
    assert list(record(desk).of("what-changed").facts) == ["police.missing_reports"]


def test_a_record_goes_with_the_words(desk):
    wrote(desk, "what-changed", OURS)
    save(desk)
    wrote(desk, "what-changed", "No figures.")
    save(desk)
    assert not desk.review.exists()


def test_a_fact_that_is_not_known_leaves_the_words_unconfirmed(desk):
    wrote(desk, "what-changed", "{{ missing_report }}")
    assert save(desk).changed
    assert "{{ missing_report }}" in desk.narrative.read_text("utf-8")
    assert not desk.review.exists()


@pytest.mark.parametrize("facts", [None, [], {"facts": [{"name": 1}], "names": {}}, {"facts": []}])
def test_words_are_taken_even_where_the_figures_beside_them_were_lost(desk, facts):
    wrote(desk, "what-changed", OURS)
    notebook = json.loads(desk.working.read_text("utf-8"))
    notebook["metadata"]["bcssp"]["facts"] = facts
    desk.working.write_text(json.dumps(notebook), "utf-8")
    assert save(desk).changed
    assert "Ours" in desk.narrative.read_text("utf-8")
    assert not desk.review.exists()
    built(desk)
    assert "Nobody has confirmed this text" in told(desk)[0]


def test_a_record_that_cannot_be_read_stops_the_section_and_changes_nothing(desk):
    desk.review.parent.mkdir()
    desk.review.write_text("blocks: [\n", "utf-8")
    wrote(desk, "what-changed", OURS)
    saved = save(desk)
    assert "police.review.yaml:2: this is not YAML" in saved.stopped
    assert not desk.narrative.exists()


def test_an_unread_record_is_empty(desk):
    assert record(desk) == SectionReview()
