"""Getting hidden counts back from the built files of ``small_counts`` alone, as a reader might.

By reading them, by totals less what is shown, by percentages, and by measuring charts. Nothing
of ``data/`` and none of the library's own code is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
from bs4 import BeautifulSoup
from pypdf import PdfReader
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.report.small_counts import AGES, NEEDS, YEARS, Key

QUARTERS = tuple(f"{year} Q{number}" for year in YEARS for number in (1, 2, 3, 4))
MOST = 1000
_LATEST = YEARS[-1]
_NUMBER = re.compile(r"\d[\d,]*(?:\.0)?(?![.\d])")
_PERIOD = re.compile(r"(20\d\d-\d\d)(?: Q([1-4]))?|Q([1-4]) (20\d\d-\d\d)")
_SHARE = re.compile(r"(\d+\.\d)%")
Grid = list[list[str]]


def find_category(text: str) -> str:
    """The age or need that a text names."""
    return next((name for name in (*AGES, *NEEDS) if name.lower() in text.lower()), "")


def find_period(text: str) -> str:
    match = _PERIOD.search(text)
    if match is None:
        return ""
    year, number = match[1] or match[4], match[2] or match[3]
    return f"{year} Q{number}" if number else year


_NUMBERED = re.compile(r"\b(?:Table|Figure) \d+\.?")


def without_names(text: str) -> str:
    """A text without periods, ages and numbers of tables, whose numbers are no counts."""
    text = _NUMBERED.sub("", text)
    for name in (*AGES, *NEEDS):
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE)
    return _PERIOD.sub("", text)


def key_of(words: str) -> Key | None:
    """Which figure the headings of a cell, or a sentence, speak of."""
    category, period = find_category(words), find_period(words) or _LATEST
    if category:
        return ("harmed" if category in AGES else "harmed_by_need", period, category)
    lower = words.lower()
    if "share of" in lower:
        return None
    if "by need" in lower:
        return ("harmed_by_need", period, "")
    if "referred" in lower and "harmed" not in lower:
        return ("children_referred", period, "")
    return ("harmed", period, "") if "harmed" in lower else None


@dataclass
class Knowledge:
    """What was read: counts by figure, with where, and percentages of their totals."""

    counts: dict[Key, dict[int, str]] = field(default_factory=dict)
    shares: dict[Key, float] = field(default_factory=dict)

    def learn(self, key: Key | None, text: str, place: str) -> None:
        if key is None:
            return
        if share := _SHARE.search(text):
            self.shares.setdefault(key, float(share[1]))
        plain = re.sub(r"\([^)]*to[^)]*\)|[+−-]?\d[\d.,]*%", " ", text)
        match = _NUMBER.match(plain.strip(" (;:"))
        if match:
            amount = int(match[0].replace(",", "").removesuffix(".0"))
            self.counts.setdefault(key, {}).setdefault(amount, place)

    def single(self) -> dict[Key, int]:
        """The counts of which only one number was read."""
        return {key: next(iter(found)) for key, found in self.counts.items() if len(found) == 1}


# Reading


def read_all(folder: Path) -> Knowledge:
    """Everything that tables, sentences and attributes of all built files say."""
    known = Knowledge()
    for place, title, grid in chain(
        html_grids(folder), word_grids(folder), workbook_grids(folder), notebook_grids(folder)
    ):
        read_grid(known, place, title, grid)
    for place, text in chain(html_texts(folder), json_texts(folder)):
        read_text(known, place, text)
    for place, lines in pdf_pages(folder):
        read_lines(known, place, lines)
    return known


def read_grid(known: Knowledge, place: str, title: str, grid: Grid) -> None:
    if not grid:
        return
    headings, *rows = grid
    for row in rows:
        named = " ".join(cell for cell in row if not _NUMBER.fullmatch(cell.strip()))
        for number, cell in enumerate(row[1:], start=1):
            heading = headings[number] if number < len(headings) else ""
            if "Change" in heading or "Period" in heading:
                continue
            words = f"{row[0]} ; {named} ; {heading}"
            if row[0] == "Total" or not (find_category(words) or "hildren" in words):
                words = f"{title} ; {words}"
            known.learn(key_of(words), cell, f"{place}, {title}")


def read_text(known: Knowledge, place: str, text: str) -> None:
    """Parts of a text that name an age or a need, with the first number after that."""
    for part in re.split(r"[;.]\s|\n", text):
        if find_category(part):
            known.learn(key_of(part), without_names(part).strip(" :,"), place)


def read_lines(known: Knowledge, place: str, lines: Sequence[str]) -> None:
    """The rows of a PDF's tables: an age or a need, and as many numbers as there are headings."""
    headings: list[str] = []
    for line in lines:
        periods = [match[0] for match in _PERIOD.finditer(line)]
        cells = re.findall(r"not shown|(?<![\w.])\d[\d,]*(?![\d.,]*%)", without_names(line))
        if find_category(line) and periods and len(cells) == 1:
            known.learn(key_of(line), cells[0], place)
        elif periods and not cells:
            headings = periods
        elif find_category(line) and not periods and len(cells) == len(headings):
            for heading, cell in zip(headings, cells, strict=True):
                known.learn(key_of(f"{find_category(line)} {heading}"), cell, place)


