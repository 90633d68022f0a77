"""When a passage gives a hidden figure away, and when a number is something else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.hidden_figures import Figure, HiddenFigures
from bcssp_lib.model.errors import LeakError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import missing
from bcssp_lib.publish.leaks import Leak, LeakScan, Passage, refuse_leaks
from bcssp_lib.publish.passages import read_json, read_table, read_text

YEAR = parse_period("2023-24")
ETHNICITY, PLANS = "concerns_by_ethnicity", "cp_plans_by_ethnicity"
ROW = 40


def figure(
    amount: int, category: str, period: str = "2023-24", *, area: str = "fairport",
    indicator: str = ETHNICITY, row: int = ROW,
) -> Figure:  # fmt: skip
    place = ("data/fairport/equalities.csv", row)
    return Figure(indicator, area, parse_period(period), category, Decimal(amount), *place)


HIDDEN = (
    figure(3, "Other ethnic group"),
    figure(7, "Other ethnic group", "2022-23"),
    figure(12, "Asian or Asian British"),
    figure(2, "White"),
    figure(4, "Other ethnic group", area="saltmere"),
    figure(1, "Mixed or multiple ethnic groups", "at 2024-03-31", indicator=PLANS),
    figure(9, "", indicator="people_with_concern"),
    figure(26, "Mixed or multiple ethnic groups"),
)
SHOWN = (
    figure(3, "Black, Black British, Caribbean or African"),
    figure(3, "Other ethnic group", "2021-22"),
    figure(9, "", "2022-23", indicator="people_with_concern"),
)


@pytest.fixture(scope="module")
def scan(catalogue: Catalogue) -> LeakScan:
    return LeakScan(catalogue, "fairport", YEAR, HiddenFigures(HIDDEN, SHOWN))


def leaks(scan: LeakScan, text: str) -> list[str]:
    return [leak.figure for leak in scan.find("a.html", read_text(text, "sentence"))]


@pytest.mark.parametrize(
    "text",
    [
        "There were three people of Other ethnic group in 2023-24.",
        "Of these, 3 came from other ethnic groups.",
        "Other ethnic group: 3",
        "In 2023/24 it was Other ethnic group 3, and in 2021-22 it was 3.",
        "Twelve people were Asian or Asian British.",
        "A dozen were Asian or Asian British in 2023-24.",
        "Asian or Asian British: 12 (0.4%)",
        "7 people were of Other ethnic group in 2022-23.",
        "Last year seven people were of Other ethnic group.",
        "Only one child was of Mixed or multiple ethnic groups on 31 March 2024.",
        "Twenty-six had Mixed or multiple ethnic groups recorded.",
        "3 out of 40 people with a known record were of Other ethnic group.",
        "In Saltmere four people were of Other ethnic group.",
        "Nine people: the indicator people_with_concern.",
        "Two were White.",
        "White: 2",
        "data-other-ethnic-group=3",
    ],
)
def test_a_sentence_that_names_a_category_and_its_number_is_a_leak(scan, text):
    assert leaks(scan, text)


@pytest.mark.parametrize(
    "text",
    [
        "There were three people in 2023-24.",
        "Nobody was of Other ethnic group.",
        "3% were of Other ethnic group.",
        "Three per cent were of Other ethnic group.",
        "Other ethnic group rose by 3 to 30.",
        "Other ethnic group: +3",
        "Other ethnic group: 3.5 per 10,000",
        "Other ethnic group: see page 3, table 3 and section 3.",
        "Other ethnic group: 3 meetings were held in 3 months.",
        "Other ethnic group, as of 3 March 2024.",
        "Other ethnic group: £3",
        "Other ethnic group: fewer than 3.",
        "In 2021-22 3 people were of Other ethnic group.",
        "7 people were of Other ethnic group in 2023-24.",
        "Black, Black British, Caribbean or African: 3; Other ethnic group: not shown.",
        "Four people were of Other ethnic group.",
        "In North Saltmere four people were of Other ethnic group in 2023-24.",
        "One of the Mixed or multiple ethnic groups was at 31 March 2024 the largest.",
        "The White Paper of 2023-24 has two parts, as ever.",
        "Black, Black British, Caribbean or African: 3 in 2023-24.",
        "In 2022-23 the indicator people_with_concern was 9.",
        "Other ethnic group: 2023-24 Q3",
    ],
)
def test_another_number_is_none(scan, text):
    assert not leaks(scan, text)


def in_table(scan: LeakScan, headings: list[str], *rows: list[str], title: str = "") -> list[Leak]:
    return list(scan.find("a.html", read_table(title, [headings, *rows], "table")))


def test_a_cell_is_read_with_the_headings_of_its_row_and_its_column(scan):
    headings = ["Ethnic group", "2022-23", "2023-24"]
    assert in_table(scan, headings, ["Other ethnic group", "", "3"])
    assert in_table(scan, headings, ["Other ethnic group", "7", ""])
    assert in_table(scan, ["", "Other ethnic group"], ["2023-24", "3"])
    assert in_table(scan, ["Year", "People"], ["2023-24", "3"], title="Other ethnic group")
    assert in_table(scan, ["Group", "People"], ["Other ethnic group", "three"])
    assert not in_table(scan, headings, ["Other ethnic group", "3", "7"])
    assert not in_table(scan, headings, ["Somebody else", "7", "3"])
    assert not in_table(scan, ["Group", "2023-24", "Share, %"], ["Other ethnic group", "c", "3"])
    assert not in_table(scan, ["Group", "2023-24", "Rank"], ["Other ethnic group", "c", "3"])


def test_another_areas_row_is_not_this_areas(scan):
    headings = ["Area", "Other ethnic group, 2023-24"]
    assert not in_table(scan, headings, ["Nobody", "4"])
    assert in_table(scan, headings, ["Saltmere", "4"])


def test_a_number_of_another_area_is_that_areas(catalogue):
    figures = HiddenFigures(HIDDEN[:1], (figure(3, "Other ethnic group", area="saltmere"),))
    scan = LeakScan(catalogue, "fairport", YEAR, figures)
    headings = ["Area", "Other ethnic group, 2023-24"]
    assert not in_table(scan, headings, ["Fairport", "not shown"], ["Saltmere", "3"])
    assert in_table(scan, headings, ["Fairport", "3"], ["Saltmere", "3"])


def test_a_category_may_be_called_like_a_number_that_is_worked_out(catalogue):
    figures = HiddenFigures((figure(3, "Change of address"),))
    scan = LeakScan(catalogue, "fairport", YEAR, figures)
    assert in_table(scan, ["Reason", "2023-24"], ["Change of address", "3"])
    assert not in_table(scan, ["Reason", "Change, 2023-24"], ["Change of address", "3"])


def test_an_object_with_a_rate_in_it_still_holds_a_count(scan):
    held = {"group": "Other ethnic group", "value": 3, "rate": 0.4, "change": None}
    assert list(scan.find("a.json", read_json(held, scan.concerns)))


def test_a_fact_is_named_too(catalogue):
    fact = Fact(
        name="others_in_fairport", section="adults", title="Others", counts="people",
        singular="person", period=YEAR, value=missing(),
        origins=({"file": "data/fairport/equalities.csv", "row": ROW, "source": "x",
                  "synthetic": True},),
    )  # fmt: skip
    named = LeakScan(catalogue, "fairport", YEAR, HiddenFigures(HIDDEN[:1]), [fact])
    assert leaks(named, "others_in_fairport: 3")


def test_a_message_says_where_and_which_and_never_how_many(scan):
    text = "There were three, yes 3, of Other ethnic group in 2023-24."
    found = list(scan.find("review/report.html", read_text(text, "sentence")))
    with pytest.raises(LeakError) as raised:
        refuse_leaks(found, "The report of Fairport")
    assert str(raised.value).startswith(
        "The report of Fairport shows figures that disclosure control hides, and nothing of it was "
        "put in place. Found in review/report.html, sentence “There were …, yes …, of Other ethnic "
        "group in 2023-24.”: 'People with a safeguarding concern raised, by ethnic group', "
        "2023-24, category 'Other ethnic group'. Take the number out there"
    )
    assert raised.value.files == ("review/report.html",)


@pytest.mark.parametrize("words", ["3", "three", "3 people", "axes.text(0,3,'a')", "12,3", "Three"])
def test_no_form_of_a_number_is_in_a_place(scan, words):
    passage = Passage(f"cell 'a', line “{words} Other ethnic group”", "3", "Other ethnic group")
    (leak,) = scan.find("a.ipynb", [passage])
    assert not any(each in leak.place.lower() for each in ("3", "three"))


def test_each_figure_is_told_once_a_file(scan):
    text = "Other ethnic group: 3. Other ethnic group: 3."
    assert len(leaks(scan, text)) == 1


@pytest.mark.parametrize(
    ("title", "row", "found"),
    [
        ("How far each review has come", ["SAR-2", "not known"], 0),
        ("Schools visited", ["10", "3"], 0),
        ("People with a safeguarding concern raised, by ethnic group", ["Not known", "2"], 1),
    ],
)
def test_a_category_that_may_be_of_anything_needs_its_indicator_named(catalogue, title, row, found):
    hidden = HiddenFigures((figure(2, "Not known"), figure(3, "10", indicator=PLANS)))
    scan = LeakScan(catalogue, "fairport", YEAR, hidden)
    assert len(in_table(scan, ["What", "2023-24"], row, title=title)) == found


@pytest.mark.parametrize(
    "text", ["SAR-3 was of Other ethnic group.", "Other ethnic group, lines 2 to 3"]
)
def test_a_reference_and_a_line_of_a_file_count_nobody(scan, text):
    assert not leaks(scan, text)


def test_where_nothing_is_hidden_nothing_is_looked_for(catalogue):
    scan = LeakScan(catalogue, "fairport", YEAR, HiddenFigures())
    assert not scan.concerns("Other ethnic group: 3")
    assert not leaks(scan, "Other ethnic group: 3")
