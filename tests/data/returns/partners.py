"""A partner who fills in a form: in Excel, or in LibreOffice; and taking it back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.importers.importing import ImportRequest, plan_import
from bcssp_lib.data.importers.plan import ImportPlan, store_files
from bcssp_lib.data.loader import Figures, load_figures
from bcssp_lib.data.returns.filling import make_form
from bcssp_lib.data.returns.workbook import ANSWERS, HEADING_ROW, write_form
from bcssp_lib.files.project import Project

AREA, YEAR = "saltmere", "2024-25"
VALUE = f"Answer for {YEAR}"


def send_form(
    project: Project, kind: str, agency: str = "", period: str = YEAR, area: str = AREA
) -> Path:
    """A form, written next to the project."""
    form = make_form(load_catalogue(project), kind, area, period, agency)
    path = project.root.parent / f"{kind}-{agency or 'all'}.xlsx"
    path.write_bytes(write_form(form))
    return path


def headings(sheet: Worksheet) -> dict[str, int]:
    """The columns of a sheet by heading, counted from 1."""
    return {str(cell.value): cell.column for cell in sheet[HEADING_ROW + 1] if cell.value}


def find_row(sheet: Worksheet, *texts: str) -> int:
    """The row below the heading that holds these texts; without any, the first blank one."""
    columns = headings(sheet).values()
    for row in range(HEADING_ROW + 2, sheet.max_row + 1):
        cells = [sheet.cell(row, column).value for column in columns]
        if all(text in cells for text in texts) and (texts or not any(cells)):
            return row
    raise AssertionError(f"no row with {texts}")


def fill(path: Path, answers: Mapping[str | tuple[str, ...], Mapping[str, object]]) -> Path:
    """Fill cells: by what their row holds (a text or several), and by heading.

    Rows of ``("new 1",)`` and the like are blank ones.
    """
    book = openpyxl.load_workbook(path)
    sheet = book[ANSWERS]
    columns = headings(sheet)
    for texts, cells in answers.items():
        named = (texts,) if isinstance(texts, str) else texts
        row = find_row(sheet, *(text for text in named if not text.startswith("new ")))
        for heading, value in cells.items():
            sheet.cell(row, columns[heading]).value = value  # type: ignore[assignment]
    book.save(path)
    return path


def save_in_libreoffice(path: Path, ending: str = "xlsx") -> Path:
    """The workbook as LibreOffice saves it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = path.parent / "resaved"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", ending, "--outdir"]
    subprocess.run([*command, str(folder), str(path)], check=True, timeout=120, capture_output=True)
    return folder / path.with_suffix(f".{ending}").name


def plan(project: Project, path: Path, **options: object) -> ImportPlan:
    """What taking a return would change."""
    request = ImportRequest(path, **options)  # type: ignore[arg-type]
    return plan_import(load_catalogue(project), request)


def take(project: Project, path: Path) -> ImportPlan:
    """Take a return."""
    planned = plan(project, path)
    store_files(project, planned.imported, planned.files)
    return planned


def held(project: Project) -> Figures:
    """What the project holds of the area now."""
    return load_figures(load_catalogue(project), (AREA,))


def returned(project: Project, agency: str) -> dict[str, str]:
    """The figures of an agency for the year, by number of indicator, as data/ has them."""
    catalogue = load_catalogue(project)
    return {
        catalogue.indicators[each.indicator].code: str(
            each.value.amount if each.known else each.value.printed or each.value.reason
        )
        for each in held(project).observations
        if each.category == agency and each.period.label == YEAR
    }


def rows(project: Project, register: str, period: str = YEAR) -> list[dict[str, object]]:
    """The rows of a register for a period."""
    entries = held(project).register(register, AREA)
    return [each.cells for each in entries if each.cells.get("period", period) == period]
