"""From the rows of a recognised file to figures, with every problem gathered."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import NATIONAL
from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.figure_reading import (
    DEFAULT_SYMBOLS,
    FigureReader,
    NumberStyle,
    TimeReader,
    fold_wanted,
    has_decimal_commas,
)
from bcssp_lib.data.importers.files import read_rows
from bcssp_lib.data.importers.formats import Recognised, allow_published
from bcssp_lib.data.importers.grid import ProblemList, no_search_for_garbage, too_long
from bcssp_lib.data.importers.places import Place, PlaceReader
from bcssp_lib.data.importers.times import Stretch
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import InputProblemsError, Problem, raise_problems
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Value, known


class FigureName(NamedTuple):
    """What a figure is of: place, indicator, period and category."""

    place: str
    indicator: str
    period: Period
    category: str


class ReadFigure(NamedTuple):
    """A figure's value, and the row that it was read from, with the file and sheet."""

    value: Value
    row: int
    shown: str = ""


@dataclass
class Mapped:
    """What a file holds: figures by what they are of, and the places."""

    figures: dict[FigureName, ReadFigure] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)


_MOST_FIGURES = 600_000  # what a file of data/ can hold


def map_figures(
    sheets: Sequence[Recognised], catalogue: Catalogue, wanted: Container[str] | None = None
) -> Mapped:
    """Read every row of some sheets; raises ``InputProblemsError`` with all that is wrong.

    ``wanted`` are the areas asked for, ``national`` among them; none means all.
    """
    mapped = Mapped()
    problems: list[Problem] = []
    for found in sheets:
        mapper = _Mapper(found, catalogue, wanted)
        with no_search_for_garbage():
            for line, cells in read_rows(found.grid, allow_published(found, catalogue.screening)):
                if line > found.heading:
                    mapper.take(line, cells)
        problems += mapper.finish(mapped)
    problems = problems or _refuse_amount(mapped, sheets[0])
    raise_problems(problems)
    return mapped


def _refuse_amount(mapped: Mapped, found: Recognised) -> list[Problem]:
    """No figure at all, or more than a file of data/ can hold."""
    if not mapped.figures:
        wrong = "no row of it holds a figure that was asked for"
        return [found.grid.problem(None, "", wrong, "rows of the areas and figures asked for")]
    if len(mapped.figures) > _MOST_FIGURES:
        wrong = f"it holds {len(mapped.figures):,} figures"
        return [found.grid.problem(None, "", wrong, f"{_MOST_FIGURES:,} at most; see --area")]
    return []


def _make_readers(found: Recognised, catalogue: Catalogue) -> list[FigureReader]:
    """A reader for each figure whose columns are there and whose indicator is declared."""
    symbols = {**DEFAULT_SYMBOLS, **found.format.symbols}
    commas = has_decimal_commas(found)
    readers = []
    for each in found.format.figures:
        indicator = catalogue.indicators.get(each.indicator)
        if not set(each.columns) <= found.columns.keys():
            continue
        if indicator is None:
            what = "its indicator is not in params/indicators/, so it was not taken"
            found.grid.notes.add(what, each.column, None, each.indicator)
            continue
        style = NumberStyle(symbols, (indicator.unit,), commas, each.times, each.decimals)
        readers.append(FigureReader(each, found, style))
    if not readers:
        wrong = "none of its indicators is declared in params/indicators/"
        names = ", ".join(dict.fromkeys(each.indicator for each in found.format.figures))
        raise InputProblemsError([found.grid.problem(None, "", wrong, f"declare: {names}")])
    return readers


