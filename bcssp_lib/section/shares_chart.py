"""Shares of a whole: one bar a category, with its number and its percentage."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import seaborn as sns

from bcssp_lib.section.chart_kit import Chart, finish, number_axis, synthetic_words
from bcssp_lib.section.style import DARK_BLUE, WIDTH_INCHES, house_style, new_figure
from bcssp_lib.section.table_kit import Column, table

_LABEL_LETTERS = 46
_WHOLE = 100  # percent: beyond it there is nothing to mark
_MANY = 15  # percent: the least range of the axis


@dataclass(frozen=True)
class Share:
    """One category: its percentage (none where it may not be shown), and its texts."""

    label: str
    percent: float | None
    share_text: str
    number_text: str

    @property
    def reading(self) -> str:
        """The share with its number, or why there is none."""
        if self.percent is None:
            return self.share_text
        return f"{self.share_text} ({self.number_text})"


def shares_chart(
    title: str, shares: Sequence[Share], whole: str, notes: Sequence[str], *, synthetic: bool
) -> Chart:
    """Draw the shares from the top in the order given; what is not shown has no bar."""
    with house_style():
        lines = [textwrap.wrap(one.label, _LABEL_LETTERS) for one in shares]
        height = 0.5 + 0.22 * max(len(one) for one in lines)
        figure = new_figure(WIDTH_INCHES, 1.1 + height * len(shares))
        axes = figure.subplots()
        for row, (one, label) in enumerate(zip(shares, lines, strict=True)):
            axes.text(0, row - 0.16, "\n".join(label), ha="left", va="bottom", linespacing=1.1)
            if one.percent is not None:
                axes.barh(row + 0.1, one.percent, height=0.36, color=DARK_BLUE, zorder=2)
            axes.annotate(
                one.reading, (one.percent or 0, row + 0.1), xytext=(5, 0),
                textcoords="offset points", va="center",
            )  # fmt: skip
        axes.set_ylim(len(shares) - 0.5, -0.62)
        axes.set_yticks([])
        highest = max([one.percent for one in shares if one.percent is not None] + [_MANY])
        axes.set_xlim(0, 1.4 * highest)
        axes.set_xlabel(f"Percent of {whole}")
        number_axis(axes, "x")
        axes.set_xticks([one for one in axes.get_xticks() if one <= _WHOLE])
        sns.despine(ax=axes, left=True)
        svg = finish(figure, synthetic)
    readings = "; ".join(f"{one.label}: {one.reading}" for one in shares)
    return Chart(
        title=title,
        alternative=f"{synthetic_words(synthetic)}Bar chart of shares: {title}. Percent of "
        f"{whole}. {readings}.",
        svg=svg,
        data=table(
            f"Data for the chart: {title}",
            [Column("Group"), Column("Number", True), Column("Share", True)],
            [[one.label, one.number_text, one.share_text] for one in shares],
        ),
        notes=tuple(notes),
    )
