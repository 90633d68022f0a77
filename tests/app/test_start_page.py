"""The start page: what it lists, and what its buttons do."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from bcssp_lib.app import author
from bcssp_lib.app.overview import read_overview, write_start_notebook
from bcssp_lib.app.start_page import StartPage
from bcssp_lib.build.authoring import list_author_files
from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from bcssp_lib.narrative.working_notebook import account_name
from tests.build.conftest import Watched
from tests.narrative.test_saving import in_file
from tests.projects import copied_project

TEXT = "There were 282 reports of missing children.\n\nWe received 283 reports of missing children."


@pytest.fixture(scope="module")
def found_once(opened_project, tmp_path_factory):
    """A project with a text that waits to be confirmed, and numbers that are typed and wrong."""
    project = copied_project(opened_project, tmp_path_factory.mktemp("found"))
    in_file(author_files(project), "what-changed", f"{TEXT} {{{{ missing_reports }}}}")
    build(project, Request(("banes",)), Options(jobs=1), Watched())
    return project.root


@pytest.fixture
def found(found_once, tmp_path):
    """The author's files of such a project, in a folder of its own."""
    return author_files(copied_project(found_once, tmp_path))


def author_files(project):
    (files,) = list_author_files(project, ("banes",), "2023-24", "police")
    return files


def section_of(project, name):
    reports = {report.area: report for report in read_overview(project)}
    return next(each for each in reports["banes"].sections if each.name == name)


def test_each_section_has_what_the_last_build_found(found):
    reports = {report.area: report for report in read_overview(found.project)}
    assert (reports["banes"].built, reports["fairport"].built) == (True, False)
    police = section_of(found.project, "police")
    counts = (police.tally.wrong, police.tally.typed, police.to_confirm)
    assert counts == (1, 1, 1)
    assert reports["banes"].to_confirm == 1
    assert (police.working, bool(police.saved)) == (found.working, True)
    assert police.editor == account_name()
    training = section_of(found.project, "training")
    assert (training.to_confirm, training.saved, training.editor) == (0, "", "")


def test_the_page_says_it_and_has_a_button_for_each_section(found):
    page = StartPage(found.project)
    page.area.value = "banes"
    rows = {row.children[0].description: row.children[1].value for row in page.sections.children}
    police = rows[f"Open {found.section.title}"]
    assert "1 wrong, 1 typed" in police
    assert "1 to confirm; working notebook saved" in police
    assert f"; opened by {account_name()}" in police
    assert "not built yet" in page.summary.value  # another area
    page.area.value = "fairport"
    assert all("wrong" not in row.children[1].value for row in page.sections.children)


def press(page, *told, seconds=15):
    """Press a button of the page, or let JupyterLab say something, and wait for what is done."""

    async def go():
        for act in told:
            act()
        if page._work is not None:
            await asyncio.wait_for(page._work, seconds * 4)

    asyncio.run(go())


def test_without_our_jupyterlab_it_makes_the_notebook_and_says_where_it_is(found):
    page = StartPage(found.project)
    page.area.value = "banes"
    training = section_of(found.project, "training")
    row = next(r for r in page.sections.children if training.title in r.children[0].description)
    press(page, row.children[0].click)
    assert training.working.is_file()
    assert f"{found.project.shown(training.working)}" in page.said.value


def test_jupyterlab_saves_a_notebook_before_it_is_made_anew(found):
    page, sent = StartPage(found.project), []
    page.send = sent.append
    page.area.value = "banes"
    page.hear({"here": True})
    page.open(section_of(found.project, "police"))
    path = found.working.relative_to(found.project.root).as_posix()
    assert sent == [{"prepare": path, "section": "police"}]
    press(page, lambda: page.hear({"prepared": "police"}))
    assert sent[1:] == [{"open": path}]
    page.sections.children[0].children[-1].click()  # default text is opened as it is
    assert sent[-1] == {"open": "notebooks/01_police.ipynb", "as_it_is": True}