def pages(folder: Path) -> Iterator[tuple[str, BeautifulSoup]]:
    for path in sorted(folder.rglob("*.html")):
        yield path.name, BeautifulSoup(path.read_text("utf-8"), "html.parser")


def html_grids(folder: Path) -> Iterator[tuple[str, str, Grid]]:
    for name, page in pages(folder):
        for table in page("table"):
            grid = [
                [" ".join(cell.get_text(" ").split()) for cell in row(["th", "td"])]
                for row in table("tr")
            ]
            yield name, table.caption.get_text() if table.caption else "", grid


def html_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Sentences, the texts of charts, and every attribute."""
    for name, page in pages(folder):
        for element in page(["p", "li", "text", "figcaption"]):
            yield f"{name}, {element.name}", element.get_text(" ")
        for element in page(True):
            for attribute, value in element.attrs.items():
                if attribute not in {"d", "style", "transform", "points"}:
                    yield (
                        f"{name}, attribute {attribute}",
                        " ".join(value) if isinstance(value, list) else str(value),
                    )


def word_grids(folder: Path) -> Iterator[tuple[str, str, Grid]]:
    for path in folder.rglob("*.docx"):
        for table in docx.Document(str(path)).tables:
            yield path.name, "", [[cell.text for cell in row.cells] for row in table.rows]


def workbook_grids(folder: Path) -> Iterator[tuple[str, str, Grid]]:
    for path in folder.rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets:
            rows = [
                ["" if cell is None else str(cell) for cell in row]
                for row in sheet.iter_rows(values_only=True)
            ]
            first = next((n for n, row in enumerate(rows) if sum(map(bool, row)) > 1), len(rows))
            yield path.name, rows[0][0] if rows else "", rows[first:]


def notebooks(folder: Path) -> Iterator[tuple[str, Any]]:
    for path in folder.rglob("*.ipynb"):
        yield path.name, json.loads(path.read_text("utf-8"))


def objects_in(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        yield content
    parts = content.values() if isinstance(content, dict) else content
    if isinstance(content, (dict, list)):
        for part in parts:
            yield from objects_in(part)


def notebook_grids(folder: Path) -> Iterator[tuple[str, str, Grid]]:
    for name, notebook in notebooks(folder):
        for each in objects_in(notebook):
            if {"headings", "rows"} <= set(each):
                yield name, each["title"], [each["headings"], *each["rows"]]


def json_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text in manifests, findings and notebooks."""
    files = [(path.name, json.loads(path.read_text("utf-8"))) for path in folder.rglob("*.json")]
    for name, content in chain(files, notebooks(folder)):
        for each in objects_in(content):
            for value in each.values():
                if isinstance(value, str):
                    yield name, value


