"""The papermill engine that runs sections: it knows when to stop."""

from __future__ import annotations

from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from bcssp_lib.errors import SectionFailedError
from bcssp_lib.run.limits import MEGABYTE, Limits, where_set

ENGINE = "bcssp"
# No history of what was typed is kept: nobody types.
_ARGUMENTS = ["--IPKernelApp.log_level=CRITICAL", "--HistoryManager.enabled=False"]
_MANAGER = "bcssp_lib.run.kernels.LocalKernelManager"


class KernelLostError(SectionFailedError):
    """A kernel that died: of what it did, or because what it hangs on was killed."""


class SectionEngine(Engine):  # type: ignore[misc]
    """Runs a notebook within its limits, and says in which cell one was hit."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **settings: Any
    ) -> NotebookNode:
        """Run every cell; ``limits`` is among the settings."""
        limits: Limits = settings["limits"]
        client = _LimitedClient(
            nb_man,
            limits,
            kernel_name=kernel_name,
            timeout=limits.cell_seconds,
            startup_timeout=settings["start_timeout"],
            kernel_manager_class=_MANAGER,
            extra_arguments=_ARGUMENTS,
            shutdown_kernel="immediate",
        )
        try:
            client.execute()
        except CellTimeoutError as error:
            raise SectionFailedError(
                f"cell '{client.current}' ran longer than {limits.cell_seconds} seconds and was "
                f"stopped ({where_set('cell_seconds')})",
                cell=client.current,
            ) from error
        except DeadKernelError as error:
            if client.exceeded:
                raise SectionFailedError(
                    f"cell '{client.current}' {client.exceeded}", cell=client.current
                ) from error
            raise KernelLostError(
                f"the kernel died {client.when} (it was killed, or ran out of memory)",
                cell=client.current,
            ) from error
        done: NotebookNode = nb_man.nb
        return done


class _LimitedClient(PapermillNotebookClient):  # type: ignore[misc]
    """A client that ends a kernel which shows more than anybody could read."""

    def __init__(self, nb_man: NotebookExecutionManager, limits: Limits, **settings: Any) -> None:
        super().__init__(nb_man, on_cell_start=self._note, **settings)
        self._limits = limits
        self._bytes = self._outputs = 0
        self.current = ""
        self.exceeded = ""

    @property
    def when(self) -> str:
        """When something happened: while which cell ran."""
        return f"while cell '{self.current}' ran" if self.current else "before its first cell"

    def _note(self, cell: NotebookNode, cell_index: int) -> None:  # noqa: ARG002
        self.current = cell.id
        self._bytes = self._outputs = 0

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Take a message on, unless the cell has shown too much already."""
        self._bytes += _size(msg["content"])
        self._outputs += msg["msg_type"] in {"stream", "display_data", "execute_result"}
        if self._bytes > self._limits.output_megabytes * MEGABYTE:
            self._exceed("output_megabytes", f"{self._limits.output_megabytes} MB of output")
        elif self._outputs > self._limits.outputs:
            self._exceed("outputs", f"{self._limits.outputs:,} outputs")
        if self.exceeded:
            return None
        return super().process_message(msg, cell, cell_index)

    def _exceed(self, limit: str, most: str) -> None:
        if not self.exceeded:
            self.exceeded = f"showed more than {most} and was stopped ({where_set(limit)})"
            process = self.km.provisioner.process
            if process is not None:
                process.kill()


def _size(content: Any) -> int:
    """The characters in a message."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(map(_size, content.values()))
    return 0
