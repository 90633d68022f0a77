"""``bcssp check``, ``accept``, ``confirm`` and ``bind``: what they print, ask, and end with."""

from __future__ import annotations

import io
import json
import re
import sys

import pytest

from bcssp_lib.model.finding import KINDS
from bcssp_lib.narrative.review_record import SectionReview, SeenFact, review_text, text_hash
from tests.projects import ROOT, code, write_notebook, write_yaml

TYPED = "There were 282 reports of missing children, in room 178 of the missing children."
TEXT = "We held {{ training_sessions }}."
DUTY = {
    "body": "children", "requirement": "What was done", "checked": True, "source": "Guidance",
    "blocks": ["police.title"],
}  # fmt: skip


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def make_stale(project):
    """Give a report something wrong, and something doubtful."""
    write_yaml(project.params / "requirements.yaml", {"requirements": {"WT-01": DUTY}})
    write_text(project, "training", "overview", TEXT)
    seen = {"training.training_sessions": SeenFact(value="1", shown=("1",))}
    record = SectionReview().changed_blocks({"overview": {"text": text_hash(TEXT), "facts": seen}})
    path = project.reports / "banes/2023-24/narrative/training.review.yaml"
    path.write_text(review_text(record), "utf-8")
    return project


@pytest.fixture
def stale(built):
    """A report with something wrong, and something doubtful, whose sections are up to date."""
    return make_stale(built)


@pytest.fixture
def typed(built):
    """A report in which an author has typed numbers since it was built."""
    write_text(built, "police", "what-changed", TYPED)
    return built


