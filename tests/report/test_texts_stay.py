"""No text of registers, figures, params or prose leaves its place, in any format.

The usual run plants a third of the texts, and another third for Quarto; `make soak` all.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from playwright.sync_api import Browser, Page

from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from tests.projects import Quiet, made_once
from tests.publish.texts import page as parsed
from tests.publish.texts import pdf_pages, quarto_is, read_once, squeezed
from tests.report.conftest import QUARTO
from tests.report.planted import HELD_BACK, PARTNERSHIP, TERMS, TEXTS, plain, plant

PLANTED = TEXTS + HELD_BACK
quarto = [
    pytest.mark.quarto,
    pytest.mark.skipif(QUARTO is None, reason="the Quarto program is not installed"),
]
PLAIN = pytest.param(None, id="Typst and pandoc")
BOOK = pytest.param(QUARTO, id="Quarto", marks=quarto)
both = pytest.mark.parametrize("program", [PLAIN, BOOK], scope="module")
_USUAL = 3  # every so manieth text is in the usual run


@pytest.fixture(
    scope="module",
    params=[pytest.param(_USUAL, id="some"), pytest.param(1, id="all", marks=pytest.mark.soak)],
)
def texts(request: pytest.FixtureRequest, program: str | None) -> list[str]:
    """The texts that are planted."""
    every: int = request.param
    return PLANTED[int(program is not None) % every :: every]  # others for Quarto


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, program: str | None, texts: list[str]
) -> Path:
    """The planted report, built and published; by Quarto too where it is wanted."""

    def make(folder: Path) -> None:
        project = plant(folder / "project", texts)
        options = Options(jobs=1, publish=True, allow_synthetic=True)
        with quarto_is(Path(program) if program else None):
            (outcome,) = build(project, Request(("fairport",)), options, Quiet())
        assert not outcome.error
        assert not outcome.failed_sections

    name = f"planted-{'book' if program else 'plain'}-{len(texts)}"
    made = made_once(tmp_path_factory, name, make)
    return made / "project/reports/fairport/2023-24"


@pytest.fixture
def pages(published: Path, program: str | None) -> list[Path]:
    """The pages that a browser may open."""
    book = published / "publication/book"
    return sorted(book.glob("*.html")) if program else [published / "review/report.html"]


@pytest.fixture
def files(published: Path, program: str | None) -> Path:
    return published / "publication" / ("book" if program else "")


def missing(found: str, texts: list[str]) -> list[str]:
    """The texts that are not in a text, spaces apart."""
    whole = squeezed(found)
    return [text for text in texts if squeezed(text) not in whole]


@read_once
def cells_of(path: Path) -> list[str]:
    found = parsed(path).find_all(["td", "th", "caption", "p", "li", "text", "dd"])
    return [plain(cell.get_text()) for cell in found]


def page_cells(paths: list[Path]) -> list[str]:
    return [cell for path in paths for cell in cells_of(path)]


@both
def test_every_text_is_a_cell_of_the_page_four_times_over(pages, texts):
    """As a title, a category, an entry of a register and a definition at the least."""
    cells = page_cells(pages)
    assert {text: cells.count(plain(text)) for text in texts if cells.count(plain(text)) < 4} == {}


@both
def test_prose_shows_every_text_between_its_own_words(pages, texts):
    items = page_cells(pages)
    assert [text for text in texts if f"It is called {plain(text)} here." not in items] == []


@both
def test_names_and_terms_are_shown_as_they_are(pages):
    found = " ".join(page_cells(pages))
    assert plain(f"{PARTNERSHIP} uses") in found
    assert missing(found, [*TERMS, *TERMS.values()]) == []


@both
def test_the_labels_of_charts_are_the_texts(published, texts):
    (svg,) = (published / "publication/figures").glob("*labels.svg")
    drawn = ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}text")
    labels = {plain("".join(text.itertext())) for text in drawn}
    assert [text for text in texts if plain(text) not in labels] == []
    assert "Costs $5 to $10 axis" in labels
    assert "Costs $5 to $10 note" in labels
    assert r"Costs $5 to $10 legend \under{25k}$" in labels
    assert "$a$ title" in labels


@both
def test_the_pdf_shows_every_text(files, texts):
    found = "".join(pdf_pages(files / "report.pdf"))
    assert missing(found, [*map(plain, texts), *TERMS, *TERMS.values()]) == []
    assert missing(found, [f"It is called {plain(one)} here." for one in texts]) == []


@both
def test_every_text_is_a_cell_of_the_word_document(files, texts):
    document = docx.Document(str(files / "report.docx"))
    cells = [
        plain(cell.text.replace("\u200b", ""))  # where a long word may break
        for table in document.tables
        for row in table.rows
        for cell in row.cells
    ]
    assert {text: cells.count(plain(text)) for text in texts if cells.count(plain(text)) < 4} == {}
    items = {plain(paragraph.text) for paragraph in document.paragraphs}
    assert [text for text in texts if f"It is called {plain(text)} here." not in items] == []


@both
def test_every_text_is_a_cell_of_the_workbook_and_none_a_formula_or_a_link(published, texts):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(published / "publication/tables.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    links = [cell.hyperlink for cell in cells if cell.hyperlink is not None]
    assert all(link.target is None and link.location for link in links)  # of the contents
    shown = [plain(cell.value) for cell in cells if isinstance(cell.value, str)]
    counts = {
        text: shown.count(plain(text)) + shown.count(f"the sign {plain(text)}") for text in texts
    }
    assert {text: count for text, count in counts.items() if count < 4} == {}


@pytest.fixture(params=[False, True], ids=["policy", "no policy"])
def heard(request: pytest.FixtureRequest, browser: Browser, pages) -> Iterator[list[str]]:
    """What every page asks for, says and does, with and without its own security policy."""
    context = browser.new_context(bypass_csp=request.param)
    page = context.new_page()
    said: list[str] = []
    page.on("dialog", lambda one: (said.append(f"dialog {one.message}"), one.dismiss()))
    page.on("request", lambda one: said.append(one.url))
    for path in pages:
        page.goto(path.as_uri())
        use_page(page)
        if page.evaluate("window.harmed") is not None or page.url.split("#")[0] != path.as_uri():
            said.append(f"harm on {page.url}")
    yield said
    context.close()


def use_page(page: Page) -> None:
    """What a reader may do: open what is folded, come by keyboard and mouse, and search."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for place in page.locator("main [tabindex], main summary, main sup").all()[:20]:
        place.focus()
        place.dispatch_event("mouseover")
        place.dispatch_event("mouseenter")
    page.mouse.wheel(0, 100_000)
    page.wait_for_timeout(200)


