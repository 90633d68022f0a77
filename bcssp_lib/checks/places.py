"""Holding the places that duties name to the section notebooks that there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.params_reader import REQUIREMENTS
from bcssp_lib.data.yaml_files import read_yaml
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.requirement import Requirement
from bcssp_lib.narrative.section_notebook import SectionNotebook, section_paths

_FEW = 12


def wrong_places(
    project: Project, catalogue: Catalogue, sections: Sequence[SectionNotebook]
) -> Iterator[Problem]:
    """Duties that name a section which is not there, or a block that a section has not."""
    names = section_paths(project)
    blocks = {one.name: [block.id for block in one.blocks] for one in sections}
    for duty in catalogue.requirements.values():
        for kind, places in (("blocks", duty.blocks), ("facts", duty.facts)):
            for at, place in enumerate(places):
                section, _, name = place.partition(".")
                if section not in names:
                    yield place_problem(project, duty, kind, at, "section", section, list(names))
                elif kind == "blocks" and name not in blocks.get(section, [name]):
                    yield place_problem(project, duty, kind, at, "block", name, blocks[section])


def place_problem(
    project: Project,
    duty: Requirement,
    kind: str,
    at: int,
    what: str,
    name: str,
    known: Sequence[str],
) -> Problem:
    """What is wrong with a place that a duty names, with the line that names it."""
    path = project.params / REQUIREMENTS
    shown = project.shown(path)
    file = read_yaml(path, shown, [])
    row = file.line(("requirements", duty.id, kind, at)) if file else None
    near = get_close_matches(name, known, n=3, cutoff=0.5) or known[:_FEW]
    return Problem(
        shown, row, f"{duty.id}.{kind}", f"there is no {what} '{name}'", ", ".join(near) or "none"
    )
