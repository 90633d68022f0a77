"""Write made-up figures and registers for the invented areas of the example project.

Run it from anywhere: ``python example/make_synthetic.py``. It reads the invented areas from
``example/params/areas/``, the indicators and registers from ``params/``, what the figures
should look like from ``synthetic.yaml``, and writes ``example/data/``.

The figures are drawn from a random stream of their own for each area and indicator, so
they never depend on the clock or on the order of areas, and running it twice writes the
same bytes. Every figure is drawn by quarter, and a year is the sum of its quarters.
"""

from __future__ import annotations

import csv
import math
from calendar import month_name
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import yaml

EXAMPLE = Path(__file__).resolve().parent
PARAMS = EXAMPLE.parent / "params"
DATA = EXAMPLE / "data"
SOURCE = "synthetic_figures"
FIGURE_COLUMNS = ["area", "indicator", "period", "category", "value", "mark", "source", "note"]
QUARTERS = 4
LAST_QUARTER = 3  # they are numbered from 0
TO_BE_CONFIRMED = 0.03  # the share of the latest returns that are not settled yet
SOURCES_YAML = """\
# Made by example/make_synthetic.py.
sources:
  synthetic_figures:
    title: Made-up figures
    publisher: Nobody, since they were made up so that the report can be built
    synthetic: true
    note: Made by example/make_synthetic.py. They say nothing about any place.
"""

Spec = dict[str, Any]
Row = list[str]
Item = TypeVar("Item")


# ---------------------------------------------------------------- chance


def stream(*names: str) -> Random:
    """A random stream that depends on its names and on nothing else."""
    return Random("/".join(names))


def seed(area: str, look: Spec) -> str:
    """What the random streams of an area are named by, which stays when its name changes."""
    return str(look["seeds"].get(area, area))


def normal(rng: Random) -> float:
    """A draw from (nearly) the standard normal distribution, the same on every machine."""
    return sum(rng.random() for _ in range(12)) - 6


def whole(rng: Random, mean: float, spread: float = 1.0) -> int:
    """A whole number about a mean; a spread of 1 is that of chance alone."""
    return max(0, round(mean + spread * math.sqrt(max(mean, 0)) * normal(rng)))


def some_of(rng: Random, number: int, share: float) -> int:
    """How many of a number happen, each with the same chance."""
    return sum(rng.random() < share for _ in range(number))


