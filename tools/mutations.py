"""Ways to spoil one input of a project: bytes, lines, cells, fields and whole files."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

Change = Callable[[bytes, random.Random], bytes]

NUMBERS = (
    "-1", "99999999999999999999", "1e3", "1e999", "nan", "NaN", "inf", "-inf", "1_000", "1,000",
    "٣", "३", "１２", "3.5", "0x10", "007", "+5", " 5", "5 ", "½", "1", "2", "4", "0", "101",
    "c", "",
    "−3", "5%", "1" * 400, "0.0000000000001", "true", "None", "3 ", "1e-5", "-0", "00",
)  # fmt: skip
TEXTS = (
    "<script>alert(1)</script>", "<b>bold", "</td></table>", "#import \"x\"", "#panic()", "$ x $",
    "```\ncode", ":::", "{{< include /etc/passwd >}}", "{{ missing_reports }}", "=SUM(A1:A9)",
    "+1", "@ref", "[x](javascript:alert(1))", "![p](/etc/passwd)", "\u202eabc", "a\u200bb",
    "a\u00adb", "\ufeffa", "a|b", "a\nb", 'a"b', "a,b", "a;b", "'", "\\", "\x1b[31m", "\x7f", "\0",
    "x" * 1_000_000, "é" * 40_000, "e\u0301", "2023-24", "12 months to 2024-03-31", "at 2024-02-30",
    "2023-25", "9999-00", "0000-01", "2023-24 Q5", "March 0000", "12 months to 9999-12-31",
    "../../etc", "a/b", "CON", "$HOME", "%s%n", "{0.__class__}", "\ud7ff", "\U0001f600", "ﷺ" * 9,
)  # fmt: skip
ODD = (
    True, False, None, [], {}, "", [None], [[]], {"": None}, {"a": {"b": []}}, 0, -1, 1, 10**400,
    3.5,
    float("inf"), float("nan"), "yes", "2024-03-31", ["a", "a"], [1, 2], {1: 2}, "a\nb",
    "x" * 100_000,
    "(a+)+$", "[", "*", "..", "/", "as published", "small numbers", "no such thing", "{{ area }}",
)  # fmt: skip
YAML_TEXTS = (
    b"a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b]\n"
    b"d: &d [*c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e]\n",
    b"&a [*a]\n", b"? [a, b]\n: c\n", b"? {a: b}\n: c\n", b"x: " + b"[" * 5_000, b"- a\n- b\n",
    b"--- a: 1\n--- b: 2\n", b"x: !!python/object/apply:os.system [ls]\n", b"x: !!bool maybe\n",
    b"x: !!timestamp soon\n", b"x: !!binary '*'\n", b"x: !!int many\n", b"x: !!float few\n",
    b"x: !!set [a]\n", b"x: !!omap 3\n", b"x: !!pairs 3\n", b"x: !!null full\n",
    b"x: !!str {a: b}\n",
    b"<<: 3\n", b"x: {<<: [1]}\n", b"x: 1e999\n", b"x: 0o17\n", b"x: 1:30\n",
    b"%YAML 9.9\n---\na: 1\n",
    b"x: 2024-02-30\n", b"x: 2024-01-01 25:00:00\n", b"x: *nobody\n", b"x: !!map 3\n", b"=: 1\n",
    b"x: \"\\uD800\"\n", b"x: 'a\n", b"\tx: 1\n", b"? \n", b"null\n", b"...\n", b"x: >9\n y\n",
)  # fmt: skip


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True) or [b""]


def flip_bytes(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content or b"\0")
    for _ in range(chance.choice((1, 1, 3, 20))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def insert_bytes(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    extra = chance.choice(
        (b"\0", b"\xff", b"\x85", b"\r", b"\xc2\xa0", b"\xe2\x80\xa8", b'"', b"\n\n")
    )
    return content[:place] + extra + content[place:]


def change_line(content: bytes, chance: random.Random) -> bytes:
    lines = _lines(content)
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    what = chance.choice(("delete", "repeat", "swap", "long", "many", "blank"))
    if what == "delete":
        del lines[one]
    elif what == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    elif what == "blank":
        lines.insert(one, b"\n")
    else:
        extra = {
            "repeat": [lines[one]],
            "long": [b"x" * 1_000_000 + b"\n"],
            "many": [lines[one]] * 10_000,
        }
        lines[one:one] = extra[what]
    return b"".join(lines)


def encode_otherwise(content: bytes, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    made: Callable[[], bytes] = chance.choice(
        (
            lambda: text.encode("utf-8-sig"),
            lambda: text.encode("utf-16"),
            lambda: text.encode("utf-16-le"),
            lambda: text.encode("cp1252", "replace"),
            lambda: text.encode("utf-32"),
            lambda: text.replace("\n", "\r\n").encode(),
            lambda: text.replace("\n", "\r").encode(),
            lambda: text.rstrip("\n").encode(),
        )
    )
    return made()


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.choice((0, 1, chance.randrange(len(content) + 1)))]


def empty(content: bytes, chance: random.Random) -> bytes:
    return chance.choice((b"", b"\n", b" \t\n", b"\0" * 100, content[:0]))


def write_rows(rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def change_cell(content: bytes, chance: random.Random) -> bytes:
    """Another number or text in one cell of a CSV file."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    row = chance.randrange(len(rows))
    if not rows[row]:
        return content
    column = chance.randrange(len(rows[row]))
    if "value" in rows[0] and chance.random() < 0.6:
        column = rows[0].index("value")
    is_number = rows[row][column].isdigit() and chance.random() < 0.8
    rows[row][column] = chance.choice(NUMBERS if is_number else TEXTS)
    return write_rows(rows)


