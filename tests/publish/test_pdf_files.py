"""What a machine can check of PDF/UA, by the numbers of the Matterhorn Protocol."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject

from bcssp_lib.publish.pdf_files import find_tags, list_kids
from bcssp_lib.publish.publication import render_pdf
from tests.publish.texts import small_report

SHOWS = {b"Tj", b"TJ", b"'", b'"', b"Do", b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"sh"}
TABLE = (
    "<table><caption>Reports</caption><thead><tr><th>What</th><th>Now</th></tr></thead><tbody>"
    "<tr><th scope='row'>Missing</th><td>282</td></tr></tbody></table>"
)


@pytest.fixture(
    scope="module",
    params=[
        "banes",
        pytest.param(
            "banes_book",
            marks=[
                pytest.mark.quarto,
                pytest.mark.skipif(not shutil.which("quarto"), reason="Quarto is not installed"),
            ],
        ),
    ],
)
def reader(request: pytest.FixtureRequest) -> PdfReader:
    folder = request.getfixturevalue(request.param) / "publication"
    return PdfReader(folder / ("book/report.pdf" if "book" in request.param else "report.pdf"))


def tags(reader: PdfReader, kind: str) -> list[Any]:
    return list(find_tags(reader.root_object["/StructTreeRoot"], kind))


def objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    size: Any = reader.trailer["/Size"]
    found = (reader.get_object(number) for number in range(1, size))
    return (each for each in found if isinstance(each, DictionaryObject))


def test_06_and_07_it_names_itself_its_title_and_its_standard(reader):
    xmp = reader.xmp_metadata
    assert xmp is not None
    metadata = xmp.stream.get_data()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert b"<dc:title>" in metadata
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title
    assert re.match("area: .+; period: .+; edition: ", reader.metadata.subject)


def test_01_and_11_it_is_tagged_and_says_its_language(reader):
    assert reader.root_object["/MarkInfo"] == {"/Marked": True, "/Suspects": False}
    assert reader.root_object["/Lang"] == "en-GB"
    roles = reader.root_object["/StructTreeRoot"].get("/RoleMap", {})
    assert set(roles.values()) <= {"/P", "/Part", "/Span"}, "other tags stand for standard ones"


def test_01_nothing_is_painted_but_what_is_tagged_or_an_artifact(reader):
    for number, page in enumerate(reader.pages, start=1):
        depth = 0
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"BDC", b"BMC"):
                depth += 1
                tagged = operands[0] == "/Artifact" or "/MCID" in operands[1]
                assert tagged or depth > 1, (number, operands)
            depth -= operator == b"EMC"
            assert depth or operator not in SHOWS, (number, operands)


def test_13_every_figure_has_words(reader):
    figures = tags(reader, "/Figure")
    assert len(figures) > 3
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)


def test_14_headings_begin_with_the_first_level_and_leave_none_out(reader):
    levels = [int(kind[2:]) for kind in kinds(reader.root_object["/StructTreeRoot"])
              if re.fullmatch(r"/H\d", kind)]  # fmt: skip
    assert levels[0] == 1
    assert all(now - before <= 1 for before, now in pairwise(levels))
    assert tags(reader, "/H") == []


def kinds(element: Any) -> Iterator[str]:
    for kid in list_kids(element):
        yield kid["/S"]
        yield from kinds(kid)


def test_15_tables_have_headers_of_columns_and_rows_with_their_scope(reader):
    tables = tags(reader, "/Table")
    assert len(tables) > 5
    for table in tables:
        (head,) = find_tags(table, "/THead")
        columns = list(find_tags(head, "/TH"))
        assert {scope(cell) for cell in columns} == {"/Column"}
        for row in find_tags(next(find_tags(table, "/TBody")), "/TR"):
            cells = list(list_kids(row))
            assert len(cells) in (1, len(columns))
            if any(find_tags(table, "/Caption")) and len(cells) > 1:
                assert (cells[0]["/S"], scope(cells[0])) == ("/TH", "/Row")
                assert {cell["/S"] for cell in cells[1:]} == {"/TD"}


def scope(cell: Any) -> str:
    found = cell["/A"].get_object()
    scopes = [each.get_object().get("/Scope", "") for each in found]
    return next(filter(None, scopes), "")


def test_16_lists_are_made_of_items_with_a_body(reader):
    for item in tags(reader, "/LI"):
        assert [kid["/S"] for kid in list_kids(item)][-1] == "/LBody"


def test_28_links_have_words_and_pages_an_order_for_the_tabulator(reader):
    pages = [page for page in reader.pages if "/Annots" in page]
    assert pages
    for page in pages:
        assert page["/Tabs"] == "/S"
        for annotation in page["/Annots"]:
            assert str(annotation.get_object().get("/Contents", "")).strip()


def test_31_fonts_are_in_the_file_with_the_letters_of_their_glyphs(reader):
    fonts = [each for each in objects(reader) if each.get("/Type") == "/Font"]
    whole = [each for each in fonts if each["/Subtype"] == "/Type0"]
    assert whole
    assert all("/ToUnicode" in font for font in whole)
    for font in fonts:
        if font not in whole:
            described = font["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)


def test_a_long_report_has_bookmarks(reader):
    assert len(reader.outline) > 5


def test_the_names_of_rows_are_headers_but_not_in_a_table_of_an_author(tmp_path: Path):
    text = f"# Police\n\n{TABLE}\n\n| One | Two |\n|---|---|\n| three | four |\n"
    made = PdfReader(render_pdf(small_report(text), tmp_path))
    generated, own = tags(made, "/Table")
    assert [cell["/S"] for cell in find_tags(generated, "/TH")] == ["/TH"] * 3
    assert len(list(find_tags(own, "/TH"))) == 2
