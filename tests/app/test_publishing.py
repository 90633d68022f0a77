"""Signing, publishing and reproducing: what the commands print, and how they end."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from tests.app.test_check import words, write_text
from tests.projects import write_yaml
from tests.publish.texts import quarto_is

REPORT = "banes/2023-24"


def set_edition(project, **settings):
    path = project.params / "editions/annual.yaml"
    write_yaml(path, {**yaml.safe_load(path.read_text("utf-8")), **settings})


def change_figure(project):
    figures = project.data / "banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",282,", ",292,", 1), "utf-8")


def page(project):
    return (project.reports / REPORT / "review/report.html").read_text("utf-8")


def test_a_signature_holds_until_what_was_signed_changes(call, built):
    told = call("sign", "banes", "police", "training", "--as", "Independent Chair")
    assert told.code == 0
    assert "police: signed by Independent Chair on " in told.out
    call("build", "banes")
    assert "2 of 2 sections signed" in page(built)
    change_figure(built)
    checked = call("check", "banes").out
    assert "Signed: 1 of 2 sections" in checked
    assert "since then the text what-changed, the table tbl-police-table and 1 figure changed" in (
        words(checked)
    )
    assert "to sign: police" in call("status", "banes").out
    assert "1 of 2 sections signed" in page(built)
    assert "bcssp sign banes police -p 2023-24" in call("status", "banes").out


def test_who_signs_again_signs_what_there_is_now(call, built):
    for _ in range(2):
        call("sign", "banes", "police", "--as", "Chair")
        change_figure(built)
        call("build", "banes")
    call("sign", "banes", "police", "--as", "Chair")
    record = (built.reports / REPORT / "narrative/police.review.yaml").read_text("utf-8")
    assert record.count("by: Chair") == 1
    assert "Signed: 1 of 2" in call("check", "banes").out


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("police", "--as", "chair@example.org"), "A signature is a name or a role"),
        (("nowhere", "--as", "Chair"), "no section 'nowhere'"),
        (("police", "--as", " "), "write a name or a role"),
        (("police", "--as", "x" * 81), "at most 80 letters"),
    ],
)
def test_what_cannot_be_signed_is_refused(call, built, options, why):
    told = call("sign", "banes", *options)
    assert told.code in (1, 2)
    assert why in words(told.err)
    assert not (built.reports / REPORT / "narrative/police.review.yaml").exists()


def test_without_a_section_all_are_signed_that_the_name_has_not_signed(call, built):
    call("sign", "banes", "police", "--as", "Chair")
    told = call("sign", "banes", "--as", "Chair")
    assert (told.code, told.out.count("signed by Chair")) == (0, 1)
    assert told.out.startswith("training: signed by Chair")
    told = call("sign", "banes", "--as", "Chair")
    assert "Chair has signed every section of B&NES 2023-24 as it is." in words(told.err)
    assert call("sign", "banes", "--as", "Police").out.count("signed by Police") == 2


@pytest.mark.parametrize("what", ["words", "figure", "unreadable words"])
def test_what_the_review_copy_does_not_show_is_not_signed(call, built, what):
    if what == "figure":
        change_figure(built)
    else:
        write_text(built, "police", "what-changed" if what == "words" else "no-cell", "Words.")
    told = call("sign", "banes", "--as", "Chair")
    assert told.code == 1
    assert "is not up to date: police (" in words(told.err)
    assert "Run: bcssp build banes --period 2023-24; then" in words(told.err)
    assert not list((built.reports / REPORT).glob("narrative/*.review.yaml"))
    assert call("sign", "banes", "training", "--as", "Chair").code == 0


def test_what_the_review_copy_alone_shows_need_not_be_signed(call, small):
    parts = [{"sections": ["training"]}, {"sections": ["police"], "review_copy_only": True}]
    path = small.params / "editions/annual.yaml"
    edition = yaml.safe_load(path.read_text("utf-8"))
    edition.pop("sections")
    write_yaml(path, {**edition, "parts": parts, "sign_off": True})
    call("build", "banes")
    assert call("sign", "banes", "--as", "Chair").out.startswith("training: signed")
    assert call("build", "banes", "--publish").code == 0
    assert "1 of 1 sections signed" in page(small)


def test_nothing_is_signed_before_it_is_built(call, small):
    assert "is not built yet" in call("sign", "banes", "police", "--as", "Chair").err


def test_a_publication_is_refused_for_all_reasons_together(call, small):
    set_edition(small, sign_off=True)
    write_text(small, "police", "what-changed", "There were 283 reports of missing children.")
    write_text(small, "training", "overview", "We held {{ training_sessions }} sessions.")
    told = call("build", "banes", "--publish")
    assert told.code == 3
    text = words(told.out)
    assert "It was not published, for 3 reasons:" in text
    assert "texts that nobody has confirmed with the figures that they name: training, ove" in text
    assert "has an open finding that is wrong or typed" in text
    assert "sections that nobody has signed as they are: not signed: police, training" in text


def test_a_publication_with_every_signature_is_made(call, small):
    set_edition(small, sign_off=True)
    call("build", "banes")
    call("sign", "banes", "police", "training", "--as", "Chair")
    assert call("build", "banes", "--publish").code == 0
    assert "publication" in {path.name for path in (small.reports / REPORT).iterdir()}


def test_an_edition_may_ask_for_all_its_duties(call, small):
    duty = {"body": "children", "requirement": "What was done", "checked": True,
            "source": "Guidance", "blocks": ["police.title"]}  # fmt: skip
    write_yaml(small.params / "requirements.yaml", {"requirements": {"WT-01": duty}})
    set_edition(small, all_duties=True)
    told = call("build", "banes", "--publish")
    assert "leaves out what law or guidance asks of it: WT-01" in words(told.out)


def test_what_is_no_manifest_says_which_is(call, published, manifest):
    told = call("reproduce", str(manifest.with_name(f"{manifest.stem}.inputs.json")))
    assert f"Name its manifest, {manifest.name}." in words(told.err)
    told = call("reproduce", str(manifest.parent))
    assert f"In that folder: {manifest.name}." in words(told.err)


@pytest.fixture
def manifest(published):
    kept = (published.reports / REPORT / "published").glob("annual-0001-*.json")
    return next(path for path in kept if "inputs" not in path.name)


def test_what_was_published_is_built_again_to_the_byte(call, published, manifest):
    told = call("reproduce", str(manifest))
    assert told.code == 0, told
    assert re.fullmatch(r"B&NES 2023-24: all \d+ files are the same to the byte.\n", told.out)
    assert len(list(manifest.parent.glob("annual-*.json"))) == 2


def test_what_differs_and_what_is_gone_is_named(call, published, manifest):
    inputs = manifest.with_name(f"{manifest.stem}.inputs.json")
    noted = json.loads(inputs.read_text("utf-8"))
    noted["data/banes/old.csv"] = noted["data/banes/police.csv"]
    inputs.write_text(json.dumps(noted), "utf-8")
    change_figure(published)
    told = call("reproduce", str(manifest))
    assert told.code == 3
    assert "Input: data/banes/police.csv differs" in told.out
    assert "Input: data/banes/old.csv is gone" in told.out
    assert "File: report.pdf differs" in told.out
    assert "File: tables.xlsx differs" in told.out


def test_it_is_said_that_quarto_is_gone(call, published, manifest):
    kept = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**kept, "engine": "Quarto"}), "utf-8")
    with quarto_is(None):
        told = call("reproduce", str(manifest))
    assert "Input: Quarto made it, and is not found now" in told.out


def test_a_publication_is_compared_with(call, published, manifest):
    change_figure(published)
    told = call("diff", "banes", "--against", "published")
    assert "Missing children reports: 282 → 292" in told.out
    assert "training" not in told.out


def test_the_same_publication_is_kept_once_and_another_next_to_it(call, published, manifest):
    call("build", "banes", "--publish", "--fresh")
    assert len(list(manifest.parent.glob("annual-*.inputs.json"))) == 1
    change_figure(published)
    assert call("build", "banes", "--publish").code == 0
    assert len(list(manifest.parent.glob("annual-0002-*.inputs.json"))) == 1
    assert json.loads(manifest.read_text("utf-8"))["files"], "the first is as it was"


def test_what_is_no_publication_is_refused(call, published, manifest):
    review = published.reports / REPORT / "review"
    assert "is not the manifest of a publication" in call("reproduce", str(review)).err
    assert "is not there" in call("reproduce", "nowhere.json").err


def test_inputs_noted_with_another_secret_are_not_called_different(call, published, manifest):
    (published.root / ".bcssp-secret").unlink()
    told = call("reproduce", str(manifest))
    assert told.code == 0
    assert "Input: it cannot be said which inputs differ" in told.out
    assert "police.csv" not in told.out
