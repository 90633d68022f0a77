"""Hidden figures planted into each kind of file, in each place where it can hold one."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pytest
import typst
from openpyxl.comments import Comment
from pypdf import PdfReader, PdfWriter

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.hidden_figures import Figure, HiddenFigures
from bcssp_lib.model.period import parse_period
from bcssp_lib.publish.file_passages import read_file
from bcssp_lib.publish.leaks import LeakScan

YEAR = parse_period("2023-24")
GROUP = "Other ethnic group"
SAID = "There were three people of Other ethnic group."
ROWS = (("Ethnic group", "2022-23", "2023-24"), ("White", "40", "50"), (GROUP, "not shown", "3"))
FINE = (*ROWS[:2], (GROUP, "3", "not shown"))


@pytest.fixture
def scan(catalogue: Catalogue) -> LeakScan:
    def figure(amount: int, period: str) -> Figure:
        place = ("data/fairport/equalities.csv", 40)
        return Figure(
            "concerns_by_ethnicity",
            "fairport",
            parse_period(period),
            GROUP,
            Decimal(amount),
            *place,
        )

    figures = HiddenFigures((figure(3, "2023-24"),), (figure(3, "2022-23"),))
    return LeakScan(catalogue, "fairport", YEAR, figures)


def places(scan: LeakScan, path: Path) -> list[str]:
    return [leak.place for leak in scan.find(path.name, read_file(path, scan.concerns))]


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def html_table(rows: tuple[tuple[str, ...], ...]) -> str:
    head, *body = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
    return f"<table><caption>People</caption>{head}{''.join(body)}</table>"


@pytest.mark.parametrize(
    ("html", "place"),
    [
        (f"<p>{SAID}</p>", "sentence “There were … people of Other ethnic group.”"),
        ("<p>Other <em>ethnic</em>\n group:&nbsp;<b>3</b></p>", "sentence “"),
        (html_table(ROWS), "table “People”, row “Other ethnic group”, column “2023-24”"),
        (f'<img alt="{GROUP}: 3">', "attribute alt"),
        (f'<p data-group="{GROUP}" data-count="3">A</p>', "attributes “data-group, data-count”"),
        ('<p data-other-ethnic-group="3">A</p>', "attributes “data-other-ethnic-group”"),
        (f"<meta name='description' content='{GROUP} 3'>", "attribute content"),
        (f"<!-- {GROUP}: 3 -->", "comment “"),
        (f"<script>const a = ['{GROUP}', 3]</script>", "script “"),
        (f"<title>{GROUP}: 3</title>", "sentence “"),
        (f'<svg><text x="1" y="2">{GROUP}: 3</text></svg>', "picture, text “"),
        (
            f'<svg><text x="9" y="2">3</text><text x="1" y="2">{GROUP}</text></svg>',
            "picture, text next to “Other ethnic group”",
        ),
        (f'<svg><title>{GROUP}: 3</title></svg>', "picture, "),
        (f'<svg aria-label="{GROUP}: 3"></svg>', "attribute aria-label"),
    ],
)  # fmt: skip
def test_a_page_is_read_in_full(scan, tmp_path, html, place):
    (found,) = places(scan, written(tmp_path / "a.html", f"<html><body>{html}</body></html>"))
    assert found.startswith(place)


@pytest.mark.parametrize(
    "html",
    [
        html_table(FINE),
        f'<rect width="3" class="{GROUP}">',
        f"<p>{GROUP}</p><p>3</p>",
        f'<svg><text x="90" y="20">3</text><text x="1" y="2">{GROUP}</text></svg>',
    ],
)
def test_what_is_no_leak_on_a_page_is_none(scan, tmp_path, html):
    assert not places(scan, written(tmp_path / "a.html", html))


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"metadata": {"note": f"{GROUP}: 3"}}, "notebook, “metadata"),
        ({"metadata": {"secret": {GROUP: 3}}}, "notebook, “metadata secret"),
        ({"metadata": {"kept": [{"group": GROUP, "year": "2023-24", "n": 3}]}}, "notebook, “"),
        ({"source": f"a = 1\nknown = {{'{GROUP}': 3}}"}, "cell 'a', source, line “"),
        ({"source": f"known = (\n    '{GROUP}',\n    3,\n)"}, "cell 'a', source, line 1"),
        ({"source": f"# {SAID}"}, "cell 'a', source, line “"),
        ({"outputs": [{"data": {"text/html": [html_table(ROWS)]}}]}, "cell 'a', “outputs data"),
        ({"outputs": [{"data": {"x": {"title": "T", "headings": ROWS[0], "rows": ROWS[1:],
                                      "notes": []}}}]}, "cell 'a', table “T”"),
        ({"outputs": [{"data": {"text/plain": [f"{GROUP}: 3"]}}]}, "cell 'a', “outputs"),
        ({"cell": {"tags": [GROUP, "3"]}}, "cell 'a', “metadata tags"),
    ],
)  # fmt: skip
def test_a_notebook_is_read_in_full(scan, tmp_path, part, place):
    cell = {
        "id": "a", "cell_type": "code", "source": part.get("source", ""),
        "outputs": part.get("outputs", []), "metadata": part.get("cell", {}),
    }  # fmt: skip
    notebook = {"cells": [cell], "metadata": part.get("metadata", {})}
    (found,) = places(scan, written(tmp_path / "a.ipynb", json.dumps(notebook)))
    assert found.startswith(place)


def test_a_manifest_is_read_by_its_facts(scan, tmp_path):
    fact = {"name": "x", "title": GROUP, "period": "2023-24", "value": {"amount": "3"}}
    fine = {**fact, "period": "2022-23"}
    for index, (each, leaks) in enumerate(((fact, True), (fine, False))):
        text = f'{{\n"area": "fairport",\n"facts": [\n{json.dumps(each)}\n]\n}}'
        assert bool(places(scan, written(tmp_path / f"{index}.json", text))) == leaks


def word_file(path: Path, plant: str) -> Path:
    document = docx.Document()
    document.add_paragraph("Nothing to see.")
    table = document.add_table(0, 3)
    for row in ROWS if plant == "table" else FINE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    if plant == "paragraph":
        run = document.add_paragraph("There were ").add_run("three")
        run.bold = True
        document.paragraphs[-1].add_run(" people of Other ethnic group.")
    if plant == "header":
        document.sections[0].header.paragraphs[0].text = SAID
    if plant == "comment":
        document.add_comment(document.paragraphs[0].runs, text=SAID)
    if plant == "core":
        document.core_properties.keywords = f"{GROUP}: 3"
    document.save(str(path))
    if plant == "custom":
        add_part(
            path,
            "docProps/custom.xml",
            f'<Properties><property name="{GROUP}" pid="2"><i4>3</i4></property></Properties>',
        )
    if plant == "app":
        add_part(path, "docProps/app2.xml", f"<Properties><A>{GROUP} 3</A></Properties>")
    return path  # fmt: skip


def add_part(path: Path, name: str, text: str) -> None:
    with ZipFile(path, "a") as archive:
        archive.writestr(name, text)


@pytest.mark.parametrize(
    ("plant", "place"),
    [
        ("", ""),
        ("table", "word/document.xml, table “Nothing to see.”, row “Other ethnic group”, column"),
        ("paragraph", "word/document.xml, sentence “There were … people"),
        ("header", "word/header1.xml, sentence “"),
        ("comment", "word/comments.xml, sentence “"),
        ("core", "docProps/core.xml, "),
        ("custom", "docProps/custom.xml, property"),
        ("app", "docProps/app2.xml, "),
    ],
)
def test_a_word_document_is_read_in_full(scan, tmp_path, plant, place):
    found = places(scan, word_file(tmp_path / "a.docx", plant))
    assert len(found) == bool(plant)
    assert all(each.startswith(place) for each in found)


def workbook_file(path: Path, plant: str) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "People", "Fairport, 2023-24."
    for row in ROWS if plant == "cell" else FINE:
        sheet.append([int(cell) if cell.isdigit() else cell for cell in row])
    if plant == "hidden":
        hidden = book.create_sheet("Kept")
        hidden.sheet_state = "hidden"
        for row in ROWS:
            hidden.append(row)
    if plant == "text":
        sheet["A1"] = SAID
    if plant == "comment":
        sheet["A3"].comment = Comment(f"{GROUP}: 3", "A. N. Analyst")
    if plant == "property":
        book.properties.description = f"{GROUP}: 3"
    if plant == "name":
        book.create_sheet("Other ethnic group 3")
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("plant", "place"),
    [
        ("", ""),
        ("cell", "xl/worksheets/sheet1.xml, table “People”, row “Other ethnic group”, column"),
        ("hidden", "xl/worksheets/sheet2.xml, table"),
        ("text", "xl/worksheets/sheet1.xml, text “"),
        ("comment", "xl/comments/comment1.xml, "),
        ("property", "docProps/core.xml, "),
        ("name", "xl/workbook.xml, sheet"),
    ],
)
def test_a_workbook_is_read_in_full(scan, tmp_path, plant, place):
    found = places(scan, workbook_file(tmp_path / "a.xlsx", plant))
    assert len(found) == bool(plant)
    assert all(each.startswith(place) for each in found)


def pdf_file(path: Path, plant: str) -> Path:
    rows = ROWS if plant == "table" else FINE
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    alternative = SAID if plant == "alternative" else "A square"
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
    source = (
        f'#set document(title: "{SAID if plant == "title" else "People"}")\n'
        f"= {'Other ethnic group: 3' if plant == 'heading' else 'People'}\n"
        f"{SAID if plant == 'page' else 'Nothing to see.'}\n"
        f'#image(bytes("{svg}"), format: "svg", alt: "{alternative}")\n'
        f"#table(columns: 3, {cells})\n"
    )
    content = typst.compile(source.encode())
    if plant == "property":
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
        writer.add_metadata({"/Keywords": f"{GROUP}: 3"})
        writer.write(path)
    else:
        path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("plant", "place"),
    [
        ("", ""),
        ("title", "property Title “"),
        ("property", "property Keywords “"),
        ("heading", "words of a picture or bookmark “"),
        ("alternative", "words of a picture or bookmark “"),
        ("page", "page 1, line “"),
    ],
)
def test_a_pdf_is_read_in_full(scan, tmp_path, plant, place):
    found = places(scan, pdf_file(tmp_path / "a.pdf", plant))
    assert len(found) == bool(plant)
    assert all(each.startswith(place) for each in found)


def test_quartos_pages_and_its_index_of_words_are_read(scan, tmp_path):
    page = f"# People\n\nSome words.\n\n```{{=html}}\n{html_table(ROWS)}\n```\n"
    assert places(scan, written(tmp_path / "a.qmd", page))
    assert not places(scan, written(tmp_path / "b.qmd", page.replace(html_table(ROWS), "")))
    assert places(scan, written(tmp_path / "c.qmd", f"# People\n\n{SAID}\n"))
    for text, leaks in ((f"{GROUP}\n3\n4", False), (f"Words.\n{GROUP}: 3", True)):
        index = json.dumps([{"title": "People", "text": text}])
        assert bool(places(scan, written(tmp_path / "search.json", index))) == leaks


def test_the_source_of_a_pdf_is_read_by_its_tables(scan, tmp_path):
    for index, rows in enumerate((ROWS, FINE)):
        head, *body = [", ".join(f"[{cell}]" for cell in row) for row in rows]
        text = (
            "#figure(\n  align(center)[#table(\n    columns: 3,\n"
            f"    table.header({head},),\n    table.hline(),\n    {', '.join(body)},\n  )]\n"
            "  , caption: [People]\n  , kind: table\n  )\n"
        )
        assert bool(places(scan, written(tmp_path / f"{index}.typ", text))) == (rows is ROWS)
