"""A returned form, as ``bcssp import`` takes it: what it would change, and what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.importers.grid import Grid
from bcssp_lib.data.importers.plan import ImportPlan
from bcssp_lib.data.returns.figure_returns import plan_figure_return
from bcssp_lib.data.returns.forms import KPI, Identity
from bcssp_lib.data.returns.reading import read_form
from bcssp_lib.data.returns.register_returns import plan_register_return
from bcssp_lib.data.returns.taking import ReturnTaker
from bcssp_lib.files.project import Project


def plan_return(
    project: Project,
    catalogue: Catalogue,
    path: Path,
    grids: Sequence[Grid],
    identity: Identity,
    *,
    areas: Sequence[str] = (),
    period: str = "",
    vintage: str = "",
) -> ImportPlan:
    """What a returned form would change. ``areas`` and ``period`` are those that it may be for.

    Raises ``UserError`` for a form of another area, period or version, and
    ``InputProblemsError`` with everything that is wrong in it; unclear answers are questions.
    """
    form = read_form(grids, identity, catalogue, areas, period)
    taker = ReturnTaker(project, catalogue, form, path, vintage)
    plan = plan_figure_return if identity.kind == KPI else plan_register_return
    return plan(taker)
