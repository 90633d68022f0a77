"""nbconvert's exporter of one section: ``jupyter nbconvert --to bcssp-section``.

JupyterLab has it under "Save and Export As" as ``bcssp_section``: the addresses by which it asks
for an exporter may hold no hyphen.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat import NotebookNode
from traitlets import default

from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.errors import UserError


class SectionExporter(Exporter):
    """Makes an executed section a stand-alone page that looks like the review copy."""

    export_from_notebook = "Section of the report"
    output_mimetype = "text/html"

    @default("file_extension")
    def _html(self) -> str:
        return ".html"

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Make the page; ``resources`` say where the notebook is."""
        from bcssp_lib.build.opening import section_page  # slow to import

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        about = resources["metadata"]
        folder = Path(about.get("path") or ".").resolve()
        try:
            page = section_page(_project_of(folder), notebook, folder / f"{about['name']}.ipynb")
        except UserError as error:
            raise ConversionException(str(error)) from error
        return page, resources


class CommandExporter(SectionExporter):
    """The same by the name that the command line has for it; hidden where it cannot be called."""

    @default("enabled")
    def _enabled_unless_in_a_server(self) -> bool:
        server = sys.modules.get("jupyter_server.serverapp")
        return server is None or not server.ServerApp.initialized()


def _project_of(folder: Path) -> Project:
    """The project that a notebook is in, or else the one that the user works in."""
    try:
        return find_project(folder)
    except UserError:
        return find_project()
