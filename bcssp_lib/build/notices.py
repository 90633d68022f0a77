"""What a build tells before it begins: files that are in no report, and what it left out."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from bcssp_lib.build.plan import Plan
from bcssp_lib.narrative.section_notebook import section_paths


def notices(plan: Plan) -> Iterator[str]:
    """Sentences about what a build passes over."""
    yield from stray_texts(plan)
    yield from _left_out(plan)


def stray_texts(plan: Plan) -> Iterator[str]:
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


def _left_out(plan: Plan) -> Iterator[str]:
    """Sentences about what JupyterLab saved in notebooks."""
    for section in plan.reports[0].sections if plan.reports else ():
        if section.left_out:
            yield (
                f"{section.shown} holds {section.left_out}. That was left out of the build, and "
                "does not belong in git. Take it out with: bcssp clean-notebooks"
            )
