"""A text goes to Word, is changed there as people change it, and comes back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from bcssp_lib.narrative.pictures import name_by_content
from bcssp_lib.publish.word_changes import WordChanges, find_changes
from bcssp_lib.publish.word_reading import read_word
from tests.narrative.pictures import picture
from tests.publish.word_files import (
    change,
    control,
    copy_after,
    element,
    find_paragraph,
    members,
    paragraph,
    put_members,
    remove,
    remove_control,
    send,
    type_over,
)

TEXTS = {
    "title": "# Police",
    "overview": "There were {{ missing_reports }} reports.\n\n"
    'They **{{ change("missing_reports") }}**.',
    "kinds": "## Kinds\n\n* one\n* two *it's*\n\nLast.",
    "what-next": "What is next.",
}

# What Word holds in another way than Markdown writes it; unchanged, each comes back to the byte.
MANY_WAYS = {
    "emphasis": "*a* __b__ ~~c~~ x^2^ H~2~O [u]{.underline} `code {{ missing_reports }}`",
    "wrapped": "One line\ngoes on {{ missing_reports }}\nand **ends\nhere**.\n\n"
    "Hard  \nbreak\\\nhere.\n",
    "quotes": '"Quoted" -- it\'s... ‘so’ — A&E &amp; 5 < 6 \\{\\{ x \\}\\} 1\\. no',
    "links": "[a](https://a.b/?x=1&y=2) <https://c.d> <e@f.gh> [ref][r] [in](#title)\n\n"
    "[r]: https://x.y",
    "lists": "* a\n* b\n    1. c\n    2. d {{ missing_reports }}\n\n        e\n\n3) f\n4) g",
    "loose": "- a\n\n- b\n\n  c",
    "table": "| A | B |\n|:--|--:|\n| {{ missing_reports }} | **b** |\n"
    "| c\\|d |  |\n\n: Title *it*",
    "quotation": "> a\n> b\n>\n> > c\n\n---\n\n    code",
    "note": "Word[^1] and[^n].\n\n"
    "[^1]: One {{ missing_reports }}.\n[^n]: Two\n\n    and more.\n\nEnd.",
    "again": "The same number[^1].\n\n[^1]: Another.",
    "html": "a<sub>2</sub>\n\n<details><summary>s</summary>\n\nb\n\n</details>\n\n<!-- no -->",
    "unclosed": "```\n{{ missing_reports }}\n",
    "empty": "",
    "lines": "\n\nText after lines.\n\n\n",
    "picture": "![A map](images/map.png)\n\n![Gone](images/gone.png) ![Out](../../secret.png)",
}


def taken(path: Path, **pictures: bytes) -> WordChanges:
    return find_changes(read_word(path), {f"{name}.png": each for name, each in pictures.items()})


def texts(changes: WordChanges) -> dict[str, str]:
    return dict(changes.texts["police"])


@pytest.fixture(scope="module")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return send(tmp_path_factory.mktemp("sent"), TEXTS)


@pytest.fixture
def sent(sent_once: Path, tmp_path: Path) -> Path:
    """The file that was sent, to be changed."""
    return shutil.copy(sent_once, tmp_path / sent_once.name)


def test_what_nobody_changed_comes_back_to_the_byte(tmp_path):
    expected = {**TEXTS, **MANY_WAYS}
    changes = taken(send(tmp_path, expected, {"map.png": picture()}), map=picture())
    assert texts(changes) == expected
    assert list(texts(changes)) == list(expected)
    assert (changes.notes, changes.problems, changes.comments) == ((), (), ())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saved_comes_back_to_the_byte(tmp_path):
    path = send(tmp_path, TEXTS)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    to = ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "saved")]
    subprocess.run(["soffice", profile, "--headless", *to, str(path)], check=True, timeout=120)
    changes = taken(tmp_path / "saved" / path.name)
    assert texts(changes) == TEXTS
    assert changes.problems == ()


def test_what_libreoffice_7_leaves_of_a_file_comes_back(sent):
    """It drops the tags of controls, and turns those around blocks into others within."""

    def edit(root):
        for found in list(root.iter(qn("w:sdt"))):
            if found.getparent().tag == qn("w:body"):
                remove_control(found)
            else:
                remove(found[0][1])

    change(sent, edit)
    changes = taken(sent)
    assert texts(changes) == TEXTS
    assert (len(changes.notes), changes.problems) == (1, ())


def test_only_changed_lines_are_written_in_words_way(tmp_path):
    path = send(tmp_path, {"a": '* one\n* two *it\'s*\n\nLine\nwrapped.\n\n"Last."'})
    change(path, lambda root: type_over(root, "one", "1st"))
    assert texts(taken(path))["a"] == '- 1st\n- two *it’s*\n\nLine\nwrapped.\n\n"Last."'


def test_one_word_leaves_the_rest_to_the_byte(sent):
    change(sent, lambda root: type_over(root, "Last.", "Least."))
    assert texts(taken(sent)) == {**TEXTS, "kinds": TEXTS["kinds"].replace("Last", "Least")}


def test_a_file_that_was_put_on_another_template_is_read_as_before(sent, tmp_path):
    other = tmp_path / "other.docx"
    Document().save(str(other))
    files = members(sent) | {"word/styles.xml": members(other)["word/styles.xml"]}
    put_members(sent, files)
    change(sent, lambda root: type_over(root, "Last.", "Least."))
    assert texts(taken(sent)) == {**TEXTS, "kinds": TEXTS["kinds"].replace("Last", "Least")}


def test_words_are_words(sent):
    typed = (
        "{{ missing_reports }} <script>x</script> &lt; ![p](images/a.png) [x](javascript:y) "
        "{.fact} $x$ <!-- c --> ::: {#title}"
    )
    lines = ["```", "::: {#title}", ":::", "---", "# h", "- i", "1. n", "| a |", "> q", "    code"]

    def edit(root):
        last = find_paragraph(root, "What is next.")
        for words in reversed([typed, *lines]):
            made = paragraph("")
            next(made.iter(qn("w:t"))).text = words
            last.addnext(made)

    change(sent, edit)
    text = texts(taken(sent))["what-next"]
    assert text.startswith("What is next.\n\n\\{\\{ missing\\_reports \\}\\} \\<script\\>")
    # Sent once more as Markdown, it says to the letter what was typed.
    again = send(sent.parent, {"a": text})
    shown = [
        "".join(t.text or "" for t in each.iter(qn("w:t"))).strip()
        for each in control(_root(again), "police/a").iter(qn("w:p"))
    ]
    assert shown == ["What is next.", typed, *(line.strip() for line in lines)]


def _root(path: Path):
    found = []
    change(path, found.append)
    return found[0]


def test_formatting_of_word_is_markdown(sent):
    def edit(root):
        last = find_paragraph(root, "What is next.")
        bold, style = "<w:rPr><w:b/></w:rPr>", '<w:pPr><w:pStyle w:val="{}"/></w:pPr>'
        for xml in reversed(
            [
                f"<w:p>{style.format('Heading3')}<w:r><w:t>Heading</w:t></w:r></w:p>",
                f"<w:p>{style.format('BlockText')}<w:r><w:t>Quoted</w:t></w:r></w:p>",
                f"<w:p>{style.format('Title')}<w:r><w:t>Large</w:t></w:r></w:p>",
                f"<w:p><w:r>{bold}<w:t>bold</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>it</w:t></w:r></w:p>",
            ]
        ):
            last.addnext(element(xml))

    change(sent, edit)
    text = texts(taken(sent))["what-next"]
    assert text == "What is next.\n\n### Heading\n\n> Quoted\n\nLarge\n\n**bold***it*"


def test_a_table_of_excel_keeps_every_word(sent):
    def row(*cells: str) -> str:
        return (
            "<w:tr>"
            + "".join(
                f"<w:tc><w:tcPr>{how}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
                "<w:p><w:r><w:t>two</w:t></w:r></w:p></w:tc>"
                for how, _, words in (cell.rpartition("|") for cell in cells)
            )
            + "</w:tr>"
        )

    rows = (
        row("Year", "Cases", "More"),
        row('<w:vMerge w:val="restart"/>|2023', '<w:gridSpan w:val="2"/>|12'),
        row("<w:vMerge/>|", "z", "q"),
    )
    table = (
        '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblLook w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{'<w:gridCol/>' * 3}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    change(sent, lambda root: find_paragraph(root, "What is next.").addnext(element(table)))
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in texts(taken(sent))["what-next"].splitlines()[2:]
    ]
    assert lines[0] == ["Year two", "Cases two", "More two"]
    assert lines[2:] == [["2023 two", "12 two", ""], ["", "z two", "q two"]]


def test_a_figure_that_was_changed_stays_as_typed_and_is_named(sent):
    change(sent, lambda root: type_over(root, "282", "283"))
    changes = taken(sent)
    assert texts(changes)["overview"].startswith("There were 283 reports.\n\nThey **{{ change")
    assert changes.problems == (
        "section 'police', block 'overview': “282” was changed to “283” in Word; it is "
        "{{ missing_reports }}. It was taken as typed words.",
    )
    assert changes.typed == {("police", "overview"): {"283": "{{ missing_reports }}"}}


@pytest.mark.parametrize("how", ["typed", "deleted", "tracked"])
def test_a_figure_that_is_gone_is_named(sent, how):
    def edit(root):
        found = control(root, "{{ missing_reports }}")
        if how == "typed":
            found.addnext(element("<w:r><w:t>282</w:t></w:r>"))
        if how != "tracked":
            remove(found)
            return
        run = next(found.iter(qn("w:r")))
        deletion = element('<w:del w:id="1" w:author="Jo"/>')
        run.addprevious(deletion)
        deletion.append(run)
        next(run.iter(qn("w:t"))).tag = qn("w:delText")

    change(sent, edit)
    changes = taken(sent)
    assert "{{ missing_reports }}" not in texts(changes)["overview"]
    assert (
        "“282” was deleted in Word, or typed; it was {{ missing_reports }}" in changes.problems[0]
    )
    assert ("There were 282 reports" in texts(changes)["overview"]) == (how == "typed")
    typed = {("police", "overview"): {"282": "{{ missing_reports }}"}}
    assert changes.typed == (typed if how == "typed" else {})


def test_a_figure_of_another_section_stays_words(tmp_path):
    from bcssp_lib.publish.word_sending import make_word
    from tests.publish.word_files import Sent, sending, sent_block

    whole = sending({"a": "Here {{ missing_reports }}."})
    blocks = (*whole.blocks, sent_block("b", "There.", "training"))
    path = tmp_path / "sent.docx"
    make_word(Sent(whole.report, "T", blocks, {}), {}, path)

    def edit(root):
        made = copy_after(control(root, "{{ missing_reports }}"))
        find_paragraph(root, "There.").append(made)

    change(path, edit)
    changes = taken(path)
    assert changes.texts["training"] == [("b", "There.282")]
    assert "was copied from another section" in changes.problems[0]


def test_tracked_changes_are_taken_and_told(sent):
    def edit(root):
        last = find_paragraph(root, "What is next.")
        run = next(last.iter(qn("w:r")))
        deletion = element('<w:del w:id="1" w:author="Jo Smith"/>')
        run.addprevious(deletion)
        deletion.append(run)
        next(run.iter(qn("w:t"))).tag = qn("w:delText")
        last.append(element('<w:ins w:id="2" w:author="Al"><w:r><w:t>New.</w:t></w:r></w:ins>'))
        end = element('<w:pPr><w:rPr><w:del w:id="3" w:author="Al"/></w:rPr></w:pPr>')
        remove(last[0]) if last[0].tag == qn("w:pPr") else None
        last.insert(0, end)

    change(sent, edit)
    changes = taken(sent)
    assert texts(changes)["what-next"] == "New."
    where = "section 'police', block 'what-next': 1 tracked"
    assert set(changes.notes) == {
        f"{where} deletion of Jo Smith taken as deleted.",
        f"{where} insertion of Al taken as accepted.",
    }


def test_comments_are_told_by_block(sent):
    import docx
    from docx.text.paragraph import Paragraph

    document = docx.Document(str(sent))
    found = Paragraph(find_paragraph(document.element.body, "Last."), document._body)
    document.add_comment(found.runs[0], text="Is that so?", author="Bo Lee")
    document.save(str(sent))
    changes = taken(sent)
    assert changes.comments == ("section 'police', block 'kinds': Bo Lee: Is that so?",)
    assert texts(changes) == TEXTS


def test_tracked_moves_are_taken_once(sent):
    def edit(root):
        last = find_paragraph(root, "Last.")
        for name in ("moveFrom", "moveTo"):
            mark = f'w:id="{len(name)}" w:author="Jo"'
            run = "<w:r><w:t>Moved.</w:t></w:r>"
            last.append(element(f"<w:{name} {mark}>{run}</w:{name}>"))

    change(sent, edit)
    changes = taken(sent)
    assert texts(changes)["kinds"].endswith("Last.Moved.")
    assert len(changes.notes) == 2


def test_a_footnote_of_word_comes_with_its_text(tmp_path):
    path = send(tmp_path, {"a": "Word[^1].\n\n[^1]: Note.", "b": "End."})
    change(
        path, lambda root: type_over(root, "Note.", "A *note* of {{ x }}."), "word/footnotes.xml"
    )
    assert texts(taken(path))["a"] == "Word[^1].\n\n[^1]: A \\*note\\* of \\{\\{ x \\}\\}."


def test_a_text_box_is_taken_and_named(sent):
    box = (
        '<w:r xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>"
        "Boxed.</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        "<w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    change(sent, lambda root: find_paragraph(root, "What is next.").append(element(box)))
    changes = taken(sent)
    assert texts(changes)["what-next"] == "What is next.\n\nBoxed."
    assert changes.notes == (
        "section 'police', block 'what-next': a text box says “Boxed.”: taken as a paragraph of "
        "its own.",
    )


def test_a_pasted_picture_comes_with_the_text(sent):
    import io

    import docx
    from docx.text.paragraph import Paragraph

    document = docx.Document(str(sent))
    found = Paragraph(find_paragraph(document.element.body, "Last."), document._body)
    found.add_run().add_picture(io.BytesIO(picture("red")))
    document.save(str(sent))
    word = read_word(sent)
    name = name_by_content(picture("red"))
    assert dict(word.pictures) == {name: picture("red")}
    assert texts(find_changes(word, {}))["kinds"].endswith(f"Last.![](images/{name})")


@pytest.mark.parametrize("bookmarks", [False, True])
def test_a_frame_that_is_gone_loses_no_word(sent, bookmarks):
    def edit(root):
        type_over(root, "Last.", "Least.")
        for name in ("overview", "kinds"):
            remove_control(control(root, f"police/{name}"), bookmarks=bookmarks)

    change(sent, edit)
    changes = taken(sent)
    assert texts(changes) == {**TEXTS, "kinds": TEXTS["kinds"].replace("Last", "Least")}
    if bookmarks:
        assert "between section 'police', block 'title' and" in changes.problems[0]
        assert "the marks of 'overview', 'kinds' are gone" in changes.problems[0]
    else:
        assert (
            "block 'overview'; section 'police', block 'kinds': the frame is gone"
            in (changes.notes[0])
        )


def test_text_outside_any_block_is_a_new_one_and_named(sent):
    change(sent, lambda root: control(root, "police/overview").addnext(paragraph("Between.")))
    changes = taken(sent)
    ((name, text),) = [each for each in changes.texts["police"] if each[0] not in TEXTS]
    assert text == "Between."
    assert list(texts(changes)) == ["title", "overview", name, "kinds", "what-next"]
    assert (
        "between section 'police', block 'overview' and section 'police', block 'kinds'"
        in (changes.problems[0])
    )


def test_what_is_typed_into_the_note_at_the_head_is_not_lost(sent):
    change(sent, lambda root: find_paragraph(root, "A note.").addnext(paragraph("A question.")))
    assert "A question." in [text for _, text in taken(sent).texts["police"]]


def test_a_copy_before_its_block_is_the_copy(sent):
    """Word leaves a bookmark with one of the two."""

    def edit(root):
        found = control(root, "police/what-next")
        control(root, "police/overview").addprevious(copy_after(found))

    change(sent, edit)
    changes = taken(sent)
    assert sorted(texts(changes).items()) == sorted(TEXTS.items())


@pytest.mark.parametrize("changed", [False, True])
def test_a_block_that_is_there_twice(sent, changed):
    def edit(root):
        made = copy_after(control(root, "police/what-next"))
        if changed:
            type_over(made, "What is next.", "What else.")

    change(sent, edit)
    changes = taken(sent)
    new = [text for name, text in changes.texts["police"] if name not in TEXTS]
    assert new == (["What else."] if changed else [])
    assert texts(changes)["what-next"] == TEXTS["what-next"]
    assert "the block police/what-next is there twice" in changes.notes[0]


def test_a_block_of_another_file_is_no_block_of_this(tmp_path, sent):
    from tests.publish.word_files import REPORT, replace_report

    (tmp_path / "other").mkdir()
    other = send(tmp_path / "other", TEXTS, report=replace_report(REPORT, "fairport"))
    foreign = control(_root(other), "police/what-next")

    def edit(root):
        found = control(root, "police/what-next")
        found.addprevious(foreign)
        remove(found)

    change(sent, edit)
    changes = taken(sent)
    assert any("was copied from another Word file" in note for note in changes.notes)
    assert "the marks of 'what-next' are gone" in changes.problems[0]


def test_a_deleted_block_is_named_and_an_emptied_one_is_empty(sent):
    def edit(root):
        remove(control(root, "police/kinds"))
        control(root, "police/what-next")[0].append(element("<w:showingPlcHdr/>"))

    change(sent, edit)
    changes = taken(sent)
    assert "kinds" not in texts(changes)
    assert texts(changes)["what-next"] == ""
    assert changes.problems == ("section 'police', block 'kinds': the block was deleted in Word.",)


def test_blocks_in_another_order(sent):
    def edit(root):
        control(root, "police/overview").addprevious(control(root, "police/what-next"))

    change(sent, edit)
    changes = taken(sent)
    assert list(texts(changes)) == ["title", "what-next", "overview", "kinds"]
    assert texts(changes) == TEXTS
