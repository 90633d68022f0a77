"""A report in which every place that the user's files fill holds the texts that must stay texts.

The texts are titles, captions, categories, notes and entries of registers, labels of charts, and
words that prose takes from facts; some are names of the partnership and terms of the glossary.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import yaml

from bcssp_lib.files.project import Project
from tests.projects import code, make_small_project, prose, write_csv, write_notebook, write_yaml

_ALL: list[str] = yaml.safe_load(
    Path(__file__).with_name("texts_that_stay.yaml").read_text("utf-8")
)["texts"]
HELD_BACK = _ALL[3::4]
TEXTS = [text for text in _ALL if text not in HELD_BACK]

PARTNERSHIP = "B&NES \"Board\" <b>of</b> *five* {{< meta title >}} $a$ = #1 'x' \\ [y](z)"
TERMS = {"AB&C": "= $x$ #let `y` {{< meta title >}}", "DEF": "+ one\n\n```\ntwo"}
_LABELS = """
import json
texts = json.loads({texts!r})
figure, axes = section.figure(height=len(texts) / 3)
axes.barh(texts, range(len(texts)))
axes.set_xlabel("Costs $5 to $10 axis")
axes.annotate("Costs $5 to $10 note", (1, 1))
axes.legend(["Costs $5 to $10 legend \\\\under{{25k}}$"], title="$a$ title")
section.chart({title!r}, figure, alt=" | ".join(texts), data=frame)
"""


def plain(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def plant(folder: Path, texts: list[str]) -> Project:
    """A project whose report holds each text in every kind of place."""
    project = make_small_project(folder, ("fairport",))
    for path in project.notebooks.glob("*.ipynb"):
        path.unlink()
    write_yaml(
        project.params / "editions/annual.yaml",
        {"title": "Report <b>1</b> $x$", "readers": "Testers", "sections": ["texts"]},
    )
    _plant_names(project)
    _plant_figures(project, texts)
    _plant_register(project, texts)
    _plant_notebook(project, texts)
    return project


def _plant_names(project: Project) -> None:
    area = project.params / "areas/fairport.yaml"
    content = yaml.safe_load(area.read_text("utf-8"))
    write_yaml(area, {**content, "partnership": PARTNERSHIP})
    glossary = project.params / "glossary.yaml"
    content = yaml.safe_load(glossary.read_text("utf-8"))
    content["terms"] |= TERMS
    write_yaml(glossary, content)
    contact = {"text": "somebody@harm.invalid", "reason": "A text of this test"}
    listed = {"published_contacts": [contact], "false_alarms": []}
    write_yaml(project.params / "checking/person_data.yaml", listed)


def _plant_figures(project: Project, texts: list[str]) -> None:
    """An indicator for each text, called by it; and one of which each text is a category."""
    defaults = {
        "source": "Made up", "group": "texts", "unit": "count", "polarity": "neither",
        "denominator": None, "disclosure": "as published", "periods": ["year"],
        "counts": "reports", "singular": "report",
    }  # fmt: skip
    kinds = {"title": "Reports by kind", "breakdown": "kind", "group": "kinds"}
    indicators = {
        "by_kind": {**kinds, "definition": "Of a kind.", "caveat": "None."},
        **{
            f"text_{number}": {"title": plain(text), "definition": text, "caveat": text}
            for number, text in enumerate(texts)
        },
    }
    write_yaml(
        project.params / "indicators/texts.yaml", {"defaults": defaults, "indicators": indicators}
    )
    rows = [
        ("fairport", f"text_{number}", period, "", "10", "", "synthetic_figures", text)
        for number, text in enumerate(texts)
        for period in ("2022-23", "2023-24")
    ]
    rows += [
        ("fairport", "by_kind", period, plain(category), value, "", "synthetic_figures", "")
        for period in ("2022-23", "2023-24")
        for category, value in [("", str(20 * len(texts))), *((text, "20") for text in texts)]
    ]
    with (project.data / "fairport/police.csv").open(encoding="utf-8", newline="") as file:
        heading = next(csv.reader(file))
    write_csv(project.data / "fairport/texts.csv", heading, *rows)


def _plant_register(project: Project, texts: list[str]) -> None:
    rows = [
        (f"R{number}", "safeguarding adult review", text, "2023-06-01", "", "", "", text)
        for number, text in enumerate(texts)
    ]
    schema = yaml.safe_load((project.params / "registers/reviews.yaml").read_text("utf-8"))
    sourced = [(*row, "synthetic_figures") for row in rows]
    write_csv(
        project.data / "fairport/registers/reviews.csv", [*schema["columns"], "source"], *sourced
    )


def _plant_notebook(project: Project, texts: list[str]) -> None:
    wording = [f'- It is called {{{{ title("text_{at}") }}}} here.' for at in range(len(texts))]
    labels = _LABELS.format(
        texts=json.dumps([plain(text) for text in texts]), title=plain(texts[0])
    )
    write_notebook(
        project.notebooks / "01_texts.ipynb",
        code("frame", 'frame = section.data("text_0")'),
        code("figures", 'section.figures_table("Figures by text", group="texts")'),
        code("kinds", f'section.breakdown_table({plain(texts[1])!r}, "by_kind")'),
        code("register", 'section.register_table("Reviews", "reviews", "theme", "learning")'),
        code("other", 'section.register_table("By reference", "reviews", "reference", "theme")'),
        code("bars", f'section.change_chart({plain(texts[2])!r}, "text_1", "text_2", "text_3")'),
        code("labels", labels.strip()),
        *(
            code(name, f'section.placeholder("{name}")')
            for name in ("definitions", "sources", "warnings", "facts", "glossary")
        ),
        prose("overview", "{{ partnership }} uses AB&C and DEF.\n\n" + "\n".join(wording)),
    )
