"""What sections are made from: a rough answer at once, and the exact one where it is needed.

The rough answer is one hash over all that a section could possibly read. While it stays
the same, the section is up to date, and no figure need be read to know it. When it has
changed, what the section did read (``bcssp_lib.data.data_store``), the code, the library's
modules and the packages that it used are looked at one by one.
"""

from __future__ import annotations

from datetime import datetime
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

from bcssp_lib.build.ledger import RunInputs
from bcssp_lib.build.request import ReadRecord
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.comparators import folders_of_comparators
from bcssp_lib.data.data_store import DataStore, first_change, open_data_store, read_protection
from bcssp_lib.data.loader import list_folders
from bcssp_lib.data.looks import FOLDER as LOOKS
from bcssp_lib.data.quarto_extras import FOLDER as QUARTO
from bcssp_lib.files.fingerprints import (
    FolderState,
    Secret,
    digest,
    folder_state,
    is_state_unchanged,
    list_changed,
    read_secret,
    text_digest,
)
from bcssp_lib.files.packages import (
    installed_packages,
    library_digest,
    packages_by_module,
    packages_digest,
)
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.narrative.section_notebook import SectionNotebook

_OF_LOOKS = (LOOKS, QUARTO)  # folders of params/ of which a report's look is made


class Inputs:
    """The inputs of a build as they are now; what many sections share is read once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.project, self.catalogue = catalogue.project, catalogue
        self._folders: dict[str, str] = {}
        self._looks: dict[Path, dict[str, FolderState | None]] = {}
        self._store: tuple[str, DataStore] | None = None

    @cached_property
    def secret(self) -> Secret:
        """What seals the hashes that are kept."""
        return read_secret(self.project)

    @cached_property
    def params(self) -> str:
        """A hash of everything that params/ declares."""
        self._looks[self.project.params] = folder_state(self.project.params)
        folders = (self.project.params / name for name in _OF_LOOKS)
        looks = chain.from_iterable(folder.rglob("*.*") for folder in folders)
        return digest([*self.project.params.rglob("*.y*ml"), *looks])

    def of_folder(self, folder: str) -> str:
        """A hash of one folder of data/."""
        if folder not in self._folders:
            path = self.project.data / folder
            self._looks[path] = folder_state(path)  # before it is read
            self._folders[folder] = digest(path.rglob("*.*"))
        return self._folders[folder]

    def of_registers(self, area: str) -> str:
        """A hash of an area's registers, which the check of a report reads too."""
        folder = self.project.data / area
        return digest([*(folder / "registers").glob("*.csv"), folder / "sources.yaml"])

    def of_area(self, area: str) -> str:
        """A sealed hash of all that reports of an area could be made from."""
        folders = map(self.of_folder, self.folders_of(area))
        return self.secret.seal(
            text_digest(self.params, library_digest(), packages_digest(), *folders)
        )

    def untouched(self, area: str) -> bool:
        """Whether no file that an area's hash is over was written to since that was made."""
        return all(is_state_unchanged(self._looks[path]) for path in self._paths_of(area))

    def changed_files(self, area: str) -> list[str]:
        """What was written to since an area's hash was made, if that changed what it says."""
        if self.untouched(area):
            return []
        now = Inputs(load_catalogue(self.project))
        if now.catalogue == self.catalogue and now.of_area(area) == self.of_area(area):
            return []
        looks = (self._looks[path] for path in self._paths_of(area))
        return [self.project.shown(path) for each in looks for path in list_changed(each)]

    def _paths_of(self, area: str) -> list[Path]:
        folders = self.folders_of(area)
        return [self.project.params, *(self.project.data / folder for folder in folders)]

    def rough(self, area: str, section: SectionNotebook) -> str:
        """A sealed hash of all that a section of an area could be made from."""
        return self.secret.seal(text_digest(section.code, self.of_area(area)))

    def folders_of(self, area: str) -> tuple[str, ...]:
        """The folders of data/ from which reports of an area are made."""
        return (
            *list_folders(self.catalogue, self.catalogue.areas_of_report(area)),
            *folders_of_comparators(self.catalogue, area),
        )

    def unprotected(self, area: str) -> str:
        """The hidden figures of an area's report that can be worked out, as one text."""
        try:
            hidden = read_protection(self.catalogue, area)
        except InputProblemsError as error:  # the sections that read those figures fail
            return str(error)
        return " ".join(sorted(hidden.unprotected))

    def store(self, area: str) -> DataStore:
        """What the sections of an area read; that of one area is kept at a time."""
        if self._store is None or self._store[0] != area:
            self._store = (area, open_data_store(self.catalogue, area))
        return self._store[1]


def was_written_since(folder: Path, moment: str) -> bool:
    """Whether a file in a folder was written since a time of the ledger, or there is no such time.

    It is known at once, while it takes longer to find out which sections that concerns.
    """
    if not moment:
        return True
    since = datetime.fromisoformat(moment).timestamp() * 1e9
    return any(state is not None and state[2] > since for state in folder_state(folder).values())


def collect_run_inputs(section: SectionNotebook, account: ReadRecord) -> RunInputs:
    """What a run that has ended was made from."""
    versions = _versions(account.packages)
    return RunInputs(code=section.code, library=library_digest(), packages=versions)


def find_first_change(
    before: RunInputs, reads: dict[str, str], section: SectionNotebook, area: str, now: Inputs
) -> str:
    """The first thing that a run was made from and that has changed since; empty if none."""
    if before.code != section.code:
        return f"the code of {section.shown}"
    if before.library != library_digest():
        return "the toolkit (bcssp_lib)"
    for name, version in before.packages.items():
        present = installed_packages().get(name, "not installed")
        if present != version:
            return f"the package {name} ({version}, now {present})"
    return first_change(reads, now.store(area), now.secret.seal)


@lru_cache(maxsize=64)
def _versions(modules: tuple[str, ...]) -> dict[str, str]:
    """The packages that modules come from, and their versions."""
    names = {name for module in modules for name in packages_by_module().get(module, ())}
    return {name: installed_packages()[name] for name in sorted(names)}