@pytest.mark.browser
@both
def test_nothing_runs_asks_or_leaves_in_a_browser(heard, published):
    outside = [one for one in heard if not one.startswith(("data:", published.as_uri()))]
    assert outside == []
    assert heard


@pytest.mark.browser
@both
def test_no_element_could_run_anything(browser: Browser, pages):
    page = browser.new_page()
    for path in pages:
        page.goto(path.as_uri())
        found = page.evaluate(
            """() => [...document.querySelectorAll('*')].filter(one =>
                ['IFRAME', 'OBJECT', 'EMBED', 'BASE'].includes(one.tagName) ||
                [...one.attributes].some(each => each.name.startsWith('on')) ||
                (one.closest('main') && ['SCRIPT', 'FORM', 'LINK', 'META', 'STYLE', 'IMG']
                    .includes(one.tagName) && !(one.src || '').includes('figures/') &&
                    !one.closest('svg')) ||
                (one.tagName == 'A' && one.href && !['https:', 'file:'].includes(one.protocol))
            ).map(one => one.outerHTML.slice(0, 200))"""
        )
        assert found == [], path.name
    page.close()


def test_a_quarter_of_the_texts_was_held_back():
    assert len(HELD_BACK) * 4 in range(len(TEXTS + HELD_BACK) - 3, len(TEXTS + HELD_BACK) + 4)
    assert len(TEXTS + HELD_BACK) > 150
