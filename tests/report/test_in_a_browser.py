"""The review copy in a real browser, as readers meet it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bcssp_lib.build.build import build
from bcssp_lib.build.plan import ReportOutcome
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import Project
from tests.projects import Quiet, code, make_small_project, prose, sampled, write_notebook

pytestmark = pytest.mark.browser

WIDE, TABLET, NARROW = 1280, 700, 320
REPORTS = ("banes", "fairport")
NOTHING: Mapping[str, str] = {}

Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opened]:
    """Open a file at a width; every request that it makes is written down."""
    contexts = []

    def go(path: Path, width: int = WIDE, *, bypass_csp: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, bypass_csp=bypass_csp
        )
        contexts.append(context)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url))
        page.goto(path.as_uri())
        page.asked = asked  # type: ignore[attr-defined]
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[str], Path]:
    return lambda area: request.getfixturevalue(area) / "review/report.html"


@pytest.mark.parametrize("area", REPORTS)
def test_the_page_asks_for_nothing_and_says_nothing_wrong(opened, browser, report, area):
    context = browser.new_context()
    page = context.new_page()
    asked, told = [], []
    page.on("request", lambda one: asked.append(one.url))
    page.on("console", lambda one: told.append(one.text))
    page.on("pageerror", lambda one: told.append(str(one)))
    page.goto(report(area).as_uri())
    page.mouse.wheel(0, 100_000)
    page.wait_for_timeout(200)
    assert [url for url in asked if not url.startswith("data:")] == [report(area).as_uri()]
    assert told == []
    broken = page.evaluate("[...document.images].filter(one => !one.naturalWidth).length")
    assert broken == 0
    context.close()


@pytest.mark.parametrize(  # each takes a quarter of a minute
    ("area", "width"),
    sampled(itertools.product(REPORTS, (WIDE, NARROW)), {("banes", NARROW)}),
)
def test_axe_finds_nothing_to_complain_of(opened, report, area, width):
    page = opened(report(area), width, bypass_csp=True)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("area", REPORTS)
def test_nothing_scrolls_sideways_on_a_narrow_screen(opened, report, area):
    page = opened(report(area), NARROW)
    for opens in ("nothing", "details"):
        page.evaluate(
            "name => document.querySelectorAll(name).forEach(one => one.open = true)", opens
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        page.evaluate("window.scrollTo(500, 0)")
        assert page.evaluate("window.scrollX") == 0


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_text_sticks_out_of_the_page(opened, report, width):
    """Whatever is wider than the screen lies in a box that scrolls on its own."""
    page = opened(report("banes"), width)
    out = page.evaluate(
        """width => [...document.querySelectorAll('main *')].filter(one => {
            const box = one.getBoundingClientRect();
            return box.width && box.right > width + 1 &&
                !one.closest('.table-scroll, figure[tabindex]');
        }).map(one => one.outerHTML.slice(0, 80))""",
        width,
    )
    assert out == []


def test_the_skip_link_is_out_of_sight_is_the_first_stop_and_leads_to_the_report(opened, report):
    page = opened(report("banes"))
    box = page.locator(".skip-link").bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 0
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the report"
    box = focused.bounding_box()
    assert box is not None
    assert box["x"] >= 0, "it can be seen once it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "report"


def test_what_has_the_focus_is_outlined(opened, report):
    page = opened(report("banes"))
    for _ in range(3):
        page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_a_charts_data_opens_by_keyboard(opened, report):
    page = opened(report("banes"))
    details = page.locator("main details").first
    details.locator("summary").focus()
    assert not details.locator("table").is_visible()
    page.keyboard.press("Enter")
    assert details.locator("table").is_visible()


def test_a_figure_in_the_text_leads_to_where_it_came_from(opened, report):
    page = opened(report("banes"))
    page.locator("a.fact[href='#fact-police-missing-reports']").first.click()
    target = page.locator(":target")
    assert target.inner_text() == "Missing children reports"
    assert target.is_visible()


def test_a_wide_table_scrolls_by_keyboard(opened, report):
    page = opened(report("banes"), TABLET)
    tables = page.locator(".table-scroll[tabindex]")
    wider = tables.evaluate_all("all => all.findIndex(one => one.scrollWidth > one.clientWidth)")
    wide = tables.nth(wider)
    wide.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert wide.evaluate("one => one.scrollLeft") > 0


PAYLOADS = {
    "script": "<script>window.harmed = 1; document.title = 'harmed'</script>",
    "event": '<svg onload="window.harmed = 1"></svg>',
    "toggle": '<details open ontoggle="window.harmed = 1"><summary>x</summary></details>',
    "link": "[press](javascript:window.harmed=1)",
    "raw link": '<a href="javascript:window.harmed=1">press</a>',
    "block": "```{=html}\n<script>window.harmed = 1</script>\n```",
    "frame": '<iframe srcdoc="<script>top.harmed = 1</script>"></iframe>',
    "form": '<form action="https://example.org/"><button>press</button></form>',
}


WRITTEN = {
    **PAYLOADS,
    "file of this machine": "![A picture](/etc/hostname)",
    "picture elsewhere": "![A picture](https://localhost:9/picture.png)",
    "script elsewhere": '<script src="https://localhost:9/harm.js"></script>',
    "picture that is not there": "![A picture](missing.png)",
    "redirect": '<META content="0;url=https://localhost:9/" HTTP-EQUIV=refresh>',
}


def small_report(
    project: Project, defaults: Mapping[str, str], written: Mapping[str, str] = NOTHING
) -> ReportOutcome:
    """Build a small report whose only section holds these default texts, and an author's."""
    notebook = project.notebooks / "02_training.ipynb"
    texts = [prose(block, text) for block, text in defaults.items()]
    write_notebook(notebook, code("one", "one = 1"), *texts)
    (project.notebooks / "01_police.ipynb").unlink()
    edition = project.params / "editions/annual.yaml"
    edition.write_text(edition.read_text("utf-8").replace("- police\n", ""), "utf-8")
    narrative = project.reports / "banes/2023-24/narrative/training.md"
    narrative.parent.mkdir(parents=True)
    blocks = [f":::: {{#{block}}}\n{text}\n::::\n" for block, text in written.items()]
    if blocks:
        narrative.write_text("\n".join(blocks), "utf-8")
    (outcome,) = build(project, Request(("banes",)), Options(jobs=1), Quiet())
    return outcome