def change_number(content: bytes, chance: random.Random) -> bytes:
    """Another number that could be right, in a CSV file or in YAML."""
    numbers = list(re.finditer(rb"(?<![\w.-])\d{1,6}(?![\w.-])", content))
    if not numbers:
        return content
    match = chance.choice(numbers)
    number = chance.choice((0, 1, 2, 3, 4, 5, 9, int(match[0]) + 1, max(int(match[0]) - 1, 0)))
    return content[: match.start()] + str(number).encode() + content[match.end() :]


def change_table(content: bytes, chance: random.Random) -> bytes:
    """Columns or rows of a CSV file swapped, repeated or taken out."""
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    one, other = (chance.randrange(len(rows[0])) for _ in range(2))
    what = chance.choice(("swap cells", "swap all", "drop", "repeat row", "add column", "tabs"))
    if what == "tabs":
        return content.replace(b",", chance.choice((b";", b"\t", b"|")))
    if what == "repeat row":
        row = list(chance.choice(rows))
        row[other % len(row)] = chance.choice((*NUMBERS, row[other % len(row)].upper()))
        rows.append(row)
    chosen = [chance.choice(rows)] if what == "swap cells" else rows
    for row in chosen if what != "repeat row" else ():
        if what.startswith("swap"):
            row[one], row[other] = row[other], row[one]
        elif what == "drop":
            del row[one]
        else:
            row.append("extra")
    return write_rows(rows)


def _places(content: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to each value in nested mappings and lists."""
    found = [way] if way else []
    items = (
        content.items()
        if isinstance(content, dict)
        else enumerate(content)
        if isinstance(content, list)
        else ()
    )
    for key, value in items:
        found += _places(value, (*way, key))
    return found


def change_field(content: Any, chance: random.Random) -> Any:
    """Nested mappings and lists in which one value is of another kind, another key, or gone."""
    places = _places(content)
    if not places:
        return chance.choice(ODD)
    *way, last = chance.choice(places)
    holder = content
    for key in way:
        holder = holder[key]
    what = chance.random()
    if what < 0.65:
        holder[last] = chance.choice((*ODD, *TEXTS) if isinstance(holder[last], str) else ODD)
    elif what < 0.8:
        del holder[last]
    elif isinstance(holder, dict):
        holder[chance.choice(("unknown", "", "a b", "<b>", "ключ"))] = holder.pop(last)
    else:
        holder.append(holder[last])
    return content


def change_yaml(content: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.12:
        return chance.choice(YAML_TEXTS)
    if chance.random() < 0.12:
        return content + b"\n" + chance.choice(YAML_TEXTS)
    changed = change_field(yaml.safe_load(content), chance)
    return yaml.safe_dump(changed, sort_keys=False, allow_unicode=True).encode("utf-8", "replace")


def change_json(content: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.1:
        return chance.choice((b"[" * 100_000, b"{}", b"[]", b"null", b"3", b'"x"', b'{"cells": 3}'))
    return json.dumps(change_field(json.loads(content), chance), indent=1).encode()


def change_text(content: bytes, chance: random.Random) -> bytes:
    """A text of markup, unseen characters and so on, somewhere in a file of words."""
    lines = content.decode().split("\n")
    where = chance.randrange(len(lines))
    lines[where] = chance.choice(
        (
            lines[where] + " " + chance.choice(TEXTS),
            chance.choice(TEXTS),
            lines[where] + " {{ change(",
        )
    )
    return "\n".join(lines).encode("utf-8", "replace")


ANY: tuple[Change, ...] = (flip_bytes, insert_bytes, change_line, encode_otherwise, cut, empty)
OF_KIND: dict[str, tuple[Change, ...]] = {
    ".csv": (change_cell, change_cell, change_number, change_number, change_table),
    ".yaml": (change_yaml, change_yaml, change_yaml, change_text, change_number),
    ".json": (change_json, change_json),
    ".ipynb": (change_json, change_json, change_json),
    ".md": (change_text, change_text, change_text),
}


def _replace(path: Path) -> Path:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    return path


def _folder_with(path: Path) -> None:
    content = path.read_bytes()
    _replace(path).mkdir()
    (path / path.name).write_bytes(content)


FILES: dict[str, Callable[[Path], object]] = {
    "delete": _replace,
    "empty folder": lambda path: _replace(path).mkdir(),
    "folder": _folder_with,
    "upper-case ending": lambda path: path.rename(path.with_suffix(path.suffix.upper() or ".X")),
    "further ending": lambda path: path.rename(path.with_name(f"{path.name}.txt")),
    "copy": lambda path: shutil.copy(path, path.with_name(f"{path.stem} - Copy{path.suffix}")),
    "other name": lambda path: path.rename(path.with_name(f"my{path.name}")),
    "one up": lambda path: path.rename(path.parent.parent / path.name),
    "link to nowhere": lambda path: _replace(path).symlink_to("nowhere"),
    "link to itself": lambda path: _replace(path).symlink_to(path.name),
    "link to its folder": lambda path: _replace(path).symlink_to("."),
    "pipe": lambda path: os.mkfifo(_replace(path)),
    "not to be read": lambda path: path.chmod(0),
}


def spoil(path: Path, chance: random.Random) -> str:
    """Change one file in one way; return what was done."""
    if chance.random() < 0.15:
        names = [name for name in FILES if os.geteuid() or name != "not to be read"]
        name = chance.choice(names)
        FILES[name](path)
        return name
    changes = ANY + OF_KIND.get(path.suffix, ()) * 2
    change = chance.choice(changes)
    path.write_bytes(change(path.read_bytes(), chance))
    return change.__name__
