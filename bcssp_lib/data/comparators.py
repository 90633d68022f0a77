"""What an area is set beside: the other areas of its police force, and the whole country.

It is read when it is first asked for: most sections compare nothing.
"""

from __future__ import annotations

from functools import cached_property

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import load_folders
from bcssp_lib.data.national import load_national
from bcssp_lib.data.protected import ProtectedFigures
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area, Authority


class Beside:
    """Protected figures of other areas."""

    def __init__(self, project: Project, catalogue: Catalogue, area: str) -> None:
        self._project = project
        self._catalogue = catalogue
        self._area = area

    @property
    def peers(self) -> tuple[Area, ...]:
        """The other authorities of the same police force area."""
        return self._catalogue.peers(self._area)

    @property
    def authorities(self) -> tuple[Authority, ...]:
        """The authorities, regions and nation that have figures."""
        return self._national[0]

    @property
    def national(self) -> ProtectedFigures:
        """Figures of the whole country."""
        return self._national[1]

    def read(self) -> None:
        """Read it all now."""
        _ = self.of_peers, self._national

    @cached_property
    def of_peers(self) -> ProtectedFigures:
        """The figures of the other areas."""
        slugs = tuple(one.slug for one in self.peers)
        return ProtectedFigures(
            load_folders(self._project, self._catalogue, slugs), self._catalogue
        )

    @cached_property
    def _national(self) -> tuple[tuple[Authority, ...], ProtectedFigures]:
        found = load_national(self._project, self._catalogue)
        return found.authorities, ProtectedFigures(found.figures, self._catalogue)
