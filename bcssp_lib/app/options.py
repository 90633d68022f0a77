"""What several commands are asked in the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Area = Annotated[str, typer.Argument(metavar="AREA", help="The area, such as banes.")]
Section = Annotated[str, typer.Argument(metavar="SECTION", help="The section, such as police.")]
Period = Annotated[str, typer.Option(help="The period, such as 2023-24.")]
Periods = Annotated[
    list[str] | None,
    typer.Option(help="A period, such as 2023-24; may be repeated. all: every one."),
]
Edition = Annotated[str, typer.Option(help="The edition, such as annual.")]
BuildInto = Annotated[Path | None, typer.Option(help="Build into this folder instead of reports/.")]
BuiltInto = Annotated[Path | None, typer.Option(help="The folder that was built into.")]
