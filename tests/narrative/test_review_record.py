"""The review record: read strictly, written so that a person can read it."""

from __future__ import annotations

import pytest

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.narrative.review_record import (
    SectionReview,
    SeenFact,
    add_acceptances,
    read_review,
    review_text,
)

SENTENCE = "The number rose sharply: “282”, in 2023-24 #1."


def finding(**fields):
    given = {
        "kind": Kind.CLAIM, "severity": Severity.WRONG, "section": "police", "block": "overview",
        "sentence": SENTENCE, "what": "“sharply” is not supported", "why": "Because.", **fields,
    }  # fmt: skip
    return Finding(**given)


FULL = add_acceptances(
    SectionReview().changed_blocks(
        {
            "overview": {
                "text": "0123456789abcdef",
                "facts": {"police.missing": SeenFact(value="282", shown=("282", "rose: to 282"))},
            }
        }
    ),
    [finding(), finding(block="", sentence="", kind=Kind.REGISTER)],
    "The panel’s own word.",
    {"overview": "0123456789abcdef"},
)


def test_a_record_is_read_back_as_it_was_written(tmp_path):
    path = tmp_path / "police.review.yaml"
    path.write_text(review_text(FULL), "utf-8")
    assert read_review(path, "police.review.yaml") == FULL
    assert "      police.missing:\n        value: '282'\n" in review_text(FULL)
    assert f"sentence: '{SENTENCE}'" in review_text(FULL)  # on one line, for git


def test_a_record_says_whether_it_accepts_anything():
    seen = SectionReview().changed_blocks({"overview": {"text": "0123456789abcdef"}})
    whole = add_acceptances(SectionReview(), [finding(block="", sentence="")], "Known.", {})
    assert [one.accepts for one in (FULL, whole, seen, SectionReview())] == [
        True, True, False, False,
    ]  # fmt: skip


def test_an_empty_record_is_no_file(tmp_path):
    assert review_text(SectionReview()) == ""
    empty = {"overview": {"text": "", "facts": {}}}
    assert review_text(SectionReview().changed_blocks(empty)) == ""
    assert read_review(tmp_path / "none.review.yaml", "none") == SectionReview()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("blocks:\n  overview:\n    txt: abc\n", "x.yaml:3 [blocks.overview.txt]: the field"),
        ("blocks:\n  overview:\n    facts:\n      a.b: {shown: [x]}\n",
         "x.yaml:4 [blocks.overview.facts.a.b.value]: the field is missing"),
        ("accepted:\n- kind: claim\n  what: x\n  reason: ''\n", "x.yaml:4 [accepted.0.reason]"),
        ("accepted:\n- kind: claim\n  what: x\n  reason: not a figure\n",
         "x.yaml:4 [accepted.0.reason]"),
        ("accepted:\n- kind: other\n  what: x\n  reason: y\n", "x.yaml:2 [accepted.0.kind]"),
        ("blocks: [\n", "this is not YAML"),
        ("- a\n", "the file holds no mapping"),
        ("blocks: {a: {}, a: {}}\n", "'a' is there twice"),
        ("<<<<<<< HEAD\nblocks: {}\n=======\n>>>>>>> x\n", "x.yaml:2: this is not YAML"),
        (b"\xff\xfe\x00", "x.yaml"),
        ("", "the file is empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_file_and_line(tmp_path, text, told):
    path = tmp_path / "x.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(NarrativeError) as caught:
        read_review(path, "x.yaml")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("changed", "text", "reason"),
    [
        ({}, "any", "The panel’s own word."),
        ({"sentence": "The number rose sharply: “283”."}, "any", ""),
        ({"what": "“sharply” is contradicted"}, "any", ""),
        ({"kind": Kind.FIGURE}, "any", ""),
        ({"block": "other"}, "any", ""),
        ({"why": "Otherwise.", "suggestion": "Other."}, "any", "The panel’s own word."),
    ],
)
def test_a_finding_is_accepted_only_as_it_was_found(changed, text, reason):
    assert FULL.reason(finding(**changed), text) == reason


def test_a_finding_about_a_whole_text_is_accepted_while_the_text_is_the_same():
    whole = finding(sentence="")
    review = add_acceptances(SectionReview(), [whole], "Known.", {"overview": "abc"})
    assert review.reason(whole, "abc") == "Known."
    assert review.reason(whole, "other") == ""


def test_a_later_reason_replaces_the_earlier():
    review = add_acceptances(FULL, [finding()], "Better.", {})
    assert [one.reason for one in review.of("overview").accepted] == ["Better."]
    assert review.of("overview").facts == FULL.of("overview").facts
