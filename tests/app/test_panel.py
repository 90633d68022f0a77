"""The panel's widgets, as a kernel has them; tests/studio/test_in_jupyterlab.py looks at them."""

from __future__ import annotations

import asyncio
from unittest.mock import Mock

import pytest

from bcssp_lib.app.panel import Panel, open_default_panel, open_panel
from bcssp_lib.app.panel_context import read_default_context, read_panel_context
from tests.narrative.test_saving import in_file, wrote


def cell(text, kind="markdown"):
    return {"kind": kind, "block": "what-changed", "kept": "", "text": text, "number": 1}


async def finish(panel):
    """Wait until nothing is under way: no check, and nothing that a button began."""
    while under_way := [task for task in (panel._check, panel._work) if task and not task.done()]:
        await asyncio.wait(under_way)


def after(panel, *cells, checked=False):
    """Show cells one after another, and wait for the check of the last."""

    async def go():
        for one in cells:
            panel.show(one)
        if checked:
            await finish(panel)

    asyncio.run(go())


def test_a_text_is_shown_at_once_and_checked_after_a_pause(context):
    panel = Panel(lambda: context)
    after(panel, cell("![A map](map.png) {{ missing_reports }}"))
    assert ">282<" in panel.text.value
    assert "Checking" in panel.problems.value
    after(panel, cell("![A map](map.png)"), checked=True)
    assert "1 problem<" in panel.problems.value
    assert "the picture &#x27;map.png&#x27;" in panel.problems.value


def test_all_problems_of_a_text_are_listed_though_a_part_of_it_cannot_be_bound(context):
    panel = Panel(lambda: context)
    text = "{{ nothing }} and {{ chance('x') }}\n\n![](map.png) <script>x</script>"
    after(panel, cell(text), checked=True)
    assert "4 problems<" in panel.problems.value
    for told in ("no fact &#x27;nothing", "no helper &#x27;chance", "map.png", "&lt;script&gt;"):
        assert told in panel.problems.value


def test_only_the_last_text_is_checked(context):
    panel = Panel(lambda: context)
    after(panel, cell("![A map](map.png)"), cell("Well."), checked=True)
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
    panel.facts.search.value = "topics"
    assert "1 of 10 facts" in panel.facts.facts.value


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
        (("fairport", "police", "2023-24", "annual"), "is built yet"),
    ],
)
def test_what_is_wrong_is_shown_and_not_raised(files, monkeypatch, asked, words):
    shown = []
    monkeypatch.setattr("bcssp_lib.app.panel.display", shown.append)
    monkeypatch.chdir(files.working.parent)
    open_panel(*asked)
    assert words in shown[0].value.replace("&#x27;", "'")


BUTTONS = {
    "Bind", "Bind all in this text", "Cite", "Accept", "Not a figure", "Confirm", "Save",
    "Build and open",
}  # fmt: skip
TYPED = "There were 282 reports of missing children; 105 missing children."


@pytest.fixture
def own(files):
    """A panel of a project of its own, and what it sends to JupyterLab."""
    panel = Panel(lambda: read_panel_context(files.project, "banes", "police", "2023-24", "annual"))
    panel.sent = []
    panel.send = panel.sent.append
    return panel


def pressed(panel, text, *buttons, words=""):
    """Show a text, wait for its check, and press buttons one after another."""

    async def go():
        panel.show(cell(text))
        await finish(panel)
        panel.findings.words.value = words
        for name in buttons:
            assert not panel.findings.buttons[name].disabled, name
            panel.findings.buttons[name].click()
            await finish(panel)

    asyncio.run(go())


def test_a_number_is_bound_once_its_author_has_seen_the_text_before_and_after(own):
    pressed(own, TYPED, "Bind all in this text")
    assert "<strong>Before:</strong> There were 282" in own.findings.said.value
    assert "{{ police.missing_reports }} reports" in own.findings.said.value
    assert own.sent == []  # nothing is changed before its author agrees
    pressed(own, TYPED, "Bind", "Change the text")
    (told,) = own.sent
    assert (told["replace"], told["before"]) == ("what-changed", TYPED)
    assert told["after"] == TYPED.replace("282", "{{ police.missing_reports }}")
    pressed(own, TYPED, "Bind", "Leave it")
    assert len(own.sent) == 1


