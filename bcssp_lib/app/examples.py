"""The examples under the help of each command: lines to copy, with an area of the project."""

from __future__ import annotations

from typing import Any

import typer

from bcssp_lib.app.completion import complete_area
from bcssp_lib.app.hints import HintingCommand

AREA = "AREA"  # in an example: the first area of the project that one is in
EXAMPLES: dict[str, tuple[str, ...]] = {
    "import": (
        "import figures.xlsx --draft-map map.yaml",
        "import figures.xlsx --map map.yaml",
        "import kpi-AREA-2024-25-police.xlsx -p 2024-25",
    ),
    "template": (
        "template kpi AREA -p 2024-25 --agency Police",
        "template kpi AREA --agency all --folder to-send",
        "template actions AREA",
    ),
    "disclosure": ("disclosure AREA --period 2023-24",),
    "data status": ("data status", "data status AREA -p 2024-25"),
    "init": ('init my-reports --area "Wiltshire"', "init tryout --example"),
    "build": ("build AREA -p 2023-24", "build AREA --only police --dry-run"),
    "status": ("status", "status AREA -p 2023-24"),
    "explain": ("explain AREA police", "explain AREA police -p 2023-24"),
    "debug": ("debug AREA police",),
    "new-section": ('new-section stops --title "Stop and search"',),
    "clean-notebooks": ("clean-notebooks --check", "clean-notebooks"),
    "author": ("author", "author AREA police"),
    "save": ("save", "save AREA -p 2023-24"),
    "check": ("check AREA", "check AREA --section police --full"),
    "bind": ("bind AREA --section police",),
    "accept": (
        'accept AREA 3f0a9c1 --reason "The year is part of the name"',
        "accept AREA 3f0a9c1 --not-a-figure",
    ),
    "confirm": ("confirm AREA police", "confirm AREA police what-changed"),
    "choose": ("choose AREA police what-changed notebook",),
    "history": ("history AREA police",),
    "restore": ("restore AREA police 2",),
    "new-period": ("new-period 2024-25", "new-period 2024-25 AREA"),
    "send": ("send AREA police",),
    "take": ("take AREA-2023-24.docx",),
    "diff": ("diff AREA", "diff AREA --against published --json"),
    "sign": ('sign AREA police training --as "Independent Chair"',),
    "reproduce": ("reproduce reports/AREA/2023-24/published/annual-0001-0a1b2c3d.json",),
    "review import": ("review import comments-AREA-2023-24.json",),
    "review list": ("review list AREA -p 2023-24",),
    "review answer": ('review answer AREA 3f0a9c1d --text "Now said in the text"',),
    "open": ("open AREA", "open AREA police"),
    "explore": ("explore",),
    "list areas": ("list areas",),
    "list periods": ("list periods",),
    "list sections": ("list sections",),
    "list indicators": ("list indicators",),
    "list problems": ("list problems",),
    "list facts": ("list facts AREA", "list facts AREA -p 2023-24 --json"),
}


class _CommandWithExamples(HintingCommand):
    """A command whose help names an area that there is, so that its examples run as they are."""

    def format_help(self, *arguments: Any) -> None:
        """Write the help, with examples for the project at hand."""
        before, areas = self.epilog, complete_area()
        if before and areas:
            self.epilog = before.replace(AREA, areas[0][0])
        super().format_help(*arguments)
        self.epilog = before


def add_examples(app: typer.Typer, group: str = "") -> None:
    """Give each command of an app, or of a group such as ``list``, its examples."""
    for command in app.registered_commands:
        lines = (f"  bcssp {line}" for line in EXAMPLES[f"{group} {command.name}".strip()])
        command.cls, command.epilog = _CommandWithExamples, "\n\n".join(("Examples:", *lines))
