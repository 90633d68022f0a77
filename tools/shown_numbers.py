"""Whether the numbers of a review copy are those of data/, read without the library's own code."""

from __future__ import annotations

import csv
import json
import re
from calendar import month_name
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup

Rows = dict[tuple[str, str, str], str]  # by indicator, period and category, of one area


def find_wrong_numbers(root: Path, areas: Sequence[str]) -> Iterator[str]:
    """Each number of a table or fact that is not its row's, or that a policy hides."""
    indicators, hidden_below = read_indicators(root)
    for area in areas:
        rows = read_rows(root, area)
        review = root / "reports" / area / "2023-24/review"
        facts = json.loads((review / "manifest.json").read_text("utf-8"))["facts"]
        for fact in facts:
            yield from _judge_fact(root, area, fact, hidden_below)
        page = BeautifulSoup((review / "report.html").read_text("utf-8"), "html.parser")
        for indicator, when, category, text in _cells(page, indicators):
            period = next((each for each in _periods(rows) if _words(each) == when), "")
            amount = _number(rows.get((indicator, period, category), ""))
            yield from _judge(
                f"{area} table {indicator} {category} {when}", text, amount, hidden_below[indicator]
            )


def _judge(what: str, text: str, amount: Decimal | None, below: int) -> Iterator[str]:
    shown = _number(text)
    if shown is None or not re.fullmatch(r"[\d,.]+%?", text.strip()):
        return
    if amount is None:
        yield f"{what}: shows {text}, and data/ has no number"
    elif abs(shown - amount) > Decimal("0.5"):
        yield f"{what}: shows {text}, and data/ has {amount}"
    elif 0 < amount < below:
        yield f"{what}: shows {text}, which is below {below}"


def _judge_fact(
    root: Path, area: str, fact: dict[str, Any], below: dict[str, int]
) -> Iterator[str]:
    figures = [each for each in fact["origins"] if "/registers/" not in each["file"]]
    if fact["value"]["amount"] is None or not figures:
        return
    rows = [_row(root / each["file"], each["row"]) for each in figures]
    same = [
        row for row in rows if row and _number(row["value"]) == Decimal(fact["value"]["amount"])
    ]
    if not same:
        yield f"{area} fact {fact['name']}: {fact['value']['amount']} is in none of its rows"
    for row in same[:1]:
        text = str(fact["value"]["amount"])
        yield from _judge(
            f"{area} fact {fact['name']}", text, _number(row["value"]), below[row["indicator"]]
        )


def _row(path: Path, line: int) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return next((row for row in reader if reader.line_num == line), {})


def read_indicators(root: Path) -> tuple[dict[str, str], dict[str, int]]:
    """Titles of indicators, and below which number each is hidden (0: never)."""
    settings = yaml.safe_load((root / "params/settings.yaml").read_text("utf-8"))
    policies = yaml.safe_load((root / "params/disclosure.yaml").read_text("utf-8"))["policies"]
    titles, below = {}, {}
    for path in (root / "params/indicators").glob("*.yaml"):
        content = yaml.safe_load(path.read_text("utf-8"))
        for name, fields in content["indicators"].items():
            every = {**content.get("defaults", {}), **fields}
            policy = policies[every["disclosure"]] if "disclosure" in every else {"threshold": 10}
            titles[every["title"]] = name
            usual = policy.get("threshold") or settings["disclosure_threshold"]
            below[name] = 0 if policy.get("published") else usual
    return {**{name: name for name in below}, **titles}, below


def read_rows(root: Path, area: str) -> Rows:
    """The value of each row of an area's figures, as text."""
    rows = {}
    for path in (root / "data" / area).glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["area"] == area:
                    rows[row["indicator"], row["period"], row["category"]] = row["value"]
    return rows


def _cells(page: BeautifulSoup, names: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Indicator, period in words, category and text of the cells of tables that hold figures."""
    for table in page.find_all("table"):
        caption = table.caption.get_text(" ", strip=True) if table.caption else ""
        head = [cell.get_text(" ", strip=True) for cell in table.find_all("tr")[0].find_all("th")]
        for line in table.find_all("tr")[1:]:
            cells = [cell.get_text(" ", strip=True) for cell in line.find_all(["th", "td"])]
            by_category = caption in names.values()
            indicator = names.get(caption if by_category else cells[0])
            category = cells[0] if by_category and cells[0] not in ("All", "Total") else ""
            for title, text in zip(head[1:], cells[1:], strict=False):
                if (
                    indicator
                    and re.search(r"\d{4}", title)
                    and "%" not in title
                    and "," not in title
                ):
                    yield indicator, title, category, text


def _periods(rows: Rows) -> set[str]:
    return {period for _, period, _ in rows}


def _words(period: str) -> str:
    """A period as the head of a column says it."""
    months = list(month_name)[1:]
    words = re.sub(
        r"(\d{4})-(\d\d)-(\d\d)$", lambda m: f"{int(m[3])} {months[int(m[2]) - 1]} {m[1]}", period
    )
    return words.removeprefix("at ")


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip().rstrip("%").replace(",", ""))
    except InvalidOperation:
        return None
