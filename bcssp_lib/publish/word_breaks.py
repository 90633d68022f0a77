"""Where lines and pages of a Word document do not break: within a period, or a short table."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

# Between the hyphen's two sides; Word would end a line there.
_IN_PERIOD = re.compile(r"(?<=\b\d{4})-(?=\d\d\b)")
# Headings, titles and cells have room for a period, and keep a hyphen that a search finds.
_PROSE = (
    "//w:p[not(ancestor::w:tbl) and not(w:pPr/w:pStyle[starts-with(@w:val, 'Heading') "
    "or contains(@w:val, 'Caption') or starts-with(@w:val, 'TOC')])]"
)
_NOTED = "./following-sibling::*[1][self::w:p/w:pPr/w:pStyle[@w:val='Notes']]"
_IS_HEADING = "self::w:p/w:pPr/w:pStyle[starts-with(@w:val, 'Heading')]"
_SHOWN, _LAST = "self::w:p or self::w:tbl", 3  # paragraphs of a chapter, or rows


def keep_periods_whole(document: Document) -> None:
    """Let no line of a text end within "2023-24": Word breaks lines at a hyphen.

    Word's own hyphen that does not break is a sign of its own, and not another letter: programs
    that read the text get a plain hyphen.
    """
    for text in document.element.body.xpath(f"{_PROSE}//w:r/w:t"):
        first, *others = _IN_PERIOD.split(text.text or "")
        if others:
            _put_hyphens(text, first, others)


def _put_hyphens(text: Any, first: str, others: list[str]) -> None:
    """Part a text at its hyphens, from the last."""
    for part in reversed(others):
        after = deepcopy(text)
        _set_text(after, part)
        text.addnext(after)
        text.addnext(OxmlElement("w:noBreakHyphen"))
    _set_text(text, first)


def _set_text(element: Any, words: str) -> None:
    element.text = words
    element.set(qn("xml:space"), "preserve")


def keep_tables_whole(document: Document, most: int) -> None:
    """Let no table of at most so many rows begin on a page and end on the next.

    A longer one ends with three rows or more there. The last row stays with notes below it.
    """
    for table in document.element.body.xpath("//w:tbl"):
        rows = table.tr_lst if table.xpath(_NOTED) else table.tr_lst[:-1]
        first = max(0, len(table.tr_lst) - _LAST) if len(table.tr_lst) > most else 0
        for paragraph in (each for row in rows[first:] for each in row.xpath("./w:tc/w:p")):
            paragraph.get_or_add_pPr().get_or_add_keepNext()


def keep_leads(document: Document) -> None:
    """Let a text between a heading and a table or chart stay on the page of what it leads to."""
    for title in document.element.body.xpath("//w:p[w:pPr/w:pStyle[contains(@w:val, 'Caption')]]"):
        before = title.xpath(f"./preceding-sibling::*[{_SHOWN}][position() <= 2]")
        if len(before) == 2 and before[0].xpath(_IS_HEADING) and before[1].tag == qn("w:p"):
            before[1].get_or_add_pPr().get_or_add_keepNext()


def keep_endings_together(document: Document) -> None:
    """Let no chapter end on a page with a line or two: its last texts go there together."""
    for heading in document.element.body.xpath("//w:p[w:pPr/w:pStyle[@w:val='Heading1']]"):
        before = heading.xpath(f"./preceding-sibling::*[{_SHOWN}][position() <= {_LAST}]")
        for paragraph in before[:-1] if all(each.tag == qn("w:p") for each in before) else []:
            paragraph.get_or_add_pPr().get_or_add_keepNext()
