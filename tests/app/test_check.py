"""``bcssp check``, ``accept`` and ``confirm``: what they print, and how they end."""

from __future__ import annotations

import json

import pytest

from bcssp_lib.narrative.review_record import SectionReview, SeenFact, review_text, text_hash
from tests.projects import code, write_notebook, write_yaml

TEXT = "We held {{ training_sessions }}."
DUTY = {
    "body": "children", "requirement": "What was done", "checked": True, "source": "Guidance",
    "blocks": ["police.title"],
}  # fmt: skip


def words(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


@pytest.fixture
def stale(small):
    """A report with an error, and a warning."""
    write_yaml(small.params / "requirements.yaml", {"requirements": {"WT-01": DUTY}})
    folder = small.reports / "banes/2023-24/narrative"
    folder.mkdir(parents=True)
    (folder / "training.md").write_text(f"::: {{#overview}}\n{TEXT}\n:::\n", "utf-8")
    seen = {"training.training_sessions": SeenFact(value="1", shown=("1",))}
    record = SectionReview().changed("overview", text=text_hash(TEXT), facts=seen)
    (folder / "training.review.yaml").write_text(review_text(record), "utf-8")
    return small


def test_a_check_builds_and_shows_a_table_of_findings(call, stale):
    told = call("check", "banes")
    assert (told.code, told.err) == (3, "")
    assert told.out.splitlines()[-1] == "B&NES 2023-24: 1 error, 1 warning"
    for part in (
        "Error, out of date", "training", "overview", "We held", "Warning, coverage",
        "it was “1” when this text was confirmed", "is not covered: police.title",
    ):  # fmt: skip
        assert part in words(told.out)
    assert (stale.reports / "banes/2023-24/review/report.html").is_file()


@pytest.mark.parametrize("width", ["100", "80"])
def test_a_table_is_readable_when_piped(call, stale, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", width)
    told = call("check", "banes")
    widths = {len(line) for line in told.out.splitlines() if line.startswith("│")}
    assert widths == {120}
    assert "\x1b" not in told.out


def test_json_is_all_that_is_printed(call, stale):
    told = call("check", "banes", "--json")
    assert told.code == 3
    (report,) = json.loads(told.out)
    assert (report["area"], report["period"], report["edition"]) == ("banes", "2023-24", "annual")
    assert (report["errors"], report["warnings"], report["accepted"]) == (1, 1, 0)
    assert [one["block"] for one in report["findings"]] == ["title", "overview"]
    assert set(report["findings"][0]) == {
        "id", "kind", "severity", "section", "block", "sentence", "what", "why", "suggestion",
        "accepted",
    }  # fmt: skip


def test_a_build_counts_findings_and_ends_with_3(call, stale):
    hint = "Check: B&NES 2023-24: 1 error, 1 warning. See: bcssp check banes --period 2023-24"
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
    told = call("check", "banes", "--json")
    assert told.code == 3
    (report,) = json.loads(told.out)
    listed = [each["what"] for each in report["findings"] if each["kind"] == "not shown"]
    assert len(listed) == len(problems)
    assert all(any(what.startswith(problem) for what in listed) for problem in problems)


def test_a_publication_that_is_refused_for_open_errors_ends_with_3_too(call, stale):
    told = call("build", "banes", "--jobs", "1", "--publish")
    assert told.code == 3
    assert "B&NES 2023-24: done, but not published" in told.out
    assert "has an open error in its text and was not published" in words(told.out)
    assert not (stale.reports / "banes/2023-24/publication").exists()


def test_findings_are_confirmed_and_accepted_until_nothing_is_open(call, stale):
    (report,) = json.loads(call("check", "banes", "--json").out)
    warning, error = (one["id"] for one in report["findings"])
    told = call("accept", "banes", error, "--reason", "x")
    assert told.code == 1
    assert "it is confirmed, and not accepted" in words(told.err)
    told = call("accept", "banes", "abc", "--reason", "x")
    assert (told.code, "no finding of" in told.err) == (1, True)
    assert call("accept", "banes", warning).code == 2
    for empty in ("", " \n "):
        told = call("accept", "banes", warning, "--reason", empty)
        assert (told.code, "it is empty; readers see it" in words(told.err)) == (2, True)
    told = call("accept", "banes", warning, "--reason", "The board\nwaits. ")
    assert told.code == 0
    assert told.out.startswith("Accepted: police, title: WT-01")
    told = call("confirm", "banes", "training", "overview")
    assert told.code == 0
    assert told.out == (
        "overview: training.training_sessions was “1”, is “76”\nConfirmed: overview\n"
    )
    told = call("check", "banes")
    assert (told.code, told.out) == (0, "B&NES 2023-24: 0 errors, 0 warnings, 1 accepted\n")


def test_what_was_not_built_has_no_figures_to_confirm(call, stale):
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
