"""What has changed between two copies of a report."""

from __future__ import annotations

import hashlib
import json

import pytest

from bcssp_lib.model.value import Reason
from bcssp_lib.publish.manifest import Manifest
from bcssp_lib.publish.report_changes import Picture, Piece, compare_manifests, compare_words

HEAD = {"mark": "00000000", "area": "banes", "period": "2023-24", "edition": "annual", "draft": 1}


def fact(text: str, name: str = "plans", reason: str | None = None, series=()):
    value = {"amount": None if reason else text, "reason": reason}
    return {"section": "police", "name": name, "title": "Plans", "text": text, "value": value,
            "previous": None, "series": list(series)}  # fmt: skip


def text(bound: str, block: str = "story", facts=()):
    return {"section": "police", "block": block, "bound": bound, "facts": list(facts)}


def table(*rows: list[str], look: str = "a", anchor: str = "tbl-police-plans"):
    return {"section": "police", "id": anchor, "title": "Plans", "headings": ["What", "Now"],
            "rows": list(rows), "look": look}  # fmt: skip


def copy(**lists):
    return Manifest(HEAD, **lists)


def only(before: Manifest, now: Manifest):
    (section,) = compare_manifests(before, now).sections
    return section


def test_nothing_changed_is_nothing():
    one = copy(facts=[fact("7")], narrative=[text("It rose.")], shown=[table(["Plans", "7"])])
    assert compare_manifests(one, one).sections == ()
    assert compare_manifests(one, one).against == "draft 1"


def test_a_section_that_could_not_be_built_is_not_compared():
    one = copy(narrative=[text("It rose.")])
    failed = Manifest({**HEAD, "failed": ["police"]})
    assert compare_manifests(one, failed).sections == ()
    assert compare_manifests(failed, one).sections == ()


def test_words_are_told_with_a_few_around_them():
    words = " ".join(f"w{number}" for number in range(40))
    change = only(copy(narrative=[text(f"{words} rose {words}")]),
                  copy(narrative=[text(f"{words} fell {words}")])).texts[0]  # fmt: skip
    assert change.words[1:3] == ((Piece.GONE, "rose"), (Piece.ADDED, "fell"))
    assert change.words[0][1] == "… w34 w35 w36 w37 w38 w39"
    assert change.words[3][1] == "w0 w1 w2 w3 w4 w5 …"


def test_a_text_set_otherwise_is_no_change():
    assert not compare_manifests(copy(narrative=[text("It  rose\nagain")]),
                                 copy(narrative=[text("It rose again ")])).sections  # fmt: skip


def test_a_text_that_is_new_or_gone_is_told_so():
    section = only(copy(narrative=[text("Old.", "old")]), copy(narrative=[text("New.", "new")]))
    assert [(each.block, each.state) for each in section.texts] == [
        ("new", "added"), ("old", "gone"),
    ]  # fmt: skip
    assert section.line == "2 texts"


def test_figures_and_cells_are_told_before_and_now():
    section = only(copy(facts=[fact("282")], shown=[table(["Plans", "282"])]),
                   copy(facts=[fact("292")], shown=[table(["Plans", "292"])]))  # fmt: skip
    assert str(section.figures[0]) == "Plans: 282 → 292"
    assert str(section.shown[0].cells[0]) == "Plans, Now: 282 → 292"
    assert section.line == "1 figure and 1 table"


def test_what_was_not_there_before_is_not_said_to_be_hidden():
    section = only(
        copy(shown=[table(["Plans", ""], ["Lead", "Ann"])]),
        copy(facts=[fact("3,824")], shown=[table(["Plans", "Police"], ["Lead", "Bea"])]),
    )
    assert str(section.figures[0]) == "Plans: (nothing) → 3,824"
    assert [str(cell) for cell in section.shown[0].cells] == [
        "Plans, Now: (nothing) → Police", "Lead, Now: Ann → Bea",
    ]  # fmt: skip


def test_the_words_of_a_row_that_hides_a_figure_now_are_not_told_as_they_were():
    headings = ["What", "Now", "Rating"]
    before = {**table(["Plans", "7", "Red"], ["Visits", "9", "Red"]), "headings": headings}
    now = {**table(["Plans", "not shown", "None"], ["Visits", "9", "Green"]), "headings": headings}
    section = only(copy(shown=[before]), copy(shown=[now]))
    assert [str(cell) for cell in section.shown[0].cells] == [
        "Plans, Now: (not shown) → not shown",
        "Plans, Rating: (not shown) → None",
        "Visits, Rating: Red → Green",
    ]


def test_a_text_is_compared_as_readers_see_it():
    before = copy(narrative=[text(r"The children\'s plan")])
    assert not compare_manifests(before, copy(narrative=[text("The children's plan")])).sections
    (change,) = only(before, copy(narrative=[text(r"The \{\{ x \}\} plan &amp; more")])).texts
    assert [words for _, words in change.words] == [
        "The", "children's", "{{ x }}", "plan", "& more",
    ]  # fmt: skip


