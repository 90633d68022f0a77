"""Last year's words are marked until reviewed; what an author has seen follows the words."""

from __future__ import annotations

import json

import pytest

from bcssp_lib.build.authoring import list_author_files, open_working_notebook
from bcssp_lib.build.build import build
from bcssp_lib.build.built_facts import read_fact_book
from bcssp_lib.build.request import Options, Request
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.finding import parse_findings
from bcssp_lib.narrative.author_files import confirm, roll_forward
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.review_record import SectionReview, read_review, text_hash
from bcssp_lib.narrative.saving import choose, save
from tests.build.conftest import Watched
from tests.narrative.test_saving import built, in_file, review, wrote

WRITTEN = (
    "::: {#what-changed}\nLast year's words.\n:::\n\n"
    "::: {#ours after=table}\nOf our own.\n:::\n\n"
    "::: {#title .removed}\n:::\n"
)
NOTE = "The text below is last year’s, and was not yet reviewed."


def confirmed(files, *wanted):
    return list(confirm(files, wanted, FactBook({}, {})))


@pytest.fixture
def new_year(files):
    """The same section a year on: for the figures of 2023-24, the words of 2022-23."""
    before = files.project.reports / "banes/2022-23/narrative/police.md"
    before.parent.mkdir(parents=True)
    before.write_text(WRITTEN, "utf-8")
    files.working.unlink()
    assert roll_forward([files]) == ([files.narrative], [])
    return files


def published(files):
    (outcome,) = build(files.project, Request(("banes",)), Options(jobs=1, publish=True), Watched())
    return outcome


def test_every_text_is_marked_and_none_is_changed(new_year):
    assert new_year.narrative.read_text("utf-8") == WRITTEN.replace(
        "changed}", "changed .last-year}"
    ).replace("table}", "table .last-year}")


def test_a_text_of_this_year_is_never_written_over(new_year):
    before = new_year.narrative.read_bytes()
    assert roll_forward([new_year]) == ([], [new_year.narrative])
    assert new_year.narrative.read_bytes() == before


def test_a_section_without_words_carries_nothing(files):
    (training,) = list_author_files(files.project, ("banes",), "2023-24", "training")
    assert roll_forward([training]) == ([], [])


def test_the_review_copy_says_so_and_nothing_is_published_until_it_was_reviewed(new_year):
    outcome = published(new_year)
    assert "police (ours), police (what-changed)" in outcome.error
    assert "bcssp confirm banes SECTION --period 2023-24" in outcome.error
    assert review(new_year).count(NOTE) == 2
    assert confirmed(new_year, "ours") == ["ours"]
    assert "police (what-changed)" in published(new_year).error
    assert confirmed(new_year) == ["what-changed"]
    outcome = published(new_year)
    assert not outcome.error
    assert outcome.publication
    assert NOTE not in review(new_year)
    assert [version.number for version in new_year.list_versions()] == [1, 2]
    with pytest.raises(NarrativeError, match=r"no text waits to be confirmed"):
        confirmed(new_year)


