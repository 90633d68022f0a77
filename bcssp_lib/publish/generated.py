"""What the toolkit makes itself (tables, charts, boxes) as HTML, kept out of what pandoc reads.

The Markdown of a chapter holds a mark in place of each. The marks of what pandoc made of the
Markdown are then replaced, so that no text of a register, a note or a title is ever read as
Markdown. The data of a chart is folded away on a page, and in the open where nothing folds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from importlib.resources import files
from itertools import compress
from operator import not_
from typing import Any

from jinja2 import Environment, PackageLoader
from lxml.html import fragment_fromstring, tostring

from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.period import long_date
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.expressions import PRIVATE
from bcssp_lib.publish.table_widths import percent_widths
from bcssp_lib.section.outputs import Message, PlainTable
from bcssp_lib.stats.wording import IN_POINTS, capitalise

_BEGIN, _END = PRIVATE[2], PRIVATE[3]  # no author's text holds them, and no text of the toolkit
_MARK = re.compile(rf"<p>{_BEGIN}([\w-]+){_END}</p>")
_CARD_COLUMNS = range(3, 11)  # with fewer a table fits a phone; more are looked across
_ENTRY_COLUMNS = range(4, 11)  # with fewer each has room for its texts
_LONG_TEXT = 120  # letters; in a narrow column they take many short lines
_LETTERS_ACROSS = 112  # on A4, in the size of tables
_FOLD = "<details><summary>Data for this chart</summary>\n", "</details>\n"
_RANK = re.compile(r"\b(lowest|highest) of (\d+)(?=</td>)")
_DAY = re.compile(r"(\d{1,2} [A-Z][a-z]+ \d{4})(?=</th>)")  # ends a heading, in a line
TEMPLATES = files("bcssp_lib.publish") / "templates"
_templates = Environment(
    loader=PackageLoader("bcssp_lib.publish", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["long_date"] = long_date


def fit_columns(html: str, table: PlainTable) -> str:
    """A table with the widths of its columns, if it is wider than the paper as it is.

    Paper cannot scroll; browsers do without the widths. A rank is in two lines at most: "16th",
    "lowest of 151".
    """
    widths = percent_widths([table.headings, *table.rows], _LETTERS_ACROSS)
    columns = "".join(f'<col style="width: {width}%">' for width in widths)
    group = f"<colgroup>{columns}</colgroup>" if columns else ""
    whole = _DAY.sub('<span class="whole">\\1</span>', html)
    return _RANK.sub("\\1\u00a0of\u00a0\\2", whole.replace("</caption>", f"</caption>{group}", 1))


def label_cells(html: str, table: PlainTable) -> str:
    """A table whose cells name their columns, so that a phone can show each row as a card."""
    if len(table.headings) not in _CARD_COLUMNS:
        return html
    whole = _with_class(html, "cards")
    for row in whole.iter("tr"):
        for heading, cell in zip(table.headings, row, strict=False):
            if cell.tag == "td" and not cell.get("colspan"):
                cell.set("data-label", heading)
    return _to_html(whole)


def mark_entries(html: str, table: PlainTable) -> str:
    """A register whose texts are too long for columns on paper, as such.

    boxes.lua sets the texts of an entry below each other there.
    """
    longest = max((len(text) for row in table.rows for text in row), default=0)
    if any(table.figures) or len(table.headings) not in _ENTRY_COLUMNS or longest < _LONG_TEXT:
        return html
    return _to_html(_with_class(html, "entries"))


def _with_class(html: str, name: str) -> Any:
    """A table as an element that has one more class."""
    table = fragment_fromstring(html)
    table.set("class", f"{table.get('class', '')} {name}".strip())
    return table


def _to_html(element: Any) -> str:
    return str(tostring(element, encoding="unicode"))


def without_like_columns(html: str, table: PlainTable) -> tuple[str, PlainTable, list[str]]:
    """A table without the columns that say the same in every row, and a note of what they say.

    The first column names the rows, so it stays, and so does a table of one row.
    """
    columns = list(zip(*table.rows, strict=True))
    alike = [place > 0 and len(set(texts)) == 1 < len(texts) for place, texts in enumerate(columns)]
    kept = list(map(not_, alike))
    if all(kept) or sum(kept) < 2:
        return html, table, []
    notes = [
        f"{heading}, in every row: {texts[0]}."
        for heading, texts in compress(zip(table.headings, columns, strict=True), alike)
        if texts[0] != IN_POINTS  # the change next to it says so
    ]
    fewer = replace(
        table,
        headings=list(compress(table.headings, kept)),
        figures=list(compress(table.figures, kept)),
        rows=[list(compress(row, kept)) for row in table.rows],
    )
    return _without_cells(html, alike), fewer, notes


def _without_cells(html: str, columns: Sequence[bool]) -> str:
    """A table without these of its columns."""
    whole = fragment_fromstring(html)
    for row in whole.iter("tr"):
        cells = list(row)
        if len(cells) == len(columns):
            for cell in compress(cells, columns):
                row.remove(cell)
        elif len(cells) == 1 and cells[0].get("colspan"):
            cells[0].set("colspan", str(columns.count(False)))
    return _to_html(whole)


def table_html(html: str, notes: Sequence[str] = ()) -> str:
    """A table, as its section has made it, and its notes below it."""
    return f"{html.strip()}\n{render_template('notes.html', notes=notes)}".rstrip()


def message_html(message: Message) -> str:
    """A box with a message; warnings ask for attention."""
    kind = "statement" if message.kind == "agreement" else message.kind.replace(" ", "-")
    return render_template("message.html", message=message, kind=kind)


def problems_html(bound: BoundBlock) -> str:
    """What stands in place of a text that cannot be shown: where it is, and what is wrong."""
    problems = [capitalise(str(problem)) for problem in bound.problems]
    return render_template("problems.html", place=bound.block.place, problems=problems)


def chart_html(name: str, content: Mapping[str, Any], *, with_data: bool) -> str:
    """A chart, which is the picture ``figures/<name>.svg``, with its notes and perhaps its data."""
    begin, end = _FOLD
    data = f'<div class="chart-data">\n{begin}{content["table"].strip()}\n{end}</div>\n'
    data = data if with_data else ""
    picture = render_template("chart.html", name=name, **content)
    return f"{picture}{data}{render_template('notes.html', notes=content['notes'])}".rstrip()


def place_anchor(section: str, block: str) -> str:
    """The id of the place where a narrative block of a review copy begins."""
    return f"block-{section}-{block}".replace("_", "-")


def place_html(section: str, block: str, **notes: Any) -> str:
    """The place where a narrative block of a review copy begins, with what is noted of it."""
    anchor = place_anchor(section, block)
    return render_template("place.html", section=section, block=block, anchor=anchor, **notes)


def make_mark(name: str) -> str:
    """The mark that stands for something generated, as a paragraph of Markdown."""
    return f"{_BEGIN}{name}{_END}"


def fill_marks(html: str, generated: Mapping[str, str], *, folded: bool = False) -> str:
    """What pandoc made of a text, with what was generated in place of its marks.

    Raises ``RenderError`` if not every mark is there, once and in its order: a text before one
    has swallowed it.
    """
    _check_marks(_MARK.findall(html), list(generated))
    return _MARK.sub(lambda match: _fold(generated[match[1]], folded=folded), html)


def _check_marks(found: Iterable[str], wanted: Iterable[str]) -> None:
    for mark, name in zip([*found, ""], [*wanted, ""], strict=False):
        if mark != name:
            raise RenderError(
                f"The text before '{name or mark}' leaves a fence, a list or a tag open, which "
                "would swallow a table or a chart. End it where the text ends."
            )


def _fold(html: str, *, folded: bool) -> str:
    """Text is escaped, so that only what folds a chart's data looks like it."""
    if folded:
        return html
    begin, end = _FOLD
    return html.replace(begin, "").replace(end, "")


def render_template(template: str, **content: Any) -> str:
    """What a template of this package makes of some content; all of it is escaped."""
    return _templates.get_template(template).render(content)
