"""The publication, with Quarto and without: the same figures in every file, or none at all."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
import yaml
from bs4 import Tag
from pypdf import PdfReader

from bcssp_lib.build.build import build
from bcssp_lib.build.plan import ReportOutcome
from bcssp_lib.build.request import Options, Request
from bcssp_lib.data.quarto_extras import QuartoExtras
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import RenderError, SyntheticFiguresError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.publish import publication
from bcssp_lib.publish.publication import render_pdf, render_publication, render_word
from tests.projects import Quiet, bcssp, leftovers
from tests.publish.texts import (
    html_tables,
    page,
    pdf_alternatives,
    pdf_pages,
    pdf_text,
    quarto_is,
    small_report,
    squeezed,
    word_alternatives,
    word_headers,
    word_paragraphs,
    word_tables,
    words,
)
from tests.report.conftest import alternatives

QUARTO = shutil.which("quarto")
RUNNING_HEAD = "Technical annex 2023-24, B&NES Community Safety and Safeguarding Partnership"
TOLD = "A triangle in the lower left corner."
MADE_UP = "Synthetic figures: made up, not for publication"

needs_quarto = [
    pytest.mark.quarto,
    pytest.mark.skipif(QUARTO is None, reason="the Quarto program is not installed"),
]
both_engines = pytest.mark.parametrize(
    "engine", ["plain", pytest.param("Quarto", marks=needs_quarto)]
)


@pytest.fixture
def files(request: pytest.FixtureRequest, engine: str) -> dict[str, Path]:
    """The files of the annex of B&NES, which has all figures, and its review copy."""
    if engine == "plain":
        report = request.getfixturevalue("banes_annex")
        folder = report / "publication-annex"
    else:
        report = request.getfixturevalue("banes_annex_book")
        folder = report / "publication-annex/book"
    return {
        "review": report / "review-annex/report.html",
        "manifest": report / "publication-annex/manifest.json",
        "PDF": folder / "report.pdf",
        "Word": folder / "report.docx",
    }


@pytest.fixture
def facts(files: dict[str, Path]) -> list[dict[str, str]]:
    """The facts with a value, as the manifest next to the files holds them."""
    listed = json.loads(files["manifest"].read_text("utf-8"))["facts"]
    found = [item for item in listed if item["value"]["amount"] is not None]
    assert len(found) > 50
    return found


def published(
    project: Project, area: str, quarto: Path | None, *, allow_synthetic: bool = False
) -> ReportOutcome:
    """Publish the report of one area, with this Quarto or with none."""
    options = Options(jobs=1, publish=True, allow_synthetic=allow_synthetic)
    with quarto_is(quarto):
        (outcome,) = build(project, Request((area,), ("2023-24",)), options, Quiet())
    return outcome


@both_engines
def test_the_pdf_is_tagged_in_british_english_and_its_pictures_have_alternative_text(files):
    catalog = PdfReader(files["PDF"]).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en-GB"
    told = alternatives(page(files["review"]))
    assert len(told) > 3
    assert [squeezed(alternative) for alternative in pdf_alternatives(files["PDF"])] == [
        squeezed(one) for one in told
    ]


def test_the_pdf_without_quarto_says_that_it_keeps_the_rules_of_pdf_ua(banes):
    metadata = PdfReader(banes / "publication/report.pdf").xmp_metadata
    assert metadata is not None
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata.stream.get_data()


@both_engines
def test_the_word_document_opens_with_its_alternative_texts(files):
    told = [squeezed(alternative) for alternative in alternatives(page(files["review"]))]
    assert [squeezed(alternative) for alternative in word_alternatives(files["Word"])] == told


NO_SIGNS = re.compile(r"[;.]")


@both_engines
def test_every_table_of_the_review_copy_is_in_the_word_document_cell_by_cell(files):
    review = page(files["review"])
    wanted, shown = html_tables(review), word_tables(files["Word"])
    assert len(wanted) > 20
    assert len(shown) == len(wanted)
    for table, in_review, in_word in zip(review("table"), wanted, shown, strict=True):
        if "entries" not in table.get("class", []):
            assert in_word == in_review
            continue
        # Texts of a register are below each other; parts of one are points of a list.
        for row, cells in zip(in_word, in_review, strict=True):
            said = NO_SIGNS.sub("", "".join(row)).casefold()
            assert all(NO_SIGNS.sub("", cell).casefold() in said for cell in cells)


@both_engines
def test_the_word_document_has_the_same_headings(files):
    document = docx.Document(str(files["Word"]))
    found = [
        paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"
    ]
    chapters = [words(one) for one in page(files["review"]).main("h2")]
    assert found[-len(chapters) :] == chapters


@both_engines
def test_every_known_figure_is_in_the_review_copy_the_pdf_and_the_word_document(files, facts):
    review, pdf = page(files["review"]), pdf_text(files["PDF"], RUNNING_HEAD)
    anchors = {one["id"]: one for one in review(id=True)}
    (table,) = [one for one in word_tables(files["Word"]) if one[0][::4] == ["Fact", "Name"]]
    listed = {row[-1]: row for row in table}
    for fact in facts:
        anchor = f"fact-{fact['section']}-{fact['name']}".replace("_", "-")
        shown = anchors[anchor].find_parent("tr")("td")[0]
        assert squeezed(shown.get_text()) == squeezed(fact["text"]), fact["name"]
        in_word = listed[f"{fact['section']}.{fact['name']}"]
        assert in_word[1] == squeezed(fact["text"]), fact["name"]
        assert squeezed(fact["title"] + fact["text"] + fact["period"]) in pdf, fact["name"]


@both_engines
def test_every_sentence_with_a_figure_reads_the_same_in_all_files(files):
    review, pdf = page(files["review"]), pdf_text(files["PDF"], RUNNING_HEAD)
    word = word_paragraphs(files["Word"])
    sentences = {
        squeezed(link.find_parent(["p", "li"]).get_text()) for link in review("a", class_="fact")
    }
    assert len(sentences) > 30
    assert [sentence for sentence in sentences if sentence not in pdf] == []
    assert sentences - word == set()


def pages_of_book(report: Path) -> list[Path]:
    """The pages of a book in the order of reading, the first one first."""
    folder = report / "publication"
    settings = yaml.safe_load((folder / "_quarto.yml").read_text("utf-8"))
    return [folder / "book" / f"{Path(one).stem}.html" for one in settings["book"]["chapters"]]


def list_facts(part: Tag) -> list[tuple[str, str]]:
    """The facts that a part of a page names, with what it says of them."""
    return [(one["data-fact"], squeezed(one.get_text())) for one in part("span", class_="fact")]


@pytest.mark.quarto
def test_the_books_pages_hold_the_same_facts_and_tables_as_the_page_without_quarto(
    banes, banes_book
):
    alone = page(banes / "publication/report.html")
    pages = [page(one) for one in pages_of_book(banes_book)]
    facts = [each for one in pages for each in list_facts(one.main)]
    assert len(facts) > 50
    assert facts == list_facts(alone.main)
    assert [table for one in pages for table in html_tables(one)] == html_tables(alone)


@pytest.mark.quarto
def test_links_of_the_book_lead_to_what_they_name(banes_book):
    pages = {one.name: page(one) for one in pages_of_book(banes_book)}
    led = 0
    for name, one in pages.items():
        for link in one.main("a", href=re.compile("#")):
            target, _, anchor = link["href"].removeprefix("./").partition("#")
            found = pages[target or name].find_all(id=anchor)
            assert len(found) == 1, (name, link["href"])
            led += bool(target)
    assert led > 5


@pytest.mark.quarto
def test_the_first_page_of_the_book_offers_the_other_files(banes_book):
    first = banes_book / "publication/book/index.html"
    files = [link["href"] for link in page(first).find(class_="downloads")("a")]
    assert files == ["report.pdf", "report.docx", "tables.xlsx", "tables.ods", "figures.csv"]
    assert all(first.with_name(name).is_file() for name in files)


def test_the_page_without_quarto_is_for_the_public(banes):
    html = (banes / "publication/report.html").read_text("utf-8")
    assert "Review copy" not in html
    assert "not for publication" not in html
    assert not page(banes / "publication/report.html")("a", class_="fact")


@pytest.mark.quarto
def test_every_page_of_the_book_is_british_english_and_its_pictures_have_alternative_text(
    banes_book,
):
    pages = pages_of_book(banes_book)
    told = []
    for one in map(page, pages):
        assert one.html["lang"] == "en-GB"
        told += [picture["alt"] for picture in one.main("img")]
        told += [chart["aria-label"] for chart in one.main("svg", class_="chart")]
    assert len(told) > 10
    assert all(len(words) > 40 for words in told)


@pytest.mark.quarto
def test_the_books_project_can_be_previewed_as_any_other(banes_book):
    folder = banes_book / "publication"
    assert (folder / "_quarto.yml").is_file()
    assert (folder / "index.qmd").is_file()
    assert len(list(folder.glob("*.qmd"))) == len(pages_of_book(banes_book))


@both_engines
def test_real_figures_are_nowhere_called_made_up(files):
    for one in pdf_pages(files["PDF"]):
        assert MADE_UP not in one
        assert "SYNTHETIC" not in one
    assert not any("Synthetic" in header for header in word_headers(files["Word"]))


def test_made_up_figures_are_not_published(small_built):
    with pytest.raises(SyntheticFiguresError, match="Fairport are made up"):
        published(small_built, "fairport", None)
    assert not (small_built.reports / "fairport/2023-24/publication").exists()


def test_the_command_says_why_made_up_figures_are_not_published(small_built):
    done = bcssp(small_built, "build", "fairport", "--publish")
    assert done.returncode == 1
    told = " ".join((done.stdout + done.stderr).split())
    assert "Synthetic figures cannot be published" in told
    assert "--allow-synthetic" in told
    assert "Traceback" not in told
    assert not (small_built.reports / "fairport/2023-24/publication").exists()


def test_made_up_figures_that_are_allowed_are_watermarked_on_every_page(made_up):
    pages = pdf_pages(made_up / "publication/report.pdf")
    assert len(pages) > 2
    assert [number for number, one in enumerate(pages, 1) if MADE_UP not in one] == []
    (header,) = word_headers(made_up / "publication/report.docx")
    assert header.endswith(f"\t{MADE_UP}")


@pytest.mark.quarto
@pytest.mark.skipif(QUARTO is None, reason="the Quarto program is not installed")
def test_made_up_figures_are_watermarked_by_quarto_too(small_built):
    assert QUARTO is not None
    outcome = published(small_built, "fairport", Path(QUARTO), allow_synthetic=True)
    assert outcome.error == ""
    assert outcome.engine == "Quarto"
    made = outcome.publication
    pages = pdf_pages(made["PDF"])
    assert pages
    assert [number for number, one in enumerate(pages, 1) if MADE_UP not in one] == []
    (header,) = word_headers(made["Word"])
    assert header.endswith(f"\t{MADE_UP}")
    book = list(made["HTML"].parent.glob("*.html"))
    assert len(book) == 3
    for one in map(page, book):
        assert "made up" in words(one.main.find(class_="synthetic"))
        assert all(picture["alt"].startswith("Synthetic figures.") for picture in one.main("img"))


def test_without_quarto_the_command_names_the_engines_and_how_to_get_quarto(small_built):
    outcome = published(small_built, "banes", None)
    assert outcome.error == ""
    assert outcome.engine == "Typst (PDF) and pandoc (HTML, Word)"
    assert "pip install quarto-cli" in outcome.advice
    folder = small_built.reports / "banes/2023-24/publication"
    assert {one.parent for one in outcome.publication.values()} == {folder}
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    made = {"report.html", "report.pdf", "report.docx", "tables.xlsx", "tables.ods"}
    assert set(manifest["files"]) == {*made, "figures.csv", "figures.csv-metadata.json"}


Fake = Callable[[str], Path]


@pytest.fixture
def fake_quarto(tmp_path: Path) -> Fake:
    """A program called quarto that does what it is told here."""

    def make(script: str) -> Path:
        program = tmp_path / "bin/quarto"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)
        return program

    return make


HTML_ALONE = "mkdir -p book && echo '<html></html>' > book/index.html"
BROKEN = f"{HTML_ALONE} && echo x > book/report.pdf && echo x > book/report.docx"
TOO_OLD = "echo 1.4.550; exit 1"
LEAVES = "Quarto ended well, but made no"

failing = pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo 'the chapter is bad' >&2; exit 1", "ended with code 1"),
        ("echo 'the chapter is bad' >&2; exit 1", "the chapter is bad"),
        (TOO_OLD, "It is Quarto 1.4.550, which is too old: get 1.9 or later"),
        ("kill -9 $$", "ended with code -9"),
        ("exit 0", f"{LEAVES} HTML"),
        (HTML_ALONE, f"{LEAVES} PDF"),
        (f"{HTML_ALONE} && echo x > book/report.pdf", f"{LEAVES} Word"),
        (BROKEN, "cannot be read"),
    ],
    ids=[
        "fails",
        "last words",
        "too old",
        "killed",
        "makes nothing",
        "no PDF",
        "no Word",
        "broken files",
    ],
)


@failing
@pytest.mark.parametrize("synthetic", [False, True], ids=["real", "synthetic"])
def test_a_quarto_that_fails_or_makes_nothing_is_a_failed_render(
    fake_quarto, tmp_path, script, told, synthetic
):
    folder = tmp_path / "publication"
    folder.mkdir()
    with quarto_is(fake_quarto(script)), pytest.raises(RenderError) as failed:
        render_publication(small_report(synthetic=synthetic), folder)
    assert told in str(failed.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (r"ERROR: no such font\n", "ERROR: no such font"),
        (r"ERROR: It failed.\n\n in a.qmd\n\n", "ERROR: It failed.\n in a.qmd"),
        (r"\033[31mERROR (a.lua:1) not Lua\033[39m\n", "ERROR (a.lua:1) not Lua"),
    ],
)
def test_quartos_own_word_on_a_failure_comes_first(fake_quarto, tmp_path, text, told):
    script = f"printf '{text}Stack trace:\n' >&2; seq 999 >&2; exit 1"
    with quarto_is(fake_quarto(script)), pytest.raises(RenderError) as failed:
        render_publication(small_report(), tmp_path)
    assert str(failed.value).startswith(f"{told}\nQuarto ended with code 1.")
    assert "999" not in str(failed.value)


@pytest.mark.parametrize(
    ("extras", "told"),
    [
        ({"settings": {"format": {"html": {"toc": "perhaps"}}}}, 'Field "toc" has value perhaps'),
        ({"before": {"a": "# A\n\n{{< include no.md >}}\n"}}, "could not find file"),
        ({"before": {"a": "# A\n\n![x](no.svg){fig-alt=x}\n"}}, "file not found"),
        ({"styles": {"a.scss": "/*-- scss:rules --*/\na { color: \n"}}, "Expected expression"),
    ],
    ids=["a setting", "a page", "a picture", "styles"],
)
@pytest.mark.quarto
@pytest.mark.skipif(QUARTO is None, reason="the Quarto program is not installed")
def test_what_quarto_finds_wrong_with_what_was_added_is_told_first(tmp_path, extras, told):
    report = replace(small_report(), extras=QuartoExtras(**extras))
    with pytest.raises(RenderError) as failed:
        render_publication(report, tmp_path)
    first = str(failed.value).partition("Quarto ended")[0]
    assert first.startswith("ERROR")
    assert told in first


@pytest.mark.parametrize("script", ["exit 1", "exit 0"])
def test_nothing_of_a_failed_render_is_put_in_place(small_built, fake_quarto, script):
    report = small_built.reports / "banes/2023-24"
    before = (report / "review/report.html").read_bytes()
    outcome = published(small_built, "banes", fake_quarto(script))
    assert "Quarto ended" in outcome.error
    assert outcome.publication == {}
    assert not (report / "publication").exists()
    assert (report / "review/report.html").read_bytes() == before
    assert leftovers(small_built.reports) == []


def test_a_failed_render_leaves_the_earlier_publication_whole(small_published, fake_quarto):
    folder = small_published.reports / "banes/2023-24/publication"
    before = {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    assert "report.pdf" in before
    outcome = published(small_published, "banes", fake_quarto("mkdir book; exit 1"))
    assert outcome.error
    assert {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()} == before


def test_files_that_were_edited_by_hand_are_kept_aside_and_named(small_published):
    folder = small_published.reports / "banes/2023-24/publication"
    for name in ("report.docx", "report.typ", "notes.md"):
        (folder / name).write_text("mine", "utf-8")
    outcome = published(small_published, "banes", None)
    assert outcome.error == ""
    aside = folder.with_name("publication-edited-1")
    assert f"Your copies are in {aside}." in outcome.advice
    assert "notes.md, report.docx and report.typ" in outcome.advice
    assert {one.name for one in aside.iterdir()} == {"report.docx", "report.typ", "notes.md"}
    assert (aside / "report.docx").read_text("utf-8") == "mine"
    assert (folder / "report.docx").stat().st_size > 1000


def test_settings_of_quarto_that_cannot_be_used_leave_the_earlier_publication(small_published):
    made = small_published.reports / "banes/2023-24/publication/report.pdf"
    before = made.read_bytes()
    wrong = small_published.params / "quarto/_quarto.yml"
    wrong.parent.mkdir()
    wrong.write_text("project:\n  output-dir: elsewhere\n", "utf-8")
    outcome = published(small_published, "banes", None)
    assert "params/quarto/_quarto.yml:2" in outcome.error
    assert "'project.output-dir' is the toolkit's own" in outcome.error
    assert made.read_bytes() == before
    wrong.write_text("book:\n  repo-url: https://example.org\n", "utf-8")
    outcome = published(small_published, "banes", None)
    assert outcome.error == ""
    assert "params/quarto/ are not in this publication" in outcome.advice


CALLOUTS = """# Police

