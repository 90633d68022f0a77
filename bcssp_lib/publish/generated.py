"""What the toolkit makes itself (tables, charts, boxes) as HTML, kept out of what pandoc reads.

The Markdown of a chapter holds a mark in place of each. The marks of what pandoc made of the
Markdown are then replaced, so that no text of a register, a note or a title is ever read as
Markdown. The data of a chart is folded away on a page, and in the open where nothing folds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader

from bcssp_lib.model.errors import RenderError
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.expressions import PRIVATE
from bcssp_lib.section.outputs import Message

_BEGIN, _END = PRIVATE[2], PRIVATE[3]  # no author's text holds them, and no text of the toolkit
_MARK = re.compile(rf"<p>{_BEGIN}([\w-]+){_END}</p>")
_FOLD = "<details><summary>Data for this chart</summary>\n", "</details>\n"
_templates = Environment(
    loader=PackageLoader("bcssp_lib.publish", "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def table_html(html: str, notes: Sequence[str] = ()) -> str:
    """A table, as its section has made it, and its notes below it."""
    return f"{html.strip()}\n{_render('notes.html', notes=notes)}".rstrip()


def message_html(message: Message) -> str:
    """A box with a message; warnings ask for attention."""
    return _render("message.html", message=message, kind=message.kind.replace(" ", "-"))


def problems_html(bound: BoundBlock) -> str:
    """What stands in place of a text that cannot be shown: where it is, and what is wrong."""
    problems = [f"{str(problem)[:1].upper()}{str(problem)[1:]}" for problem in bound.problems]
    return _render("problems.html", place=bound.block.place, problems=problems)


def chart_html(name: str, content: Mapping[str, Any]) -> str:
    """A chart, which is the picture ``figures/<name>.svg``, with its data and its notes."""
    begin, end = _FOLD
    data = f'<div class="chart-data">\n{begin}{content["table"].strip()}\n{end}</div>\n'
    picture = _render("chart.html", name=name, **content)
    return f"{picture}{data}{_render('notes.html', notes=content['notes'])}".rstrip()


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


def _render(template: str, **content: Any) -> str:
    return _templates.get_template(template).render(content)
