"""Pictures of authors: pasted in JupyterLab, kept next to the narrative, shown in reports."""

from __future__ import annotations

import base64
import io
import json
import re
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from bcssp_lib.build.authoring import open_working_notebook
from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from bcssp_lib.narrative.author_files import roll_forward
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.pictures import (
    LARGEST_BYTES,
    cell_to_text,
    clean_picture,
    describe_symbol,
    draw_symbol,
    list_symbols,
    name_by_content,
    picture_kind,
    symbol_markdown,
    text_to_cell,
    why_refused,
)
from bcssp_lib.narrative.saving import save
from tests.build.conftest import Watched
from tests.narrative.pictures import (
    PLANTED,
    huge,
    moving,
    paste,
    picture,
    planted_pictures,
    save_picture,
    two_colours,
    with_place,
)
from tests.narrative.test_saving import built, in_file, review
from tests.publish.texts import pdf_alternatives, quarto_is, word_alternatives

TEAL, PINK = picture(), picture("deeppink")


def cells(files):
    notebook = json.loads(files.working.read_text("utf-8"))
    return {one["id"]: one for one in notebook["cells"]}


def test_a_pasted_picture_becomes_a_file_and_comes_back(files):
    name = name_by_content(TEAL)
    paste(files.working, "what-changed", "Look: ![A teal box](attachment:a.png)", a=TEAL)
    assert save(files).changed
    assert files.narrative.read_text("utf-8") == (
        f"::: {{#what-changed}}\nLook: ![A teal box](images/{name})\n:::\n"
    )
    assert (files.pictures / name).read_bytes() == TEAL
    assert not save(files).changed
    open_working_notebook(files.project, "banes", "police", "", Watched())
    cell = cells(files)["what-changed"]
    assert cell["source"] == f"Look: ![A teal box](attachment:{name})"
    assert base64.b64decode(cell["attachments"][name]["image/png"]) == TEAL
    assert not save(files).changed


def test_two_pictures_of_one_name_are_two_files_and_none_is_written_over(files):
    for content in (TEAL, PINK):
        paste(files.working, "what-changed", "![A box](attachment:image.png)", image=content)
        assert save(files).changed
    assert {one.read_bytes() for one in files.pictures.iterdir()} == {TEAL, PINK}
    assert f"images/{name_by_content(PINK)}" in files.narrative.read_text("utf-8")


def test_a_picture_of_an_authors_own_name_keeps_it_until_another_is_pasted(files):
    files.pictures.mkdir(parents=True)
    (files.pictures / "wards.png").write_bytes(TEAL)
    in_file(files, "what-changed", "![The wards](images/wards.png) ![Again](<images/wards.png>)")
    open_working_notebook(files.project, "banes", "police", "", Watched())
    before = files.narrative.read_bytes()
    (files.pictures / "wards.png").write_bytes(PINK)  # a colleague's, meanwhile
    assert not save(files).changed
    assert files.narrative.read_bytes() == before
    assert (files.pictures / "wards.png").read_bytes() == PINK
    paste(files.working, "what-changed", "![The wards](attachment:wards.png)", wards=picture("tan"))
    assert save(files).changed
    assert (files.pictures / "wards.png").read_bytes() == PINK
    assert f"images/{name_by_content(picture('tan'))}" in files.narrative.read_text("utf-8")


def test_reports_show_it_and_describe_it(files):
    paste(files.working, "what-changed", "![A teal box](attachment:a.png)", a=TEAL)
    with quarto_is(None):
        (outcome,) = build(
            files.project, Request(("banes",)), Options(jobs=1, publish=True), Watched()
        )
    assert not outcome.error
    shown = base64.b64encode(clean_picture(TEAL)).decode()
    assert f'src="data:image/png;base64,{shown}" alt="A teal box"' in review(files)
    assert pdf_alternatives(outcome.publication["PDF"]) == ["A teal box"]
    word = outcome.publication["Word"]
    assert word_alternatives(word) == ["A teal box"]
    parts = docx.Document(str(word)).part.package.iter_parts()
    assert clean_picture(TEAL) in [part.blob for part in parts]


