"""The published figures are on the page in their own section, and what is missing is said."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
import yaml
from bs4 import BeautifulSoup, Tag

from tests.projects import ROOT, read_csv

TITLES = [
    "Foreword",
    "About this report and the partnership",
    "At a glance",
    "Reviews and learning from serious cases",
    "Checking the quality of our work",
    "Training and development",
    "Training indicators by agency",
    "The work of the subgroups",
    "What each partner did",
    "Priorities and the business plan",
    "Children’s social care",
    "Children in care",
    "Young people",
    "Social workers for children",
    "Adult social care",
    "Homelessness and domestic abuse",
    "Police and community safety",
    "Equalities",
    "The voice of children, adults and carers",
    "Scrutiny: questions and answers",
    "Governance: membership, attendance and money",
    "Glossary",
    "About the figures",
    "Main points",
    "How the figures were made and checked",
]
# As the annual report has them; without a message from the chair there is no foreword.
IN_ORDER = [
    TITLES[number]
    for number in (
        23, 9, 7, 8, 10, 11, 12, 14, 16, 15, 18, 17, 3, 4, 19, 13, 5, 6, 1, 20, 22, 21, 2, 24,
    )
]  # fmt: skip
# What the example has, and the source of B&NES has no figures for at all.
WITHOUT_FIGURES = [
    "The work of the subgroups",
    "What each partner did",
    "Priorities and the business plan",
    "The voice of children, adults and carers",
    "Scrutiny: questions and answers",
    "Governance: membership, attendance and money",
]
# What is held of B&NES alone: national statistics, which the example does without.
REAL_ALONE = [*TITLES[11:14], TITLES[15]]


@pytest.fixture(params=["page", "synthetic_page"], ids=["banes", "fairport"])
def either(request: pytest.FixtureRequest) -> BeautifulSoup:
    """The review copy of each area in turn."""
    found: BeautifulSoup = request.getfixturevalue(request.param)
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def sections(page: BeautifulSoup) -> dict[str, Tag]:
    """The sections of a report by their headings, in order."""
    return {words(one.find(["h2", "h3"])): one for one in page.select('section[id^="section-"]')}


def rows(place: Tag) -> list[list[str]]:
    """The rows of every table in a section."""
    return [
        [words(cell) for cell in row(["th", "td"])] for row in place.select("tr:not(.sentence)")
    ]


def prose(place: Tag) -> str:
    """What a section says outside its tables."""
    return " ".join(words(one) for one in place(["p", "li"]))


def test_a_report_has_the_sections_of_which_something_was_supplied_in_order(page, synthetic_page):
    assert list(sections(page)) == [one for one in IN_ORDER if one not in WITHOUT_FIGURES]
    assert list(sections(synthetic_page)) == [one for one in IN_ORDER if one not in REAL_ALONE]


def test_what_is_left_out_is_named_once_in_the_data_notes(page):
    notes = sections(page)["About the figures"]
    (whole,) = (row for row in notes("tr") if row.th and words(row.th) == "Whole sections")
    assert [words(one) for one in whole("li")] == [
        TITLES[0],
        *(one for one in IN_ORDER if one in WITHOUT_FIGURES),
    ]


def test_missing_children_reports_are_in_section_13_with_the_year_before_and_the_force_area(page):
    police = sections(page)[TITLES[16]]
    expected = [
        "Missing children reports", "reports", "178", "282", "+104", "+58.4%", "+5.6%",
    ]  # fmt: skip
    assert expected in rows(police)
    assert re.search(r"Missing children reports: 282 ?\.", prose(police))
    assert "Missing children reports rose by 104 (58.4%) to 282" in prose(police)
    assert "across the force area: +5.6%" in prose(police)


def test_concerns_people_and_enquiries_are_in_section_12(page):
    adults = sections(page)[TITLES[14]]
    shown = {row[0]: row for row in rows(adults)}
    assert "1,603" in shown["Safeguarding concerns raised"]
    assert "1,086" in shown["People with a safeguarding concern raised"]
    assert "343" in shown["Concerns progressing to a section 42(2) enquiry"]
    assert re.search(r"The share of concerns .*? is 21\.4% ?\.", prose(adults))


def test_parts_that_do_not_make_the_whole_are_warned_of_in_section_12_alone(page):
    found = {
        title: [words(one) for one in section(class_="warning")]
        for title, section in sections(page).items()
    }
    (told,) = found.pop(TITLES[14])
    assert "343 + 673 + 517 is 1,533, which is 70 fewer than 1,603" in told
    assert not any(found.values())


def test_section_7_states_the_whole_rule_with_its_boundary_and_what_the_percentage_is_of(page):
    kpis = sections(page)[TITLES[6]]
    told = next(words(one) for one in kpis(class_="statement") if "Amber" in words(one))
    assert "Green (G): the target was met or exceeded." in told
    assert "Amber (A): the target was missed by less than 15% of its value." in told
    assert "Red (R): the target was missed by more than 15% of its value." in told
    assert "exactly 15% of its value is rated amber" in told


def test_section_7_keeps_what_is_not_a_number_apart_and_never_colours_it(page):
    kpis = sections(page)[TITLES[6]]
    meanings = {row[0]: row[1].casefold() for row in rows(kpis) if len(row) == 2}
    assert "not applicable" in meanings["N/A"]
    assert "no return" in meanings["/"]
    assert "to be confirmed" in meanings["TBC"]
    cells = [cell for cell in kpis("td") if words(cell) in ("N/A", "/", "TBC")]
    assert {words(cell) for cell in cells} == {"N/A", "/", "TBC"}
    for cell in cells:
        assert not {"green", "amber", "red"} & set(cell.get("class", []))


def test_every_agency_and_indicator_of_the_returns_is_in_section_7(page):
    returns = [one for one in read_csv(ROOT / "data/banes/kpis.csv") if one["period"] == "2023-24"]
    agencies = {one["category"] for one in returns}
    assert (len(agencies), len({one["indicator"] for one in returns})) == (17, 16)
    kpis = sections(page)[TITLES[6]]
    tables = [table for table in kpis("table") if "by agency" in words(table.caption)]
    assert sum(len(table.thead("th")) - 1 for table in tables) == 16
    for table in tables:
        assert len(table.tbody("tr")) == 17


@pytest.mark.parametrize(
    ("file", "title", "period"),
    [
        ("police", TITLES[16], "12 months to 2024-03-31"),
        ("training", TITLES[5], "2023-24"),
        ("children_social_care", TITLES[10], "2023-24"),
    ],
)
def test_each_published_count_stands_in_its_own_row_of_its_own_section(page, file, title, period):
    catalogue = {
        name: one
        for path in (ROOT / "params/indicators").glob("*.yaml")
        for name, one in yaml.safe_load(path.read_text("utf-8"))["indicators"].items()
    }
    counts = [
        one
        for one in read_csv(ROOT / f"data/banes/{file}.csv")
        if one["period"] == period and one["value"].isdigit() and not one["category"]
    ]
    assert len(counts) > 2
    shown = rows(sections(page)[title])
    for count in counts:
        name = catalogue[count["indicator"]]["title"]
        value = f"{int(count['value']):,}"
        assert any(row[0] == name and _has(row, value) for row in shown), (name, value)


def _has(row: list[str], value: str) -> bool:
    """Whether a cell holds a value, with or without its unit or a mark behind it."""
    return any(re.match(rf"{re.escape(value)}(?![\d,.])", cell) for cell in row[1:])


@pytest.mark.parametrize("title", WITHOUT_FIGURES)
def test_a_section_with_figures_does_not_say_that_it_has_none(synthetic_page, title):
    section = sections(synthetic_page)[title]
    assert not section(class_="no-figures")
    assert section("table", class_="figures")


def test_no_table_is_empty_and_no_cell_is_blank(either):
    tables = either("table")
    assert len(tables) > 30
    for table in tables:
        assert table.tbody("tr"), words(table)
        for row in table("tr"):
            assert all(words(cell) for cell in row(["th", "td"])), words(row)


def test_every_row_of_a_table_has_as_many_cells_as_its_head(either):
    for table in either("table", class_="figures"):
        widths = {
            sum(int(cell.get("colspan", 1)) for cell in row(["th", "td"])) for row in table("tr")
        }
        assert len(widths) == 1, words(table.caption)


def test_no_box_stands_for_what_was_not_supplied(either):
    assert not either(class_="no-figures")
    assert "were supplied for" not in either.get_text(" ")


def test_at_a_glance_repeats_the_figures_of_the_other_sections(either):
    chapters = sections(either)
    headlines = rows(chapters[TITLES[2]])[1:]
    facts = {row[0]: row[1] for row in rows(chapters[TITLES[24]]) if len(row) == 5}
    assert len(headlines) > 5
    for headline in headlines:
        value = facts[headline[0]]
        assert headline[1] == value or headline[1].startswith(f"{value} (")


def test_the_glossary_is_in_alphabetical_order_and_names_each_term_once(either):
    terms = [row[0].casefold() for row in rows(sections(either)[TITLES[21]])[1:]]
    assert len(terms) > 5
    assert all(before < after for before, after in pairwise(terms))


def test_one_areas_report_names_no_other_area(page, synthetic_page):
    assert "Fairport" not in _own_text(page)
    assert "Bath and North East Somerset" not in _own_text(synthetic_page)


def _own_text(page: BeautifulSoup) -> str:
    """The text without abbreviations and names of bodies that serve several areas."""
    chapters = sections(page)
    own = [chapter for title, chapter in chapters.items() if title not in (TITLES[1], TITLES[21])]
    return " ".join(words(one) for one in own)
