"""The seal: a last cell that proves that a notebook ran to its end, and for whom.

A notebook file says "completed" even after its kernel was killed, and ``sys.exit(0)``
ends one early without an error. So a run counts only if the seal is there, every code
cell ran in order, and everything it made is stamped with the right area and period.
"""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat import NotebookNode

from bcssp_lib.build.section_run import Account
from bcssp_lib.model.errors import SectionFailedError
from bcssp_lib.model.report_id import Stamp
from bcssp_lib.section.mime_types import PRIVATE_PREFIX, STAMP_KEY
from bcssp_lib.section.outputs import private_outputs

SEAL_TYPE = f"{PRIVATE_PREFIX}seal+json"
_SEAL_ID = "bcssp-seal"


def add_seal(notebook: NotebookNode, token: str) -> None:
    """Append the cell that reports, last of all, what the notebook ran for."""
    source = (
        "from IPython.display import display\n"
        "from bcssp_lib.build.account import account\n"
        f'seal = {{"area": area, "period": period, "edition": edition, "token": "{token}"}}\n'
        f'display({{"{SEAL_TYPE}": {{**account(), **seal}}}}, raw=True)'
    )
    cell = nbformat.v4.new_code_cell(source, id=_SEAL_ID)  # type: ignore[no-untyped-call]
    notebook.cells.append(cell)


def remove_seal(notebook: NotebookNode) -> None:
    """Take the seal off a notebook that has been judged."""
    notebook.cells = [cell for cell in notebook.cells if cell.id != _SEAL_ID]


def judge(notebook: NotebookNode, stamp: Stamp, token: str) -> Account:
    """Raise ``SectionFailedError`` unless the notebook verifiably ran, for this report."""
    ran = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for place, cell in enumerate(ran, start=1):
        for output in cell.outputs:
            if output.output_type == "error":
                told = f"cell '{cell.id}': {output.ename}: {output.evalue}"
                raise SectionFailedError(told, cell=cell.id)
        if cell.execution_count != place:
            raise SectionFailedError(
                f"cell '{cell.id}' did not run; the notebook ended before it (sys.exit?)",
                cell=cell.id,
            )
    seal = _judge_seal(ran[-1], stamp, token)
    _judge_threads(ran, seal["threads"])
    _judge_stamps(ran, stamp)
    return Account(seal["reads"], tuple(seal["packages"]))


def _judge_seal(cell: NotebookNode, stamp: Stamp, token: str) -> dict[str, Any]:
    seals = [content for _, content in private_outputs(cell) if "token" in content]
    if cell.id != _SEAL_ID or len(seals) != 1 or seals[0]["token"] != token:
        raise SectionFailedError("the notebook did not run to its end")
    for name in ("area", "period", "edition"):
        if seals[0][name] != stamp[name]:
            raise SectionFailedError(
                f"the notebook ended with {name} '{seals[0][name]}', and was run for "
                f"'{stamp[name]}'; a cell must not set {name}"
            )
    return seals[0]


def _judge_threads(cells: list[NotebookNode], threads: list[tuple[int, str]]) -> None:
    for place, name in threads:
        cell = cells[place - 1].id
        raise SectionFailedError(
            f"cell '{cell}' left a thread running ('{name}'), whose output could land in any "
            "cell; wait for its end with join()",
            cell=cell,
        )


def _judge_stamps(cells: list[NotebookNode], stamp: Stamp) -> None:
    for cell in cells:
        for _, content in private_outputs(cell):
            found = content.get(STAMP_KEY, stamp)
            for name, wanted in stamp.items():
                if found[name] != wanted:
                    raise SectionFailedError(
                        f"cell '{cell.id}' made something for {name} '{found[name]}', and the "
                        f"notebook was run for '{wanted}'; open the section with the parameters",
                        cell=cell.id,
                    )
