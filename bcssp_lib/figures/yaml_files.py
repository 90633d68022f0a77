"""Reading YAML so that every complaint names its file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError
from yaml.constructor import SafeConstructor

from bcssp_lib.domain.records import Record
from bcssp_lib.errors import Problem
from bcssp_lib.figures.text import read_utf8

Model = TypeVar("Model", bound=Record)
# libyaml reads ten times as fast; some systems do not have it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Path_ = tuple[str | int, ...]

_DATE_TAG = "tag:yaml.org,2002:timestamp"


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


def read_yaml(path: Path, shown: str, problems: list[Problem]) -> YamlFile | None:
    """Read a YAML mapping; what is wrong with it is added to ``problems``."""
    if not path.is_file():
        problems.append(Problem(shown, None, "", "the file is missing", "a YAML file"))
        return None
    text = read_utf8(path, shown)
    if isinstance(text, Problem):
        problems.append(text)
        return None
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(shown, text, error))
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.append(Problem(shown, 1, "", "the file holds no mapping", "key: value lines"))
        return None
    lines: dict[Path_, int] = {(): 1}
    before = len(problems)
    _walk(node, (), shown, lines, problems)
    if len(problems) > before:
        return None
    try:
        return YamlFile(shown, yaml.load(text, Loader=_LOADER), lines)  # noqa: S506 (a safe loader)
    except yaml.YAMLError as error:
        problems.append(_syntax_problem(shown, text, error))
        return None


def parse_record(
    model: type[Model],
    content: Any,
    file: YamlFile,
    at: Path_,
    problems: list[Problem],
) -> Model | None:
    """Check one record against its model; each complaint gets its file and line."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        problems.extend(_field_problem(model, file, at, dict(one)) for one in error.errors())
        return None


def _syntax_problem(shown: str, text: str, error: yaml.YAMLError) -> Problem:
    row, wrong = None, str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        row = mark.line + 1 if mark else None
        wrong = " ".join(part for part in (error.context, error.problem) if part)
    elif isinstance(error, yaml.reader.ReaderError):
        row = text.count("\n", 0, error.position) + 1
        wrong = f"the character U+{ord(text[error.position]):04X} may not stand here"
    return Problem(shown, row, "", f"this is not YAML: {wrong}", "YAML; check indents and quotes")


def _walk(
    node: yaml.Node, at: Path_, shown: str, lines: dict[Path_, int], problems: list[Problem]
) -> None:
    """Note the line of every key, and complain of keys that stand twice and of unreal dates."""
    if node.tag == _DATE_TAG:
        _check_date(node, shown, problems)
    if isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            lines[(*at, number)] = child.start_mark.line + 1
            _walk(child, (*at, number), shown, lines, problems)
    if not isinstance(node, yaml.MappingNode):
        return
    for key, child in node.value:
        here = (*at, str(key.value))
        line = key.start_mark.line + 1
        if here in lines:
            wrong = f"'{key.value}' stands twice; it is first on line {lines[here]}"
            problems.append(Problem(shown, line, str(key.value), wrong, "each key once"))
            continue
        lines[here] = line
        _walk(child, here, shown, lines, problems)


def _check_date(node: yaml.Node, shown: str, problems: list[Problem]) -> None:
    try:
        SafeConstructor().construct_object(node)
    except ValueError as error:
        wrong = f"'{node.value}' is no date: {error}"
        problems.append(Problem(shown, node.start_mark.line + 1, "", wrong, "such as 2024-03-31"))


def _field_problem(
    model: type[Record], file: YamlFile, at: Path_, detail: dict[str, Any]
) -> Problem:
    location = tuple(part for part in detail["loc"] if part != "[key]")
    field = ".".join(str(part) for part in location)
    row = file.line((*at, *location))
    if detail["type"] == "missing":
        return Problem(file.shown, row, field, "the field is missing", "a value for it")
    if detail["type"] == "extra_forbidden":
        known = ", ".join(sorted(model.model_fields))
        return Problem(file.shown, row, field, "the field is not known", f"one of: {known}")
    wrong = f"found {detail['input']!r}"
    return Problem(file.shown, row, field, wrong, str(detail["msg"]))