def test_a_finding_is_kept_by_its_reason_and_without_one_the_field_is_named(own):
    pressed(own, TYPED, "Accept")
    assert "Write the reason in the field above" in own.findings.said.value
    pressed(own, TYPED, "Accept", words="The panel's own count.")
    assert "Accepted: “282”" in own.findings.said.value
    pressed(own, TYPED)
    assert "Kept: The panel&#x27;s own count." in own.problems.value
    assert own.findings.buttons["Accept"].disabled
    assert not own.findings.buttons["Bind all in this text"].disabled  # the other number


def test_default_text_is_read_with_the_facts_of_an_area_that_is_built(files, monkeypatch):
    shown = []
    monkeypatch.setattr("bcssp_lib.app.panel.display", shown.append)
    monkeypatch.setattr("bcssp_lib.app.panel.get_comm_manager", Mock)
    monkeypatch.chdir(files.project.notebooks)
    open_default_panel("01_police.ipynb")
    area = shown[0].children[1]
    assert (area.description, area.value, len(area.options)) == ("Facts of", "banes", 1)
    open_default_panel("01_polise.ipynb")
    assert "notebook of a section" in shown[1].value


def test_default_text_is_bound_and_saved_and_no_area_keeps_a_finding_of_it(files):
    panel = Panel(lambda: read_default_context(files.project, "banes", "01_police.ipynb"))
    panel.sent = []
    panel.send = panel.sent.append
    pressed(panel, TYPED, "Bind all in this text", "Change the text", "Save")
    assert "the notebook's default text" in panel.problems.value
    replaced, saved = panel.sent
    assert "{{ police.missing_reports }} reports" in replaced["after"]
    row = panel.findings.widget.children[1].children[-1]
    assert [button.description for button in row.children] == [
        "Bind", "Bind all in this text", "Cite",
    ]  # fmt: skip
    assert saved == {"save": True}
    panel.take_saved({"saved": True})
    assert "The next build of each area takes this text" in panel.findings.said.value
    assert not files.narrative.exists()


def test_a_notebook_is_saved_by_jupyterlab_before_its_words_are_taken(own, files):
    pressed(own, "Ours.", "Save")
    assert own.sent == [{"save": True}]

    async def saved(told):
        own.take_saved(told)
        await finish(own)

    wrote(files, "what-changed", "Ours.")
    asyncio.run(saved({"saved": True}))
    assert "Saved to reports/banes/2023-24/narrative/police.md" in own.findings.said.value
    assert "Ours." in files.narrative.read_text("utf-8")
    asyncio.run(saved({"saved": False, "why": "The disk is full."}))
    assert "The disk is full." in own.findings.said.value


def test_only_what_fits_a_finding_can_be_pressed(own):
    pressed(own, "We utilise it.")
    able = {name for name, button in own.findings.buttons.items() if not button.disabled}
    assert able & BUTTONS == {"Accept", "Save", "Build and open"}
    pressed(own, "{{ nothing }}")
    able = {name for name, button in own.findings.buttons.items() if not button.disabled}
    assert "Accept" not in able


@pytest.mark.parametrize(("button", "kept"), [("notebook", "Mine."), ("file", "Theirs.")])
def test_a_text_that_was_changed_in_both_places_is_settled_here(own, files, button, kept):
    wrote(files, "what-changed", "Mine.")
    in_file(files, "what-changed", "Theirs.")

    async def go():
        own.take_saved({"saved": True})
        await finish(own)
        assert "Which stays?" in own.findings.said.value
        assert "<pre>Mine.</pre>" in own.findings.said.value
        assert "Theirs." in own.findings.said.value
        own.findings.buttons[f"Keep the {button}’s text"].click()
        await finish(own)

    asyncio.run(go())
    assert "Which stays?" not in own.findings.said.value
    assert kept in files.narrative.read_text("utf-8")
