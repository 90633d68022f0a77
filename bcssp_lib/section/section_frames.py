"""A section's figures for a notebook's own work, and the tables and charts made of them.

Each method imports what needs pandas or matplotlib itself: they are slow to import, and many
sections use neither.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from bcssp_lib.model.errors import UserError
from bcssp_lib.model.value import Observation, Reason
from bcssp_lib.section.outputs import OF_CHART, SectionOutput, Showable, Table
from bcssp_lib.section.section_base import SectionBase, period_kind

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from bcssp_lib.section.chart_kit import DrawingStyle
    from bcssp_lib.section.hidden_figures import CellPlace


def read_no_formulas() -> None:
    r"""Words between dollar signs are words, from now on, to a matplotlib that is imported.

    Some calls of seaborn draw, and would fail at "Band $\\under{25k}$" before a chart is shown.
    """
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["text.parse_math"] = False


class SectionFrames(SectionBase):
    """Hands out figures as frames, and remembers which, to show what notebooks made of them."""

    @cached_property
    def _style(self) -> DrawingStyle:
        from bcssp_lib.section.chart_kit import DrawingStyle

        return DrawingStyle()

    def data(
        self,
        *indicators: str,
        group: str = "",
        every: str = "",
        areas: str = "own",
        breakdown: bool = False,
    ) -> pd.DataFrame:
        """Protected figures up to the report's period as a tidy DataFrame, a row a figure.

        Columns: ``area``, ``period``, ``period_end``, ``indicator``, ``category``, ``value``,
        ``reason``, ``mark``, ``rate``, ``lower``, ``upper``, ``synthetic``. A figure that is
        not shown or not available has a ``reason`` (``c`` suppressed, ``x`` not available …)
        and is missing in ``value``, ``rate``, ``lower`` and ``upper``. The last two are the
        95% interval of the rate, or of a percentage made from two counts.

        ``every`` is year, quarter, month, rolling or snapshot; by default the kind of period
        that the report shows. ``areas`` is own, force (the areas of the same police force),
        country (every authority) or larger (the region and the nation), each with the area itself;
        the last two never come together, so that nobody is counted twice. With ``breakdown``
        there is a row for each category, and none for the total.

        For example:
            quarters = section.data("missing_reports", every="quarter", areas="force")
            quarters.groupby("area")["rate"].mean()
        """
        read_no_formulas()
        from bcssp_lib.section.frames import FrameReader, tidy_frame

        names = self._names(indicators, group)
        if not names:
            raise UserError('Name what to read, for example section.data(group="training").')
        described = [self._store.indicator(name) for name in names]
        reader = FrameReader(
            store=self._store,
            area=self.area,
            until=self.period,
            kind=period_kind(every) if every else None,
            areas=areas,
            breakdown=breakdown,
        )
        rows = [row for indicator in described for row in reader.read_rows(indicator)]
        self._asked.update(names)
        self._handed_out += [row.observation for row in rows]
        return tidy_frame(rows, names)

    def table(
        self,
        title: str,
        frame: pd.DataFrame | pd.Series[Any],
        notes: Sequence[str] = (),
        units: str | Mapping[str, str] | None = None,
        facts: Mapping[str, tuple[str, str]] | None = None,
    ) -> SectionOutput:
        """A notebook's own DataFrame as an accessible table, its numbers rounded half up.

        ``units`` is "count", "percent" or "pounds", for all columns or by column. ``facts``
        publishes cells: by the fact's name, the text in the row's first column, and the name
        of the column. The indicators of a frame from ``section.data`` are published too, and
        its ids are shown as names. A frame of more than 2,000 rows is refused, and so is one
        in which a figure that is not shown has become a number.

        For example:
            years = section.data("training_sessions")[["period", "value"]]
            section.table("Sessions by year", years, facts={"last_year": ("2022-23", "value")})
        """
        from bcssp_lib.section.frame_table import as_frame, frame_table

        whole = as_frame(title, frame)
        if whole.empty:
            return self._no_frame(title, whole, facts or {})
        reasons = self._reasons_in(title, whole)
        made = frame_table(title, self._with_names(whole), notes, units, reasons)
        return self._shown_frame(made, made, whole, units, facts or {}, reasons)

    def figure(self, width: float = 5.2, height: float = 3.6) -> tuple[Figure, Axes]:
        """An empty matplotlib figure with its axes, so many inches wide and high.

        Until it is shown by ``chart``, the notebook draws in the house style: colours, text
        sizes, grid. Afterwards matplotlib has the settings that it had before.

        For example:
            figure, axes = section.figure(height=3)
            seaborn.barplot(frame, x="value", y="age", ax=axes)
            section.chart("Stops by age", figure, data=frame, alt="Bars: most stops are of …")
        """
        return self._style.new_figure(width, height)

    @property
    def figures_not_shown(self) -> list[Figure]:
        """The figures that ``figure`` has opened and ``chart`` has not shown."""
        return self._style.not_shown if "_style" in vars(self) else []  # matplotlib is slow

    def chart(
        self,
        title: str,
        figure: Any,
        data: pd.DataFrame | pd.Series[Any],
        alt: str = "",
        notes: Sequence[str] = (),
        units: str | Mapping[str, str] | None = None,
        facts: Mapping[str, tuple[str, str]] | None = None,
    ) -> SectionOutput:
        """A notebook's own matplotlib or seaborn figure, with its words and its data as a table.

        ``figure`` is a figure, its axes, or a seaborn grid. ``alt`` says in words what it shows
        to readers who cannot see it; a chart without it is refused. ``data`` is what was drawn,
        and is read like the frame of ``table``; where it is empty, the chart is left out and the
        report says so. A figure of more than 10,000 points is refused.

        For example:
            figure, axes = section.figure()
            frame = section.data("cp_plans", every="snapshot")
            axes.plot(frame["period_end"], frame["value"])
            section.chart("Child protection plans", figure, data=frame, alt="A line that rises.")
        """
        from bcssp_lib.section.chart_kit import chart_from_figure, check_words
        from bcssp_lib.section.frame_table import as_frame, check_notes, frame_table

        check_notes(title, notes)
        with self._style.showing(figure):
            check_words(title, alt)
            whole = as_frame(title, data)
            if whole.empty:
                return self._no_frame(title, whole, facts or {})
            reasons = self._reasons_in(title, whole)
            shown = self._with_names(whole)
            table = frame_table(f"{OF_CHART}{title}", shown, (), units, reasons)
            synthetic = any(each.synthetic for each in self._observations_in(whole))
            names = {name: self._store.indicator(name).title for name in self._asked}
            made = chart_from_figure(
                title, figure, alt, table, notes, names=names, synthetic=synthetic
            )
        return self._shown_frame(made, table, whole, units, facts or {}, reasons)

    def _shown_frame(
        self,
        content: Showable,
        table: Table,
        frame: pd.DataFrame,
        units: str | Mapping[str, str] | None,
        places: Mapping[str, tuple[str, str]],
        reasons: Mapping[CellPlace, Reason],
    ) -> SectionOutput:
        """Show what was made of a frame, and publish its indicators and its named cells."""
        from bcssp_lib.section.frame_table import named_cells
        from bcssp_lib.section.frames import check_protected

        check_protected(table.title, frame)
        read = self._observations_in(frame)
        cells = named_cells(table, frame, places, units, reasons)
        facts = [self._fact_maker.from_cell(cell, read) for cell in cells]
        results = self._results(self._indicators_in(frame))
        return self._shown(content, results, facts)

    def _no_frame(self, title: str, frame: pd.DataFrame, places: Iterable[str]) -> SectionOutput:
        """Say that there are no figures; the facts that prose may use are there all the same."""
        results = self._results(self._indicators_in(frame))
        facts = [self._fact_maker.missing(place, title, title) for place in places]
        return self._no_figures(title, of=results, facts=facts)

    def _with_names(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame of figures with the names of areas and indicators instead of their ids."""
        ids = self._indicators_in(frame)
        indicators = {name: self._store.indicator(name).title for name in ids}
        areas = self._area_names(set(frame["area"])) if "area" in frame else {}
        names = {"indicator": indicators, "area": areas}
        return frame.replace({column: names[column] for column in names if column in frame})

    def _area_names(self, slugs: set[str]) -> dict[str, str]:
        """What readers know areas by; the country's are looked up only if they are among them."""
        names = {area.slug: area.name for area in (self.area, *self._store.peers(self.area.slug))}
        if slugs <= names.keys():
            return names
        return {authority.slug: authority.name for authority in self._store.authorities()} | names

    def _reasons_in(self, title: str, frame: pd.DataFrame) -> dict[CellPlace, Reason]:
        """Why cells have no number, where the frame itself no longer says; a 0 is refused there."""
        from bcssp_lib.section.hidden_figures import LabelledFigures

        figures = self._observations_in(frame)
        if "reason" in frame or all(figure.known for figure in figures):
            return {}
        ids = {figure.indicator for figure in figures}
        titles = {name: self._store.indicator(name).title for name in ids}
        areas = self._area_names({figure.area for figure in figures})
        return LabelledFigures(figures, titles | areas).find_reasons(title, frame)

    def _indicators_in(self, frame: pd.DataFrame) -> list[str]:
        """The indicators of a frame that was made from what this section handed out."""
        from bcssp_lib.section.frames import indicators_in

        return indicators_in(frame, self._asked)

    def _observations_in(self, frame: pd.DataFrame) -> list[Observation]:
        """The figures that a frame may be made from: all handed out, if it does not say."""
        indicators = self._indicators_in(frame)
        return [
            observation
            for observation in self._handed_out
            if observation.indicator in indicators or not indicators
        ]
