"""The expressions that prose may hold in double braces, read and never executed.

Jinja2 splits the text and parses each expression. Only three forms are then read:
a fact, a fact of another section, and a helper with quoted names. Nothing is evaluated, so
there is nothing to escape from.
"""

from __future__ import annotations

import re
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

FORMS = '{{ fact }}, {{ section.fact }} or {{ helper("fact") }}'


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


def parse_text(text: str, where: str, first_line: int = 1) -> tuple[Piece, ...]:
    """Split prose into plain text and expressions, or raise ``NarrativeError``."""
    _check_braces(text, where, first_line)
    _check_characters(text, where, first_line)
    if "{{" not in text and "\r" not in text:  # most text: parsing it takes a while
        return (text,) if text else ()
    template = _parse(text, where, first_line)
    pieces: list[Piece] = []
    for output in template.body:
        assert isinstance(output, nodes.Output)  # without blocks there is nothing else
        pieces.extend(_piece(node, where, first_line + node.lineno - 1) for node in output.nodes)
    return tuple(pieces)


def _parse(text: str, where: str, first_line: int) -> nodes.Template:
    try:
        return _environment.parse(text)
    except TemplateSyntaxError as error:
        line = first_line + error.lineno - 1
        raise NarrativeError(
            f"{where}, line {line}: the braces cannot be read ({error.message}). Write {FORMS}."
        ) from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number too long
        raise _refusal(where, first_line) from error


def _check_braces(text: str, where: str, first_line: int) -> None:
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
        raise NarrativeError(
            f"{where}, line {opened}: an opening {{{{ has no closing }}}}. Write {FORMS}."
        )


def _check_characters(text: str, where: str, first_line: int) -> None:
    """Refuse characters that nobody sees, written as they are or as an entity of HTML."""
    for bad in find_bad_characters(text):
        raise NarrativeError(
            f"{where}, line {first_line + bad.line - 1}: character {bad.column} is {bad.name}, "
            "which nobody sees. Delete it."
        )
    entities = list(_ENTITY.finditer(text))
    if not entities:
        return
    from html import unescape  # slow to import, and few texts need it

    for entity in entities:
        for bad in find_bad_characters(unescape(entity[0])):
            line = first_line + text.count("\n", 0, entity.start())
            raise NarrativeError(
                f"{where}, line {line}: {entity[0]} is {bad.name}, which nobody sees. Delete it."
            )


def _piece(node: nodes.Node, where: str, line: int) -> Piece:
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
    raise _refusal(where, line)


def _quoted_names(arguments: list[nodes.Expr]) -> list[str]:
    """What a helper is called with; none if anything else than quoted names is among it."""
    constants = [each.value for each in arguments if isinstance(each, nodes.Const)]
    names = [value for value in constants if isinstance(value, str)]
    return names if len(names) == len(arguments) else []


def _refusal(where: str, line: int) -> NarrativeError:
    return NarrativeError(
        f"{where}, line {line}: this expression is not allowed in prose. Write {FORMS}; "
        "anything that needs working out belongs in the section's notebook."
    )
