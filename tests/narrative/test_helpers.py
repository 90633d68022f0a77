"""Each helper has a table of cases: what a fact holds, and how prose words it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.model.fact import (
    Fact,
    FactComparison,
    FactRank,
    FactTrend,
    HeldFigure,
    Interval,
    Quantity,
    Rank,
)
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, Value, known, missing
from bcssp_lib.model.verdicts import Against, Answer, Rating, Variation, Verdict
from bcssp_lib.narrative.binding import BoundBlock, FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.helpers import (
    GOOD_NEWS,
    HELD_HELPERS,
    HELPERS,
    POINT,
    WORRY,
    find_explained_abbreviations,
    find_terms,
    find_undefined_abbreviations,
    plain_words,
)
from tests.facts import made_fact

DAY = parse_period("at 2024-03-31")


def fact(name: str = "plans", value: Value | int = 141, **changes: object) -> Fact:
    content = {"section": "children", "title": name.capitalize(), "counts": "children",
               "singular": "child", "period": DAY, **changes}  # fmt: skip
    return made_fact(name, value, **content)


def beside(against: Against, verdict: Verdict) -> FactComparison:
    other = Quantity(known("40.8"), Unit.COUNT, 1, 10_000, "children")
    return FactComparison(against, "the others", other, verdict)


RATE = Quantity(known("42.0"), Unit.COUNT, 1, 10_000, "children")
RANK = FactRank("Fairport", Rank(4, 148, 151, 0, 0), Answer.NO, "A table")


def bound(text: str, *facts: Fact) -> BoundBlock:
    book = FactBook({"children": {one.name: one for one in facts}}, {})
    block = Block("overview", text, "children.md", 1, default=False)
    return bind_block(block, "children", book)


def worded(text: str, *facts: Fact) -> str:
    return bound(text, *facts).render(lambda span: span.words)


HIDDEN = missing(Reason.SUPPRESSED)
HIDDEN_WORDS = "not shown, to protect people who could be identified"
PERCENT = {"unit": Unit.PERCENT, "target": Decimal(85)}

CASES = [
    # change, previous, target, rating
    ("change", fact(previous=98), "rose by 43 (43.9%) to 141"),
    ("change", fact(), "cannot be compared with the year before, because we have no figure for it"),
    ("about", fact(), "about 140"),
    ("about", fact("plans", HIDDEN), HIDDEN_WORDS),
    ("previous", fact(previous=136), "136"),
    ("previous", fact(), "not available"),
    ("target", fact(**PERCENT), "85%"),
    ("target", fact(), "no target"),
    ("rating", fact(rating=Rating.AMBER, **PERCENT), "Amber"),
    ("rating", fact(), "not rated"),
    (
        "rated",
        fact("plans", 82, rating=Rating.AMBER, **PERCENT),
        "is rated amber: 82% against a target of 85%",
    ),
    ("rated", fact(), "has no target"),
    ("comparator", fact(force_change=Decimal("5.6")), "+5.6%"),
    ("comparator", fact(), "not available"),
    # rank and claim
    (
        "rank",
        fact(rank=RANK),
        "is 4th highest of 151 authorities with a figure (31 March 2024, A table)",
    ),
    ("rank", fact(), "cannot be ranked: we have no figures for the country"),
    (
        "worst",
        fact(rank=RANK),
        "No. Plans: Fairport is 4th highest of 151 authorities with a figure (31 March 2024; "
        "A table).",
    ),
    ("worst", fact(), "This cannot be said: Plans: we have no figures for the country."),
    # trend, rate, interval, sentence
    ("trend", fact(trend=FactTrend(Variation.COMMON)), "is within its usual range"),
    ("trend", fact(), "has too few figures to be judged over time"),
    ("trend", fact(planned=True), "is planned, and does not change by chance"),
    ("rate", fact(rate=RATE), "42.0 per 10,000 children"),
    ("rate", fact(), "no rate"),
    ("interval", fact(interval=Interval(32.46, 45.5, 0.95, "Byar")), "32.5 to 45.5"),
    ("interval", fact(), "no interval"),
    ("sentence", fact(), "Plans, at 31 March 2024: 141."),
    (
        "sentence",
        fact(
            previous=98, rate=RATE, trend=FactTrend(Variation.COMMON),
            comparisons=(beside(Against.ENGLAND, Verdict.HIGHER),),
        ),
        "Plans, at 31 March 2024: rose by 43 (43.9%) to 141. It is 42.0 per 10,000 children, and "
        "that is higher than the others (42.0 against 40.8 per 10,000). Over time it is "
        "within its usual range.",
    ),
    # names
    ("counted", fact(), "141 children"),
    ("counted", fact("plans", 1), "1 child"),
    ("counted", fact("plans", HIDDEN), HIDDEN_WORDS),
    ("period", fact(), "at 31 March 2024"),
    ("title", fact(), "Plans"),
]  # fmt: skip


@pytest.mark.parametrize(("helper", "one", "words"), CASES)
def test_a_helper_words_a_fact(helper, one, words):
    assert worded(f'{{{{ {helper}("plans") }}}}', one) == words


@pytest.mark.parametrize(
    ("whom", "one", "words"),
    [
        (
            whom.value,
            fact(rate=RATE, comparisons=(beside(whom, verdict),)),
            f"is {verdict} the others (42.0 against 40.8 per 10,000)",
        )
        for whom, verdict in [
            (Against.ENGLAND, Verdict.HIGHER), (Against.REGION, Verdict.LOWER),
            (Against.PEERS, Verdict.SAME), (Against.NEIGHBOURS, Verdict.SIMILAR),
        ]
    ] + [
        ("previous", fact(previous=98), "rose by 43 (43.9%) to 141"),
        ("england", fact(), "cannot be compared with England, because we have no figure for it"),
        (
            "neighbours",
            fact(),
            "cannot be compared with its statistical neighbours, "
            "because we have no rate or percentage of both",
        ),
        (
            "force_area",
            fact(previous=98, force_change=Decimal("17.3")),
            "changed by +43.9%, compared with +17.3% across the police force area",
        ),
        (
            "force_area",
            fact(previous=98, unit=Unit.PERCENT, force_change=Decimal("17.3")),
            "cannot be compared with the police force area, "
            "because this area's percent change is not known",
        ),
        (
            "force_area",
            fact("plans", 8, previous=6, force_change=Decimal("17.3")),
            "cannot be compared with the police force area, "
            "because this area's numbers are too small for a percent change",
        ),
    ],
)  # fmt: skip
def test_compare_words_a_fact_beside_another_figure(whom, one, words):
    assert worded(f'{{{{ compare("plans", "{whom}") }}}}', one) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (fact("a", 23), fact("b", 74), "23 of 74, or 31.1%"),
        (fact("a", 74), fact("b", 74), "all 74"),
        (fact("a", 0), fact("b", 0), "0 of none"),
        (fact("a", missing()), fact("b", 74), "not available"),
        (
            fact("a", 23),
            fact("b", 74, period=parse_period("2023-24")),
            "cannot be given as a share, because the two are of different periods (at 31 March "
            "2024; in 2023-24)",
        ),
        (
            fact("a", 23),
            fact("b", HIDDEN),
            HIDDEN_WORDS,
        ),
    ],
)
def test_share_words_one_fact_as_part_of_another(part, whole, words):
    assert worded('{{ share("a", "b") }}', part, whole) == words


def test_list_of_counts_each_thing_as_what_it_is():
    reports = fact("reports", 282, counts="reports", singular="report")
    children = fact("children", 1)
    hidden = fact("hidden", missing())
    text = '{{ list_of("reports", "children", "hidden") }}'
    assert worded(text, reports, children, hidden) == "282 reports, 1 child and not available"


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ('change("plans", "plans")', "the helper 'change' takes 1 fact, and got 2"),
        ('share("plans")', "the helper 'share' takes 2 facts, and got 1"),
        ('compare("plans", "france")', "takes one of previous, force_area, region, england, peers"),
        ('compare("plans")', "the helper 'compare' takes"),
        ('list_of("plans", "plns")', "there is no fact 'plns' (nearest: plans)"),
    ],
)
def test_a_wrong_call_is_refused_with_what_is_allowed(call, wrong):
    (problem,) = bound(f"{{{{ {call} }}}}", fact()).problems
    assert wrong in problem.what


HELD = (
    HeldFigure(parse_period("at 2023-03-31"), Decimal(98)),
    HeldFigure(DAY, Decimal(384), Against.FORCE_AREA),
    HeldFigure(DAY, Decimal(31), category="Asian, or British Asian"),
)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('amount("plans", "change")', "43"),
        ('amount("plans", "percent change")', "43.9%"),
        ('at("plans", "previous")', "98"),
        ('at("plans", "at 2023-03-31")', "98"),
        ('of("plans", "force")', "384"),
        ('category("plans", "Asian, or British Asian")', "31"),
        ('category("plans", "Asian, or British Asian", "change")', "not available"),
    ],
)
def test_a_held_figure_is_shown_as_a_bare_number(expression, words):
    assert worded(f"{{{{ {expression} }}}}", fact(previous=98, series=HELD)) == words


@pytest.mark.parametrize("helper", list(HELD_HELPERS))
def test_a_helper_of_held_figures_takes_a_name_after_the_fact(helper):
    (problem,) = bound(f'{{{{ {helper}("plans") }}}}', fact()).problems
    assert f"takes a {HELD_HELPERS[helper]} after the fact" in problem.what


def test_every_helper_has_a_case():
    chosen = {POINT, GOOD_NEWS, WORRY}
    tried = {helper for helper, *_ in CASES}
    tried |= {"compare", "share", "list_of", *chosen, *HELD_HELPERS}
    assert tried == set(HELPERS)


GLOSSARY = {
    "ASB": "Antisocial behaviour",
    "B&NES": "Bath and North East Somerset",
    "CP": "Child protection",
    "CPP": "Child protection plan",
    "DfE": "Department for Education",
    "LGBT+": "Lesbian, gay, bisexual, transgender and others",
    "SAR": "Safeguarding adult review",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A SAR was published.", ["SAR"]),
        ("Two SARs were published.", ["SAR"]),
        ("(SAR) and “SAR”, SAR; SAR: SAR.", ["SAR"]),
        ("the SAR's findings", ["SAR"]),
        ("the SAR’s findings", ["SAR"]),
        ("a SAR-led day", ["SAR"]),
        ("**SAR**", ["SAR"]),
        ("[SAR](https://example.org/)", ["SAR"]),
        ("<td>SAR</td>", ["SAR"]),
        ("B&NES and B&amp;NES", ["B&NES"]),
        ("LGBT+ people", ["LGBT+"]),
        ("The DfE asks.", ["DfE"]),
        ("CPP stands alone, and does not use the shorter term.", ["CPP"]),
        ("SAR, then DfE, then ASB", ["ASB", "DfE", "SAR"]),
        ("", []),
        ("A sari, NASAR and SARAH", []),
        ("a sar", []),
        ("The Czar", []),
        ("![x](SAR.png)", []),
        ("[read on](https://example.org/SAR)", []),
        ("See https://example.org/SAR for more", []),
        ('<a href="SAR">x</a>', []),
        ("[x]{.SAR}", []),
    ],
)
def test_the_glossary_lists_the_terms_that_a_text_uses(text, found):
    assert find_terms(text, GLOSSARY) == found


def test_terms_are_in_the_order_of_the_alphabet_whatever_their_capitals():
    text = "The DHR, the DfE, the dBA and the DA"
    assert find_terms(text, dict.fromkeys(["dBA", "DHR", "DfE", "DA"], "")) == [
        "DA", "dBA", "DfE", "DHR",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The XYZ met.", ["XYZ"]),
        ("The XYZ met (XYZ), and XYZ.", ["XYZ"]),
        ("Many XYZs met.", ["XYZs"]),
        ("The R&D team", ["R&D"]),
        ("The XyZ asks.", ["XyZ"]),
        ("**XYZ** and <b>QRS</b>", ["QRS", "XYZ"]),
        ("ZZZ before AAA", ["AAA", "ZZZ"]),
        ("the XYZ’s chair", ["XYZ"]),
        ("SAR and SARs, ASB, B&NES, B&amp;NES, LGBT+, DfE", []),
        ("a SAR’s findings", []),
        ("Mr McDonald of MacLeod's", []),
        ("A, I and X", []),
        ("Q4 and S42", []),
        ("Police AND", ["AND"]),
        ("data/XYZ.csv and notes.XYZ", []),
        ("see https://example.org/XYZ", []),
        ("[read](https://example.org/XYZ)", []),
        ("![x](XYZ.png)", []),
        ('<img alt="XYZ">', []),
        ("{{ XYZ }}", []),
        ("", []),
    ],
)
def test_an_abbreviation_that_nobody_explained_is_found(text, found):
    assert find_undefined_abbreviations(text, GLOSSARY) == found


def test_names_that_stand_for_nothing_longer_are_not_reported():
    assert find_undefined_abbreviations("POhWER and HCRG met.", ["POhWER", "HCRG"]) == []


def test_a_term_is_not_torn_apart_by_a_shorter_one_within_it():
    assert find_undefined_abbreviations("B&NES", ["NES", "B&NES"]) == []
    assert find_undefined_abbreviations(r"B\&NES", ["B&NES"]) == []


def test_markup_is_no_text():
    text = "A [link](https://example.org){.fact} of &lt;b&gt; <b class='x'>bold</b>"
    assert " ".join(plain_words(text).split()) == "A [link of <b> bold"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The National Crime Agency (NCA) came.", ["NCA"]),
        ("A multi-agency safeguarding hub (MASH) opened.", ["MASH"]),
        ("The Ministry of Housing (MoH), and research and development (R&D)", ["MoH", "RD"]),
        ("A child in need (CIN) and a child in need plan (CNP)", ["CIN", "CNP"]),
        ("The agency (NCA) came.", []),
        ("(NCA)", []),
        ("Saltmere (see below)", []),
    ],
)
def test_a_text_explains_what_it_writes_out_first(text, found):
    assert [one.replace("&", "") for one in find_explained_abbreviations(text)] == found