def test_nothing_that_goes_with_a_picture_is_in_any_built_file(files):
    """Looked for in the files as they are, and in what they hold compressed or encoded."""
    files.working.unlink()
    files.pictures.mkdir(parents=True)
    planted = {f"p{number}": content for number, content in enumerate(planted_pictures().values())}
    for name, content in planted.items():
        (files.pictures / f"{name}.{picture_kind(content)}").write_bytes(content)
    named = [f"![A box](images/{name}.{picture_kind(one)})" for name, one in planted.items()]
    in_file(files, "what-changed", "\n\n".join(named))
    with quarto_is(None):
        (outcome,) = build(
            files.project, Request(("banes",)), Options(jobs=1, publish=True), Watched()
        )
    assert not outcome.error
    made = [path for path in (files.project.reports / "banes/2023-24").rglob("*") if path.is_file()]
    built_files = [path for path in made if "narrative" not in path.parts]
    assert {".html", ".pdf", ".docx", ".png", ".jpg", ".gif"} <= {one.suffix for one in built_files}
    assert not [path for path in built_files if any(PLANTED in part for part in decoded(path))]


def decoded(path):
    """A file's bytes; those of its data addresses, of its parts, and of its pictures' streams."""
    content = path.read_bytes()
    yield content
    if path.suffix == ".html":
        for data in re.findall(rb"data:image/[a-z]+;base64,([A-Za-z0-9+/=]+)", content):
            yield base64.b64decode(data)
    elif path.suffix in {".docx", ".xlsx"}:
        with ZipFile(path) as archive:
            yield from map(archive.read, archive.namelist())
    elif path.suffix == ".pdf":
        for page in PdfReader(path).pages:
            yield from (image.data for image in page.images)


def test_a_picture_that_was_changed_in_place_is_shown_as_it_is(files):
    files.working.unlink()
    files.pictures.mkdir(parents=True)
    in_file(files, "what-changed", "![The wards](images/wards.png)")
    for content in (TEAL, PINK):
        (files.pictures / "wards.png").write_bytes(content)
        outcome, watched = built(files)
        assert (outcome.error, watched.run) == ("", set())
        assert base64.b64encode(clean_picture(content)).decode() in review(files)


def test_a_new_period_brings_the_pictures_of_its_text(files):
    before = files.project.reports / "banes/2022-23/narrative"
    (before / "images").mkdir(parents=True)
    (before / "images/wards.png").write_bytes(TEAL)
    (before / "police.md").write_text(
        "::: {#what-changed}\n![The wards](images/wards.png)\n:::\n", "utf-8"
    )
    files.working.unlink()
    roll_forward([files])
    assert (files.pictures / "wards.png").read_bytes() == TEAL
    assert not built(files)[0].error


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"I am a text.", "is no PNG, JPEG or GIF; save it as PNG"),
        (b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>", "is no PNG, JPEG or GIF"),
        (TEAL[:-20], "is broken or cut short"),
        (TEAL[:12], "is broken or cut short"),
        (TEAL + b"\0" * LARGEST_BYTES, "has 1,000,077 bytes, and may have 1,000,000"),
        (huge(), "has 30,000 by 20,000 dots"),
        (moving(), "moves, which disturbs readers"),
        (with_place(), "says at which place it was taken"),
        (b"", "is no PNG, JPEG or GIF"),
    ],
    ids=["text", "svg", "cut short", "head", "heavy", "huge", "moving", "place", "empty"],
)
def test_what_may_not_be_shown_is_told_and_the_words_stay(files, content, told):
    paste(files.working, "what-changed", "Ours. ![A box](attachment:a.png)", a=content)
    before = files.working.read_bytes()
    stopped = save(files).stopped
    assert f"in the cell 'what-changed', the picture 'a.png' {told}" in stopped
    assert "nothing in it is lost" in stopped
    assert not files.narrative.exists()
    assert files.working.read_bytes() == before


def test_a_build_names_the_block_of_a_picture_that_it_does_not_show(files):
    files.working.unlink()
    in_file(files, "what-changed", "![A box](images/a.png)")
    outcome, _ = built(files)
    told = (
        "police.md, block 'what-changed', line 2: the text holds the picture 'images/a.png', which"
    )
    assert told in outcome.plan.paths.findings.read_text("utf-8")
    assert outcome.tally.errors


