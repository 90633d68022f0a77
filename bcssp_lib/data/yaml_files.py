"""Reading YAML so that every complaint names its file and line, and writing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import ValidationError
from yaml.constructor import SafeConstructor

from bcssp_lib.data.screening import screen_text
from bcssp_lib.files.folders import read_utf8
from bcssp_lib.model.characters import find_bad_characters
from bcssp_lib.model.errors import NarrativeError, Problem
from bcssp_lib.model.person_data import NOTHING_ALLOWED, Screening
from bcssp_lib.model.records import Record

_Model = TypeVar("_Model", bound=Record)
# libyaml reads ten times as fast; some systems do not have it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path_ = tuple[str | int, ...]
_Fault = tuple[int | None, str, str, str]

LARGEST = 2_000_000  # bytes of a YAML file
_DEEPEST = 20
_MOST_KEYS = 100_000
_MANY = 300  # openings of which not even all, one in another, do harm
_MAY_BE_DEEP = re.compile(r"(?:[-?:][ \t]*){50}|^[ \t]{100}", re.MULTILINE)
FEW = 10  # faults of one kind that are told
_TEXT = 'a text, in "quotation marks" if it looks like a number or a date'
# What is allowed, by the kind of error of the library that checks records.
_PLAIN = {
    "string_type": _TEXT,
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "a whole number"),
    **dict.fromkeys(("decimal_type", "decimal_parsing", "float_type", "float_parsing"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    **dict.fromkeys(("list_type", "tuple_type"), "a list"),
    **dict.fromkeys(("dict_type", "model_type"), "a mapping of fields"),
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing"), "a day, such as 2024-03-31"
    ),
}
_BARE_COLOUR = re.compile(r"(?<=[\[, ])#[0-9A-Fa-f]{6}\b")
_DATE_TAG = "tag:yaml.org,2002:timestamp"
_NOTHING_TAG = "tag:yaml.org,2002:null"
_NUMBER_TAGS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")


@dataclass(frozen=True)
class YamlFile:
    """The content of a YAML file, and the line of each key in it."""

    shown: str
    content: dict[str, Any]
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int:
        """The line of a key, or of the nearest key above it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]

    def problem(self, path: Path_, wrong: str, allowed: str) -> Problem:
        """What is wrong at a key."""
        column = ".".join(str(part) for part in path)
        return Problem(self.shown, self.line(path), column, wrong, allowed)


def read_yaml(
    path: Path, shown: str, problems: list[Problem], allowed: Screening | None = NOTHING_ALLOWED
) -> YamlFile | None:
    """Read a YAML mapping; what is wrong with it is added to ``problems``.

    It is screened first, unless ``allowed`` is none: of a file that holds something about a
    person nothing else is looked at.
    """
    if not path.is_file():
        problems.append(Problem(shown, None, "", "the file is missing", "a YAML file"))
        return None
    text = read_utf8(path, shown, LARGEST)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    if allowed is not None and (found := screen_text(shown, text, allowed)):
        problems.extend(found)
        return None
    content, lines, faults = _parse(text)
    problems.extend(Problem(shown, *fault) for fault in faults)
    return None if faults else YamlFile(shown, content, lines)


def load_yaml(text: str) -> Any:
    """What a text of YAML holds that has been read before, or that we wrote."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - it is the safe one, in C if there is one


class _FaultsError(Exception):
    """What is wrong with a text of YAML: row, column, what is wrong, what is allowed."""

    def __init__(self, *faults: _Fault) -> None:
        super().__init__(*faults)
        self.faults = faults


@lru_cache(maxsize=512)
def _parse(text: str) -> tuple[dict[str, Any], dict[Path_, int], tuple[_Fault, ...]]:
    """What a text holds and the lines of its keys, or its faults.

    The same text, which a batch reads many times, is parsed once.
    """
    try:
        return (*_read_tree(text), ())
    except _FaultsError as error:
        return {}, {}, error.faults
    except yaml.YAMLError as error:
        return {}, {}, (_syntax_fault(text, error),)


def _read_tree(text: str) -> tuple[dict[str, Any], dict[Path_, int]]:
    unseen = [
        (bad.line, "", f"character {bad.column} is {bad.name}, which nobody sees", "a text without")
        for bad in islice(find_bad_characters(text, soft_hyphens=True), FEW)
    ]
    if unseen:
        raise _FaultsError(*unseen)
    _refuse_depth(text)
    _refuse_tags(text)
    node = yaml.compose(text, Loader=_LOADER)
    if not isinstance(node, yaml.MappingNode):
        raise _FaultsError((1, "", "the file holds no mapping", "key: value lines"))
    lines: dict[Path_, int] = {(): 1}
    faults: list[_Fault] = []
    _walk(node, (), lines, faults)
    if faults:
        raise _FaultsError(*faults)
    return SafeConstructor().construct_document(node), lines


def parse_record(
    model: type[_Model], content: Any, file: YamlFile, path: Path_, problems: list[Problem]
) -> _Model | None:
    """Check one record against its model; each complaint gets its file and line."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems.extend(
            _field_problem(model, file, path, dict(detail)) for detail in error.errors()
        )
        return None