::: {.callout-tip title="Read *on*"}
The annex has more.
:::

::: callout-warning
## Mind this

Figures changed.
:::

::: callout-note
Noted.
:::
"""


@pytest.mark.parametrize("program", [None, pytest.param(QUARTO, marks=needs_quarto)])
def test_a_callout_is_a_box_with_its_title_in_every_format(tmp_path, program):
    with quarto_is(Path(program) if program else None):
        made = render_publication(small_report(CALLOUTS), tmp_path).files
    shown = made["HTML"].parent / ("01_police.html" if program else "report.html")
    boxes = [words(each) for each in page(shown)(class_="advice")]
    assert boxes == [
        "Read *on* The annex has more.", "Mind this Figures changed.", "Note Noted."
    ]  # fmt: skip
    assert "Readon*Theannex" in squeezed("".join(pdf_pages(made["PDF"]))).replace("*on", "on")
    document = docx.Document(str(made["Word"]))
    styles = {each.text: each.style.name for each in document.paragraphs if each.style}
    assert styles["Figures changed."] == styles["Mind this"] == "Box advice-warning"
    assert styles["Noted."] == "Box advice-note"
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert headings == ["Police"]


def counting(name: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have a function of the publication's module counted."""
    calls: list[str] = []
    real = getattr(publication, name)

    def counted(*arguments: object) -> object:
        calls.append(name)
        return real(*arguments)

    monkeypatch.setattr(publication, name, counted)
    return calls


