"""What a build tells before it begins: files that are in no report, and what it left out."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from bcssp_lib.build.plan import Plan
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.narrative.section_notebook import is_section, section_paths


def notices(plan: Plan) -> Iterator[str]:
    """Sentences about what a build passes over."""
    yield from describe_stray_texts(plan)
    yield from in_no_edition(plan.project, plan.catalogue)
    yield from _left_out(plan)


def describe_stray_texts(plan: Plan) -> Iterator[str]:
    """Sentences about narrative files that belong to no section, so that nobody reads them."""
    known = section_paths(plan.project)
    for report in plan.reports:
        for path in sorted(report.paths.narrative.glob("*.md")):
            if path.stem not in known:
                near = ", ".join(get_close_matches(path.stem, known, n=3, cutoff=0.4) or known)
                yield (
                    f"{plan.project.shown(path)}: there is no section '{path.stem}', so this text "
                    f"is in no report (nearest: {near})."
                )


def in_no_edition(project: Project, catalogue: Catalogue) -> Iterator[str]:
    """Sentences about section notebooks that no report shows."""
    paths = section_paths(project)
    listed = {name for edition in catalogue.editions.values() for name in edition.sections}
    for name, path in paths.items():
        if name not in listed:
            yield (
                f"{project.shown(path)} is in no edition, so that no report shows it. Add a line "
                f"'  - {name}' to the sections of a file in params/editions/."
            )
    for path in sorted(set(project.notebooks.glob("*.ipynb")) - set(paths.values())):
        if is_section(path):
            yield (
                f"{project.shown(path)} is not named like a section (01_name.ipynb, in small "
                "letters), so that no report shows it. Name it so, or move it elsewhere."
            )


def _left_out(plan: Plan) -> Iterator[str]:
    """Sentences about what JupyterLab saved in notebooks."""
    for section in plan.reports[0].sections if plan.reports else ():
        if section.left_out:
            yield (
                f"{section.shown} holds {section.left_out}. That was left out of the build, and "
                "does not belong in git. Take it out with: bcssp clean-notebooks"
            )
