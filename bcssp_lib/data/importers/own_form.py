"""Files in the form of data/ itself, as Excel saves them: put in their place in the right form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.changes import FileChange, compare_file, find_refused
from bcssp_lib.data.importers.figure_reading import (
    DEFAULT_SYMBOLS,
    NumberStyle,
    has_decimal_comma,
    read_cell,
)
from bcssp_lib.data.importers.files import read_rows
from bcssp_lib.data.importers.formats import Recognised
from bcssp_lib.data.importers.grid import ProblemList, name_cells, too_long
from bcssp_lib.data.importers.held import HeldFigures, read_held
from bcssp_lib.data.importers.plan import ImportPlan, changed_files
from bcssp_lib.data.importers.times import period_of, read_stretch
from bcssp_lib.data.observations import COLUMNS, find_repeated
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import Problem, not_known, raise_problems
from bcssp_lib.model.import_format import ImportFormat, PeriodColumns
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import FORMS, Period, PeriodError, PeriodKind, parse_period
from bcssp_lib.model.value import Mark, Observation, Source, Value, known, missing

OWN_FORM = ImportFormat.model_construct(
    id="figures", title="Figures in the form of data/", always=dict.fromkeys(COLUMNS, "")
)
_Row = tuple[int, Mapping[str, str]]
_Read = TypeVar("_Read")


def plan_own_form(
    catalogue: Catalogue, found: Recognised, path: Path, areas: Sequence[str]
) -> ImportPlan:
    """What would change in ``data/<area>/``, in the file of the same name."""
    problems = ProblemList(found.grid)
    rows = _read_rows(found, catalogue, problems)
    folders = {
        each.slug: each.figures_in or each.slug
        for each in catalogue.areas.values()
        if not areas or each.slug in areas
    }
    used = tuple(dict.fromkeys(c["area"] for _, c in rows if c["area"] in folders))
    held = read_held(catalogue, used, catalogue.indicators, leave_out=path)
    commas = found.grid.decimal_commas and any(has_decimal_comma(c["value"]) for _, c in rows)
    reader = _RowReader(catalogue, folders, held, found, decimal_commas=commas)
    read = (reader.read(line, cells, problems) for line, cells in rows)
    figures = [figure for figure in read if figure is not None]
    changes, refused = _compare(catalogue, path, figures, folders, held)
    raise_problems(problems.problems() + refused)
    return ImportPlan(
        format=OWN_FORM,
        imported=path.name,
        notes=tuple(found.grid.notes.lines()),
        changes=tuple(changes.values()),
        files=changed_files(
            {catalogue.project.root / each.file: each.text() for each in changes.values()}
        ),
        held=tuple(held.figures),
        figures=tuple(figures),
        areas=used,
    )


def _compare(
    catalogue: Catalogue,
    path: Path,
    figures: Sequence[Observation],
    folders: Mapping[str, str],
    held: HeldFigures,
) -> tuple[dict[str, FileChange[Observation]], list[Problem]]:
    """What changes in each folder, and what another file or the loader does not take of it."""
    changes: dict[str, FileChange[Observation]] = {}
    problems = find_repeated(figures)
    name = fold_text(path.stem).replace(" ", "_")
    for folder in dict.fromkeys(folders[each.area] for each in figures):
        its = [each for each in figures if folders[each.area] == folder]
        file = catalogue.project.shown(catalogue.project.data / folder / f"{name}.csv")
        changes[folder], wrong = compare_file(
            file,
            held.in_folder(folder),
            its,
            lambda indicator, _: indicator in catalogue.indicators,
            as_written=True,
        )
        problems += wrong
    problems += find_refused(catalogue, held, changes, catalogue.indicators, (), ())
    return changes, problems


def _read_rows(found: Recognised, catalogue: Catalogue, problems: ProblemList) -> list[_Row]:
    """The rows as cells by column, blanks around them left out."""
    width = max(found.columns.values()) + 1
    rows: list[_Row] = []
    for line, cells in read_rows(found.grid, catalogue.screening):
        if line <= found.heading:
            continue
        if len(cells) > width:
            problems.add(line, too_long(len(cells), width))
            continue
        named = name_cells(cells, found.columns)
        for column, text in named.items():
            if text != text.strip():
                found.grid.notes.add("blanks around it were left out", column, line, text)
        rows.append((line, {column: text.strip() for column, text in named.items()}))
    return rows


class _RowReader:
    """Reads rows as the figures that they are."""

    def __init__(
        self,
        catalogue: Catalogue,
        folders: Mapping[str, str],
        held: HeldFigures,
        found: Recognised,
        *,
        decimal_commas: bool,
    ) -> None:
        self._catalogue, self._folders, self._held = catalogue, folders, held
        self._grid, self._commas = found.grid, decimal_commas

    def read(
        self, line: int, cells: Mapping[str, str], problems: ProblemList
    ) -> Observation | None:
        """The figure of a row; none where a cell of it is a problem, and each one is noted."""

        def take(read: Callable[[], _Read]) -> _Read | None:
            try:
                return read()
            except CellError as error:
                problems.add(line, error, "value")
                return None

        source = take(lambda: self._source(cells))
        indicator = take(lambda: self._indicator(cells))
        if indicator is None:
            return None
        period = take(lambda: self._period(cells["period"], indicator, line))
        value = take(lambda: self._value(cells, indicator, line))
        if source is None or period is None or value is None:
            return None
        return Observation(
            indicator=indicator.id,
            area=cells["area"],
            period=period,
            value=value,
            source=source,
            category=cells["category"],
            note=cells["note"],
            file=self._grid.shown,
            row=line,
        )

    def _source(self, cells: Mapping[str, str]) -> Source:
        """The source of a row, which its area has."""
        area = cells["area"]
        if area not in self._folders:
            raise CellError(f"found {quote_text(area)}", ", ".join(self._folders), "area")
        sources = self._held.in_folder(self._folders[area]).sources
        if cells["source"] not in sources:
            wrong = f"found {quote_text(cells['source'])}"
            raise CellError(wrong, f"in sources.yaml: {', '.join(sources)}", "source")
        return sources[cells["source"]]

    def _indicator(self, cells: Mapping[str, str]) -> Indicator:
        indicator = self._catalogue.indicators.get(cells["indicator"])
        if indicator is None:
            wrong = not_known("indicator", cells["indicator"], self._catalogue.indicators)
            raise CellError(str(wrong), "an id in params/indicators/", "indicator")
        return indicator

    def _period(self, text: str, indicator: Indicator, line: int) -> Period:
        """A period as data/ writes it, or as Excel shows it: "Mar-24" for March 2024."""
        try:
            return parse_period(text)
        except PeriodError:
            pass
        try:
            stretch = read_stretch(text, None, PeriodColumns(column="period"))
            only = indicator.periods[0] if len(indicator.periods) == 1 else None
            period = period_of(stretch, only or PeriodKind(stretch.length))
        except ValueError as error:  # which is also what ``CellError`` is
            raise CellError(f"found {quote_text(text)}", FORMS, "period") from error
        self._grid.notes.add(f"was read as {period.label}", "period", line, text)
        return period

    def _value(self, cells: Mapping[str, str], indicator: Indicator, line: int) -> Value:
        text, mark = cells["value"], cells["mark"].lower()
        if text in indicator.symbols:
            return missing(indicator.symbols[text].reason, printed=text)
        if mark and mark not in set(Mark):
            raise CellError(f"found {quote_text(mark)}", f"empty, {', '.join(Mark)}", "mark")
        read = read_cell(text, NumberStyle(DEFAULT_SYMBOLS, (indicator.unit,), self._commas))
        if read.note:
            self._grid.notes.add(read.note, "value", line, text)
        amount = read.value.amount
        return read.value if amount is None or not mark else known(amount, Mark(mark))
