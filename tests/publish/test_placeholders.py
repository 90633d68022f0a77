"""What is made from the whole report: glossary, headlines, warnings, sources, facts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bcssp_lib.checks.coverage import CheckResult, Duty
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.fact import Fact, FactComparison, FactTrend, Origin, Quantity
from bcssp_lib.model.finding import NOT_A_FIGURE, Finding, Kind, Severity
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Lack, Reason, known, missing
from bcssp_lib.model.verdicts import Against, Rating, Variation, Verdict
from bcssp_lib.narrative.binding import Span
from bcssp_lib.narrative.expressions import Citation
from bcssp_lib.publish.placeholders import ReportContent, make_placeholder
from bcssp_lib.section.outputs import Cell, Message, Placeholder, Table
from bcssp_lib.stats.fact_wording import FactWords
from tests.facts import in_percent
from tests.facts import made_fact as fact

GLOSSARY = {"DfE": "Department for Education", "SAR": "Safeguarding adult review"}


def origin(file: str, row: int, **values: object) -> Origin:
    return Origin.model_validate({
        "file": file, "row": row, "source": "Report (Police)", "synthetic": False, **values,
    })  # fmt: skip


def whole(*facts: Fact, warnings=(), text="", glossary=GLOSSARY) -> ReportContent:
    return ReportContent(facts=facts, warnings=tuple(warnings), text=text, glossary=glossary)


def texts(made: Table | Message) -> list[list[str]]:
    """The cells of a table as texts."""
    assert isinstance(made, Table)
    return [[one.text if isinstance(one, Cell) else one for one in row] for row in made.rows]


def test_the_glossary_is_a_table_of_used_terms_alone():
    made = make_placeholder(Placeholder.GLOSSARY, whole(text="A SAR by the DfE"))
    assert texts(made) == [
        ["DfE", "Department for Education"],
        ["SAR", "Safeguarding adult review"],
    ]


def test_what_was_left_out_is_listed_and_what_is_hidden_says_so():
    lacks = (Lack("Hours"), Lack("Repeats", Reason.SUPPRESSED))
    made = make_placeholder(
        Placeholder.LEFT_OUT, replace(whole(), left_out=(("Adults", ()), ("Missing", lacks)))
    )
    assert texts(made) == [
        ["Whole sections", "Adults"],
        ["Missing", "Hours; Repeats (not shown, to protect people who could be identified)"],
    ]


def test_the_headlines_are_the_facts_marked_so_in_order():
    england = FactComparison(
        Against.ENGLAND,
        "a made-up figure for England",
        Quantity(known("70.6"), Unit.COUNT, 1, 10_000, "children"),
        Verdict.HIGHER,
    )
    missing_reports = fact(
        headline=True,
        previous=178,
        force_change=Decimal("5.6"),
        rate=Quantity(known("77.1"), Unit.COUNT, 1, 10_000, "children"),
        trend=FactTrend(Variation.COMMON),
        comparisons=(england,),
    )
    on_time = in_percent(
        "on_time", "73.0", headline=True, previous="75.0", decimals=1, target=Decimal(100),
        rating=Rating.RED,
    )  # fmt: skip
    made = make_placeholder(Placeholder.HEADLINES, whole(missing_reports, fact("other"), on_time))
    assert texts(made) == [
        [
            "Missing reports", "282 (77.1 per 10,000)", "178", "+104 (+58.4%)",
            "no target", "usual variation", "70.6 per 10,000",
        ],
        [
            "On time", "73.0%", "75.0%", "−2.0 points", "Red (target 100.0%)", "too few figures",
            "not available",
        ],
    ]  # fmt: skip
    assert made.under == tuple(FactWords(one).sentence for one in (missing_reports, on_time))
    assert [column.heading for column in made.columns][-1] == "England"
    assert "England: a made-up figure for England." in made.notes


def test_a_note_says_who_the_others_are_where_the_heading_does_not():
    rate = Quantity(known("7"), Unit.COUNT)
    england = FactComparison(Against.ENGLAND, "England", rate, Verdict.HIGHER)
    made = make_placeholder(
        Placeholder.HEADLINES, whole(fact("a", headline=True, comparisons=(england,)))
    )
    assert [column.heading for column in made.columns][-1] == "England"
    assert not any(note.startswith("England") for note in made.notes)


def test_without_other_figures_a_headline_stands_beside_the_force_area():
    made = make_placeholder(
        Placeholder.HEADLINES, whole(fact("a", headline=True, force_change=Decimal("5.6")))
    )
    assert [column.heading for column in made.columns][-1] == "Force area"
    assert texts(made)[0][-1] == "+5.6%"
    assert made.notes[-1].startswith("Force area: the percent change across the whole")


def test_a_headline_without_a_year_before_says_that_it_cannot_be_compared():
    (row,) = texts(make_placeholder(Placeholder.HEADLINES, whole(fact("reports", headline=True))))
    assert row[3] == "no comparison"


def test_sources_are_listed_once_and_say_whether_they_are_made_up():
    made = make_placeholder(
        Placeholder.SOURCES,
        whole(
            fact("a", origins=(origin("data/x.csv", 2), origin("data/x.csv", 3))),
            fact("b", origins=(origin("data/y.csv", 2, synthetic=True),)),
        ),
    )
    assert texts(made) == [
        ["Report (Police)", "Real"],
        ["Report (Police)", "Synthetic: made up"],
    ]


def test_sources_that_are_all_real_need_no_column_that_says_so():
    real = fact("calls", 2, origins=(origin("police.csv", 2, source="Police"),))
    assert texts(make_placeholder(Placeholder.SOURCES, whole(real))) == [["Police"]]


def test_a_figure_that_was_not_supplied_has_no_source():
    real = fact("calls", 2, origins=(origin("police.csv", 2, source="Police"),))
    none = fact("visits", missing(), origins=(origin("force.csv", 2, source="Another force"),))
    assert texts(make_placeholder(Placeholder.SOURCES, whole(real, none))) == [["Police"]]


def test_every_fact_is_listed_with_its_anchor_and_the_lines_it_was_made_from():
    made = make_placeholder(
        Placeholder.FACTS,
        whole(
            fact("one", origins=(origin("data/x.csv", 9), origin("data/x.csv", 2))),
            fact("two", origins=(origin("data/x.csv", 4), origin("data/y.csv", 5))),
            fact("many", origins=tuple(origin("data/x.csv", row) for row in range(2, 8))),
            fact("none", missing()),
            fact("unused", missing()),
            text='<a href="#fact-police-none">not available</a>',
        ),
    )
    assert isinstance(made, Table)
    assert [row[3] for row in texts(made)] == [
        "data/x.csv, lines 2, 9",
        "data/x.csv, line 4; data/y.csv, line 5",
        "data/x.csv, 6 lines from 2 to 7",
        "not supplied",
    ]
    assert [row[4] for row in texts(made)] == [
        "police.one", "police.two", "police.many", "police.none",
    ]  # fmt: skip
    first = made.rows[0][0]
    assert isinstance(first, Cell)
    assert first.anchor == "fact-police-one"


def test_warnings_are_listed_with_their_section():
    made = make_placeholder(
        Placeholder.WARNINGS, whole(warnings=[("Adults", "1 + 1 is 2 and not 3")])
    )
    assert texts(made) == [["Adults", "1 + 1 is 2 and not 3"]]


@pytest.mark.parametrize("fill", list(Placeholder))
def test_a_fill_with_nothing_to_show_says_so_in_words(fill):
    made = make_placeholder(fill, whole())
    assert isinstance(made, Message)
    assert made.text.endswith(".")


def test_headlines_without_any_known_figure_are_words_and_no_table():
    made = make_placeholder(Placeholder.HEADLINES, whole(fact("reports", missing(), headline=True)))
    assert isinstance(made, Message)
    assert made.kind == "no figures"


ASKED = {"id": "A", "body": "children", "requirement": "What was done", "source": "Guidance"}


def duty(*sections: str, checked: bool = True, **fields: str) -> Duty:
    asked = Requirement(**ASKED, checked=checked, blocks=("police.overview",))
    return Duty(asked, sections, **fields)


def finding(kind: Kind = Kind.CLAIM, **fields: str) -> Finding:
    given = {"section": "police", "block": "overview", "sentence": "It rose.", "what": "Rose?"}
    return Finding(kind, Severity.WRONG, why="", **{**given, **fields})


def test_accepted_findings_are_shown_with_sentence_finding_and_reason():
    kept = finding(accepted="The panel’s word.")
    room = finding(Kind.FIGURE, accepted=NOT_A_FIGURE)  # no reader is told of it
    checked = CheckResult((kept, finding(), finding(sentence="", accepted="Known."), room))
    made = make_placeholder(
        Placeholder.ACCEPTED, replace(whole(), checked=checked, titles={"police": "Police"})
    )
    assert texts(made) == [
        ["Police", "It rose.", "Rose?", "The panel’s word."],
        ["Police", "(the text as a whole)", "Rose?", "Known."],
    ]
    duty = finding(Kind.COVERAGE, accepted="It waits.")  # the table of duties has the reason
    for none in (CheckResult(), CheckResult((duty, room, finding()))):
        assert isinstance(
            make_placeholder(Placeholder.ACCEPTED, replace(whole(), checked=none)), Message
        )


@pytest.mark.parametrize(
    ("one", "by", "where"),
    [
        (duty("police", "training"), "Guidance", "Police; training"),
        (duty(gap="nothing"), "Guidance", "Not in this report"),
        (duty(gap="nothing", reason="It waits."), "Guidance", "Not in this report: It waits."),
        (duty("police", checked=False), "Guidance (wording to be confirmed)", "Police"),
    ],
)
@pytest.mark.parametrize("linked", [{"police", "training"}, {"adults"}])
def test_every_duty_is_listed_with_where_it_is(one, by, where, linked):
    given = replace(
        whole(), checked=CheckResult(duties=(one,)), titles={"police": "Police"}, linked=linked
    )
    made = make_placeholder(Placeholder.DUTIES, given)
    assert texts(made) == [["What was done", by, where]]
    html = made.to_html()
    assert ('<a href="#section-police">Police</a>' in html) == ("police" in linked and not one.gap)
    assert isinstance(make_placeholder(Placeholder.DUTIES, whole()), Message)


def test_cited_figures_are_listed_with_their_sources():
    one = Span("13.2%", helper="cited", citation=Citation("Force forecast 2024", "page 3"))
    table = Span("Source: Minutes.", helper="cited_block", citation=Citation("Minutes"))
    given = replace(whole(), cited=(("Police", one), ("Adults", table)))
    assert texts(make_placeholder(Placeholder.CITED, given)) == [
        ["Police", "13.2%", "Force forecast 2024", "page 3"],
        ["Adults", "a table or quotation", "Minutes", ""],
    ]
    assert isinstance(make_placeholder(Placeholder.CITED, whole()), Message)