def test_it_builds_and_says_what_went_wrong(found):
    page = StartPage(found.project)
    page.area.value = "fairport"
    before = page.summary.value.count("not built yet")
    press(page, page.build.click)
    assert "The report is built" in page.said.value
    assert page.summary.value.count("not built yet") == before - 1
    (found.project.params / "settings.yaml").unlink()
    press(page, page.build.click)
    assert "settings.yaml" in page.said.value


def test_the_notebook_of_the_page_is_outside_git_and_reads_as_it_did(found):
    path = write_start_notebook(found.project)
    assert path == found.project.reports / "start.ipynb"
    (cell,) = json.loads(path.read_text("utf-8"))["cells"]
    assert "open_start_page()" in cell["source"]
    assert read_overview(found.project)  # it is no report


def test_the_list_says_what_waits_in_each_section_of_a_report_that_is_built(
    found, call, monkeypatch
):
    monkeypatch.chdir(found.project.root)
    told = call("author", "banes", "--no-open")
    (police,) = [line for line in told.out.splitlines() if line.startswith("│ police ")]
    assert "1 wrong, 1 typed" in police


def test_the_list_is_printed_where_nothing_is_opened(call, small):
    told = call("author", "--no-open")
    assert told.code == 0
    assert "fairport: not built yet" in told.out
    assert told.out.splitlines()[-1].endswith("start.ipynb")
    assert call("author", "bans", "--no-open").code == 1


def test_without_jupyterlab_the_list_is_printed_and_it_says_what_to_do(call, small, monkeypatch):
    monkeypatch.setattr(author, "find_spec", lambda _: None)
    monkeypatch.setattr("bcssp_lib.app.servers.find_spec", lambda _: None)
    told = call("author")
    assert (told.code, "banes: not built yet" in told.out) == (1, True)
    assert "JupyterLab is not installed" in " ".join(told.err.split())
    assert "bcssp send AREA SECTION" in " ".join(told.err.split())


def test_a_period_is_begun_with_the_words_of_the_one_before(found):
    page = StartPage(found.project)
    page.period.value, page.area.value = "2024-25", "banes"
    press(page, page.begin.click)
    assert "Carried over: " in page.said.value
    (carried,) = list_author_files(found.project, ("banes",), "2024-25", "police")
    assert "282 reports" in carried.narrative.read_text("utf-8")


def test_an_earlier_version_of_a_text_is_put_back(found):
    page = StartPage(found.project)
    page.area.value = "banes"
    assert page.restore.disabled
    found.write_blocks([replace(block, text="Other words.") for block in found.read_blocks()])
    page.read()
    ((words, (_, version)),) = page.versions.options
    assert words.startswith(f"{found.section.title}: version {version}, overwritten ")
    assert not page.restore.disabled
    press(page, page.restore.click)
    assert "is in place again" in page.said.value
    assert "282 reports" in found.narrative.read_text("utf-8")


def test_a_section_is_signed_as_the_command_does(found):
    page = StartPage(found.project)
    page.area.value = "fairport"
    assert page.sign.disabled, "it is not built"
    page.area.value = "banes"
    words, name = page.unsigned.options[0]
    assert words == f"{found.section.title}: not signed"
    page.unsigned.value = name
    press(page, page.sign.click)
    assert "Write your name or role first" in page.said.value
    page.signer.value = "Independent Chair"
    press(page, page.sign.click)
    assert "police: signed by Independent Chair on " in page.said.value
    assert page.unsigned.value == "police", "it stays chosen"
    assert "signed by Independent Chair" in page.unsigned.options[0][0]
    assert "by: Independent Chair" in found.narrative.with_suffix(".review.yaml").read_text("utf-8")
    page.signer.value = "someone@example.org"
    press(page, page.sign.click)
    assert "A signature is a name or a role" in page.said.value