def test_what_is_published_and_unchanged_is_not_rendered_again(small_published, monkeypatch):
    calls = counting("render_pdf", monkeypatch)
    again = published(small_published, "banes", None)
    assert calls == []
    assert again.engine == "Typst (PDF) and pandoc (HTML, Word)"
    again.publication["PDF"].unlink()
    anew = published(small_published, "banes", None)
    assert calls == ["render_pdf"]
    assert anew.publication == again.publication
    assert anew.engine == again.engine


def test_the_pdf_and_the_word_document_are_made_from_a_text_that_is_made_once(
    tmp_path, monkeypatch
):
    calls = counting("plain_html", monkeypatch)
    with quarto_is(None):
        made = render_publication(small_report(), tmp_path)
    assert {"PDF", "Word"} <= made.files.keys()
    assert calls == ["plain_html"]


def test_once_quarto_is_there_it_renders_a_report_once_and_not_while_it_is_unchanged(
    small_published, fake_quarto, tmp_path
):
    plain = published(small_published, "banes", None).publication
    told, kept = tmp_path / "renders", tmp_path / "kept"
    kept.mkdir()
    for kind in ("PDF", "Word"):
        shutil.copy(plain[kind], kept)
    (kept / "search.json").write_text("[]", "utf-8")
    program = fake_quarto(
        f"echo render >> {told}; mkdir -p book; cp {kept}/* book\n"
        "for one in *.qmd; do cp stamp.html book/${one%.qmd}.html; done"
    )
    for _ in range(2):
        outcome = published(small_published, "banes", program)
        assert outcome.error == ""
        assert outcome.engine == "Quarto"
        kinds = {"HTML", "PDF", "Word", "Workbook", "ODS", "CSV", "CSVW"}
        assert set(outcome.publication) == kinds
        assert told.read_text("utf-8").splitlines() == ["render"]
    assert published(small_published, "banes", None).engine == "Typst (PDF) and pandoc (HTML, Word)"