def test_changes_are_told_in_plain_words_under_titles():
    before = copy(narrative=[text("# The police", "title"), text("## Children\n\nOne rose.")])
    now = copy(
        narrative=[
            text("# The police", "title"),
            text(
                "## Children {#sec-x}\n\n::: {.callout-note}\n- **One** [fell](https://a.uk).\n:::"
            ),
            text("A first sentence that goes on for more than eight words.", "own"),
        ]
    )
    section = only(before, now)
    assert section.title == "The police"
    assert [(each.block, each.title) for each in section.texts] == [
        ("story", "Children"),
        ("own", "A first sentence that goes on for more …"),
    ]
    assert section.texts[0].words == (
        (Piece.SAME, "Children"),
        (Piece.SAME, "One"),
        (Piece.GONE, "rose."),
        (Piece.ADDED, "fell. (https://a.uk)"),
    )


def test_a_text_about_a_figure_that_is_hidden_now_is_not_called_by_its_words():
    hidden = fact("not shown", reason=str(Reason.SUPPRESSED))
    before = copy(facts=[fact("7")], narrative=[text("It was 7.", facts=["police.plans"])])
    (change,) = only(before, copy(facts=[hidden])).texts
    assert (change.title, change.words) == ("story", ())


def test_a_chart_that_only_looks_otherwise_is_told():
    one, other = (table(["Plans", "7"], look=look, anchor="fig-police-plans") for look in "ab")
    section = only(copy(shown=[one]), copy(shown=[other]))
    assert (section.shown[0].kind, section.shown[0].cells) == ("chart", ())
    assert section.line == "1 chart"


@pytest.mark.parametrize("hides", ["value", "previous", "series"])
def test_a_figure_that_is_hidden_now_is_shown_nowhere_as_it_was(hides):
    earlier = [{"period": "2022-23", "amount": "7"}]
    before, now = fact("7 of 20", series=earlier), fact("[c]", series=earlier)
    if hides == "value":
        now["value"] = {"amount": None, "reason": "c"}
    elif hides == "previous":
        before["previous"], now["previous"] = {"amount": "7"}, {"amount": None, "reason": "c"}
    else:
        now["series"] = []
    one = copy(facts=[before], narrative=[text("There were 7.", facts=["police.plans"])],
               shown=[table(["Plans", "7"])])  # fmt: skip
    two = copy(facts=[now], narrative=[text("There were few.", facts=["police.plans"])],
               shown=[table(["Plans", "[c]"])])  # fmt: skip
    told = str(compare_manifests(one, two).content()["sections"])
    assert "7" not in told
    assert "hidden now" in told


def test_words_are_compared_by_paragraph_and_a_huge_one_is_told_whole():
    same, huge = "The same.", " ".join(map(str, range(4_000)))
    pieces = compare_words(f"{same}\n\n{huge}", f"{same}\n\n{huge} more")
    assert pieces == [(Piece.SAME, same), (Piece.GONE, huge), (Piece.ADDED, f"{huge} more")]


def chart(*rows: list[str], svg: str, look: str = "a"):
    drawn = {"picture": svg, "alternative": f"A chart of {rows[0][1]} plans"}
    return {**table(*rows, look=look, anchor="fig-police-plans"), **drawn}


def test_a_chart_that_changed_has_both_pictures_and_their_words():
    before = copy(shown=[chart(["Plans", "7"], svg="<svg>7</svg>")])
    now = copy(shown=[chart(["Plans", "9"], svg="<svg>9</svg>")])
    change = only(before, now).shown[0]
    assert change.before == Picture("<svg>7</svg>", "A chart of 7 plans")
    assert change.now == Picture("<svg>9</svg>", "A chart of 9 plans")
    content = compare_manifests(before, now).content()
    (told,) = content["sections"][0]["shown"]
    sha256 = hashlib.sha256(b"<svg>9</svg>").hexdigest()
    assert told["now"] == {"alternative": "A chart of 9 plans", "sha256": sha256}
    assert told["title"]
    assert "<svg" not in json.dumps(content)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ({"shown": [chart(["Plans", "7"], svg="<svg/>")]},
         {"shown": [chart(["Plans", "not shown"], svg="<svg/>")]}),
        ({"shown": [chart(["Plans", "7"], svg="<svg/>")], "facts": [fact("7")]},
         {"shown": [chart(["Plans", "7"], svg="<svg/>", look="b")],
          "facts": [fact("not shown", reason=Reason.SUPPRESSED)]}),
        ({"shown": [chart(["Plans", "7"], ["Abuse", "6"], svg="<svg/>")]},
         {"shown": [chart(["Plans", "7"], svg="<svg/>", look="b")]}),
    ],
    ids=["in the chart", "in its section", "in a row that is gone"],
)  # fmt: skip
def test_a_picture_of_what_is_hidden_now_is_not_shown(was, now):
    (change,) = only(copy(**was), copy(**now)).shown
    assert (change.before, change.now) == (None, None)
    assert "is hidden now" in change.note


def test_a_chart_of_a_draft_that_kept_no_pictures_is_compared_by_its_cells():
    before = copy(shown=[table(["Plans", "7"], anchor="fig-police-plans")])
    same = copy(shown=[chart(["Plans", "7"], svg="<svg/>")])
    assert compare_manifests(before, same).sections == ()


def test_a_text_is_called_by_its_first_words_up_to_a_number():
    now = copy(narrative=[text("In all 3 meetings the board met.", "story")])
    (section,) = compare_manifests(copy(), now).sections
    assert [each.title for each in section.texts] == ["In all …"]