@pytest.fixture(scope="module")
def harmful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report whose notebook itself holds everything that might run or fetch something."""
    project = make_small_project(tmp_path_factory.mktemp("harmful") / "project")
    text = "\n\n".join(["Before.", *PAYLOADS.values(), "After."])
    outcome = small_report(project, {"overview": text})
    assert not outcome.error
    assert outcome.review is not None
    return outcome.review


def test_nothing_in_the_text_runs_or_fetches_or_leaves_the_page(opened, harmful):
    page = opened(harmful)
    for place in page.get_by_text("press", exact=True).all():
        place.click(no_wait_after=True)
    page.wait_for_timeout(1000)
    assert page.url == harmful.as_uri()
    assert page.evaluate("window.harmed") is None
    assert "harmed" not in page.title()
    assert [url for url in page.asked if not url.startswith(("data:", "file:", "about:"))] == []
    assert page.get_by_text("After.", exact=True).is_visible()


def block_of(name: str) -> str:
    return name.replace(" ", "-")


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> ReportOutcome:
    """A report whose author wrote all that may not be there, each in a block of its own."""
    project = make_small_project(tmp_path_factory.mktemp("refused") / "project")
    written = {block_of(name): text for name, text in WRITTEN.items()}
    return small_report(project, dict.fromkeys(written, "Text."), written)


@pytest.fixture(scope="module")
def refused_page(browser: Browser, refused: ReportOutcome) -> Iterator[Page]:
    with browser.new_context() as context:
        page = context.new_page()
        page.asked = []  # type: ignore[attr-defined]
        page.on("request", lambda one: page.asked.append(one.url))  # type: ignore[attr-defined]
        page.goto(refused.review.as_uri())
        yield page


@pytest.mark.parametrize("name", WRITTEN)
def test_an_author_who_writes_such_a_thing_is_told(refused_page, name):
    box = refused_page.locator("main .unshown", has_text=f"block '{block_of(name)}'")
    assert box.count() == 1
    told = " ".join(box.inner_text().split())
    words = ("which narrative may not hold", "is not one of the narrative's own")
    assert any(each in told for each in words)


def test_the_page_is_without_what_an_author_may_not_write(refused_page, refused):
    page = refused_page
    assert refused.tally.errors > len(WRITTEN)  # a form and what is in it are two
    assert page.locator("main .unshown").count() == len(WRITTEN)
    assert page.locator("main :is(script, iframe, form, img, a[href^=javascript])").count() == 0
    assert page.url == refused.review.as_uri()
    assert [url for url in page.asked if not url.startswith(("data:", "file:", "about:"))] == []


@pytest.fixture(scope="module")
def long_word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in which the box in place of a text holds a word wider than a small screen."""
    project = make_small_project(tmp_path_factory.mktemp("long-word") / "project")
    text = f"{{{{ {'long_name_' * 12} }}}}"
    return small_report(project, {"overview": "Text."}, {"overview": text}).review


@pytest.mark.parametrize("width", [1280, 320])
def test_a_box_in_place_of_a_text_is_red_and_fits_the_screen(opened, long_word, width):
    page = opened(long_word, width=width)
    box = page.locator("main .unshown")
    assert box.evaluate("box => getComputedStyle(box).borderTopColor") == "rgb(212, 53, 28)"
    assert "1 text is not shown" in page.locator("header .unshown").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
