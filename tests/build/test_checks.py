"""Checks within a build: kept next to the review copy, counted, and in the way of publishing."""

from __future__ import annotations

import json

import pytest

from bcssp_lib.build.authoring import accept_findings, confirm_blocks
from bcssp_lib.build.request import Request
from bcssp_lib.build.staleness import WHOLE, status_rows
from bcssp_lib.model.errors import InputProblemsError, NarrativeError, NotKnownError
from bcssp_lib.model.finding import Tally
from bcssp_lib.narrative.review_record import SectionReview, SeenFact, review_text, text_hash
from tests.build.test_build import report, review, tree, written
from tests.projects import code, prose, write_notebook, write_yaml

TEXT = "We held {{ training_sessions }}."
BANES = Request(("banes",))
GUIDANCE = {"body": "children", "checked": True, "source": "Guidance"}


def findings(project, area="banes"):
    return json.loads((report(project, area) / "review/findings.json").read_text("utf-8"))


def stale(project) -> None:
    """An author's text whose figure is no longer the one that was confirmed."""
    written(project, "training", f"::: {{#overview}}\n{TEXT}\n:::\n")
    seen = {"training.training_sessions": SeenFact(value="1", shown=("1",))}
    record = SectionReview().changed_blocks({"overview": {"text": text_hash(TEXT), "facts": seen}})
    path = report(project) / "narrative/training.review.yaml"
    path.write_text(review_text(record), "utf-8")


def asked(project, **duties) -> None:
    content = {name: {**GUIDANCE, **duty} for name, duty in duties.items()}
    write_yaml(project.params / "requirements.yaml", {"requirements": content})