def test_the_command_ends_with_1_where_quarto_fails(small_built, fake_quarto):
    program = fake_quarto("echo 'the chapter is bad' >&2; exit 1")
    done = bcssp(small_built, "build", "banes", "--publish", quarto=program)
    assert done.returncode == 1
    told = " ".join((done.stdout + done.stderr).split())
    assert "Quarto ended with code 1" in told
    assert "the chapter is bad" in told
    assert "Traceback" not in told


def test_the_pdf_without_quarto_carries_the_stamp_of_its_report(tmp_path):
    report = replace(small_report(), report=ReportId("x", parse_period("2021-22"), "z"))
    with quarto_is(None):
        made = render_publication(report, tmp_path)
    subject = PdfReader(made.files["PDF"]).metadata.subject
    assert " ".join(subject.split()) == "area: x; period: 2021-22; edition: z"


def picture(alternative: str) -> str:
    return f'# Police\n\n![Title](figures/one){{.chart alt="{alternative}"}}\n'


def test_a_picture_with_alternative_text_keeps_it_in_both_files(tmp_path):
    report = small_report(picture(TOLD))
    assert pdf_alternatives(render_pdf(report, tmp_path)) == [TOLD]
    assert word_alternatives(render_word(report, tmp_path)) == [TOLD]