class _Mapper:
    """Reads rows one after the other."""

    def __init__(
        self, found: Recognised, catalogue: Catalogue, wanted: Container[str] | None
    ) -> None:
        form = found.format
        assert form.areas is not None  # as every format of figures has
        self._grid, self._columns, self._wanted = found.grid, found.columns, wanted
        named = next(len(c) for n, c in found.grid.lines() if n == found.heading)
        self._width = max(named, max(found.columns.values()) + 1)
        self._problems = ProblemList(found.grid)
        self._places_of: dict[str, Place] = {}
        self._parts: dict[FigureName, dict[str, ReadFigure]] = {}
        self._wanted_parts: dict[FigureName, Mapping[str, str]] = {}
        self._places = PlaceReader(
            form.areas, found.columns, catalogue.areas.values(), found.grid.notes
        )
        self._times = TimeReader(form.periods, found.columns) if form.periods else None
        self._always = [
            (name, found.columns[name], fold_wanted(w)) for name, w in form.always.items()
        ]
        self._has_codes, self._has_names = bool(form.areas.codes), bool(form.areas.own_names)
        self._is_strict = form.heading_rows == 1  # else a heading may end before its table does
        self._refuse_others = form.other_rows == "refused"
        self._figures = _make_readers(found, catalogue)
        where = {name for each in form.figures for name in each.where}
        indexes = sorted(found.columns[name] for name in where & found.columns.keys())
        choose: Callable[[Sequence[str]], Any] = itemgetter(*indexes) if indexes else lambda _: ()
        self._choosing_cells = choose
        self._values = [found.columns[each.shown] for each in self._figures]
        places = [found.columns[name] for name in form.areas.columns]
        self._told_by = [*places, *self._values] if places else []  # what every row of figures has
        self._chosen: dict[Any, list[FigureReader]] = {}

    def take(self, line: int, cells: Sequence[str]) -> None:
        """Read a row."""
        if len(cells) != self._width:
            if len(cells) > self._width and self._is_strict:
                self._problems.add(line, too_long(len(cells), self._width))
                return
            cells = [*cells, *([""] * (self._width - len(cells)))]
        key = self._choosing_cells(cells)
        figures = self._chosen.get(key)
        if figures is None:
            figures = self._chosen[key] = [each for each in self._figures if each.wants(cells)]
        if not figures and not self._refuse_others:
            self._look_at_place(line, cells)
            return
        if self._is_note(cells):
            text = next(cell for cell in cells if cell.strip())
            self._grid.notes.add("rows of text alone were left out, as notes", "", line, text)
            return
        self._take_figures(line, cells, figures)

    def _look_at_place(self, line: int, cells: Sequence[str]) -> None:
        """A row that is left out has a place too: one whose cells are shifted has none."""
        if self._has_codes and not self._is_note(cells):
            try:
                self._places.find(cells, line)
            except CellError as error:
                self._problems.add(line, error)

    def _look_at_values(
        self, line: int, cells: Sequence[str], figures: Sequence[FigureReader]
    ) -> None:
        """A row of another place has figures too, if it is whole."""
        for figure in figures:
            try:
                figure.value(cells)
            except CellError as error:
                self._problems.add(line, error, figure.shown)

    def _is_note(self, cells: Sequence[str]) -> bool:
        """Whether a row is a title or a note: a single text, or neither a place nor a figure.

        So is a pair of texts of which none is a code or a figure: a note with its number.
        """
        filled = sum(map(bool, map(str.strip, cells)))
        if self._width > 2 and filled == 1:
            return True
        if self._told_by and not any(cells[index].strip() for index in self._told_by):
            return True
        is_pair = filled == 2 and not any(cells[index].strip() for index in self._values)
        return is_pair and not self._places.has_code(cells)

    def _take_figures(
        self, line: int, cells: Sequence[str], figures: Sequence[FigureReader]
    ) -> None:
        if self._is_refused(line, cells):
            return
        if not figures:
            self._refuse_choice(line, cells)
            return
        try:
            place = self._places.find(cells, line)
            if place is None and self._has_names:
                self._look_at_values(line, cells, figures)
            if place is None or not self._is_asked_for(place):
                return
            stretch = self._times.read(cells) if self._times else None
        except CellError as error:
            self._problems.add(line, error)
            return
        if stretch and stretch.note and self._times:
            self._grid.notes.add(stretch.note, self._times.column, line)
        for figure in figures:
            if figure.of_others or place.own or place.kind != "authority":
                self._take_figure(line, cells, figure, place, stretch)

    def _is_refused(self, line: int, cells: Sequence[str]) -> bool:
        """Whether a row lacks a cell that every row must have, which is noted."""
        for name, index, allowed in self._always:
            if fold_text(cells[index]) not in allowed:
                wrong = f"found {quote_text(cells[index])}"
                self._problems.add(line, CellError(wrong, ", ".join(allowed.values()), name))
                return True
        return False

    def _refuse_choice(self, line: int, cells: Sequence[str]) -> None:
        """Note a row that no figure chooses, by the cells that choose."""
        names = {name for figure in self._figures for name in figure.where}
        for name in sorted(names):
            known = {
                text: w for each in self._figures for text, w in each.where.get(name, {}).items()
            }
            cell = cells[self._columns[name]]
            if fold_text(cell) not in known:
                wrong, allowed = f"found {quote_text(cell)}", ", ".join(known.values())
                self._problems.add(line, CellError(wrong, allowed, name))
                return

    def _is_asked_for(self, place: Place) -> bool:
        if self._wanted is None or NATIONAL in self._wanted:
            return True
        return place.own and place.key in self._wanted

    def _take_figure(
        self,
        line: int,
        cells: Sequence[str],
        figure: FigureReader,
        place: Place,
        stretch: Stretch | None,
    ) -> None:
        try:
            period = figure.at
            if period is None:
                assert self._times is not None  # or every figure would have its own
                assert stretch is not None
                period = self._times.period(stretch, figure)
            category = figure.category(cells)
            read = figure.value(cells)
        except CellError as error:
            self._problems.add(line, error, figure.shown)
            return
        if read.note:
            self._grid.notes.add(read.note, figure.shown, line)
        if read.value.amount is not None and read.value.amount < 0:
            self._grid.notes.add("negative numbers were kept", figure.shown, line)
        self._places_of.setdefault(place.key, place)
        name = FigureName(place.key, figure.indicator, period, category)
        if figure.parts:
            self._wanted_parts[name] = figure.parts
        self._enter(name, figure.part(cells), ReadFigure(read.value, line, self._grid.shown))

    def _join_places(self) -> None:
        """Find rows together that name one authority by different codes."""
        joined = {key: self._places.join_codes(at) for key, at in self._places_of.items()}
        parts, self._parts = self._parts, {}
        wanted = {n._replace(place=joined[n.place].key): w for n, w in self._wanted_parts.items()}
        for name, figures in parts.items():
            for part, read in figures.items():
                self._enter(name._replace(place=joined[name.place].key), part, read)
        self._wanted_parts = wanted
        self._places_of = {place.key: place for place in joined.values()}

    def _enter(self, name: FigureName, part: str, read: ReadFigure) -> None:
        """Note a figure, or a part of one that is added up."""
        first = self._parts.setdefault(name, {}).setdefault(part, read)
        if first is read:
            return
        if first.value == read.value:
            self._grid.notes.add("figures that are there twice were taken once", "", read.row)
            return
        parts = (name.place, name.indicator, name.period.label, name.category, part)
        wrong = f"a second figure for {', '.join(filter(None, parts))}"
        allowed = f"one figure; the first is in row {first.row}, with another value"
        self._problems.add(read.row, CellError(wrong, allowed))

    def finish(self, mapped: Mapped) -> list[Problem]:
        """Add what was read to what other sheets hold, and say everything that is wrong."""
        self._join_places()
        for name, parts in self._parts.items():
            read = self._add_up(name, parts)
            first = mapped.figures.setdefault(name, read)
            if first is not read and first.value != read.value:
                wrong = f"a second figure for {name.place}, {name.indicator}, {name.period.label}"
                allowed = f"one figure; the first is in {first.shown}, row {first.row}"
                self._problems.add(read.row, CellError(wrong, allowed))
        mapped.places.update(self._places_of)
        return self._problems.problems()

    def _add_up(self, name: FigureName, parts: Mapping[str, ReadFigure]) -> ReadFigure:
        """The figure that rows make together; one without a number makes it unknown."""
        lacking = [text for part, text in self._wanted_parts.get(name, {}).items()
                   if part not in parts]  # fmt: skip
        first = next(iter(parts.values()))
        if lacking:
            wrong = f"{name.place}, {name.indicator}, {name.period.label} lacks {lacking[0]}"
            more = f", and {len(lacking) - 1} more" if len(lacking) > 1 else ""
            self._problems.add(first.row, CellError(wrong + more, "every part of the sum"))
        if len(parts) == 1:
            return first
        values = [read.value for read in parts.values()]
        unknown = next((value for value in values if value.amount is None), None)
        mark = next((value.mark for value in values if value.mark), None)
        total = sum((value.amount for value in values if value.amount is not None), Decimal(0))
        return first._replace(value=known(total, mark) if unknown is None else unknown)
