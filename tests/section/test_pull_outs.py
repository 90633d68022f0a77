"""What people said in their own words: only what may be printed, escaped, with what was done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.loader import Figures
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.register import Entry
from bcssp_lib.model.value import Source
from bcssp_lib.section.outputs import PULL_OUTS_TYPE
from bcssp_lib.section.section import Section
from bcssp_lib.section.section_tables import PullOuts

SOURCE = Source(id="own", title="Own", publisher="P", synthetic=False)


def entry(quote: str | None, difference: str | None = None, period: str = "2023-24") -> Entry:
    cells = {
        "period": period, "who": "carer", "how": "Carers' forum", "said": "About visits",
        "response": "Visits are made together.", "quote": quote, "difference": difference,
    }  # fmt: skip
    return Entry("voices", cells, SOURCE, "voices.csv", 2)


def section_with(catalogue: Catalogue, *entries: Entry) -> Section:
    store = DataStore(catalogue, Figures((), {("voices", "saltmere"): entries}))
    return Section("voice", "saltmere", parse_period("2023-24"), "annual", store)


def shown(catalogue: Catalogue, *entries: Entry, **options: int) -> PullOuts:
    content = section_with(catalogue, *entries).voices("In their own words", **options).content
    assert isinstance(content, PullOuts)
    return content


def test_what_made_a_difference_comes_first_and_no_more_are_shown_than_asked_for(catalogue):
    found = shown(catalogue, entry("One"), entry("Two", "Trust"), entry("Three"), most=2)
    assert [each.words for each in found.pull_outs] == ["Two", "One"]
    assert found.pull_outs[0].difference == "Trust"
    assert found.pull_outs[0].who == "Carer. Carers' forum"
    assert found.pull_outs[0].did == "Visits are made together."


def test_only_own_words_of_the_period_are_quoted(catalogue):
    found = shown(catalogue, entry(None, "Trust"), entry("Old", period="2022-23"), entry("New"))
    assert [each.words for each in found.pull_outs] == ["New"]


@pytest.mark.parametrize("typed", ["“Listen.”", '"Listen."', "Listen.", " ‘Listen.’ "])
def test_quotation_marks_that_were_typed_are_not_doubled(catalogue, typed):
    html = shown(catalogue, entry(typed)).to_html()
    assert "<p>“Listen.”</p>" in html


def test_no_word_of_a_register_is_markup(catalogue):
    found = shown(catalogue, entry("<script>alert(1)</script>", "<b>x</b>"))
    assert "<script" not in found.to_html()
    assert "<b>" not in found.to_html()


def test_the_words_are_in_the_workbook_too(catalogue):
    output = section_with(catalogue, entry("One", "Trust")).voices("In their own words")
    content = output._repr_mimebundle_()[PULL_OUTS_TYPE]
    assert content["plain"]["rows"] == [
        ["Carer. Carers' forum", "One", "Visits are made together.", "Trust"]
    ]
    assert content["stamp"]["area"] == "saltmere"


@pytest.mark.parametrize("entries", [(), (entry(None),)])
def test_without_own_words_what_is_missing_is_named(catalogue, entries):
    message = section_with(catalogue, *entries).voices("In their own words").content
    assert message.kind == "no figures"
    assert message.title == "In their own words"


def test_so_few_that_they_could_lead_back_to_a_person_are_not_shown(catalogue):
    hides = {"any other source": "small numbers"}
    registers = {**catalogue.registers}
    registers["voices"] = registers["voices"].model_copy(update={"disclosure": hides})
    strict = replace(catalogue, registers=registers)
    message = section_with(strict, entry("One")).voices("In their own words").content
    assert "could lead back to a person" in message.text
