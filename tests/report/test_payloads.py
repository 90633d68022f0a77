"""Whatever an author or a file of figures holds, nothing runs in the reader's browser."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page

from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import Project
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.publish.allowlist import find_disallowed
from bcssp_lib.publish.block_texts import BlockText
from tests.projects import (
    Quiet,
    code,
    make_small_project,
    prose,
    write_csv,
    write_notebook,
    write_yaml,
)
from tests.report.payloads import AWAY, HARMLESS, REFUSED, RUN

pytestmark = pytest.mark.browser
BOOK = FactBook({}, {"area": "Bath"})


def refusal(text: str) -> str:
    """What an author is told who writes a text; empty if it may stand."""
    block = Block("overview", text, "reports/x/police.md", 3, default=False)
    bound = bind_block(block, "police", BOOK)
    found, _ = find_disallowed([BlockText(bound, bound.text, Path())])
    problems = (*bound.problems, *found.get(0, ()))
    return "\n".join(f"{block.place}, {problem}" for problem in problems)


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_each_is_refused_with_its_block_and_line(number):
    told = refusal(REFUSED[number])
    assert told, REFUSED[number]
    assert told.startswith("reports/x/police.md")
    assert "block 'overview'" in told
    assert ", line " in told


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A review copy of all that is let through, and of figures whose words are harmful."""
    project = make_small_project(tmp_path_factory.mktemp("payloads") / "project")
    harm_data(project)
    write_notebook(
        project.notebooks / "02_training.ipynb",
        code("facts", 'section.publish(group="training")'),
        code("table", f'section.figures_table({NAMES[6]!r}, group="training")'),
        code("register", 'section.register_table("Reviews", "reviews", "theme", "learning")'),
        code("chart", f'section.change_chart({CHART!r}, "missing_children")'),
        *(
            code(name, f'section.placeholder("{name}")')
            for name in ("definitions", "sources", "warnings")
        ),
        prose("overview", DEFAULT),
    )
    texts = [f"::::: {{#p-{at} after=overview}}\n{one}\n:::::\n" for at, one in enumerate(HARMLESS)]
    narrative = project.reports / "banes/2023-24/narrative/training.md"
    narrative.parent.mkdir(parents=True)
    narrative.write_text("\n".join(texts), "utf-8")
    (outcome,) = build(project, Request(("banes",)), Options(jobs=1), Quiet())
    assert not outcome.error
    assert not outcome.failed_sections
    assert outcome.review is not None
    return outcome.review


NAMES = [
    f"<script>{RUN}</script>",
    f"x\" onfocus=\"{RUN}",
    f"[press](javascript:{RUN})",
    f"![x]({AWAY}x.png)",
    "`#read(\"/etc/passwd\")`{=typst}",
    "{{< include /etc/passwd >}} {{ 7*7 }}",
    f"</td></table><img src=x onerror={RUN}>",
    f"]{{onclick='{RUN}'}} ::: \\",
]  # fmt: skip


DEFAULT = '{{ training_sessions }} in {{ partnership }}: {{ title("training_sessions") }}.'
CHART = f"x](https://harm.invalid){{onclick='{RUN}'}} <script>{RUN}</script> \\"


def harm_data(project: Project) -> None:
    """Put harmful words wherever the figures' files and the parameters hold words."""
    area = project.params / "areas/banes.yaml"
    write_yaml(area, {**yaml.safe_load(area.read_text("utf-8")), "partnership": NAMES[0]})
    titles = project.params / "indicators/training.yaml"
    content = yaml.safe_load(titles.read_text("utf-8"))
    for number, one in enumerate(content["indicators"].values()):
        one |= {"title": f"{NAMES[number % len(NAMES)]} {number}", "caveat": NAMES[number % 8]}
    write_yaml(titles, content)
    sources = project.data / "banes/sources.yaml"
    content = yaml.safe_load(sources.read_text("utf-8"))
    for number, one in enumerate(content["sources"].values()):
        one |= {"title": NAMES[number % 8], "note": NAMES[(number + 1) % 8]}
    write_yaml(sources, content)
    register = project.data / "banes/registers/reviews.csv"
    schema = yaml.safe_load((project.params / "registers/reviews.yaml").read_text("utf-8"))
    columns = [*schema["columns"], "source"]
    about = ("safeguarding adult review", "2023-06-01", "annual_report_2023_24")
    rows = [
        (f"R{at}", about[0], one, about[1], "", "", "", one, about[2])
        for at, one in enumerate(NAMES)
    ]
    write_csv(register, columns, *rows)
    for path in (project.data / "banes").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if "note" not in rows[0]:
            continue
        at = rows[0].index("note")
        for number, row in enumerate(rows[1:]):
            row[at] = NAMES[number % len(NAMES)]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture(
    params=[False, pytest.param(True, marks=pytest.mark.soak)], ids=["policy", "no policy"]
)
def opened(request: pytest.FixtureRequest, browser: Browser, shown: Path) -> Iterator[Page]:
    """The page with what it asks for and says, with and without its own security policy."""
    context = browser.new_context(bypass_csp=request.param)
    page = context.new_page()
    heard: list[str] = []
    page.on("dialog", lambda one: (heard.append(f"dialog {one.message}"), one.dismiss()))
    page.on("console", lambda one: heard.append(f"console {one.text}"))
    page.on("pageerror", lambda one: heard.append(f"error {one}"))
    page.on("request", lambda one: heard.append(one.url))
    page.goto(shown.as_uri())
    page.heard = heard  # type: ignore[attr-defined]
    yield page
    context.close()


def test_nothing_of_it_runs_asks_or_leaves(opened, shown):
    opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for place in opened.locator("main [tabindex], main summary").all()[:40]:
        place.focus()
    opened.mouse.wheel(0, 100_000)
    opened.wait_for_timeout(500)
    assert [one for one in opened.heard if not one.startswith("data:")] == [shown.as_uri()]
    assert opened.evaluate("window.harmed") is None
    assert opened.url == shown.as_uri()


def test_no_element_of_it_could_run_anything(opened):
    found = opened.evaluate(
        """() => [...document.querySelectorAll('*')].filter(one =>
            ['SCRIPT', 'IFRAME', 'OBJECT', 'EMBED', 'FORM', 'BASE', 'LINK'].includes(one.tagName) ||
            [...one.attributes].some(each => each.name.startsWith('on')) ||
            (one.tagName == 'A' && !['https:', 'file:'].includes(one.protocol)) ||
            (one.tagName == 'IMG' && !one.src.startsWith('data:image/'))
        ).map(one => one.outerHTML)"""
    )
    own = (files("bcssp_lib.publish") / "templates/comments.js").read_text("utf-8")
    assert found == [f"<script>{own}</script>"]


def test_the_words_of_it_are_there_to_read(opened):
    text = opened.locator("main").inner_text()
    assert f"<script>{RUN}</script>" in text
    assert f"javascript:{RUN}" in text