def pdf_pages(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for path in folder.rglob("*.pdf"):
        reader = PdfReader(path)
        yield f"{path.name}, properties", [str(value) for value in (reader.metadata or {}).values()]
        for page in reader.pages:
            yield path.name, page.extract_text().splitlines()


# Calculating


@dataclass
class Calculation:
    """Whole numbers for every figure, and what is known of them."""

    known: dict[Key, int]
    keys: list[Key] = field(default_factory=list)
    rows: list[tuple[dict[Key, float], float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keys = [
            *(("harmed", period, age) for period in (*YEARS, *QUARTERS) for age in ("", *AGES)),
            *(("harmed_by_need", year, need) for year in YEARS for need in ("", *NEEDS)),
            *(("children_referred", year, "") for year in YEARS),
        ]
        for period in (*YEARS, *QUARTERS):
            self.add_sum(("harmed", period, ""), [("harmed", period, age) for age in AGES])
        for year in YEARS:
            needs: list[Key] = [("harmed_by_need", year, need) for need in NEEDS]
            self.add_sum(("harmed_by_need", year, ""), needs)
            self.add_sum(("harmed", year, ""), [("harmed_by_need", year, "")])
            for age in ("", *AGES):
                parts: list[Key] = [("harmed", f"{year} Q{n}", age) for n in (1, 2, 3, 4)]
                self.add_sum(("harmed", year, age), parts)

    def add_sum(self, total: Key, parts: Sequence[Key]) -> None:
        self.rows.append(({total: -1.0, **dict.fromkeys(parts, 1.0)}, 0, 0))

    def add_share(self, part: Key, whole: Key, share: float) -> None:
        """A percentage to one decimal: the part is within half of that of the whole."""
        for sign, limit in ((1.0, share + 0.05), (-1.0, share - 0.05)):
            self.rows.append(({part: sign * 100, whole: -sign * limit}, -np.inf, 0))

    def ranges(self, wanted: Iterable[Key]) -> dict[Key, tuple[int, int]]:
        """The least and the most that each figure can be; one that is not shown is not zero."""
        lowest = [self.known.get(key, 1) for key in self.keys]
        highest = [self.known.get(key, MOST) for key in self.keys]
        matrix = np.array([[row.get(key, 0) for key in self.keys] for row, _, _ in self.rows])
        limits = LinearConstraint(
            matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
        )
        found = {}
        for key in wanted:
            aim = np.array([float(each == key) for each in self.keys])
            ends = [
                milp(sign * aim, constraints=limits, bounds=Bounds(lowest, highest),
                     integrality=np.ones(len(self.keys)))
                for sign in (1, -1)
            ]  # fmt: skip
            assert all(end.success for end in ends), "what was read contradicts itself"
            found[key] = round(ends[0].fun), round(-ends[1].fun)
        return found


def work_out(known: Knowledge, wanted: Iterable[Key], *, by_shares: bool) -> dict[Key, int]:
    """The figures that sums, and percentages where asked, leave one number."""
    calculation = Calculation(known.single())
    if by_shares:
        for key, share in known.shares.items():
            if key in calculation.keys and key[2]:
                calculation.add_share(key, (key[0], key[1], ""), share)
    ranges = calculation.ranges(wanted)
    return {key: low for key, (low, high) in ranges.items() if low == high}


# Measuring

_PATH = re.compile(r'<path d="([^"]*)"([^>]*)/>')
_TICK = re.compile(
    r'<path d="M ([\d.]+) ([\d.]+)\s+L ([\d.]+) ([\d.]+)\s*"[^>]*/>\s*</g>\s*(?:<g>\s*)?'
    r"<text[^>]*>([^<]*)</text>"
)
_TEXT = re.compile(r'<text[^>]*?x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')
_MARKER = re.compile(r'<use [^>]*?x="([\d.]+)" y="([\d.]+)"')
_POINT = re.compile(r"[ML] ([\d.]+) ([\d.]+)")
_PALE = ("#ffffff", "none", "#d9d9d9")
Point = tuple[float, float]


def measure_all(folder: Path, known: Knowledge) -> dict[Key, set[int]]:
    """What bars and points tell by where they end, measured against the ticks of an axis."""
    found: dict[Key, set[int]] = {}
    for _, page in ((path.name, path.read_text("utf-8")) for path in folder.rglob("*.html")):
        for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
            for key, amount in measure_chart(svg, known):
                found.setdefault(key, set()).add(amount)
    return found


def measure_chart(svg: str, known: Knowledge) -> Iterator[tuple[Key, int]]:
    flat = re.sub(r"<defs>.*?</defs>", "", svg, flags=re.DOTALL)
    level, upright = axis_of(flat, 0), axis_of(flat, 1)
    title = (re.search(r'aria-label="([^"]*)"', flat) or [""])[0]
    in_percent = "Percent of" in flat
    bars = list(bars_of(flat))
    points = [*((float(x), float(y)) for x, y in _MARKER.findall(svg)), *line_points(flat)]
    for x, y, words in ((float(x), float(y), text) for x, y, text in _TEXT.findall(flat)):
        key = key_of(f"{words} {title if find_period(words) else ''}")
        if key is None or not (find_category(words) or find_period(words)):
            continue
        if find_period(words) and (age := find_category(title)):
            key = (key[0], key[1], age)
        values = [
            *(upright(top) for left, right, top, _ in bars if upright and left < x < right),
            *(upright(py) for px, py in points if upright and abs(px - x) < 3),
            *(level(right) for _, right, top, _ in bars if level and 0 < top - y < 25),
        ]
        for value in values:
            whole = known.single().get((key[0], key[1], ""), 0)
            amount = value * whole / 100 if in_percent else value
            if abs(amount - round(amount)) < 0.1 and round(amount) > 0:
                yield key, round(amount)


def axis_of(svg: str, which: int) -> Any:
    """How a place along an axis becomes a number; None where the axis has no numbers."""
    ticks = []
    for x1, y1, x2, y2, words in _TICK.findall(svg):
        ends = ((float(x1), float(x2)), (float(y1), float(y2)))[which]
        if ends[0] == ends[1] and re.fullmatch(r"\d[\d,.]*", words):
            ticks.append((ends[0], float(words.replace(",", ""))))
    if len(ticks) < 2:
        return None
    (first, low), (last, high) = ticks[0], ticks[-1]
    return lambda place: low + (place - first) * (high - low) / (last - first)


def bars_of(svg: str) -> Iterator[tuple[float, float, float, float]]:
    for path, rest in _PATH.findall(svg):
        fill = re.search(r"fill: (#\w+|none)", rest)
        corners = [(float(x), float(y)) for x, y in _POINT.findall(path)]
        if fill and fill[1] not in _PALE and "clip-path" in rest and len(corners) == 4:
            across, down = [x for x, _ in corners], [y for _, y in corners]
            yield min(across), max(across), min(down), max(down)


def line_points(svg: str) -> Iterator[Point]:
    for path, rest in _PATH.findall(svg):
        stroke = re.search(r"stroke: (#\w+)", rest)
        if "fill: none" in rest and stroke and stroke[1] not in _PALE and "clip-path" in rest:
            yield from ((float(x), float(y)) for x, y in _POINT.findall(path))