def write_text(project, section, block, text):
    folder = project.reports / "banes/2023-24/narrative"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{section}.md").write_text(f"::: {{#{block}}}\n{text}\n:::\n", "utf-8")


def read_json(call, *options):
    (report,) = json.loads(call("check", "banes", "--json", *options).out)
    return report


def test_a_check_builds_and_lists_the_heaviest_first(call, small):
    make_stale(small)
    told = call("check", "banes")
    assert (told.code, told.err) == (3, "")
    first, *rest = told.out.splitlines()
    assert first == "B&NES 2023-24: 1 wrong, 0 typed, 1 doubtful"
    headings = [line for line in rest if line[:1].isupper()]
    assert headings == ["Wrong: 1", "Doubtful: 1"]
    wrong, doubtful = (line for line in rest if line and line not in headings)
    assert "training/overview" in wrong
    assert "it was “1” when this text was confirmed" in wrong
    assert "is not covered: police.title" in doubtful
    assert "→" not in told.out
    assert (small.reports / "banes/2023-24/review/report.html").is_file()
    told = call("check", "banes", "--full")
    for part in ("training, overview: out of date", "Text: We held 76.", "Why:", "Do:",
                 "bcssp confirm banes training overview"):  # fmt: skip
        assert part in words(told.out)


@pytest.mark.parametrize("width", ["100", "80"])
def test_a_list_has_room_when_it_is_piped(call, stale, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    told = call("check", "banes")
    assert 100 < max(map(len, told.out.splitlines())) <= 120
    assert "\x1b" not in told.out


def test_filters_choose_and_a_name_that_is_none_is_told(call, stale):
    told = call("check", "banes", "--section", "training", "--kind", "Out-of-date")
    assert told.out.splitlines()[:2] == [
        "B&NES 2023-24: 1 wrong, 0 typed, 1 doubtful",
        "B&NES 2023-24, as chosen: 1 wrong, 0 typed, 0 doubtful",
    ]
    assert "Doubtful: " not in told.out
    report = read_json(call, "--kind", "doubtful")
    assert [each["kind"] for each in report["findings"]] == ["coverage"]
    assert (report["counts"]["wrong"], report["counts"]["doubtful"]) == (1, 1)
    for option, name, near in (
        ("--section", "polise", "police"),
        ("--kind", "wrog", "wrong"),
        ("--block", "overvew", "overview"),
    ):
        told = call("check", "banes", option, name)
        assert (told.code, told.out) == (1, "")
        assert f"'{name}' (nearest: {near}" in words(told.err)


def test_json_is_all_that_is_printed_and_every_field_is_documented(call, stale):
    told = call("check", "banes", "--json")
    assert told.code == 3
    (report,) = json.loads(told.out)
    assert report["report"] == {"area": "banes", "period": "2023-24", "edition": "annual"}
    assert report["counts"] == {
        "wrong": 1, "typed": 0, "bindable": 0, "doubtful": 1, "accepted": 0, "no_figures": 0,
    }  # fmt: skip
    assert [each["block"] for each in report["findings"]] == ["title", "overview"]
    text = (ROOT / "docs/checking.md").read_text("utf-8")
    of_report, of_finding = (
        set(re.findall(r"`(\w+)`", first_cells(text, heading)))
        for heading in ("| field of a report | |", "| field of a finding | |")
    )
    assert of_report == set(report)
    assert of_finding == set(report["findings"][0])
    assert all(kind in text for kind in KINDS)
    counts = re.search(r"\| `counts` \|.*", text)
    assert set(re.findall(r"`(\w+)`", counts[0])) - {"counts"} == set(report["counts"])
    kept = json.loads((stale.reports / "banes/2023-24/review/findings.json").read_text("utf-8"))
    assert kept == {name: report[name] for name in kept}
    assert set(report) - set(kept) == {"failed_sections", "error"}


def first_cells(text, heading):
    """The first cells of the rows of a table."""
    table = text.split(heading, 1)[1].split("\n\n", 1)[0]
    return " ".join(row.split("|")[1] for row in table.splitlines()[2:])


def test_a_build_counts_findings_and_ends_with_3(call, stale):
    tally = "1 wrong, 0 typed, 1 doubtful"
    hint = f"Check: B&NES 2023-24: {tally}. See: bcssp check banes --period 2023-24"
    told = call("build", "banes", "--jobs", "1")
    assert (told.code, hint in told.out) == (3, True)
    assert call("build", "banes", "--quiet") == (3, f"{hint}\n", "")


def test_a_build_and_a_check_list_every_problem_of_every_text(call, stale):
    folder = stale.reports / "banes/2023-24/narrative"
    (folder / "training.md").write_text(
        "::: {#overview}\n{{ nothing }} {{ chance('x') }}\n\n![](map.png)\n:::\n", "utf-8"
    )
    (folder / "police.md").write_text("::: {#title}\n{{ open\n:::\n", "utf-8")
    place = "reports/banes/2023-24/narrative"
    problems = (
        f"{place}/training.md, block 'overview', line 2: there is no fact 'nothing'",
        f"{place}/training.md, block 'overview', line 2: there is no helper 'chance'",
        f"{place}/training.md, block 'overview', line 4: the text holds the picture 'map.png'",
        f"{place}/police.md, block 'title', line 2: an opening {{{{ has no closing }}}}",
    )
    for command in (("build", "banes", "--quiet"), ("build", "banes", "--publish")):
        told = call(*command)
        assert told.code == 3
        for problem in problems:
            assert f"Not shown: B&NES 2023-24: {problem}" in told.out
    assert told.out.count("there is no fact 'nothing'") == 2  # and why it is not published
    told = call("check", "banes", "--json")
    assert told.code == 3
    (report,) = json.loads(told.out)
    listed = [each["what"] for each in report["findings"] if each["kind"] == "not shown"]
    assert len(listed) == len(problems)
    assert all(any(what.startswith(problem) for what in listed) for problem in problems)


def test_a_publication_that_is_refused_for_open_findings_ends_with_3_too(call, stale):
    told = call("build", "banes", "--jobs", "1", "--publish")
    assert told.code == 3
    assert "B&NES 2023-24: done, but not published" in told.out
    assert "has an open finding that is wrong or typed, and was not published" in words(told.out)
    assert not (stale.reports / "banes/2023-24/publication").exists()


def test_findings_are_confirmed_and_accepted_until_nothing_is_open(call, stale):
    (report,) = json.loads(call("check", "banes", "--json").out)
    doubtful, wrong = (each["id"] for each in report["findings"])
    told = call("accept", "banes", wrong, "--reason", "x")
    assert told.code == 1
    assert "it is confirmed, and not accepted" in words(told.err)
    told = call("accept", "banes", "abc", "--reason", "x")
    assert (told.code, "no finding of" in told.err) == (1, True)
    assert call("accept", "banes", doubtful).code == 2
    for empty in ("", " \n "):
        told = call("accept", "banes", doubtful, "--reason", empty)
        assert (told.code, "it is empty; readers see it" in words(told.err)) == (2, True)
    told = call("accept", "banes", doubtful, "--reason", "The board\nwaits. ")
    assert told.code == 0
    assert told.out.startswith("Accepted: police, title: WT-01")
    told = call("confirm", "banes", "training", "overview")
    assert told.code == 0
    assert told.out == (
        "overview: training.training_sessions was “1”, is “76”\nConfirmed: overview\n"
    )
    told = call("check", "banes")
    assert (told.code, told.out) == (0, "B&NES 2023-24: 0 wrong, 0 typed, 0 doubtful, 1 accepted\n")


def test_what_was_not_built_has_no_figures_to_confirm(call, small):
    make_stale(small)
    told = call("confirm", "banes", "training")
    assert told.code == 1
    assert "is not built yet, so that there are no figures to confirm" in told.err
    assert "Run: bcssp build banes --period 2023-24" in told.err


def test_failed_sections_are_told_beside_the_findings(call, stale):
    write_notebook(stale.notebooks / "02_training.ipynb", code("sums", "1 / 0"))
    (stale.reports / "banes/2023-24/narrative/training.md").unlink()
    told = call("check", "banes", "--json")
    assert told.code == 3
    (report,) = json.loads(told.out)
    assert report["failed_sections"] == ["training"]
    assert "Sections that failed" in told.err


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("check", "bans"), "no area 'bans' (nearest: banes"),
        (("check", "banes", "--period", "2033-34"), "no period '2033-34'"),
        (("accept", "banes", "abc", "--reason", "x"), "was not checked yet. Run: bcssp check"),
    ],
)
def test_a_mistake_is_named(call, small, command, told):
    done = call(*command)
    assert done.code == 1
    assert told in done.err
    assert done.out == ""


