"""A small project whose figures are planted: small counts by age and need, by year and quarter."""

from __future__ import annotations

from pathlib import Path

from bcssp_lib.files.project import Project
from tests.projects import code, make_small_project, prose, write_csv, write_notebook, write_yaml

AREA = "fairport"
YEARS = ("2021-22", "2022-23", "2023-24")
AGES = ("Under 5", "5 to 9", "10 to 15", "16 and 17")
NEEDS = ("Hearing", "Sight", "Learning", "No need recorded")
# By year, the children of each age in each of four quarters.
COUNTS = {
    "2021-22": ((6, 5, 7, 9), (1, 2, 1, 3), (21, 18, 25, 30), (8, 9, 11, 6)),
    "2022-23": ((3, 8, 6, 5), (2, 1, 2, 2), (24, 27, 19, 22), (9, 7, 12, 8)),
    "2023-24": ((7, 9, 6, 8), (1, 1, 0, 1), (26, 23, 28, 31), (10, 12, 9, 4)),
}
BY_NEED = {"2021-22": (3, 14, 31, 114), "2022-23": (2, 11, 28, 118), "2023-24": (2, 17, 33, 124)}
REFERRALS = {"2021-22": 402, "2022-23": 431, "2023-24": 467}
COLUMNS = ("area", "indicator", "period", "category", "value", "mark", "source", "note")
Key = tuple[str, str, str]  # indicator, period, category

_COMMON = {
    "source": "Made up for a test", "group": "harm", "unit": "count", "polarity": "lower is better",
    "denominator": None, "counts": "children", "singular": "child",
    "definition": "Children who were harmed.", "caveat": "The figures are made up.",
}  # fmt: skip
_INDICATORS = {
    "harmed": {
        "title": "Children harmed, by age", "breakdown": "age group", "periods": ["year", "quarter"]
    },
    "harmed_by_need": {
        "title": "Children harmed, by need", "breakdown": "need", "breakdown_of": "harmed",
        "periods": ["year"],
    },
    "children_referred": {"title": "Children referred", "periods": ["year"]},
    "harmed_share": {
        "title": "Share of children referred who were harmed", "unit": "percent", "decimals": 1,
        "periods": ["year"], "made_from": {"part": "harmed", "whole": "children_referred"},
    },
}  # fmt: skip


def planted() -> dict[Key, str]:
    """Every planted figure, as it is written."""
    figures: dict[Key, int | str] = {}
    for year, counts in COUNTS.items():
        for age, quarters in zip(AGES, counts, strict=True):
            figures["harmed", year, age] = sum(quarters)
            for number, count in enumerate(quarters, start=1):
                figures["harmed", f"{year} Q{number}", age] = count
        for number in range(4):
            total = sum(quarters[number] for quarters in counts)
            figures["harmed", f"{year} Q{number + 1}", ""] = total
        whole = sum(map(sum, counts))
        figures["harmed", year, ""] = figures["harmed_by_need", year, ""] = whole
        known = BY_NEED[year][:3]
        rest = whole - sum(known)
        for need, count in zip(NEEDS, (*known, rest), strict=True):
            figures["harmed_by_need", year, need] = count
        figures["children_referred", year, ""] = REFERRALS[year]
        figures["harmed_share", year, ""] = f"{100 * whole / REFERRALS[year]:.1f}"
    return {key: str(value) for key, value in figures.items()}


def make_project(folder: Path, policy: str) -> Project:
    """The project, all indicators of which have this disclosure policy."""
    project = make_small_project(folder, (AREA,))
    for path in (project.data / AREA).glob("*.csv"):
        path.unlink()
    for path in (project.data / AREA / "registers").glob("*.csv"):
        path.unlink()
    rows = [
        (AREA, indicator, period, category, value, "", "synthetic_figures", "")
        for (indicator, period, category), value in planted().items()
    ]
    write_csv(project.data / AREA / "harm.csv", COLUMNS, *rows)
    write_yaml(
        project.params / "indicators/harm.yaml",
        {"defaults": {**_COMMON, "disclosure": policy}, "indicators": _INDICATORS},
    )
    write_yaml(
        project.params / "editions/annual.yaml",
        {"title": "Annual report", "readers": "Testers", "sections": ["harm"]},
    )
    for path in project.notebooks.glob("*.ipynb"):
        path.unlink()
    write_notebook(project.notebooks / "01_harm.ipynb", *_CELLS)
    return project


_DRAWN = """
frame = section.data("harmed", every="quarter", breakdown=True)
small = frame[frame["category"] == "5 to 9"]
figure, axes = section.figure()
axes.plot(range(len(small)), small["value"].to_numpy(float, na_value=float("nan")), marker="o")
axes.set_xticks(range(len(small)), small["period"])
section.chart("Ages 5 to 9 by quarter", axes, data=small[["period", "value", "reason"]],
              alt="A line of the children aged 5 to 9, by quarter.")
"""
_BARS = """
latest = section.data("harmed", every="year", breakdown=True)
latest = latest[latest["period"] == "2023-24"]
figure, axes = section.figure()
axes.bar(latest["category"], latest["value"].to_numpy(float, na_value=float("nan")))
section.chart("Ages in 2023-24", axes, data=latest[["category", "value", "reason"]],
              alt="Bars of the children of each age.")
"""
_CELLS = (
    code("facts", 'section.publish("harmed", "harmed_by_need", "children_referred")'),
    code("share", 'section.publish("harmed_share")'),
    code("figures", 'section.figures_table("Children harmed and referred", group="harm")'),
    code("ages", 'section.breakdown_table("Children harmed, by age", "harmed")'),
    code("needs", 'section.breakdown_table("Children harmed, by need", "harmed_by_need")'),
    code("ages-shares", 'section.shares_chart("Shares by age", "harmed")'),
    code("needs-shares", 'section.shares_chart("Shares by need", "harmed_by_need")'),
    code("change", 'section.change_chart("Children harmed in two years", "harmed")'),
    code("trend", 'section.trend_chart("Children harmed, by quarter", "harmed")'),
    code(
        "frame",
        'section.table("Children harmed, by age and quarter", '
        'section.data("harmed", every="quarter", breakdown=True)'
        '[["category", "period", "value", "reason"]])',
    ),
    code("line", _DRAWN),
    code("bars", _BARS),
    prose("words", '{{ harmed }} children were harmed: {{ change("harmed") }}.'),
)
