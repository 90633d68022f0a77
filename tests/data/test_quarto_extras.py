"""params/quarto/: what is added to Quarto's project, and what is refused by name and line."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from bcssp_lib.data.quarto_extras import NO_EXTRAS, QuartoExtras, read_quarto_extras
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.model.person_data import NOTHING_ALLOWED


def read(folder: Path) -> QuartoExtras:
    return read_quarto_extras(Project(folder), "banes", ("banes", "bristol"), NOTHING_ALLOWED)


def give(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / "params/quarto" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def problems(folder: Path) -> list[str]:
    with pytest.raises(InputProblemsError) as refused:
        read(folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_project_without_the_folder_adds_nothing(tmp_path):
    assert read(tmp_path) == NO_EXTRAS
    assert not NO_EXTRAS.needs_quarto


def test_the_areas_own_files_come_on_top_of_those_of_all(tmp_path):
    give(tmp_path, "_quarto.yml", "book: {site-url: 'https://a.example', repo-url: x}\n")
    give(tmp_path, "banes/_quarto.yml", "book: {repo-url: y}\nformat: {html: {toc-depth: 2}}\n")
    give(tmp_path, "before/b-welcome.md", "# Welcome\n")
    give(tmp_path, "banes/before/a-first.md", "# First\n")
    give(tmp_path, "banes/before/b-welcome.md", "# Welcome to us\n")
    give(tmp_path, "after/end.md", "# End\n")
    give(tmp_path, "bristol/after/other.md", "# Another's\n")
    give(tmp_path, "wide.scss", "/*-- scss:defaults --*/\n$a: 1;\n")
    extras = read(tmp_path)
    assert extras.settings == {
        "book": {"site-url": "https://a.example", "repo-url": "y"},
        "format": {"html": {"toc-depth": 2}},
    }
    pages = sorted(extras.before.items())
    assert pages == [("a-first", "# First\n"), ("b-welcome", "# Welcome to us\n")]
    assert list(extras.after) == ["end"]
    assert extras.styles == {"wide.scss": "/*-- scss:defaults --*/\n$a: 1;\n"}
    assert extras.needs_quarto


def test_settings_that_are_the_toolkits_own_are_refused_by_name_and_line(tmp_path):
    give(
        tmp_path,
        "_quarto.yml",
        "project:\n  output-dir: _site\nbook:\n  chapters: [a.qmd]\nformat:\n  docx:\n"
        "    reference-doc: x.docx\n",
    )
    told = problems(tmp_path)
    assert len(told) == 3
    for line, name in ((2, "project.output-dir"), (4, "book.chapters"), (7, "format.docx.refer")):
        assert any(f"_quarto.yml:{line}" in one and f"'{name}" in one for one in told), told


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("book:\n  title: [a\n", 3, "this is not YAML"),
        ("format:\n  pdf: default\n", 2, "found the format 'pdf: 'default''"),
        ("format:\n  html: default\n", 2, "settings under html, typst, docx"),
        ("book: x\n", 1, "a mapping of settings"),
        ("- a\n", 1, "the file holds no mapping"),
        ("project:\n  pre-render: evil.py\n", 2, "nothing runs but Quarto"),
    ],
)
def test_a_file_of_settings_that_cannot_be_used_is_told_with_its_line(tmp_path, text, line, told):
    give(tmp_path, "_quarto.yml", text)
    (problem,) = problems(tmp_path)
    assert f"params/quarto/_quarto.yml:{line}" in problem
    assert told in problem


@pytest.mark.parametrize("name", ["quarto.yml", "before/a.qmd", "extra/a.md", "banes/x/a.md"])
def test_what_nothing_reads_is_told_by_name(tmp_path, name):
    give(tmp_path, name, "x: 1\n")
    (problem,) = problems(tmp_path)
    assert "nothing reads this" in problem


@pytest.mark.parametrize(
    "text", ["Words.\n", "## Welcome\n", "#Welcome\n", "---\nx: 1\n---\nNo.\n"]
)
def test_a_page_without_a_title_is_told_by_name_with_what_to_do(tmp_path, text):
    give(tmp_path, "before/05-welcome.md", text)
    (problem,) = problems(tmp_path)
    assert "before/05-welcome.md" in problem
    assert "'# Its title' as its first line" in problem


def test_settings_may_precede_the_title_of_a_page(tmp_path):
    give(tmp_path, "after/end.md", "---\nauthor: Us\n---\n\n# The end\n")
    assert list(read(tmp_path).after) == ["end"]


def test_extensions_are_read_file_by_file_and_the_areas_own_counts(tmp_path):
    give(tmp_path, "_extensions/greet/_extension.yml", "title: Greet\n")
    give(tmp_path, "_extensions/greet/greet.lua", "-- all\n")
    give(tmp_path, "banes/_extensions/greet/greet.lua", "-- ours\n")
    give(tmp_path, "banes/_extensions/acme/logo/mark.bin", b"\xff\x00")
    give(tmp_path, "banes/_extensions/acme/logo/_extension.yml", "title: Logo\n")
    give(tmp_path, "banes/_quarto.yml", "filters: [greet, acme/logo]\n")
    extras = read(tmp_path)
    assert extras.extensions == {
        "acme/logo/_extension.yml": b"title: Logo\n",
        "greet/_extension.yml": b"title: Greet\n",
        "greet/greet.lua": b"-- ours\n",
        "acme/logo/mark.bin": b"\xff\x00",
    }
    assert extras.settings == {"filters": ["greet", "acme/logo"]}
    assert extras.needs_quarto


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("_extensions/greet.lua", "-- x\n", "a folder for each extension"),
        ("_extensions/bcssp/book.scss", "$a: 1;\n", "'bcssp' is the toolkit's own extension"),
        ("_extensions/acme/bcssp/a.scss", "$a: 1;\n", "'bcssp' is the toolkit's own extension"),
        ("_extensions/greet/_extension.yml", "title: [a\n", "this is not YAML"),
        ("_extensions/greet/a.md", "Ring Ann on 07700 900123.\n", "greet/a.md:1"),
        ("_quarto.yml", "filters: [evil.lua]\n", "'filters' names 'evil.lua', and no extension"),
        ("_quarto.yml", "filters: [{path: evil.lua}]\n", "no extension here is called so"),
    ],
)
def test_an_extension_that_cannot_be_used_is_told_by_name(tmp_path, name, text, told):
    give(tmp_path, name, text)
    (problem,) = problems(tmp_path)
    assert told in problem


def test_styles_that_quarto_would_not_read_are_told_by_name(tmp_path):
    give(tmp_path, "wide.scss", "/*-- scss:rules --*/ p { color: red; }\n")
    (problem,) = problems(tmp_path)
    assert "wide.scss: no line of it begins a layer" in problem


def test_partials_are_read_where_a_format_names_them_and_the_areas_own_counts(tmp_path):
    give(tmp_path, "title-block.html", "<h1>$title$</h1>\n")
    give(tmp_path, "page.typ", "// all\n")
    give(tmp_path, "banes/page.typ", "// ours\n")
    give(
        tmp_path,
        "_quarto.yml",
        "format: {html: {template-partials: [title-block.html]}, "
        "typst: {template-partials: page.typ}}\n",
    )
    extras = read(tmp_path)
    assert extras.partials == {"title-block.html": "<h1>$title$</h1>\n", "page.typ": "// ours\n"}
    assert extras.needs_quarto


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("toc.html", "<nav></nav>\n", "toc.html: no 'template-partials' in _quarto.yml names it"),
        ("banes/toc.html", "<nav></nav>\n", "banes/toc.html: no 'template-partials'"),
        ("typst-show.typ", "// x\n", "puts the name and the mark of the report on each page"),
        ("_quarto.yml", "format: {html: {template-partials: [a.html]}}\n", "names 'a.html', and"),
        ("_quarto.yml", "format: {typst: {template-partials: [{a: b}]}}\n", "names \"{'a': 'b'}\""),
        ("_quarto.yml", "format: {docx: {template-partials: [a.xml]}}\n", "Word has none"),
    ],
)
def test_a_partial_that_cannot_be_used_is_told_by_name(tmp_path, name, text, told):
    give(tmp_path, name, text)
    (problem,) = problems(tmp_path)
    assert told in problem


def test_a_page_that_holds_something_of_a_person_is_refused_with_its_line(tmp_path):
    give(tmp_path, "before/a.md", "# Welcome\n\nRing Ann on 07700 900123.\n")
    (problem,) = problems(tmp_path)
    assert "before/a.md:3" in problem


def test_a_template_of_word_is_read_and_what_is_none_is_refused_by_name(tmp_path):
    made = io.BytesIO()
    docx.Document().save(made)
    give(tmp_path, "reference.docx", made.getvalue())
    extras = read(tmp_path)
    assert extras.reference == made.getvalue()
    assert not extras.needs_quarto
    for wrong in (b"", b"no", b"PK\x03\x04", made.getvalue()[:400]):
        give(tmp_path, "banes/reference.docx", wrong)
        (problem,) = problems(tmp_path)
        assert "banes/reference.docx" in problem
        assert "this is no Word document" in problem
