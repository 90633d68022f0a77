"""Typed numbers are bound where the text stays the same to the letter, and nowhere else."""

from __future__ import annotations

import re

import pytest

from bcssp_lib.build.authoring import list_author_files, open_working_notebook
from bcssp_lib.build.built_facts import read_whole_book
from bcssp_lib.build.number_binding import plan_bindings, write_bindings
from bcssp_lib.model.finding import Severity, parse_findings
from bcssp_lib.narrative.review_record import read_review
from bcssp_lib.narrative.saving import save
from tests.build.conftest import Watched
from tests.narrative.test_saving import built, in_file, review, wrote

NUMBER = re.compile(r"[+-]?£?[\d,]+(?:\.\d+)?%?")
REPORTS = "{{ police.missing_reports }}"
TEXT = """There were 282 missing children reports, and 178 in the year before.

- Missing children reports: **282**.
- There were 282 missing children reports, and 178 in the year before.

The number of missing children reports rose by 104, or 58.4%, to 282."""


@pytest.fixture
def files(project):
    (section,) = list_author_files(project, ("banes",), "2023-24", "police")
    return section


@pytest.fixture
def opened(files):
    """The same, opened for writing in a working notebook."""
    open_working_notebook(files.project, "banes", "police", "", Watched())
    return files


def open_findings(outcome):
    listed = parse_findings(outcome.plan.paths.findings.read_text("utf-8"))
    return [finding for finding in listed if finding.is_open]


def planned(files, *, only=Severity):
    outcome, _ = built(files)
    book = read_whole_book(outcome.plan)
    chosen = [each for each in open_findings(outcome) if each.severity in only]
    return plan_bindings(files.project, outcome.plan, chosen, book), book


def bind_all(files):
    plan, book = planned(files, only=[Severity.TYPED])
    return write_bindings(plan, book)


def source(files):
    (block,) = files.read_blocks()
    return block.source


def test_every_number_of_a_text_is_bound_and_the_reader_sees_the_same(files):
    in_file(files, "what-changed", TEXT)
    plan, book = planned(files)
    before = re.sub(r"<[^>]*>", "", review(files))
    assert plan.left == ()
    assert all(NUMBER.fullmatch(finding.words) for finding in plan.bound)
    written = write_bindings(plan, book)
    assert (len(written.bound), written.left) == (len(plan.bound), ())
    assert not re.search(r"282|178|104|58\.4", source(files))
    assert source(files).count(REPORTS) == 4
    outcome, _ = built(files)
    assert not [each for each in open_findings(outcome) if each.severity is Severity.TYPED]
    after = re.sub(r"<[^>]*>", "", review(files))
    for sentence in ("There were 282 missing children reports, and 178 in",
                     "rose by 104, or 58.4%, to 282."):  # fmt: skip
        assert sentence in before
        assert after.count(sentence) == TEXT.count(sentence) > 0
    assert bind_all(files).edits == ()  # again: nothing is left to do


def test_nothing_is_written_before_it_is_agreed(files):
    in_file(files, "what-changed", TEXT)
    plan, _ = planned(files)
    assert source(files) == TEXT
    (edit,) = plan.edits
    assert edit.place == "police, what-changed"
    lines = edit.list_changes()
    assert "-- Missing children reports: **282**." in lines
    assert f"+- Missing children reports: **{REPORTS}**." in lines
    assert {line[0] for line in lines} == {"-", "+"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A hundred and five missing children were found.", "shows “105”: write it by hand"),
        (
            "[There were 282 reports of missing children](https://example.org/282).",
            "a link or code",
        ),
        ("There were `282` reports of missing children.", "a link or code"),
    ],
)
def test_what_would_not_read_the_same_is_left_with_the_reason(files, text, why):
    in_file(files, "what-changed", text)
    plan, book = planned(files, only=[Severity.TYPED])
    assert [why in each.why for each in plan.left] == [True]
    assert (plan.edits, write_bindings(plan, book).edits) == ((), ())
    assert source(files) == text