@pytest.mark.parametrize(
    "text",
    [
        "![A](images/a.png)", "![A](<images/a.png>) and ![B](images/b.png)", "images/a.png",
        "[a]: images/a.png", "![A](images/a.png 'title')", "x/images/a.png", "images/a.pngx",
        "attachment:a.png", "attachment:a.png ![A](images/a.png)", "images/missing.png",
        "![A](https://example.org/images/a.png)", "images/a.png.", "![é](images/a.png)\r\n\r\n",
    ],
)  # fmt: skip
def test_a_text_comes_back_from_its_cell_exactly(tmp_path, text):
    (tmp_path / "images").mkdir()
    for name in ("a.png", "b.png"):
        (tmp_path / "images" / name).write_bytes(TEAL)
    made = text_to_cell(text, tmp_path)
    assert cell_to_text(made.text, made.attachments(), made.known).text == text


def test_a_name_with_a_blank_is_found(files):
    found = cell_to_text(
        "![A](attachment:my%20map.png)",
        {"my map.png": {"image/png": base64.b64encode(TEAL).decode()}},
        {},
    )
    assert found.text == f"![A](images/{name_by_content(TEAL)})"


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize(("name", "content"), planted_pictures().items())
def test_nothing_planted_is_left_and_the_bytes_are_the_same_each_time(name, content):
    assert PLANTED in content
    clean = clean_picture(content)
    assert PLANTED not in clean
    assert b"PK\x03\x04" not in clean
    assert clean == clean_picture(content)
    assert not why_refused(clean)
    image = opened(clean)
    assert not dict(image.getexif())
    assert not {"exif", "xmp", "comment", "icc_profile", "dpi", "Comment"} & set(image.info)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_the_kind_and_what_is_seen_stay(kind):
    before = opened(save_picture(two_colours(), kind)).convert("RGB")
    image = opened(clean_picture(save_picture(two_colours(), kind)))
    after = image.convert("RGB")
    assert (image.format, after.size) == (kind, before.size)
    for place in ((5, 5), (50, 30)):
        pairs = zip(before.getpixel(place), after.getpixel(place), strict=True)
        assert all(abs(one - other) < 8 for one, other in pairs)


def test_a_photograph_is_turned_as_its_camera_says():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    image = opened(clean_picture(save_picture(two_colours(), "PNG", exif=exif)))
    assert image.size == (40, 60)
    assert image.getpixel((35, 5)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGBA", "CMYK"])
def test_every_kind_of_dots_can_be_written_anew(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    drawn = Image.new(mode, (5, 4)) if mode == "I;16" else two_colours().convert(mode)
    image = opened(clean_picture(save_picture(drawn, kind)))
    assert image.size == drawn.size


def test_what_is_wholly_transparent_is_gone():
    drawn = two_colours().convert("RGBA")
    drawn.putalpha(0)
    assert set(opened(clean_picture(save_picture(drawn, "PNG"))).get_flattened_data()) == {
        (0, 0, 0, 0)
    }


def test_colours_that_no_dot_has_are_gone():
    drawn = Image.new("P", (4, 4))
    drawn.putpalette(bytes(3) + PLANTED + bytes(768 - 3 - len(PLANTED)))
    content = save_picture(drawn, "PNG")
    assert PLANTED in content
    assert PLANTED not in clean_picture(content)


_ELEMENTS = {"svg", "rect", "circle", "path"}
BOOK = FactBook({}, {})


def bound(text: str):
    return bind_block(Block("who", text, "easy_read.md", 1, default=False), "easy_read", BOOK)


@pytest.mark.parametrize("name", list_symbols())
def test_each_drawing_has_words_and_only_shapes(name):
    assert len(describe_symbol(name).split()) >= 2
    drawing = ElementTree.fromstring(draw_symbol(name))
    assert {each.tag.rpartition("}")[2] for each in drawing.iter()} <= _ELEMENTS


def test_a_drawing_has_no_words_in_the_text_that_is_checked():
    block = bound('{{ symbol("people") }} We are a group.')
    assert block.text == " We are a group."
    assert block.facts == ()
    assert block.problems == ()


def test_a_drawing_that_there_is_not_is_named_with_those_there_are():
    (problem,) = bound('{{ symbol("dragon") }} Here.').problems
    assert "there is no drawing 'dragon' (known: adult, " in problem.what


def test_a_drawing_is_a_picture_with_its_words():
    assert symbol_markdown("people") == "![Two people](figures/symbol-people.svg)"
