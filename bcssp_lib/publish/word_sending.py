"""Narrative as a Word file that its authors change: each block and each figure in a control.

A block is a control that cannot be deleted, and a figure one that cannot be changed, whose tag
is the expression that it is bound to. The file also keeps the texts as they were sent.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import starmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from bcssp_lib.files.folders import rewrite_archive
from bcssp_lib.narrative.binding import MARKED
from bcssp_lib.narrative.expressions import PRIVATE
from bcssp_lib.publish.block_texts import walk_tree
from bcssp_lib.publish.programs import read_text_files, run_pandoc
from bcssp_lib.publish.word_document import dress_document, mark_synthetic, open_word
from bcssp_lib.publish.word_record import (
    LONGEST_TAG,
    NAMESPACE,
    NOTE_TAG,
    Sent,
    field_tag,
    record_text,
)
from bcssp_lib.publish.word_styles import shade

START = PRIVATE[0]
START_OF = re.compile(f"{START}([0-9]+){START}")
_PROPERTIES = (
    '<ds:datastoreItem ds:itemID="{5B0E6C1A-7C57-4C0F-9B1B-0C5A7D1E5E17}" '
    'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs>'
    f'<ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
)
_STYLE = "Bound Figure"
_CONTENT, _CONTROL = "sdtContentLocked", "sdtLocked"
_NO_ATTRIBUTES: list[Any] = ["", [], []]
_FILE_SCOPE = re.compile(r"^#(?:\d+\.)?md__")
_PLAIN_SPANS = {"underline", "smallcaps", "mark"}
_PARTS_WITH_TEXT = ("word/document.xml", "word/footnotes.xml")


def make_word(sent: Sent, pictures: Mapping[str, bytes], place: Path) -> None:
    """Write a sending as a Word file; ``pictures`` are those that its texts may show."""
    with TemporaryDirectory() as folder:
        work = Path(folder)
        tree = _read_texts(sent, pictures, work)
        made = work / "made.docx"
        arguments = ["--from=json", "--to=docx", "--metadata=lang:en-GB", f"--output={made.name}"]
        run_pandoc(arguments, json.dumps(tree), work)
        document = open_word(made)
        _dress(document, sent, _find_fixed(tree["blocks"]))
        document.save(str(made))
        lock_fields = partial(_lock_fields, sent)
        place.write_bytes(rewrite_archive(made.read_bytes(), lock_fields))


def _read_texts(sent: Sent, pictures: Mapping[str, bytes], work: Path) -> dict[str, Any]:
    """All blocks as one tree, each after a paragraph with its number; of each, its own notes."""
    names = []
    for number, text in enumerate(sent.marked_texts()):
        names.append(f"{number}.md")
        content = f"{START}{number}{START}\n\n{text}\n"
        (work / names[-1]).write_text(content, "utf-8", newline="\n")
    tree = read_text_files(names, work)
    (work / "images").mkdir()
    for name, picture in pictures.items():
        (work / "images" / name).write_bytes(picture)
    shown = {f"images/{name}" for name in pictures}
    return {**tree, "blocks": _without_pictures(tree["blocks"], shown)}


def _without_pictures(node: Any, shown: set[str]) -> Any:
    """A tree with no picture but these; the words of another stay."""
    if isinstance(node, list):
        return [_without_pictures(inner, shown) for inner in node]
    if not isinstance(node, dict) or "c" not in node:
        return node
    content = node["c"]
    if node["t"] == "Image" and content[2][0] not in shown:
        return {"t": "Span", "c": [["", [], []], content[1]]}
    if node["t"] == "Link":  # pandoc has put the name of our file before a place in the report
        content = [*content[:2], [_FILE_SCOPE.sub("#", content[2][0]), content[2][1]]]
    return {**node, "c": _without_pictures(content, shown)}


def _find_fixed(blocks: Sequence[Any]) -> set[int]:
    """The numbers of blocks with what Word cannot hold: HTML, formulas, attributes."""
    parts = split_tree(blocks)
    return {number for number, nodes in parts if any(starmap(_is_fixed, walk_tree(nodes)))}


def split_tree(blocks: Sequence[Any]) -> Iterator[tuple[int, list[Any]]]:
    """The elements of each block or part by its number."""
    number, nodes = -1, list[Any]()
    for node in blocks:
        start = _start_in(node)
        if start is None:
            nodes.append(node)
            continue
        if number >= 0:
            yield number, nodes
        number, nodes = int(start[1]), []
    yield number, nodes


def _start_in(node: Mapping[str, Any]) -> re.Match[str] | None:
    match node:
        case {"t": "Para" | "Plain", "c": [{"t": "Str", "c": str(text)}]}:
            return START_OF.fullmatch(text)
    return None


def _is_fixed(kind: str, content: Any) -> bool:
    match kind:
        case "RawInline" | "RawBlock" | "Math" | "LineBlock" | "DefinitionList" | "Div" | "Cite":
            return True
        case "Span":
            return not _PLAIN_SPANS.issuperset(content[0][1]) or bool(content[0][0])
        case "Link" | "Image" | "Code" | "CodeBlock" | "Table":
            return bool(content[0] != _NO_ATTRIBUTES)
        case "Header":
            return bool(content[1] != _NO_ATTRIBUTES)
    return False


def _dress(document: Document, sent: Sent, fixed: set[int]) -> None:
    style = document.styles.add_style(_STYLE, WD_STYLE_TYPE.CHARACTER)
    style.element.get_or_add_rPr().append(shade("E7E6E6"))
    dress_document(document)
    _gather_blocks(document.element.body, sent, fixed)
    _put_notes(document, sent)
    if sent.synthetic:
        mark_synthetic(document)
    properties = document.core_properties
    properties.title = sent.title
    properties.comments = "; ".join(
        f"{name}: {value}" for name, value in sent.report.stamp().items()
    )
    _put_record(document, sent)


def _put_record(document: Document, sent: Sent) -> None:
    """Keep the sending in the file; LibreOffice drops such a part if it has no properties."""
    package = document.part.package
    record = f'<sent xmlns="{NAMESPACE}">{escape(record_text(sent))}</sent>'
    part = Part(PackURI("/customXml/item1.xml"), "application/xml", record.encode(), package)
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    properties = Part(PackURI("/customXml/itemProps1.xml"), kind, _PROPERTIES.encode(), package)
    part.relate_to(properties, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _gather_blocks(body: Any, sent: Sent, fixed: set[int]) -> None:
    """Put what follows the number of each block into a control of its own."""
    content = None
    for element in list(body):
        if start := START_OF.fullmatch(
            "".join(each.text or "" for each in element.iter(qn("w:t")))
        ):
            control = _block_control(sent, int(start[1]), fixed)
            body.replace(element, control)
            content = control[1]
        elif content is not None and element.tag != qn("w:sectPr"):
            content.append(element)
    for number, control in enumerate(list(body.iterchildren(qn("w:sdt")))):
        _mark_beginning(control[1], f"{sent.bookmarks[0]}{number}", number)


def _mark_beginning(content: Any, name: str, number: int) -> None:
    """Put a bookmark where the words of a block begin."""
    if content.find(f".//{qn('w:p')}") is None:  # a block without words
        content.append(parse_xml(f"<w:p {nsdecls('w')}/>"))
    first = next(content.iter(qn("w:p")))
    place = 0 if first.find(qn("w:pPr")) is None else 1
    for mark in reversed(_bookmark(name, number)):
        first.insert(place, mark)


def _block_control(sent: Sent, number: int, fixed: set[int]) -> Any:
    block = sent.blocks[number]
    name = f"{block.section}: {block.id}"
    if number in fixed:
        return _control(f"{name} (write it in JupyterLab)", sent.block_tag(block), _CONTENT, number)
    return _control(name, sent.block_tag(block), _CONTROL, number)


def _control(title: str, tag: str, lock: str, number: int) -> Any:
    title = "".join(letter if letter.isprintable() else " " for letter in title[:LONGEST_TAG])
    return parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtPr><w:alias w:val={quoteattr(title)}/>"
        f'<w:tag w:val={quoteattr(tag)}/><w:id w:val="{number + 1}"/><w:lock w:val="{lock}"/>'
        "</w:sdtPr><w:sdtContent/></w:sdt>"
    )


def _bookmark(name: str, number: int) -> tuple[Any, Any]:
    """A second mark of a place: older LibreOffice keeps these, and drops controls or their tags."""
    named = f'w:id="{number}" w:name="{name}"'
    start = parse_xml(f"<w:bookmarkStart {nsdecls('w')} {named}/>")
    return start, parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>')


def _put_notes(document: Document, sent: Sent) -> None:
    """Say at the head what the file is, where nobody changes it."""
    control = _control("About this file", NOTE_TAG, _CONTENT, len(sent.blocks))
    for number, line in enumerate((sent.title, *sent.notes)):
        bold = "" if number else "<w:rPr><w:b/></w:rPr>"
        words = f"<w:r>{bold}<w:t>{escape(line)}</w:t></w:r>"
        control[1].append(parse_xml(f"<w:p {nsdecls('w')}>{words}</w:p>"))
    document.element.body.insert(0, control)


def _lock_fields(sent: Sent, name: str, content: bytes) -> bytes:
    """A part of the file with each field in a control, in the text and in its notes."""
    if START.encode() not in content and PRIVATE[1].encode() not in content:
        return content
    root = parse_xml(content)
    for text in list(root.iter(qn("w:t"))) if name in _PARTS_WITH_TEXT else ():
        if MARKED.search(text.text or ""):
            _split_run(text.getparent(), text.text, sent)
    for element in root.iter():
        for attribute, value in element.attrib.items():  # descriptions of pictures
            element.set(attribute, MARKED.sub(r"\2", value))
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _split_run(run: Any, text: str, sent: Sent) -> None:
    """A run of words as runs, with a control around each field."""
    last = 0
    for field in MARKED.finditer(text):
        number = int(field[1])
        if before := text[last : field.start()]:
            run.addprevious(_copy_run(run, before))
        raw, first = sent.fields[number].raw, len(sent.blocks) + 1
        control = _control(raw.strip("{} "), field_tag(number, raw), _CONTENT, first + number)
        shown = _copy_run(run, field[2])
        properties = shown.get_or_add_rPr()
        if properties.find(qn("w:rStyle")) is None:
            style = _STYLE.replace(" ", "")
            properties.insert(0, parse_xml(f'<w:rStyle {nsdecls("w")} w:val="{style}"/>'))
        start, end = _bookmark(f"{sent.bookmarks[1]}{number}", first + number)
        control[1].extend([start, shown, end])
        run.addprevious(control)
        last = field.end()
    if after := text[last:]:
        run.addprevious(_copy_run(run, after))
    run.getparent().remove(run)


def _copy_run(run: Any, words: str) -> Any:
    made = copy.deepcopy(run)
    (text,) = made.iter(qn("w:t"))
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made
