"""The papermill engine that runs sections: it knows when to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import nbformat
from nbclient.exceptions import (
    CellExecutionComplete,
    CellExecutionError,
    CellTimeoutError,
    DeadKernelError,
)
from nbformat import NotebookNode
from nbformat.v4 import nbbase
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager

from bcssp_lib.build.limits import MEGABYTE, Limits, out_of_memory, where_set
from bcssp_lib.build.talk import KernelFullError, Message, Talk, talk_with_kernel
from bcssp_lib.model.errors import SectionFailedError

ENGINE = "bcssp"
_INFO_SECONDS = 60


class KernelLostError(SectionFailedError):
    """A kernel that died: of what it did, or because what it hangs on was killed."""


class SectionEngine(Engine):  # type: ignore[misc]
    """Runs a notebook within its limits, and says in which cell one was hit."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, **settings: Any
    ) -> NotebookNode:
        """Run every cell; ``limits`` is among the settings, and ``done``, to be called.

        ``done`` is given the executed notebook. Papermill is left one without cells, unless
        there is an error for it to find: it would write them out to nowhere, at some length.
        """
        limits: Limits = settings["limits"]
        client = _SectionClient(nb_man, limits, record_timing=False)
        try:
            with (
                _unchecked_outputs(),
                talk_with_kernel(kernel_name, settings["start_timeout"]) as talk,
            ):
                client.run(talk)
        except KernelFullError as error:
            raise SectionFailedError(
                f"cell '{client.current}': {out_of_memory(limits)}", cell=client.current
            ) from error
        except CellTimeoutError as error:
            raise SectionFailedError(
                f"cell '{client.current}' ran longer than {limits.cell_seconds} seconds and was "
                f"stopped ({where_set('cell_seconds')})",
                cell=client.current,
            ) from error
        except DeadKernelError as error:
            raise KernelLostError(
                f"the kernel died {client.when} (it was killed, or ran out of memory)",
                cell=client.current,
            ) from error
        settings["done"](nb_man.nb)
        if not nb_man.nb.metadata.papermill.exception:
            nb_man.nb = nbformat.from_dict({**nb_man.nb, "cells": []})  # type: ignore[no-untyped-call]
        return nb_man.nb  # type: ignore[no-any-return]


@contextmanager
def _unchecked_outputs() -> Iterator[None]:
    """Take outputs on as they come: who writes the notebook checks it, all at once and sooner."""
    checked = nbbase.validate
    nbbase.validate = lambda *_: None
    try:
        yield
    finally:
        nbbase.validate = checked


class _SectionClient(PapermillNotebookClient):  # type: ignore[misc]
    """A client that stops at a cell which shows more than anybody could read."""

    def __init__(self, nb_man: NotebookExecutionManager, limits: Limits, **settings: Any) -> None:
        super().__init__(nb_man, **settings)
        self._limits = limits
        self._bytes = self._outputs = 0
        self._talk: Talk | None = None
        self.current = ""

    @property
    def when(self) -> str:
        """When something happened: while which cell ran."""
        return f"while cell '{self.current}' ran" if self.current else "before its first cell"

    def run(self, talk: Talk) -> None:
        """Run every cell, until one fails; nobody is told when each began and ended."""
        self._talk = talk
        for index, cell in enumerate(self.nb.cells):
            try:
                self.execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                break
        self.nb.metadata["language_info"] = _language_info(talk)

    def execute_cell(self, cell: NotebookNode, cell_index: int, **_: Any) -> NotebookNode:
        """Run one cell."""
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        self.current = cell.id
        self._bytes = self._outputs = 0
        self.clear_before_next_output = False
        talk = self._talk
        assert talk is not None
        reply = talk.reply(
            talk.client.execute(cell.source, allow_stdin=False),
            self._limits.cell_seconds,
            lambda message: self._show(message, cell, cell_index),
        )
        if reply["status"] == "error":
            if not any(one.output_type == "error" for one in cell.outputs):
                cell.outputs.append(_error_output(reply))
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def _show(self, message: Message, cell: NotebookNode, cell_index: int) -> None:
        """Take a message on, unless the cell has shown too much already."""
        self._bytes += _size(message["content"])
        self._outputs += message["msg_type"] in {"stream", "display_data", "execute_result"}
        if self._bytes > self._limits.output_megabytes * MEGABYTE:
            self._exceeded("output_megabytes", f"{self._limits.output_megabytes} MB of output")
        if self._outputs > self._limits.outputs:
            self._exceeded("outputs", f"{self._limits.outputs:,} outputs")
        with suppress(CellExecutionComplete):
            self.process_message(message, cell, cell_index)

    def _exceeded(self, limit: str, most: str) -> NoReturn:
        raise SectionFailedError(
            f"cell '{self.current}' showed more than {most} and was stopped ({where_set(limit)})",
            cell=self.current,
        )


def _error_output(reply: Message) -> NotebookNode:
    """The error of a cell, of a kernel that had no memory left to show it."""
    told = {name: reply[name] for name in ("ename", "evalue", "traceback")}
    return nbformat.v4.new_output("error", **told)  # type: ignore[no-untyped-call, no-any-return]


_languages: list[dict[str, Any]] = []  # that of the first kernel: all are of one kind


def _language_info(talk: Talk) -> dict[str, Any]:
    if not _languages:
        reply = talk.reply(talk.client.kernel_info(), _INFO_SECONDS, lambda _: None)
        _languages.append(reply["language_info"])
    return dict(_languages[0])


def _size(content: Any) -> int:
    """The characters in a message."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(map(_size, content.values()))
    return 0