def test_a_record_that_cannot_be_read_is_named_with_its_line(call, stale):
    path = stale.reports / "banes/2023-24/narrative/training.review.yaml"
    path.write_text("blocks:\n  overview: {txt: a}\n", "utf-8")
    told = call("check", "banes")
    assert told.code == 3  # its section is not built
    assert "narrative/training.review.yaml:2 [blocks.overview.txt]" in words(told.err)


def test_what_is_no_figure_is_counted_apart_and_shown_to_no_reader(call, typed):
    before = read_json(call)
    assert before["counts"]["typed"] + before["counts"]["wrong"] > 0
    told = call("accept", "banes", "--section", "police", "--kind", "figure", "--not-a-figure")
    assert (told.code, told.out.startswith("No figure: police, what-changed: ")) == (0, True)
    after = read_json(call)
    kept = [each for each in after["findings"] if each["accepted"] == "not a figure"]
    assert len(kept) == after["counts"]["no_figures"] > 0
    assert {each["kind"] for each in kept} == {"figure"}
    assert " no figures" in call("check", "banes").out.splitlines()[0]
    assert kept[0]["id"] in call("check", "banes", "--kind", "no-figures").out
    assert kept[0]["id"] not in call("check", "banes").out
    record = (typed.reports / "banes/2023-24/narrative/police.review.yaml").read_text("utf-8")
    assert "reason: not a figure" in record
    page = (typed.reports / "banes/2023-24/review/report.html").read_text("utf-8")
    assert "not a figure" not in page
    assert kept[0]["what"] not in page


def test_many_are_accepted_at_once_and_what_may_not_be_is_left(call, stale):
    write_text(stale, "police", "what-changed", TYPED)
    read_json(call)
    told = call("accept", "banes", "--kind", "figure", "--kind", "out-of-date", "--reason", "Ours.")
    assert told.code == 0
    assert "Accepted: police, what-changed: " in told.out
    assert "is confirmed, and not accepted" in told.out
    report = read_json(call)
    assert {each["accepted"] for each in report["findings"] if each["kind"] == "figure"} == {
        "Ours."
    }
    (changed,) = (each for each in report["findings"] if each["kind"] == "out of date")
    assert changed["accepted"] == ""


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "name findings, as bcssp check calls them"),
        (("--reason", "x"), "name findings, as bcssp check calls them"),
        (("--not-a-figure",), "name findings, as bcssp check calls them"),
        (("--section", "police", "--not-a-figure", "--reason", "x"), "needs none: leave it out"),
        (("--section", "police", "--reason", "Not-a-figure."), "say --not-a-figure instead"),
    ],
)
def test_an_acceptance_says_what_and_why(call, typed, options, told):
    done = call("accept", "banes", *options)
    assert (done.code, told in words(done.err)) == (2, True)


def test_only_a_figure_is_no_figure(call, stale):
    doubtful = read_json(call)["findings"][0]["id"]
    told = call("accept", "banes", doubtful, "--not-a-figure")
    assert (told.code, "is about no figure: give the reason" in words(told.err)) == (1, True)


IN_FILE = "There were 282 reports of missing children; 105 missing children, or a hundred and five."
BOUND = "There were {{ police.missing_reports }} reports of missing children;"


@pytest.fixture
def narrative(built):
    write_text(built, "police", "what-changed", IN_FILE)
    return built.reports / "banes/2023-24/narrative/police.md"


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
    assert f"-{IN_FILE}" in lines
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
def test_a_finding_that_is_not_there_is_named(call, narrative, arguments, told):
    done = call("bind", *arguments)
    assert done.code == 1
    assert told in " ".join(done.err.split())
