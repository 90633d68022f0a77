"""The expressions that prose may hold in double braces, read and never executed.

Jinja2 splits the text and parses each expression. Only three forms are then read:
a fact, a fact of another section, and a helper with quoted names. Nothing is evaluated, so
there is nothing to escape from.

A figure that comes from elsewhere is cited: a citation says where from, and no fact has it, so
that the check leaves it alone and the data notes list it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bcssp_lib.model.characters import find_bad_characters
from bcssp_lib.model.errors import NarrativeError

PRIVATE = "\ue000\ue001\ue002\ue003"  # what the toolkit itself marks text with
_UNUSED = PRIVATE[0]  # Markdown's own {% and {# must not be taken for Jinja's
_ENTITY = re.compile(r"&#?\w{1,31};")
_environment = ImmutableSandboxedEnvironment(
    block_start_string=f"{_UNUSED}%",
    block_end_string=f"%{_UNUSED}",
    comment_start_string=f"{_UNUSED}#",
    comment_end_string=f"#{_UNUSED}",
    keep_trailing_newline=True,
)
_BRACES = re.compile(r"\{\{|\}\}")

_EXPRESSIONS = '{{ fact }}, {{ section.fact }} or {{ helper("fact") }}'
CITED = "cited"
CITED_BLOCK = "cited_block"
_SOURCE = "a source and, if you like, where in it or a web address"
_CITATIONS = {
    CITED: f'a figure, {_SOURCE}: {{{{ cited("13.2%", "Force forecast 2024", "page 3") }}}}',
    CITED_BLOCK: f'{_SOURCE}: {{{{ cited_block("Force forecast 2024", "page 3") }}}}',
}
_ADDRESS = r"https://[^\s<>()\[\]\"'\\]+"


@dataclass(frozen=True)
class TextProblem:
    """One thing wrong with a text: its line in the file (of default text, in the cell), and what.

    ``what`` is a clause, which may follow the place: "there is no fact 'x'."
    """

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


class TextError(NarrativeError):
    """A part of a text that cannot be shown, with all that is wrong with it."""

    def __init__(self, problems: Sequence[TextProblem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


class UnseenError(TextError):
    """A part of a text with characters that nobody sees."""


@dataclass(frozen=True)
class Expression:
    """A fact by its name, with the helper that words it (none: the value itself).

    ``more`` are the further names that a helper is given: other facts, or a comparator.
    """

    fact: str
    helper: str
    line: int
    more: tuple[str, ...] = ()


Piece = str | Expression


def parse_text(text: str, first_line: int = 1) -> tuple[Piece, ...]:
    """Split prose into plain text and expressions, or raise ``TextError``."""
    _check_braces(text, first_line)
    if unseen := find_unseen(text, first_line):
        raise UnseenError(unseen)
    if "{{" not in text and "\r" not in text:  # most text: parsing it takes a while
        return (text,) if text else ()
    template = _parse(text, first_line)
    pieces: list[Piece] = []
    for output in template.body:
        assert isinstance(output, nodes.Output)  # without blocks there is nothing else
        pieces.extend(_piece(node, first_line + node.lineno - 1) for node in output.nodes)
    return tuple(pieces)


def _parse(text: str, first_line: int) -> nodes.Template:
    try:
        return _environment.parse(text)
    except TemplateSyntaxError as error:
        line = first_line + error.lineno - 1
        what = f"the braces cannot be read ({error.message}). Write {_EXPRESSIONS}."
        raise TextError([TextProblem(line, what)]) from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number too long
        raise _refusal(first_line) from error


def _check_braces(text: str, first_line: int) -> None:
    opened: int | None = None
    for match in _BRACES.finditer(text):
        line = first_line + text.count("\n", 0, match.start())
        if match[0] == "{{":
            if opened is not None:
                break
            opened = line
        elif opened is not None:
            opened = None
    if opened is not None:
        what = f"an opening {{{{ has no closing }}}}. Write {_EXPRESSIONS}."
        raise TextError([TextProblem(opened, what)])


def find_unseen(text: str, first_line: int) -> list[TextProblem]:
    """Characters that nobody sees, by their places in the lines of the text."""
    return [*_bad_characters(text, first_line), *_bad_entities(text, first_line)]


def _bad_characters(text: str, first_line: int) -> Iterator[TextProblem]:
    """Characters that nobody sees, written as they are."""
    for bad in find_bad_characters(text):
        what = f"character {bad.column} is {bad.name}, which nobody sees. Delete it."
        yield TextProblem(first_line + bad.line - 1, what)


def _bad_entities(text: str, first_line: int) -> Iterator[TextProblem]:
    """Characters that nobody sees, written as an entity of HTML."""
    entities = list(_ENTITY.finditer(text))
    if not entities:
        return
    from html import unescape  # slow to import, and few texts need it

    for entity in entities:
        for bad in find_bad_characters(unescape(entity[0])):
            line = first_line + text.count("\n", 0, entity.start())
            yield TextProblem(line, f"{entity[0]} is {bad.name}, which nobody sees. Delete it.")


def _piece(node: nodes.Node, line: int) -> Piece:
    match node:
        case nodes.TemplateData(data=text):
            return str(text)
        case nodes.Name(name=fact):
            return Expression(fact, "", line)
        case nodes.Getattr(node=nodes.Name(name=section), attr=fact):
            return Expression(f"{section}.{fact}", "", line)
        case nodes.Call(
            node=nodes.Name(name=helper), args=args, kwargs=[], dyn_args=None, dyn_kwargs=None
        ):
            if names := _quoted_names(args):
                return Expression(names[0], helper, line, tuple(names[1:]))
    raise _refusal(line)


def _quoted_names(arguments: list[nodes.Expr]) -> list[str]:
    """What a helper is called with; none if anything else than quoted names is among it."""
    constants = [each.value for each in arguments if isinstance(each, nodes.Const)]
    names = [value for value in constants if isinstance(value, str)]
    return names if len(names) == len(arguments) else []


def _refusal(line: int) -> TextError:
    what = f"this expression is not allowed in prose. Write {_EXPRESSIONS}; "
    rest = "anything that needs working out belongs in the section's notebook."
    return TextError([TextProblem(line, what + rest)])


@dataclass(frozen=True)
class Citation:
    """Where a figure comes from: a source, and the place in it or its web address."""

    source: str
    where: str = ""

    @property
    def words(self) -> str:
        """The source as a reader sees it: "Source: Force forecast 2024, page 3."."""
        text = ", ".join(filter(None, (self.source, self.where))).rstrip(".")
        return f"Source: {text}."

    @property
    def address(self) -> str:
        """The web address; empty where there is none."""
        return self.where if re.fullmatch(_ADDRESS, self.where) else ""


def read_citation(helper: str, names: Sequence[str]) -> tuple[str, Citation]:
    """The words that ``cited`` or ``cited_block`` shows, and their citation.

    Raises ``ValueError`` with the form that is right, if names are missing or too many.
    """
    texts = [" ".join(name.split()) for name in names]
    figure = texts[:1] if helper == CITED else []
    source = texts[len(figure) :]
    if not (1 <= len(source) <= 2) or not all((*figure, source[0])):
        raise ValueError(f"the helper '{helper}' takes {_CITATIONS[helper]}")
    citation = Citation(*source)
    return (figure or [citation.words])[0], citation