def between(rng: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + int(rng.random() * (high - low + 1))


def shuffled(rng: Random, items: Iterable[Item]) -> list[Item]:
    """The items in another order."""
    keyed = [(rng.random(), place, item) for place, item in enumerate(items)]
    return [item for *_, item in sorted(keyed, key=lambda entry: entry[:2])]


# ---------------------------------------------------------------- time


@dataclass(frozen=True)
class Year:
    """A financial year, from 1 April to 31 March."""

    label: str

    @property
    def first(self) -> int:
        """The calendar year in which it starts."""
        return int(self.label[:4])

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.first, 4, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return date(self.first + 1, 3, 31)

    def quarter(self, number: int) -> str:
        """The name of one of its quarters, from 0."""
        return f"{self.label} Q{number + 1}"

    def quarter_end(self, number: int) -> date:
        """The last day of one of its quarters, from 0."""
        first = self.first
        ends = (date(first, 6, 30), date(first, 9, 30), date(first, 12, 31), self.end)
        return ends[number]

    def months(self, number: int) -> list[str]:
        """The names of the months of one of its quarters, from 0."""
        last = self.quarter_end(number)
        return [
            f"{month_name[month]} {last.year}" for month in range(last.month - 2, last.month + 1)
        ]

    def later(self, years: int) -> Year:
        """The year so many years later, or earlier."""
        first = self.first + years
        return Year(f"{first}-{(first + 1) % 100:02d}")


# ---------------------------------------------------------------- what is read


def read_yaml(path: Path) -> Any:
    """The content of a YAML file."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_indicators(look: Spec) -> dict[str, dict[str, Spec]]:
    """The indicators of each listed file in params/indicators/, with the file's defaults."""
    themes: dict[str, dict[str, Spec]] = {}
    for theme in look["themes"]:
        content = read_yaml(PARAMS / "indicators" / f"{theme}.yaml")
        shared = content.get("defaults", {})
        themes[theme] = {id_: shared | own for id_, own in content["indicators"].items()}
    return themes


def list_areas() -> list[str]:
    """The invented authorities."""
    paths = sorted((EXAMPLE / "params" / "areas").glob("*.yaml"))
    return [p.stem for p in paths if read_yaml(p).get("kind", "authority") == "authority"]


# ---------------------------------------------------------------- figures


@dataclass(frozen=True)
class Series:
    """An indicator by quarter: amounts, and for a percentage what they are a part of.

    A stock is a number at a date: that of a year is that of its last quarter.
    """

    amounts: Sequence[int]
    bases: Sequence[int] | None = None
    stock: bool = False

    def of_quarter(self, place: int, decimals: int) -> str:
        """The figure of one quarter, as it is written."""
        return self._written(slice(place, place + 1), decimals)

    def of_year(self, place: int, decimals: int) -> str:
        """The figure of one year, as it is written."""
        last = QUARTERS * (place + 1)
        return self._written(slice(last - 1 if self.stock else last - QUARTERS, last), decimals)

    def _written(self, quarters: slice, decimals: int) -> str:
        amount = sum(self.amounts[quarters])
        if self.bases is None:
            return str(amount)
        return percentage(amount, sum(self.bases[quarters]), decimals)


def percentage(amount: int, base: int, decimals: int) -> str:
    """A share in percent, with halves rounded up; not applicable where there is no base."""
    if base == 0:
        return "z"
    step = Decimal(1).scaleb(-decimals)
    return str((Decimal(100 * amount) / base).quantize(step, rounding=ROUND_HALF_UP))


@dataclass
class Maker:
    """Makes up the figures of one area."""

    area: str
    look: Spec
    themes: dict[str, dict[str, Spec]]
    reviews: list[Row]
    variety: float = 0.1  # by how much areas differ from the level, up or down
    made: dict[str, Series] = field(default_factory=dict)

    @property
    def years(self) -> list[Year]:
        """The years that have figures."""
        return [Year(label) for label in self.look["years"]]

    @property
    def seed(self) -> str:
        """What its random streams are named by."""
        return seed(self.area, self.look)

    @property
    def scale(self) -> float:
        """How large the area is."""
        return float(self.look["scales"].get(self.area, 1))

    @property
    def places(self) -> range:
        """All quarters, numbered from 0."""
        return range(QUARTERS * len(self.look["years"]))

    def indicator(self, id_: str) -> Spec:
        """An indicator as params/ describes it."""
        return next(theme[id_] for theme in self.themes.values() if id_ in theme)

    def spec(self, id_: str) -> Spec:
        """What an indicator's figures should look like."""
        if id_ in self.look["figures"]:
            return self.look["figures"][id_]
        return self.look["defaults"][self.indicator(id_)["unit"]]

    def series(self, id_: str) -> Series:
        """The figures of an indicator by quarter, made once."""
        if id_ not in self.made:
            spec = self.spec(id_)
            make = next(make for key, make in MAKERS.items() if key in spec)
            self.made[id_] = make(self, id_, spec)
        return self.made[id_]

    def break_factor(self, id_: str, place: int) -> float:
        """By how much known changes have multiplied an indicator by a quarter.

        A change lasts from one quarter ``to`` another, or to the end; ``each`` multiplies
        again in every further quarter.
        """
        factor = 1.0
        for change in self.breaks(id_):
            first, last = change["from"], change.get("to", "9999")
            if first <= self.quarter_name(place) <= last:
                later = place - self.place_of(first)
                factor *= change["times"] * change.get("each", 1) ** later
        return factor

    def place_of(self, quarter: str) -> int:
        """The number of a quarter, from 0."""
        return next(place for place in self.places if self.quarter_name(place) == quarter)

    def breaks(self, id_: str) -> list[Spec]:
        """The known changes of level of an indicator in this area."""
        listed = self.look["breaks"]
        return [b for b in listed if (b["area"], b["indicator"]) == (self.area, id_)]

    def quarter_name(self, place: int) -> str:
        """The name of a quarter; names sort by time."""
        return self.years[place // QUARTERS].quarter(place % QUARTERS)


def by_level(maker: Maker, id_: str, spec: Spec) -> Series:
    """A count about a level, with growth, chance and known changes of level."""
    rng = stream(maker.seed, id_)
    stock = spec.get("stock", False)
    size = 1.0 if spec.get("fixed") else maker.scale
    variety = maker.variety
    own = 1 - variety + 2 * variety * rng.random()
    level = spec["level"] * size * own / (1 if stock else QUARTERS)

    def amount(place: int) -> int:
        growth = 1 + spec.get("growth", 0) * place / (100 * QUARTERS)
        mean = level * growth * maker.break_factor(id_, place)
        return whole(rng, mean, spec.get("spread", 1.0))

    return Series([amount(place) for place in maker.places], stock=stock)


def by_share(maker: Maker, id_: str, spec: Spec) -> Series:
    """So many of another indicator."""
    rng = stream(maker.seed, id_)
    amounts = maker.series(spec["share_of"]).amounts
    return Series([some_of(rng, n, spec["share"]) for n in amounts], stock=spec.get("stock", False))


def by_sum(maker: Maker, id_: str, spec: Spec) -> Series:
    """Several indicators together."""
    parts = [maker.series(name).amounts for name in spec["sum_of"]]
    return Series([sum(p[place] for p in parts) for place in maker.places], stock=True)


def by_rest(maker: Maker, id_: str, spec: Spec) -> Series:
    """What is left of an indicator when its other parts are taken away."""
    total, *parts = (maker.series(name).amounts for name in spec["rest_of"])
    return Series([total[place] - sum(p[place] for p in parts) for place in maker.places])


def by_percent(maker: Maker, id_: str, spec: Spec) -> Series:
    """A percentage of a number of cases."""
    rng = stream(maker.seed, id_)
    own = spec["percent"] + 8 * (rng.random() - 0.5)
    bases = [1 + whole(rng, spec["cases"] * maker.scale / QUARTERS) for _ in maker.places]

    def share(place: int) -> float:
        percent = own + spec.get("points", 0) * place / QUARTERS
        return min(percent * maker.break_factor(id_, place) / 100, 1.0)

    return Series([some_of(rng, bases[place], share(place)) for place in maker.places], bases)


def by_ratio(maker: Maker, id_: str, spec: Spec) -> Series:
    """One indicator as a percentage of another."""
    part, total = (maker.series(name).amounts for name in spec["ratio"])
    return Series(part, total)


def by_reviews(maker: Maker, id_: str, spec: Spec) -> Series:
    """A count of the register of reviews, put in the last quarter of each year."""
    rng = stream(maker.seed, id_)
    amounts = [0 for _ in maker.places]
    for place, year in enumerate(maker.years):
        more = between(rng, 0, spec["reviews"].get("up_to_more", 0))
        amounts[QUARTERS * place + LAST_QUARTER] = (
            count_reviews(maker.reviews, year, spec["reviews"]) + more
        )
    return Series(amounts)


def by_total(maker: Maker, id_: str, spec: Spec) -> Series:
    """The total of an indicator with categories: that of the indicator it divides."""
    return maker.series(spec["of"])


MAKERS: dict[str, Callable[[Maker, str, Spec], Series]] = {
    "level": by_level,
    "share_of": by_share,
    "rest_of": by_rest,
    "sum_of": by_sum,
    "percent": by_percent,
    "ratio": by_ratio,
    "reviews": by_reviews,
    "categories": by_total,
}


def count_reviews(reviews: list[Row], year: Year, rule: Spec) -> int:
    """How many reviews of a kind have a date in a year, or were between two dates in it."""
    columns = ["reference", "kind", "theme", "notified", "commissioned", "concluded", "published"]
    first = columns.index(rule["from"])
    last = columns.index(rule.get("to", rule["from"]))

    def counts(review: Row) -> bool:
        if review[1] != rule["kind"] or not review[first]:
            return False
        ended = review[last] or year.end.isoformat()
        return review[first] <= year.end.isoformat() and ended >= year.start.isoformat()

    return sum(counts(review) for review in reviews)


# ---------------------------------------------------------------- rows of figures


def theme_rows(maker: Maker, theme: str) -> list[Row]:
    """The rows of every indicator of a theme."""
    rows: list[Row] = []
    for id_, indicator in maker.themes[theme].items():
        if indicator.get("change_of") or id_ in maker.look["none"]:
            continue
        rows += indicator_rows(maker, id_, indicator)
    return rows


def indicator_rows(maker: Maker, id_: str, indicator: Spec) -> list[Row]:
    """The rows of one indicator, in every kind of period that it has."""
    if indicator.get("breakdown") == "agency":
        return return_rows(maker, id_, indicator)
    if "categories" in maker.spec(id_):
        return category_rows(maker, id_, indicator)
    rows: list[Row] = []
    for kind in indicator["periods"]:
        rows += PERIOD_ROWS[kind](maker, id_, indicator)
    return rows


def figure(
    maker: Maker,
    id_: str,
    period: str,
    value: str,
    category: str = "",
    note: str = "",
) -> Row:
    """One row of figures, marked where it is listed as provisional or revised."""
    mark = ""
    for listed in maker.look["marks"]:
        if (listed["area"], listed["indicator"], listed["period"]) == (maker.area, id_, period):
            mark, note = listed["mark"], listed["note"]
    return [maker.area, id_, period, category, value, mark, SOURCE, note]


def yearly_rows(maker: Maker, id_: str, indicator: Spec, name: Callable[[Year], str]) -> list[Row]:
    """A row for each year, under the name that its kind of period has."""
    rows = []
    for place, year in enumerate(maker.years):
        value = maker.series(id_).of_year(place, indicator.get("decimals", 0))
        value, note = with_flaws(maker, id_, year.label, value)
        rows.append(figure(maker, id_, name(year), value, note=note))
    return rows


def with_flaws(maker: Maker, id_: str, year: str, value: str) -> tuple[str, str]:
    """A year's value with what is known to be wrong with it, and a note that says so."""
    here = (maker.area, id_, year)
    for gap in maker.look["gaps"]:
        if (gap["area"], gap["indicator"], gap["year"]) == here:
            return str(int(value) - gap["missing"]), "The parts are known not to add up (made up)"
    for hole in maker.look["unavailable"]:
        if (hole["area"], hole["indicator"], hole["year"]) == here:
            return "x", "Not collected in this year (made up)"
    return value, ""


def year_rows(maker: Maker, id_: str, indicator: Spec) -> list[Row]:
    """Rows by financial year."""
    return yearly_rows(maker, id_, indicator, lambda year: year.label)


def rolling_rows(maker: Maker, id_: str, indicator: Spec) -> list[Row]:
    """Rows by the twelve months to the end of a year."""
    return yearly_rows(maker, id_, indicator, lambda year: f"12 months to {year.end}")


def quarter_rows(maker: Maker, id_: str, indicator: Spec) -> list[Row]:
    """Rows by quarter, with a note where the level is known to change."""
    rows = []
    for place in maker.places:
        name = maker.quarter_name(place)
        value = maker.series(id_).of_quarter(place, indicator.get("decimals", 0))
        value, note = with_flaws(maker, id_, name, value)
        rows.append(figure(maker, id_, name, value, note=note))
    return rows


def month_rows(maker: Maker, id_: str, indicator: Spec) -> list[Row]:
    """Rows by month: the quarters of a count, divided by chance."""
    rng = stream(maker.seed, id_, "months")
    rows = []
    for place in maker.places:
        year, quarter = maker.years[place // QUARTERS], place % QUARTERS
        amount = int(maker.series(id_).of_quarter(place, 0))
        divided = divide(rng, amount, dict.fromkeys(year.months(quarter), 1 / 3))
        rows += [figure(maker, id_, name, str(number)) for name, number in divided.items()]
    return rows


def snapshot_rows(maker: Maker, id_: str, indicator: Spec) -> list[Row]:
    """Rows at the end of every year, or of every quarter where the indicator is so listed."""
    if id_ in maker.look["mid_year"]:
        return mid_year_rows(maker, id_)
    rows = []
    for place in maker.places:
        if place % QUARTERS == LAST_QUARTER or id_ in maker.look["every_quarter"]:
            day = maker.years[place // QUARTERS].quarter_end(place % QUARTERS)
            value = maker.series(id_).of_quarter(place, indicator.get("decimals", 0))
            rows.append(figure(maker, id_, f"at {day}", value))
    return rows


def mid_year_rows(maker: Maker, id_: str) -> list[Row]:
    """Rows at 30 June of every year: how many people live in an area."""
    return [
        figure(
            maker,
            id_,
            f"at {year.quarter_end(0)}",
            maker.series(id_).of_quarter(QUARTERS * place, 0),
        )
        for place, year in enumerate(maker.years)
    ]


PERIOD_ROWS: dict[str, Callable[[Maker, str, Spec], list[Row]]] = {
    "year": year_rows,
    "rolling": rolling_rows,
    "quarter": quarter_rows,
    "month": month_rows,
    "snapshot": snapshot_rows,
}


def category_rows(maker: Maker, id_: str, indicator: Spec) -> list[Row]:
    """The total of each year and how it divides, so that the categories add up to it."""
    rng = stream(maker.seed, id_)
    shares = uneven(rng, maker.spec(id_)["categories"])
    rows: list[Row] = []
    for kind in indicator["periods"]:
        for total in PERIOD_ROWS[kind](maker, id_, indicator):
            rows.append(total)
            for category, number in divide(rng, int(total[4]), shares).items():
                rows.append(figure(maker, id_, total[2], str(number), category))
    return rows


def uneven(rng: Random, shares: dict[str, float]) -> dict[str, float]:
    """The shares made somewhat different, as they are from area to area; they add up to 1."""
    weights = {name: share * (0.6 + 0.8 * rng.random()) for name, share in shares.items()}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


def divide(rng: Random, total: int, shares: dict[str, float]) -> dict[str, int]:
    """A total divided by chance among categories."""
    left, share_left, divided = total, 1.0, {}
    for name, share in shares.items():
        divided[name] = some_of(rng, left, min(share / share_left, 1.0))
        left, share_left = left - divided[name], max(share_left - share, 1e-9)
    divided[name] += left
    return divided


def return_rows(maker: Maker, id_: str, indicator: Spec) -> list[Row]:
    """The returns of the agencies for a training indicator."""
    rows = []
    for agency, habits in maker.look["agencies"].items():
        rng = stream(maker.seed, id_, agency)
        level = habits["level"] + agency_offset(maker.seed, agency) + 5 * normal(rng)
        for place, year in enumerate(maker.years):
            value = one_return(rng, level + 2 * place, habits, indicator, year == maker.years[-1])
            rows.append(figure(maker, id_, year.label, value, agency))
    return rows


def agency_offset(named: str, agency: str) -> float:
    """How far an agency of an area is from agencies of its kind elsewhere."""
    return 4 * normal(stream(named, agency))


def one_return(rng: Random, level: float, habits: Spec, indicator: Spec, latest: bool) -> str:
    """One return: a percentage or one of the symbols that the indicator declares."""
    symbols = list(indicator.get("symbols", {}))
    chance, percent = rng.random(), round(level + 4 * normal(rng))
    if "N/A" in symbols and indicator.get("group") in habits["not_for"]:
        return "N/A"
    if "/" in symbols and chance < habits["silent"]:
        return "/"
    if "TBC" in symbols and latest and chance > 1 - TO_BE_CONFIRMED:
        return "TBC"
    return str(min(max(percent, 0), 100))


# ---------------------------------------------------------------- registers


def review_rows(area: str, look: Spec) -> list[Row]:
    """Reviews notified from the year before the first, so that some end in each year."""
    first, last = Year(look["years"][0]), Year(look["years"][-1])
    rows: list[Row] = []
    for kind in look["reviews"]:
        rng = stream(seed(area, look), kind["code"])
        themes = shuffled(rng, kind["themes"].items())
        notified = review_dates(
            rng, kind["a_year"] * look["scales"].get(area, 1) ** 0.5, first, last
        )
        for number, day in enumerate(notified):
            theme, learning = themes[number % len(themes)]
            dates = stages(rng, day, last.end)
            reference = f"{kind['code']}-{number + 1:02d}"
            rows.append([reference, kind["kind"], theme, *dates, learning if dates[2] else ""])
    return rows


def review_dates(rng: Random, a_year: float, first: Year, last: Year) -> list[date]:
    """The days on which reviews were notified, in order."""
    years = range(first.later(-1).first, last.first + 1)
    days = []
    for year in years:
        number = int(a_year) + (rng.random() < a_year % 1)
        days += [date(year, 4, 1) + timedelta(between(rng, 0, 364)) for _ in range(number)]
    return sorted(days)


def stages(rng: Random, notified: date, end: date) -> list[str]:
    """The four dates of a review; those after the end of the figures are still empty."""
    commissioned = notified + timedelta(between(rng, 25, 90))
    concluded = commissioned + timedelta(between(rng, 220, 420))
    published = concluded + timedelta(between(rng, 30, 150))
    days = (notified, commissioned, concluded, published)
    return [day.isoformat() if day <= end else "" for day in days]


def action_rows(area: str, look: Spec) -> list[Row]:
    """Actions, each with a row for every year that it lasts."""
    rng = stream(seed(area, look), "actions")
    rows: list[Row] = []
    for number, action in enumerate(shuffled(rng, look["actions"])):
        begun = number % len(look["years"])
        path = shuffled(rng, look["action_paths"])[0]
        due = Year(look["years"][begun]).later(len(path) - 1).quarter_end(between(rng, 0, 3))
        for label, rating in zip(look["years"][begun:], path, strict=False):
            forgotten = {"area": area, "year": label, "action": action["action"]}
            progress = shuffled(rng, look["progress"][rating])[0]
            head = [label, f"A{number + 1:02d}", action["priority"], action["action"]]
            if forgotten not in look["not_reported"]:
                rows.append([*head, action["owner"], due.isoformat(), rating, progress])
    return sorted(rows, key=lambda row: row[:2])


def event_rows(area: str, look: Spec) -> list[Row]:
    """The known events of an area's figures, on the first day of the quarter they begin in."""
    rows: list[Row] = []
    for listed in look["breaks"]:
        if listed["area"] == area and "kind" in listed:
            label, _, quarter = listed["from"].partition(" Q")
            month, year = 3 * int(quarter) + 1, Year(label).first
            day = date(year + month // 12, (month - 1) % 12 + 1, 1)
            rows.append([listed["indicator"], day.isoformat(), listed["kind"], listed["note"]])
    return rows


def scrutiny_rows(area: str, look: Spec) -> list[Row]:
    """Questions asked in each year; most are answered then or a year later."""
    rng = stream(seed(area, look), "scrutiny")
    rows: list[Row] = []
    for number, asked in enumerate(shuffled(rng, look["scrutiny"])):
        place = number * len(look["years"]) // len(look["scrutiny"])
        answered = [*look["years"][place:], ""][int(rng.random() * 2.2) % 2]
        answer, status = (asked["answer"], "answered") if answered else ("", "open")
        panel = shuffled(rng, look["asked_by"])[0]
        reference = f"Q{number + 1:02d}"
        due, rating = question_due(area, reference, look["years"][place], status, look)
        head = [look["years"][place], reference, panel, asked["question"], asked["owner"]]
        rows.append([*head, due, answered, answer, rating, status])
    return rows


def question_due(area: str, reference: str, asked: str, status: str, look: Spec) -> list[str]:
    """The date by which a question was to be answered, and its rating.

    They have a stream of their own, so that whatever else is made up stays as it was. The date
    ends a quarter, from the third of the year of the question to the second of the next.
    """
    rng = stream(seed(area, look), "due", reference)
    year, quarter = divmod(between(rng, 2, 5), 4)
    due = Year(asked).later(year).quarter_end(quarter)
    return [due.isoformat(), shuffled(rng, look["question_ratings"][status])[0]]


def subgroup_rows(area: str, look: Spec) -> list[Row]:
    """The subgroups of each year and what they achieved."""
    rng = stream(seed(area, look), "subgroups")
    rows: list[Row] = []
    for label in look["years"]:
        achieved = shuffled(rng, look["achievements"])
        for group, achievement in zip(look["subgroups"], achieved, strict=False):
            meetings = str(between(rng, 4, 6))
            head = [label, group["name"], group["purpose"], group["chair_role"]]
            rows.append([*head, meetings, achievement, ""])
    return rows


def partner_rows(area: str, look: Spec) -> list[Row]:
    """What each agency did in each year."""
    rng = stream(seed(area, look), "partner_work")
    rows: list[Row] = []
    for label in look["years"]:
        works = shuffled(rng, look["partner_work"])
        for agency, work in zip(look["attendance"], works, strict=False):
            rows.append([label, agency, "", work["contribution"], work["difference"]])
    return rows


def boards_of(area: str) -> list[str]:
    """The boards of an area that has several: their meetings and money are told apart."""
    boards = read_yaml(EXAMPLE / "params" / "areas" / f"{area}.yaml").get("boards", [])
    return boards if len(boards) > 1 else []


def attendance_rows(area: str, look: Spec) -> list[Row]:
    """How many meetings each agency came to, of each board where there are several."""
    meetings = look["meetings_a_year"]
    boards = boards_of(area)
    streams = {
        board: stream(seed(area, look), *filter(None, ["attendance", board]))
        for board in boards or [""]
    }
    return [
        [label, *([board] if boards else []), agency, str(meetings), str(came)]
        for label in look["years"]
        for board, rng in streams.items()
        for agency, chance in look["attendance"].items()
        for came in [some_of(rng, meetings, chance)]
    ]


def finance_rows(area: str, look: Spec) -> list[Row]:
    """What agencies paid in and what it was spent on, and what was planned, in whole hundreds.

    The plans for a year are those of the year before: those for the year after the last are its
    budget. Where there are several boards, each agency pays into each, and each spends a part.
    """
    rng = stream(seed(area, look), "finance")
    rows: list[Row] = []
    for place, label in enumerate(look["years"]):
        paid = contribution_rows(area, look, place, label)
        total = sum(int(row[-1]) for row in paid)
        rows += paid
        spender = look["finance"]["spender"]
        for number, (purpose, share) in enumerate(look["finance"]["spending"].items()):
            amount = hundreds(total * share * (0.95 + 0.1 * rng.random()))
            board = spending_board(area, number)
            rows.append([label, *board, spender, "spending", purpose, str(amount)])
        rows += planned_rows(area, look, place + 1, Year(label).later(1).label)
    return rows


def contribution_rows(
    area: str, look: Spec, place: int, label: str, kind: str = "contribution"
) -> list[Row]:
    """What agencies pay into each board in a year."""
    scale = look["scales"].get(area, 1) ** 0.5
    boards = boards_of(area)
    shares = look["finance"]["boards"][: len(boards)] if boards else [1]
    rows: list[Row] = []
    for number, share in enumerate(shares):
        for agency, gift in look["finance"]["contribution"].items():
            amount = hundreds(gift["amount"] * scale * (1 + 0.02 * place) * share)
            board = [boards[number]] if boards else []
            rows.append([label, *board, agency, kind, gift["purpose"], str(amount)])
    return rows


def planned_rows(area: str, look: Spec, place: int, label: str) -> list[Row]:
    """The budget of a year."""
    rows = contribution_rows(area, look, place, label, "planned contribution")
    total = sum(int(row[-1]) for row in rows)
    spender = look["finance"]["spender"]
    for number, (purpose, share) in enumerate(look["finance"]["spending"].items()):
        board, amount = spending_board(area, number), hundreds(total * share)
        rows.append([label, *board, spender, "planned spending", purpose, str(amount)])
    return rows


def spending_board(area: str, number: int) -> list[str]:
    """The board that pays for a purpose, where there are several."""
    boards = boards_of(area)
    return [boards[number % len(boards)]] if boards else []


def hundreds(amount: float) -> int:
    """An amount rounded to whole hundreds."""
    return round(amount / 100) * 100


def voice_rows(area: str, look: Spec) -> list[Row]:
    """What people said in each year, in part the same from year to year."""
    rng = stream(seed(area, look), "voices")
    rows: list[Row] = []
    for label in look["years"]:
        rows.extend(
            [
                *(label, voice["who"], voice["how"], voice["said"], voice["response"]),
                *(voice.get("quote", ""), voice.get("difference", "")),
            ]
            for voice in shuffled(rng, look["voices"])[: look["voices_a_year"]]
        )
    return rows


REGISTERS: dict[str, Callable[[str, Spec], list[Row]]] = {
    "reviews": review_rows,
    "actions": action_rows,
    "events": event_rows,
    "scrutiny": scrutiny_rows,
    "subgroups": subgroup_rows,
    "partner_work": partner_rows,
    "attendance": attendance_rows,
    "finance": finance_rows,
    "voices": voice_rows,
}


# ---------------------------------------------------------------- what is written


def write_text(path: Path, text: str) -> None:
    """Write a text file with LF line ends on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a CSV file with LF line ends on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_registers(area: str, look: Spec) -> None:
    """Write the registers of an area, with the columns that params/registers/ declares."""
    for register, make in REGISTERS.items():
        schema = read_yaml(PARAMS / "registers" / f"{register}.yaml")
        rows = make(area, look)
        columns = list(schema["columns"])
        if "board" in columns and rows and len(rows[0]) < len(columns):
            columns.remove("board")  # it is for areas that tell several boards apart
        path = DATA / area / "registers" / f"{register}.csv"
        write_csv(path, [*columns, "source"], ([*row, SOURCE] for row in rows))


def write_figures(area: str, look: Spec, themes: dict[str, dict[str, Spec]]) -> None:
    """Write the figures of an area, a file for each theme."""
    maker = Maker(area, look, themes, review_rows(area, look))
    for theme in themes:
        rows = theme_rows(maker, theme)
        if rows:
            name = look["files"].get(theme, theme)
            write_csv(DATA / area / f"{name}.csv", FIGURE_COLUMNS, rows)


def break_text(change: Spec) -> str:
    """A known change as SOURCES.md lists it."""
    lasts = f"{change['from']} to {change['to']}" if "to" in change else f"from {change['from']}"
    again = f", and by {change['each']} again each quarter" if "each" in change else ""
    kind = f"; listed as a known {change['kind']}" if "kind" in change else ""
    return f"`{change['indicator']}`, {lasts}: multiplied by {change['times']}{again}{kind}."


def sources_text(area: str, look: Spec) -> str:
    """What SOURCES.md says."""
    name = read_yaml(EXAMPLE / "params" / "areas" / f"{area}.yaml")["name"]
    listed = [b for b in look["breaks"] if b["area"] == area]
    breaks = [f"- {break_text(b)}" for b in listed]
    gaps = [
        f"- `{g['indicator']}`, {g['year']}: {g['missing']} too few, so that parts do not add up."
        for g in look["gaps"]
        if g["area"] == area
    ]
    holes = [
        f"- `{h['indicator']}`, {h['year']}: not available."
        for h in look["unavailable"]
        if h["area"] == area
    ]
    forgotten = [
        f'- The action "{f["action"]}" has no row for {f["year"]}, though it is not complete.'
        for f in look["not_reported"]
        if f["area"] == area
    ]
    known = "\n".join([*breaks, *gaps, *holes, *forgotten])
    return SOURCES_MD.format(name=name, known=known or "- Nothing.")


SOURCES_MD = """\
# Where the figures of {name} came from

Nowhere: there is no such place. Every figure and every register in this folder is made up,
by `example/make_synthetic.py`, so that a report with every feature can be built and tried.
None was published by anyone, and none is an estimate. Agencies, questions, reviews and
quotations are made up too.

`sources.yaml` marks the one source, `synthetic_figures`, as synthetic. Whatever is built
from it says so, and can never be published as final.

## Put in on purpose
{known}
- Some numbers by ethnic group, disability and special educational need are below 5, so
  that the suppression of small numbers can be seen.
- Training returns hold some `N/A`, `/` and `TBC`.
"""


def write_area(area: str, look: Spec, themes: dict[str, dict[str, Spec]]) -> None:
    """Write everything that an area has."""
    write_text(DATA / area / "sources.yaml", SOURCES_YAML)
    write_text(DATA / area / "SOURCES.md", sources_text(area, look))
    write_figures(area, look, themes)
    write_registers(area, look)


# ---------------------------------------------------------------- the whole country


def national_makers(look: Spec, themes: dict[str, dict[str, Spec]]) -> dict[str, Maker]:
    """A maker for each made-up authority, of a size of its own."""
    country = look["national"]
    makers = {}
    for number in range(1, country["authorities"] + 1):
        slug = f"made-up-{number:03d}"
        scale = 0.5 + 2 * stream(slug, "size").random()
        sized = {**look, "scales": {slug: scale}}
        makers[slug] = Maker(slug, sized, themes, [], variety=country["variety"])
    return makers


def national_authorities(look: Spec) -> list[Row]:
    """The nation, its regions, and the made-up authorities in turn in each region."""
    regions = look["national"]["regions"]
    rows = [["england", "nation", "England", ""]]
    rows += [[region_slug(name), "region", name, ""] for name in regions]
    for number in range(1, look["national"]["authorities"] + 1):
        name = f"Made-up authority {number:03d}"
        region = regions[number % len(regions)]
        rows.append([f"made-up-{number:03d}", "authority", name, region])
    return rows


def region_slug(name: str) -> str:
    """The slug of a region."""
    return name.lower().replace(" ", "-")


def national_rows(look: Spec, makers: dict[str, Maker], id_: str, kind: str) -> list[Row]:
    """The rows of one indicator: every authority's, and their sums by region and nation."""
    decimals = next(iter(makers.values())).indicator(id_).get("decimals", 0)
    rows: list[Row] = []
    for label in look["national"]["years"]:
        place, period = look["years"].index(label), national_period(Year(label), kind)
        for slug, members in national_members(look).items():
            value = national_value(
                [makers[member].series(id_) for member in members], place, decimals
            )
            if slug in makers and kind != "mid_year" and absent(slug, id_, label, look):
                value = "x"
            rows.append([slug, id_, period, "", value, "", SOURCE, ""])
    return rows


def national_period(year: Year, kind: str) -> str:
    """The name of the period of a kind that belongs to a year, of the country or a force."""
    if kind == "year":
        return year.label
    if kind == "rolling":
        return f"12 months to {year.end}"
    return f"at {year.quarter_end(0) if kind == 'mid_year' else year.end}"


def national_members(look: Spec) -> dict[str, list[str]]:
    """The authorities that make up each authority, region and nation."""
    listed = national_authorities(look)
    authorities = [(slug, region) for slug, kind, _, region in listed if kind == "authority"]
    members: dict[str, list[str]] = {}
    for slug, kind, name, _ in listed:
        if kind == "authority":
            members[slug] = [slug]
        else:
            members[slug] = [one for one, home in authorities if kind == "nation" or home == name]
    return members


def absent(slug: str, id_: str, label: str, look: Spec) -> bool:
    """Whether a made-up authority has no figure."""
    return stream(slug, id_, label, "absent").random() < look["national"]["absent"]


def national_value(seriess: list[Series], place: int, decimals: int) -> str:
    """The figure of a year of one authority, or of several together."""
    quarters = len(seriess[0].amounts)
    bases = [one.bases for one in seriess if one.bases is not None]
    together = Series(
        [sum(one.amounts[at] for one in seriess) for at in range(quarters)],
        [sum(base[at] for base in bases) for at in range(quarters)] if bases else None,
        stock=seriess[0].stock,
    )
    return together.of_year(place, decimals)


def force_rows(look: Spec, makers: list[Maker]) -> list[Row]:
    """The sums of the areas of the police force, in the periods of a year that each has."""
    rows: list[Row] = []
    for id_ in look["force"]["indicators"]:
        kinds = makers[0].indicator(id_)["periods"]
        for place, label in enumerate(look["years"]):
            period = national_period(Year(label), "rolling" if "rolling" in kinds else "year")
            value = national_value([maker.series(id_) for maker in makers], place, 0)
            rows.append([look["force"]["area"], id_, period, "", value, "", SOURCE, ""])
    return rows


def write_force(look: Spec, themes: dict[str, dict[str, Spec]]) -> None:
    """Write the figures of the police force area, which are those of its areas together."""
    makers = [Maker(area, look, themes, review_rows(area, look)) for area in list_areas()]
    folder = DATA / look["force"]["area"]
    write_text(folder / "sources.yaml", SOURCES_YAML)
    write_csv(folder / "police.csv", FIGURE_COLUMNS, force_rows(look, makers))


def write_national(look: Spec, themes: dict[str, dict[str, Spec]]) -> None:
    """Write made-up figures of a whole country, to compare the invented areas with."""
    folder = DATA / "national"
    makers = national_makers(look, themes)
    write_text(folder / "figures" / "sources.yaml", SOURCES_YAML)
    write_text(folder / "SOURCES.md", NATIONAL_MD)
    write_csv(
        folder / "authorities.csv", ["slug", "kind", "name", "region"], national_authorities(look)
    )
    for id_, kind in look["national"]["indicators"].items():
        rows = national_rows(look, makers, id_, kind)
        write_csv(folder / "figures" / f"{id_}.csv", FIGURE_COLUMNS, rows)


NATIONAL_MD = """\
# Where the figures of the whole country came from

Nowhere: the authorities in `authorities.csv` do not exist, and their figures in `figures/`
were made up by `example/make_synthetic.py`, so that ranks, averages and funnels can be built
and tried. The figures of England and of its regions are the sums of those of the made-up
authorities. None says anything about any place.

A real area's figure is never compared with these.
"""


def main() -> None:
    """Write made-up figures for every invented authority, and for the country around them."""
    look = read_yaml(EXAMPLE / "synthetic.yaml")
    themes = read_indicators(look)
    for area in list_areas():
        write_area(area, look, themes)
        print(f"made up figures for {area}")
    write_force(look, themes)
    write_national(look, themes)
    print("made up figures for the whole country")


if __name__ == "__main__":
    main()