@pytest.mark.parametrize(
    "markdown",
    ["![](figures/one)", '![](figures/one){alt=""}', '<img src="figures/one.svg">'],
    ids=["no words", "empty words", "raw HTML"],
)
def test_a_picture_without_alternative_text_is_refused_by_typst(tmp_path, markdown):
    with pytest.raises(RenderError, match="Typst could not make the PDF") as refused:
        render_pdf(small_report(f"# Police\n\n{markdown}\n"), tmp_path)
    assert "alt" in str(refused.value)
    assert not (tmp_path / "report.pdf").exists()


@pytest.mark.parametrize(
    "text",
    [
        'Quotes " and \\ strokes', "#set page(width: 1pt)", "$x$ and £5 & 5% _not_ *so* @here",
        "#eval(\"1 + 1\")", "<label> // no comment", "café – “naïve” −5 ½",
    ],
)  # fmt: skip
def test_what_means_something_to_typst_is_shown_as_it_stands(tmp_path, text):
    shown = text.replace("\\", "\\\\").replace("*", r"\*").replace("_", r"\_")
    shown = shown.replace("<", r"\<").replace("#", r"\#").replace('"', r"\"").replace("$", r"\$")
    found = " ".join(
        " ".join(pdf_pages(render_pdf(small_report(f"# P\n\n{shown}\n"), tmp_path))).split()
    )
    assert text in found