def test_the_right_one_of_equal_numbers_is_bound(files):
    text = (
        "Room 282 is open, see <https://example.org/282> and `282`. In it is {{ missing_reports }}."
        "\n\nSee [282](https://example.org/282), and 282 reports of missing children."
    )
    in_file(files, "what-changed", text)
    outcome, _ = built(files)
    book = read_whole_book(outcome.plan)
    found = [each for each in open_findings(outcome) if "and 282" in each.sentence[: each.at + 3]]
    plan = plan_bindings(files.project, outcome.plan, [found[-1]], book)
    assert write_bindings(plan, book).bound == (found[-1],)
    head, _, tail = text.rpartition("282")
    assert source(files) == f"{head}{REPORTS}{tail}"


def test_what_is_wrong_or_was_never_typed_is_not_bound(files):
    in_file(files, "what-changed", "There were 283 reports of missing children.")
    plan, _ = planned(files)
    assert plan.edits == ()
    assert any("it is wrong: no expression shows what the text says" in e.why for e in plan.left)


def test_default_text_is_left_to_its_notebook(files):
    notebook = files.project.root / files.section.shown
    text = notebook.read_text("utf-8")
    changed = text.replace('{{ change(\\"missing_reports\\") }}', "came to 282")
    assert changed != text
    notebook.write_text(changed, "utf-8")
    plan, _ = planned(files, only=[Severity.TYPED])
    (left,) = plan.left
    assert f"the default text of {files.section.shown}: write {REPORTS} there" in left.why
    assert plan.edits == ()
    assert notebook.read_text("utf-8") == changed


def test_a_text_that_was_changed_meanwhile_is_never_written_over(files):
    in_file(files, "what-changed", TEXT)
    plan, book = planned(files)
    in_file(files, "what-changed", f"{TEXT} And more.")
    written = write_bindings(plan, book)
    assert (written.edits, len(written.left)) == ((), len(plan.bound))
    assert "was changed meanwhile" in written.left[0].why
    assert source(files) == f"{TEXT} And more."


def test_other_blocks_their_order_and_the_version_before_are_kept(files):
    in_file(files, "what-changed", TEXT)
    own = "::: {#ours after=what-changed .last-year}\nOurs.\n:::\n"
    files.narrative.write_text(f"{files.narrative.read_text('utf-8')}\n{own}", "utf-8")
    before = files.narrative.read_text("utf-8")
    assert bind_all(files).edits
    assert files.narrative.read_text("utf-8").endswith(f"\n{own}")
    (version,) = files.list_versions()
    assert version.path.read_text("utf-8") == before


def test_line_ends_of_windows_stay(files):
    content = "::: {#what-changed}\r\nThere were 282 reports\r\nof missing children.\r\n:::\r\n"
    files.narrative.parent.mkdir(exist_ok=True)
    files.narrative.write_bytes(content.encode())
    assert bind_all(files).edits
    assert f"There were {REPORTS} reports\r\nof missing" in files.narrative.read_bytes().decode()


def test_what_is_typed_on_in_the_notebook_is_joined_with_what_was_bound(opened):
    text = "There were 282 reports of missing children.\n\nA line.\n\nThe end."
    wrote(opened, "what-changed", text)
    assert save(opened).changed
    assert bind_all(opened).edits
    wrote(opened, "what-changed", text.replace("The end.", "The very end."))  # still open
    result = save(opened)
    assert (result.stopped, result.changed) == ("", True)
    assert source(opened) == text.replace("282", REPORTS).replace("The end.", "The very end.")


def test_a_confirmed_text_stays_confirmed_and_another_goes_on_waiting(opened):
    wrote(opened, "what-changed", "There were 282 reports of missing children.")
    save(opened)
    assert bind_all(opened).edits
    noted = read_review(opened.review, "x").of("what-changed")
    assert noted.facts["police.missing_reports"].shown == ("282",)
    outcome, _ = built(opened)
    assert open_findings(outcome) == []

    opened.working.unlink()
    text = "Of {{ missing_children }} missing children; there were 282 reports of missing children."
    in_file(opened, "what-changed", text)
    assert bind_all(opened).edits
    outcome, _ = built(opened)
    assert ["confirmed this text" in each.what for each in open_findings(outcome)] == [True]
