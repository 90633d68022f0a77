"""What of reports needs attention, and the command that each line ends with."""

from __future__ import annotations

import shutil

from bcssp_lib.build.attention import list_attention
from bcssp_lib.build.request import Request
from bcssp_lib.model.report_id import Format
from tests.projects import code, write_notebook

BANES = Request(("banes",))


def items(project, request: Request = BANES) -> dict[str, str]:
    """What needs attention in the first report of a request, and the commands."""
    return {item.what: item.command for item in list_attention(project, request)[0][1]}


def test_a_report_that_is_up_to_date_needs_none(project):
    assert items(project) == {}


def test_one_that_was_never_built_is_to_be_built(project):
    shutil.rmtree(project.reports)
    assert items(project) == {"not built yet": "bcssp build banes -p 2023-24"}


def test_a_failed_section_is_named_once_with_its_error(project, built):
    write_notebook(project.notebooks / "01_police.ipynb", code("facts", "1 / 0"))
    built("banes")
    assert items(project) == {
        "failed: police: cell 'facts': ZeroDivisionError: division by zero": (
            "bcssp debug banes police -p 2023-24"
        )
    }


def test_sections_that_are_out_of_date_are_named_by_the_reason(project):
    (project.params / "ratings.yaml").write_text(
        (project.params / "ratings.yaml").read_text("utf-8") + "\n", "utf-8"
    )
    for name in ("01_police", "02_training"):
        path = project.notebooks / f"{name}.ipynb"
        path.write_text(path.read_text("utf-8").replace("publish(", "publish( "), "utf-8")
    found = items(project)
    assert set(found.values()) == {"bcssp build banes -p 2023-24"}
    assert any(what.startswith("out of date: police (changed since:") for what in found)


def test_a_publication_that_is_out_of_date_is_to_be_published_again(project, built):
    built("banes", publish=True, formats=(Format.PDF,))
    published = project.reports / "banes/2023-24/publication/report.pdf"
    published.write_bytes(b"another")
    (command,) = items(project).values()
    assert command == "bcssp build banes --publish --formats pdf -p 2023-24"


def test_typed_words_and_words_to_confirm_are_told(project, built):
    narrative = project.reports / "banes/2023-24/narrative"
    narrative.mkdir()
    text = "::: {#overview .last-year}\nThere were 282 missing reports.\n:::\n"
    (narrative / "training.md").write_text(text, "utf-8")
    built("banes")
    found = items(project)
    assert "bcssp check banes -p 2023-24" in found.values()
    waiting = next(what for what in found if "training, 1 text" in what)
    assert found[waiting] == "bcssp confirm banes training -p 2023-24"


def test_the_figures_of_a_new_year_are_missing_and_where_that_is_listed(project):
    found = items(project, Request(("banes",), ("2024-25",)))
    assert found == {
        "not built yet": "bcssp build banes -p 2024-25",
        next(what for what in found if what.startswith("missing: ")): (
            "bcssp data status banes -p 2024-25"
        ),
    }


def test_an_edition_is_named_where_the_command_takes_one(project):
    annual = project.params / "editions/annual.yaml"
    shutil.copy(annual, annual.with_name("brief.yaml"))
    found = items(project, Request(("banes",), ("2024-25",), "brief"))
    assert list(found.values()) == [
        "bcssp build banes -p 2024-25 --edition brief",
        "bcssp data status banes -p 2024-25",
    ]


def test_a_file_of_words_that_cannot_be_read_is_the_only_thing_said_of_it(project, built):
    narrative = project.reports / "banes/2023-24/narrative"
    narrative.mkdir()
    (narrative / "training.md").write_text("::: {#overview nonsense}\nWords.\n:::\n", "utf-8")
    built("banes")
    found = items(project)
    assert list(found.values()) == ["bcssp author banes training -p 2023-24"]
    assert next(iter(found)).startswith("stopped: training: reports/banes/2023-24/narrative/")


def test_nor_is_it_said_to_be_out_of_date_where_it_was_never_run(project, built):
    narrative = project.reports / "banes/2022-23/narrative"
    narrative.mkdir(parents=True)
    (narrative / "training.md").write_text("::: {#overview nonsense}\nWords.\n:::\n", "utf-8")
    built("banes", periods=("2022-23",))
    found = items(project, Request(("banes",), ("2022-23",)))
    assert "bcssp author banes training -p 2022-23" in found.values()
    assert not any(what.startswith(("out of date", "failed")) for what in found)