def test_findings_are_kept_beside_the_review_copy_and_counted(project, built):
    stale(project)
    outcomes, _ = built("banes")
    assert outcomes["banes"].tally == Tally(wrong=1)
    kept = findings(project)
    assert kept["report"] == {"area": "banes", "period": "2023-24", "edition": "annual"}
    assert (kept["counts"]["wrong"], kept["counts"]["doubtful"]) == (1, 0)
    (one,) = kept["findings"]
    assert (one["section"], one["block"], one["kind"]) == ("training", "overview", "out of date")
    manifest = json.loads((report(project) / "review/manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == {"report.html", "findings.json"}
    (row,) = (row for row in status_rows(project, BANES) if row["section"] == WHOLE)
    assert (row["state"], row["notes"]) == (
        "ok",
        "real figures; check: 1 wrong, 0 typed, 0 doubtful",
    )


def test_abbreviations_are_told_once_by_the_check_or_by_the_build(project, built):
    write_notebook(
        project.notebooks / "02_training.ipynb",
        code("facts", 'section.publish(group="training")'),
        prose("overview", "The XQZ met, and so did the Very Wise Board (VWB)."),
        code("table", 'section.figures_table("As the ABQ has it", "training_sessions")'),
    )
    outcomes, _ = built("banes")
    (found,) = findings(project)["findings"]
    assert found["what"] == "“XQZ” is not explained."
    told = [warning for warning in outcomes["banes"].warnings if "Abbreviations" in warning]
    assert told == ["Abbreviations used but not in params/glossary.yaml: ABQ"]


def test_an_unchanged_report_keeps_its_findings(project, built):
    stale(project)
    built("banes")
    before = {name: found for name, found in tree(project).items() if "banes" in name}
    outcomes, watched = built("banes")
    assert outcomes["banes"].tally == Tally(wrong=1)
    assert watched.run == set()
    assert {name: found for name, found in tree(project).items() if "banes" in name} == before


def test_a_report_with_open_findings_is_not_published_until_they_are_mended(project, built):
    stale(project)
    outcomes, _ = built("banes", publish=True)
    error = outcomes["banes"].error
    assert "has an open finding that is wrong or typed, and was not published" in error
    assert "is “76” now. See them with: bcssp check" in error
    assert "training, overview: " in error
    assert "it was “1” when this text was confirmed" in error
    assert "bcssp check banes --period 2023-24" in error
    assert not (report(project) / "publication").exists()
    confirm_blocks(project, "banes", "training", "2023-24", [])
    outcomes, _ = built("banes", publish=True)
    assert not outcomes["banes"].error
    assert outcomes["banes"].publication


def test_a_text_that_nobody_has_confirmed_is_not_published(project, built):
    stale(project)
    (report(project) / "narrative/training.review.yaml").unlink()
    outcomes, _ = built("banes", publish=True)
    assert "texts that nobody has confirmed with the figures that they name: training, ove" in (
        outcomes["banes"].error
    )


def test_a_duty_that_nothing_covers_is_doubtful_and_may_be_accepted(project, built):
    asked(project, A={"requirement": "What was done", "blocks": ["police.title"]})
    outcomes, _ = built("banes")
    assert outcomes["banes"].tally == Tally(doubtful=1)
    (found,) = findings(project)["findings"]
    assert "is not covered: police.title only says that nothing was supplied." in found["what"]
    (done,), _ = accept_findings(project, BANES, [found["id"]], "The board has agreed to wait.")
    assert done.what == found["what"]
    outcomes, watched = built("banes")
    assert (outcomes["banes"].tally, watched.run) == (Tally(accepted=1), set())
    (found,) = findings(project)["findings"]
    assert found["accepted"] == "The board has agreed to wait."
    with pytest.raises(NotKnownError, match=r"no finding of .* 'abc'.* bcssp check banes"):
        accept_findings(project, BANES, ["abc"], "x")


def test_a_changed_figure_is_confirmed_and_not_accepted(project, built):
    stale(project)
    built("banes")
    (found,) = findings(project)["findings"]
    with pytest.raises(NarrativeError, match="is confirmed, and not accepted"):
        accept_findings(project, BANES, [found["id"]], "x")


def test_a_text_that_cannot_be_shown_is_never_accepted(project, built):
    text = "{{ nothing }} of {{ training_sessions }}."
    written(project, "training", f"::: {{#overview}}\n{text}\n:::\n")
    built("banes")
    (found,) = findings(project)["findings"]
    assert (found["kind"], found["section"], found["block"]) == (
        "not shown",
        "training",
        "overview",
    )
    with pytest.raises(NarrativeError, match="it is corrected, and never accepted"):
        accept_findings(project, BANES, [found["id"]], "x")
    kept = {name: found[name] for name in ("kind", "what")} | {"reason": "x"}
    kept["text"] = text_hash(text)
    path = report(project) / "narrative/training.review.yaml"
    write_yaml(path, {"blocks": {"overview": {"accepted": [kept]}}})
    outcomes, _ = built("banes", publish=True)
    assert outcomes["banes"].tally == Tally(wrong=1)
    assert "has 1 text that cannot be shown and was not published" in outcomes["banes"].error


def test_a_text_that_cannot_be_shown_covers_no_duty_and_no_rule_reads_it(project, built):
    asked(project, sessions={"requirement": "Sessions", "blocks": ["training.overview"]})
    written(project, "training", "::: {#overview}\n{{ nothing }} We held 75 sessions.\n:::\n")
    built("banes")
    kinds = [finding["kind"] for finding in findings(project)["findings"]]
    assert kinds == ["not shown", "coverage"]
    manifest = json.loads((report(project) / "review/manifest.json").read_text("utf-8"))
    assert "training.overview" not in {
        f"{block['section']}.{block['block']}" for block in manifest["narrative"]
    }


def test_what_was_never_checked_has_nothing_to_accept(small_project):
    with pytest.raises(NarrativeError, match=r"was not checked yet. Run: bcssp check banes"):
        accept_findings(small_project, BANES, ["abc"], "x")


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ({"blocks": ["polise.overview"]}, "no section 'polise'"),
        ({"blocks": ["police.title", "police.what-chnged"]}, "no block 'what-chnged'"),
        ({"facts": ["police.missing_report"]}, "no fact 'missing_report'"),
    ],
)
def test_a_duty_that_names_what_is_not_there_is_named_with_its_line(project, built, places, told):
    asked(project, A={"requirement": "What was done", **places})
    try:
        error = built("banes")[0]["banes"].error
    except InputProblemsError as caught:
        error = str(caught)
    lines = (project.params / "requirements.yaml").read_text("utf-8").splitlines()
    named = next(iter(places.values()))[-1]
    line = next(at for at, text in enumerate(lines, 1) if named in text)
    assert f"params/requirements.yaml:{line} [A." in error
    assert told in error


def test_an_edition_answers_to_the_bodies_that_it_names(project, built):
    asked(
        project,
        A={"requirement": "One", "blocks": ["police.title"]},
        B={"requirement": "Two", "blocks": ["police.title"], "body": "adults"},
    )
    edition = {"title": "Annual report", "readers": "All", "sections": ["police", "training"]}
    for bodies, ids in ((["adults"], ["B"]), ([], []), (None, ["A", "B"])):
        content = edition if bodies is None else {**edition, "bodies": bodies}
        write_yaml(project.params / "editions/annual.yaml", content)
        built("banes")
        told = [finding["what"] for finding in findings(project)["findings"]]
        assert [one.partition(",")[0] for one in told] == ids


def test_blocks_of_a_failed_section_are_not_checked(project, built):
    stale(project)
    write_notebook(project.notebooks / "02_training.ipynb", code("sums", "1 / 0"))
    (report(project) / "narrative/training.md").write_text(
        f"::: {{#ours .first}}\n{TEXT}\n:::\n", "utf-8"
    )
    outcomes, _ = built("banes")
    assert outcomes["banes"].failed_sections
    assert outcomes["banes"].tally == Tally()
    assert "could not be built" in review(project)