def test_what_an_author_touches_is_this_years(new_year):
    open_working_notebook(new_year.project, "banes", "police", "", Watched())
    assert not save(new_year).changed
    notebook = json.loads(new_year.working.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == "ours":
            cell["source"] = "This year's."
    new_year.working.write_text(json.dumps(notebook), "utf-8")
    assert save(new_year).changed
    text = new_year.narrative.read_text("utf-8")
    assert "::: {#ours after=table}\nThis year's." in text
    assert "::: {#what-changed .last-year}\n" in text


def test_a_block_that_is_not_waiting_cannot_be_confirmed(new_year):
    with pytest.raises(NarrativeError, match=r"in title \(waiting for it: what-changed, ours\)"):
        confirmed(new_year, "title")


OURS = 'Ours: {{ missing_reports }}, {{ change("missing_reports") }}.'
CHANGED = "rose by 104 (58.4%) to 282"


def record(files):
    return read_review(files.review, files.review.name)


def findings(files):
    return parse_findings(
        (files.project.reports / "banes/2023-24/review/findings.json").read_text("utf-8")
    )


def told(files):
    return [finding.what for finding in findings(files)]


def figure_changed(files):
    path = files.project.data / "banes/police.csv"
    path.write_text(path.read_text("utf-8").replace(",282,", ",283,"), "utf-8")


def test_what_the_notebook_showed_is_noted_with_the_words(files):
    wrote(files, "what-changed", OURS)
    assert save(files).changed
    noted = record(files).of("what-changed")
    assert noted.text == text_hash(OURS)
    assert {name: (fact.value, fact.shown) for name, fact in noted.facts.items()} == {
        "police.missing_reports": ("282", ("282", CHANGED)),
    }
    outcome, _ = built(files)
    assert (outcome.tally.errors, told(files)) == (0, [])


def test_a_figure_that_changes_later_is_an_error_until_it_is_confirmed(files):
    wrote(files, "what-changed", OURS)
    save(files)
    figure_changed(files)
    outcome, _ = built(files)
    assert outcome.tally.errors == 1
    (one,) = told(files)
    assert "reports): it was “282” when this text was confirmed, and is “283”" in one
    done = confirm(files, ["what-changed"], read_fact_book(outcome.plan))
    assert [(change.before, change.now) for change in done["what-changed"]] == [("282", "283")]
    outcome, watched = built(files)
    assert (outcome.tally.errors, told(files), watched.run) == (0, [], set())


def test_words_written_beside_old_figures_were_not_written_for_the_new(files):
    figure_changed(files)
    wrote(files, "what-changed", OURS)  # in a notebook that still shows 282
    outcome, _ = built(files)
    assert outcome.tally.errors == 1
    assert "it was “282”" in told(files)[0]
    open_working_notebook(files.project, "banes", "police", "", Watched())
    wrote(files, "what-changed", f"Again: {OURS}")
    outcome, _ = built(files)
    assert (outcome.tally.errors, told(files)) == (0, [])


def test_a_text_written_in_the_file_waits_to_be_confirmed(files):
    in_file(files, "what-changed", OURS)
    outcome, _ = built(files)
    assert (outcome.tally.errors, outcome.tally.doubtful) == (0, 1)
    assert "Nobody has confirmed this text" in told(files)[0]
    assert confirm(files, (), read_fact_book(outcome.plan)) == {"what-changed": ()}
    built(files)
    assert told(files) == []
    with pytest.raises(NarrativeError, match="no text waits to be confirmed"):
        confirm(files, (), read_fact_book(outcome.plan))


def test_a_text_that_cannot_be_bound_is_not_confirmed(files):
    in_file(files, "what-changed", "{{ nothing }} of {{ missing_reports }}.")
    text = files.narrative.read_bytes().replace(b"#what-changed", b"#what-changed .last-year")
    files.narrative.write_bytes(text)
    outcome, _ = built(files)
    with pytest.raises(NarrativeError, match=r"line 2: there is no fact 'nothing'"):
        confirm(files, (), read_fact_book(outcome.plan))
    assert (files.narrative.read_bytes(), files.review.exists()) == (text, False)


def test_the_text_that_was_chosen_has_what_its_author_saw(files):
    wrote(files, "what-changed", OURS)
    in_file(files, "what-changed", "A colleague's {{ missing_children }}.")
    save(files)
    assert not files.review.exists()
    choose(files, "what-changed", notebook=True)
    assert list(record(files).of("what-changed").facts) == ["police.missing_reports"]


def test_a_record_goes_with_the_words(files):
    wrote(files, "what-changed", OURS)
    save(files)
    wrote(files, "what-changed", "No figures.")
    save(files)
    assert not files.review.exists()


def test_a_fact_that_is_not_known_leaves_the_words_unconfirmed(files):
    wrote(files, "what-changed", "{{ missing_report }}")
    assert save(files).changed
    assert "{{ missing_report }}" in files.narrative.read_text("utf-8")
    assert not files.review.exists()


@pytest.mark.parametrize("facts", [None, [], {"facts": [{"name": 1}], "names": {}}, {"facts": []}])
def test_words_are_taken_even_where_the_figures_beside_them_were_lost(files, facts):
    wrote(files, "what-changed", OURS)
    notebook = json.loads(files.working.read_text("utf-8"))
    notebook["metadata"]["bcssp"]["facts"] = facts
    files.working.write_text(json.dumps(notebook), "utf-8")
    assert save(files).changed
    assert "Ours" in files.narrative.read_text("utf-8")
    assert not files.review.exists()
    built(files)
    assert "Nobody has confirmed this text" in told(files)[0]


def test_a_record_that_cannot_be_read_stops_the_section_and_changes_nothing(files):
    files.review.parent.mkdir()
    files.review.write_text("blocks: [\n", "utf-8")
    wrote(files, "what-changed", OURS)
    saved = save(files)
    assert "police.review.yaml:2: this is not YAML" in saved.stopped
    assert not files.narrative.exists()


def test_an_unread_record_is_empty(files):
    assert record(files) == SectionReview()
