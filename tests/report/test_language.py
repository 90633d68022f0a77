"""The default text of every section keeps the rules that authors are held to."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bcssp_lib.checking.language import language_findings
from bcssp_lib.checking.prose import BlockProse, read_prose
from bcssp_lib.figures.catalogue import Catalogue
from bcssp_lib.figures.project import Project
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.publish.executed import read_executed
from bcssp_lib.run.sections import read_section, section_paths
from tests.report.conftest import PERIOD

MOST_SECONDS = 0.5  # of a processor's time; 0.15 is usual


def prose_of(report: Path, project: Project, catalogue: Catalogue) -> tuple[BlockProse, ...]:
    """The default narrative of every section, with the facts of a built report."""
    sections = [read_section(project, name) for name in section_paths(project)]
    area = catalogue.areas[report.parent.name]
    stamp = {"area": area.slug, "period": PERIOD, "edition": "annual"}
    facts = {
        one.name: read_executed(
            report / "sections" / f"{one.stem}.ipynb", {**stamp, "section": one.name}
        ).facts
        for one in sections
    }
    names = {
        "area": area.name,
        "area_short": area.short_name,
        "partnership": area.partnership,
        "region": area.region,
        "period": PERIOD,
        "previous_period": "2022-23",
    }
    return read_prose({one.name: one.blocks for one in sections}, FactBook(facts, names))


@pytest.mark.parametrize("name", ["banes", "bristol"])
def test_default_text_is_plain_british_and_whole(
    name: str, request: pytest.FixtureRequest, real_project: Project, catalogue: Catalogue
) -> None:
    prose = prose_of(request.getfixturevalue(name), real_project, catalogue)
    assert len({one.section for one in prose}) == 19
    assert language_findings(prose, catalogue) == []  # textstat is imported the first time
    begun = time.process_time()
    language_findings(prose, catalogue)
    assert time.process_time() - begun < MOST_SECONDS