def parse_named(
    model: type[_Model],
    listed: Mapping[Any, Any],
    file: YamlFile,
    key: str,
    problems: list[Problem],
    defaults: Mapping[str, Any] | None = None,
) -> dict[str, _Model]:
    """Check the records of a mapping from their ids to their fields, which may have defaults."""
    records = {}
    for name, fields in listed.items():
        path = (key, str(name))
        if not isinstance(fields, dict):
            problems.append(file.problem(path, f"found {fields!r}", "a mapping of fields"))
            continue
        content = {**(defaults or {}), **fields}
        if "id" in content:
            problems.append(
                file.problem((*path, "id"), "the field is not known", f"'{name}' says it")
            )
        record = parse_record(model, {**content, "id": name}, file, path, problems)
        if record is not None:
            records[name] = record
    return records


def _syntax_fault(text: str, error: yaml.YAMLError) -> _Fault:
    row, wrong = None, str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        row = mark.line + 1 if mark else None
        wrong = " ".join(part for part in (error.context, error.problem) if part)
        if mark and _is_tab(text, mark):
            return row, "", "this is not YAML: there is a tab in the line", "spaces in its place"
        lines = text.split("\n")[: error.context_mark.line + 1] if error.context_mark else []
        for number in range(len(lines), max(0, len(lines) - 2), -1):
            if colour := _BARE_COLOUR.search(lines[number - 1]):
                wrong = f"{colour[0]} is not read, since # begins a comment in YAML"
                return number, "", wrong, f'"{colour[0]}" in quotation marks'
    elif isinstance(error, yaml.reader.ReaderError):
        row = text.count("\n", 0, error.position) + 1
        wrong = f"the character U+{ord(text[error.position]):04X} is not allowed here"
    return row, "", f"this is not YAML: {wrong}", "YAML; check indents and quotes"


def _is_tab(text: str, mark: yaml.Mark) -> bool:
    """Whether what YAML stopped at is a tab."""
    (line,) = text.split("\n")[mark.line : mark.line + 1] or [""]
    return line[mark.column : mark.column + 1] == "\t"


def _walk(node: yaml.Node, path: Path_, lines: dict[Path_, int], faults: list[_Fault]) -> None:
    """Note the line of every key, and complain of keys that stand twice and of unreal dates."""
    _check_limits(node, path, lines)
    if node.tag == _DATE_TAG:
        _check_date(node, faults)
    if node.tag in _NUMBER_TAGS and not _PLAIN_NUMBER.fullmatch(node.value):
        wrong = f"found {node.value}, which YAML reads as another number than it looks"
        faults.append((node.start_mark.line + 1, "", wrong, "plain digits, or text in quotes"))
    if isinstance(node, yaml.SequenceNode):
        _check_repeats(node, path, faults)
        for number, child in enumerate(node.value):
            lines[(*path, number)] = child.start_mark.line + 1
            _walk(child, (*path, number), lines, faults)
    if not isinstance(node, yaml.MappingNode):
        return
    for key, child in node.value:
        key_path = (*path, str(key.value))
        line = key.start_mark.line + 1
        if key_path in lines:
            faults.append(_repeat_fault(line, str(key.value), key.value, lines[key_path], "key"))
            continue
        lines[key_path] = line
        _walk(child, key_path, lines, faults)


def _check_repeats(node: yaml.SequenceNode, path: Path_, faults: list[_Fault]) -> None:
    """Complain of a word that a list holds twice, such as a section of an edition."""
    first: dict[tuple[str, str], int] = {}
    for child in node.value:
        if not isinstance(child, yaml.ScalarNode) or child.tag == _NOTHING_TAG:
            continue
        line, item = child.start_mark.line + 1, (child.tag, child.value)
        if item in first:
            field = ".".join(map(str, path))
            faults.append(_repeat_fault(line, field, child.value, first[item], "item"))
        first.setdefault(item, line)


def _repeat_fault(line: int, field: str, name: str, first: int, what: str) -> _Fault:
    wrong = f"'{name}' is there twice; it is first on line {first}"
    return line, field, wrong, f"each {what} once"


def _refuse_depth(text: str) -> None:
    """Refuse a text so deep that libyaml would end the whole program.

    To count takes half as long as to read, so it is done where there is reason to.
    """
    if text.count("[") + text.count("{") < _MANY and not _MAY_BE_DEEP.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise _too_deep(event.start_mark.line + 1 if event.start_mark else None)


