"""Entering a source in sources.yaml, or a key in an area's file; all else stays as it is.

Whether a file is of an older release than the figures held of its source is told here too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from bcssp_lib.data.importers.changes import IsImported
from bcssp_lib.data.importers.held import HeldFolder
from bcssp_lib.data.importers.times import MONTHS
from bcssp_lib.data.yaml_files import dump_yaml, load_yaml
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import long_date
from bcssp_lib.model.value import Observation, Source

_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_DATE = re.compile(
    rf"(?:\b[0-9]{{1,2}} )?(?:\b(?:{'|'.join(MONTHS)}) )?{_YEAR.pattern}", re.IGNORECASE
)


def find_older_release(
    file: str,
    held: HeldFolder,
    figures: Sequence[Observation],
    source: Source,
    is_imported: IsImported,
) -> str:
    """A sentence, where a file of data/ would go back to an older release; else empty.

    It is older if its figures end earlier, or if its release names an earlier year.
    """
    before = [
        each
        for each in held.figures
        if each.file == file and is_imported(each.indicator, each.period.label)
    ]
    if not before or not figures:
        return ""
    last, latest = (max(each.period.end for each in group) for group in (before, figures))
    release = held.sources[source.id].vintage if source.id in held.sources else ""
    if last <= latest and not _is_earlier(source.vintage, release):
        return ""
    return (
        f"{file} holds a newer release{_named(release)}, with figures to {long_date(last)}; this "
        f"file{_named(source.vintage)} ends at {long_date(latest)}."
    )


def _is_earlier(release: str, other: str) -> bool:
    """Whether a release is before another one that is named in the same way, by its year."""
    alike = _DATE.sub("", release).strip() == _DATE.sub("", other).strip()
    return alike and 0 < _year_of(release) < _year_of(other)


def _year_of(release: str) -> int:
    """The last year that a release names; 0 without one."""
    return max(map(int, _YEAR.findall(release)), default=0)


def _named(release: str) -> str:
    return f" ({release})" if release else ""


_INDENT = "  "


def enter_source(
    text: str, source: Source, *, by_name: bool = False, keep_later: bool = False
) -> str:
    """The text of a sources.yaml with this source; files of other formats that it has stay.

    With ``by_name``, so do files of the same format with another name: each holds a period. With
    ``keep_later``, a vintage stays that is later than this one: an earlier period is added.
    """
    listed = (load_yaml(text) or {}).get("sources") or {} if text else {}
    before = listed.get(source.id) or {}
    made = source.model_dump(mode="json", exclude={"id", "files"}, exclude_defaults=True)
    files = {
        (each["format"], each["name"] if by_name else ""): each for each in before.get("files", ())
    }
    files |= {
        (each.format, each.name if by_name else ""): each.model_dump() for each in source.files
    }
    vintages = (before.get("vintage", ""), made.get("vintage", ""))
    if keep_later and _year_of(vintages[0]) >= _year_of(vintages[1]) > 0:
        made["vintage"] = vintages[0]
    entry = {**before, **made, "synthetic": source.synthetic, "files": list(files.values())}
    return set_source(text, source.id, entry)


def set_source(text: str, name: str, entry: Mapping[str, Any]) -> str:
    """The text of a sources.yaml with this entry, which may be there already.

    Comments, order and the other entries stay as somebody wrote them.
    """
    lines = text.splitlines() or ["sources:"]
    made = _dump(name, dict(entry), _INDENT)
    head = re.compile(rf"{_INDENT}[\"']?{re.escape(name)}[\"']?:\s*$")
    return _check(text, _put_block(lines, head, made, 2), ("sources", name), dict(entry))


def set_top_key(text: str, name: str, value: Any) -> str:
    """The text of a YAML file with this value under a key of its first level."""
    head = re.compile(rf"{re.escape(name)}:(?:\s.*)?$")
    changed = _put_block(text.splitlines(), head, _dump(name, value), 0)
    return _check(text, changed, (name,), value)


def _check(before: str, after: str, path: tuple[str, ...], value: Any) -> str:
    """The text, if it says what was meant and nothing else than before."""
    expected = load_yaml(before) or {}
    *parents, last = path
    place = expected
    for parent in parents:
        place[parent] = place.get(parent) or {}
        place = place[parent]
    place[last] = value
    try:
        is_as_meant = load_yaml(after) == expected
    except yaml.YAMLError:
        is_as_meant = False
    if not is_as_meant:
        raise UserError(
            f"{'.'.join(path)} cannot be entered in a YAML file that is laid out like this one. "
            "Write each key on a line of its own, with two blanks for each level."
        )
    return after


def _dump(name: str, value: Any, indent: str = "") -> list[str]:
    return [f"{indent}{line}" for line in dump_yaml({name: value}).splitlines()]


def _put_block(lines: list[str], head: re.Pattern[str], made: list[str], depth: int) -> str:
    """Replace the block whose first line is ``head``, or add it at the end."""
    starts = [at for at, line in enumerate(lines) if head.match(line)]
    if not starts:
        return "\n".join([*lines, *made]) + "\n"
    start = starts[0]
    end = start + 1
    while end < len(lines) and _is_deeper(lines[end], depth):
        end += 1
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1  # a blank line belongs to what follows
    return "\n".join([*lines[:start], *made, *lines[end:]]) + "\n"


def _is_deeper(line: str, depth: int) -> bool:
    """Whether a line belongs to the block of a key at this depth."""
    if not line.strip():
        return True
    indent = len(line) - len(line.lstrip())
    return indent > depth or (indent == depth and line.lstrip().startswith("- "))
