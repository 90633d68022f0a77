"""The panel's widgets, as a kernel has them; tests/studio/test_in_jupyterlab.py looks at them."""

from __future__ import annotations

import asyncio

import pytest

from bcssp_lib.app.panel import PAUSE_SECONDS, Panel, open_panel
from bcssp_lib.app.panel_context import read_panel_context


def cell(text, kind="markdown"):
    return {"kind": kind, "block": "what-changed", "kept": "", "text": text, "number": 1}


def after(panel, *cells, seconds=0.0):
    """Show cells one after another, then wait."""

    async def go():
        for one in cells:
            panel.show(one)
        await asyncio.sleep(seconds)

    asyncio.run(go())


def test_a_text_is_shown_at_once_and_checked_after_a_pause(context):
    panel = Panel(lambda: context)
    after(panel, cell("![A map](map.png) {{ missing_reports }}"))
    assert ">282<" in panel.text.value
    assert "No problem found" in panel.problems.value
    after(panel, cell("![A map](map.png)"), seconds=PAUSE_SECONDS + 3)
    assert "1 problem<" in panel.problems.value
    assert "the picture &#x27;map.png&#x27;" in panel.problems.value


def test_all_problems_of_a_text_are_listed_though_a_part_of_it_cannot_be_bound(context):
    panel = Panel(lambda: context)
    text = "{{ nothing }} and {{ chance('x') }}\n\n![](map.png) <script>x</script>"
    after(panel, cell(text), seconds=PAUSE_SECONDS + 3)
    assert "4 problems<" in panel.problems.value
    for told in ("no fact &#x27;nothing", "no helper &#x27;chance", "map.png", "&lt;script&gt;"):
        assert told in panel.problems.value


def test_only_the_last_text_is_checked(context):
    panel = Panel(lambda: context)
    after(panel, cell("![A map](map.png)"), cell("Well."), seconds=PAUSE_SECONDS + 3)
    assert "No problem found" in panel.problems.value


def test_it_says_whose_text_it_is(context):
    panel = Panel(lambda: context)
    after(panel, cell("Ours."))
    assert "this area's own text" in panel.problems.value
    after(panel, cell('Reports of missing children {{ change("missing_reports") }}.'))
    assert "the notebook's default text" in panel.problems.value


def test_of_code_nothing_is_shown(context):
    panel = Panel(lambda: context)
    after(panel, cell("Ours."), cell("section.publish()", kind="code"))
    assert "Click a text" in panel.text.value
    assert panel.problems.value == ""


def test_the_list_follows_the_search(context):
    panel = Panel(lambda: context)
    panel.search.value = "topics"
    assert "1 of 10 facts" in panel.facts.value


def test_last_years_text_is_told_until_it_is_touched(files):
    files.narrative.parent.mkdir(exist_ok=True)
    files.narrative.write_text("::: {#what-changed .last-year}\nOld.\n:::\n", "utf-8")
    found = read_panel_context(files.project, "banes", "police", "2023-24", "annual")
    panel = Panel(lambda: found)
    after(panel, cell("Old."))
    assert "last year's text, not yet reviewed" in panel.problems.value
    after(panel, cell("New."))
    assert "this area's own text" in panel.problems.value


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("banes", "polise", "2023-24", "annual"), "no section 'polise'"),
        (("bristol", "police", "2023-24", "annual"), "is built yet"),
    ],
)
def test_what_is_wrong_is_shown_and_not_raised(files, monkeypatch, asked, words):
    shown = []
    monkeypatch.setattr("bcssp_lib.app.panel.display", shown.append)
    monkeypatch.chdir(files.working.parent)
    open_panel(*asked)
    assert words in shown[0].value.replace("&#x27;", "'")