def _refuse_tags(text: str) -> None:
    """Refuse tags, by which a text would be read as what it is not, or as a Python object."""
    if "!" not in text:
        return
    for token in yaml.scan(text, Loader=_LOADER):
        if isinstance(token, yaml.TagToken):
            wrong = f"found the tag {''.join(filter(None, token.value))}"
            raise _FaultsError((token.start_mark.line + 1, "", wrong, "the value alone"))


def _too_deep(line: int | None) -> _FaultsError:
    wrong = "it is nested too deep, or names itself"
    return _FaultsError((line, "", wrong, f"{_DEEPEST} levels at most"))


def _check_limits(node: yaml.Node, path: Path_, lines: dict[Path_, int]) -> None:
    """Stop at what would be read for ever; an alias counts as often as it is used."""
    line = node.start_mark.line + 1
    if len(path) > _DEEPEST:
        raise _too_deep(line)
    if len(lines) > _MOST_KEYS:
        wrong = "it holds too many lines, once its aliases are put in"
        raise _FaultsError((line, "", wrong, f"{_MOST_KEYS:,} at most"))
    if isinstance(node, yaml.ScalarNode) and node.style == '"':  # which may hold escapes
        for bad in islice(find_bad_characters(node.value, soft_hyphens=True), 1):
            wrong = f"{'.'.join(map(str, path))} holds {bad.name}, which nobody sees"
            raise _FaultsError((line, "", wrong, "a text without"))


def _check_date(node: yaml.Node, faults: list[_Fault]) -> None:
    try:
        SafeConstructor().construct_object(node)
    except ValueError as error:
        wrong = f"'{node.value}' is no date: {error}"
        faults.append((node.start_mark.line + 1, "", wrong, "such as 2024-03-31"))


def _field_problem(
    model: type[Record], file: YamlFile, path: Path_, detail: dict[str, Any]
) -> Problem:
    location = tuple(part for part in detail["loc"] if part != "[key]")
    field = ".".join(str(part) for part in location)
    row = file.line((*path, *location))
    if detail["type"] == "missing":
        return Problem(file.shown, row, field, "the field is missing", "a value for it")
    if detail["type"] == "extra_forbidden":
        fields = _find_holder(model, location).model_fields.items()
        known = sorted(info.alias or name for name, info in fields)
        if len(location) == 1:  # which the key above says, or the name of the file
            known = [name for name in known if name not in {"id", "slug"}]
        near = get_close_matches(str(location[-1]), known, n=1)
        allowed = f"one of: {', '.join(known)}{f'; nearest: {near[0]}' if near else ''}"
        return Problem(file.shown, row, field, "the field is not known", allowed)
    told = detail["ctx"]["error"].args if detail["type"] == "value_error" else ()
    if len(told) == 2:  # what is wrong with a record as a whole, and what is allowed
        return Problem(file.shown, row, field, *told)
    found = detail["input"]
    wrong = f"found {found.isoformat() if isinstance(found, date) else repr(found)}"
    allowed = _PLAIN.get(detail["type"]) or _of_message(str(detail["msg"]))
    return Problem(file.shown, row, field, wrong, allowed)


def _find_holder(model: type[Record], location: Path_) -> type[Record]:
    """The record within a record that a field is in."""
    for part in location[:-1]:
        field = model.model_fields.get(str(part))
        model = next(_records_in(field.annotation), model) if field else model
    return model


def _records_in(annotation: Any) -> Iterator[type[Record]]:
    """The records that an annotation such as ``tuple[Part, ...]`` names."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for each in get_args(annotation):
        yield from _records_in(each)


def _of_message(message: str) -> str:
    """What is allowed, of a message of the library that checks records."""
    message = message.removeprefix("Value error, ").removeprefix("Input should be ")
    return message.replace("String should", "the text should").replace("Input should", "it should")


def read_kept_record(
    model: type[_Model], path: Path, shown: str, allowed: Screening, *, cannot: str, remedy: str
) -> _Model:
    """Read what is kept of a section beside its text; an empty record, if there is no file.

    Raises ``NarrativeError`` for a file that cannot be read: that it ``cannot``, every problem,
    and the ``remedy``.
    """
    if not path.exists():
        return model()
    problems: list[Problem] = []
    file = read_yaml(path, shown, problems, allowed)
    record = parse_record(model, file.content, file, (), problems) if file else None
    if record is None:
        raise NarrativeError(f"{cannot} {'; '.join(map(str, problems))}. {remedy}")
    return record


def dump_yaml(content: dict[str, Any]) -> str:
    """YAML in the order of its keys, in which a sentence stays on its line."""
    dumped: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)
    return dumped