def test_alternative_text_with_quotes_and_strokes_is_kept(tmp_path):
    told = "It says 'yes' \\ and #no $5"
    report = small_report(picture(told.replace("\\", "\\\\")))
    assert pdf_alternatives(render_pdf(report, tmp_path)) == [told]


def test_a_picture_that_is_not_there_is_refused_and_named(tmp_path):
    for render in (render_pdf, render_word):
        with pytest.raises(RenderError, match="nowhere"):
            render(small_report("# P\n\n![A map](nowhere.png)\n"), tmp_path)


def test_no_source_or_half_made_file_is_left_for_readers_beside_the_pdf_and_word(tmp_path):
    render_pdf(small_report(), tmp_path)
    render_word(small_report(), tmp_path)
    left = {one.name for one in tmp_path.iterdir()}
    assert {"report.pdf", "report.docx"} <= left
    assert left <= {"report.pdf", "report.docx", "report.typ", "house_style.typ", "figures"}


@pytest.mark.parametrize("synthetic", [True, False])
def test_every_page_of_a_pdf_tells_of_made_up_figures_and_of_no_others(tmp_path, synthetic):
    long = "# Police\n\n" + "A line of text.\n\n" * 120
    pages = pdf_pages(render_pdf(small_report(long, synthetic=synthetic), tmp_path))
    assert len(pages) > 2
    assert [synthetic] * len(pages) == ["Synthetic figures" in page for page in pages]


