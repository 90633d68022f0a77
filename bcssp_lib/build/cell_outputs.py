"""What the cells of a notebook show, collected as nbformat in the order in which it is shown."""

from __future__ import annotations

import base64
import io
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from nbformat import NotebookNode

from bcssp_lib.build.limits import MEGABYTE, where_to_change
from bcssp_lib.model.records import Limits


class _OutputLimitError(BaseException):
    """A cell showed more than anybody could read; no ``except Exception`` of its may keep it."""


class CellOutputs:
    """The outputs of one cell; once they pass a limit, nothing more is kept."""

    def __init__(self, limits: Limits) -> None:
        self.shown: list[NotebookNode] = []
        self.exceeded = ""
        self._limits = limits
        self._size = self._pieces = 0

    def add_text(self, stream: str, text: str) -> None:
        """Add printed text; what is printed in a row becomes one output."""
        last = self.shown[-1] if self.shown else None
        follows = last is not None and last.output_type == "stream" and last.name == stream
        self._count(len(text), pieces=0 if follows else 1)
        if last is not None and follows:
            last.text += text
        else:
            self.shown.append(_node(output_type="stream", name=stream, text=text))

    def add_display(self, data: dict[str, Any], metadata: dict[str, Any] | None) -> None:
        """Add what a cell displays."""
        data = _writable(data)
        self._count(_length(data))
        self.shown.append(_node(output_type="display_data", data=data, metadata=metadata or {}))

    def add_result(
        self, data: dict[str, Any], metadata: dict[str, Any] | None, number: int
    ) -> None:
        """Add the value of a cell's last line."""
        self.add_display(data, metadata)
        self.shown[-1]["output_type"] = "execute_result"
        self.shown[-1]["execution_count"] = number

    def add_error(self, name: str, value: str, traceback: list[str]) -> None:
        """Add the error that ended a cell, whatever else it has shown."""
        self.shown.append(_node(output_type="error", ename=name, evalue=value, traceback=traceback))

    def clear(self) -> None:
        """Take off what the cell has shown so far."""
        self.shown.clear()

    def _count(self, size: int, pieces: int = 1) -> None:
        self._size += size
        self._pieces += pieces
        if self._size > self._limits.output_megabytes * MEGABYTE:
            self._exceed(f"{self._limits.output_megabytes} MB of output", "output_megabytes")
        if self._pieces > self._limits.outputs:
            self._exceed(f"{self._limits.outputs:,} outputs", "outputs")

    def _exceed(self, most: str, limit: str) -> None:
        self.exceeded = f"showed more than {most} and was stopped ({where_to_change(limit)})"
        raise _OutputLimitError(self.exceeded)


class _Screen:
    """Where the outputs of the cell that runs now go; between cells, nowhere."""

    cell: CellOutputs | None = None


class CollectedStream(io.TextIOBase):
    """Replaces ``sys.stdout`` or ``sys.stderr`` while cells run."""

    encoding = "utf-8"

    def __init__(self, name: str, screen: _Screen) -> None:
        self.name = name
        self._screen = screen

    def writable(self) -> bool:
        """Whether it can be written to: always."""
        return True

    def write(self, text: str) -> int:
        """Collect printed text."""
        if self._screen.cell is not None and text:
            self._screen.cell.add_text(self.name, text)
        return len(text)


class CollectingPublisher(DisplayPublisher):
    """IPython's publisher of what ``display`` is given."""

    screen = _Screen()

    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        """Collect what is displayed."""
        if self.screen.cell is not None:
            self.screen.cell.add_display(data, metadata)

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002 - nobody watches
        """Take off what the cell has shown so far."""
        if self.screen.cell is not None:
            self.screen.cell.clear()


class CollectingHook(DisplayHook):
    """IPython's hook for the value of a cell's last line."""

    screen = CollectingPublisher.screen

    def write_output_prompt(self) -> None:
        """Nothing: there is no terminal."""

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        """Collect the value, in every format that it has."""
        if self.screen.cell is not None:
            self.screen.cell.add_result(format_dict, md_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        """Nothing: there is no terminal."""


def _node(**fields: Any) -> NotebookNode:
    """A part of a notebook; the whole notebook is validated once, at its end."""
    return nbformat.from_dict(fields)  # type: ignore[no-untyped-call, no-any-return]


def _writable(data: dict[str, Any]) -> dict[str, Any]:
    """Displayed data as JSON can hold it: pictures are bytes, and become base64."""
    return {
        kind: base64.b64encode(content).decode("ascii") if isinstance(content, bytes) else content
        for kind, content in data.items()
    }


def _length(content: Any) -> int:
    """The characters in what is displayed."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, dict):
        return sum(map(_length, content.values()))
    return 0