def test_made_up_figures_are_told_of_in_the_text_of_a_word_document_too(tmp_path):
    shown = word_paragraphs(render_word(small_report(synthetic=True), tmp_path))
    assert any("Syntheticfigures:" in one for one in shown)


def test_a_number_in_a_narrow_cell_is_never_broken(tmp_path):
    """As "46.4" on two lines it would be read as 46; a long name may break."""
    cells = (
        "+1,013 (+14.6%)",
        "137.9 to 146.4",
        "3,824 (1,069.2 per 100,000)",
        "police.missing_reports",
    )
    widths = "|".join(["-" * 3] * len(cells) + ["-" * 60])
    table = f"|{'|'.join('abcd')}|e|\n|{widths}|\n|{'|'.join(cells)}|{'words ' * 40}|\n"
    pages = pdf_pages(render_pdf(small_report(f"# P\n\n{table}"), tmp_path))
    lines = [line for page in pages for line in page.splitlines()]
    words = [word for line in lines for word in line.split()]
    assert {"137.9", "146.4", "1,069.2", "100,000)"} <= {word.lstrip("(") for word in words}
    assert any("14.6%)" in word for word in words)
    assert "police.missing_reports" not in words


def test_a_word_of_two_hundred_letters_stays_on_the_page(tmp_path):
    word = "Safeguardingpartnership" * 9
    text = (
        f"# P\n\nA {word} word.\n\n- {word}\n\n| Heading | {word} |\n|---|---|\n| {word} | one |\n"
    )
    path = render_pdf(small_report(text), tmp_path)
    page = PdfReader(path).pages[-1]
    lines = page.extract_text().splitlines()
    assert max(map(len, lines)) < 130
    assert squeezed(page.extract_text()).count(word) == 4
