"""The project folder: where params/, data/, notebooks/ and reports/ are; every path of a report."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from bcssp_lib.model.errors import UserError
from bcssp_lib.model.report_id import MAIN_EDITION, ReportId

ROOT_VARIABLE = "BCSSP_ROOT"
REVIEW, MANIFEST, FINDINGS = "report.html", "manifest.json", "findings.json"
REVIEW_RECORD_ENDING, COMMENTS_ENDING = ".review.yaml", ".comments.yaml"
PICTURES = "images"
_MARKERS = ("params", "notebooks", "data")


@dataclass(frozen=True)
class Project:
    """The folders of one project."""

    root: Path

    @property
    def params(self) -> Path:
        """Areas, periods, editions, indicators, ratings: no figures."""
        return self.root / "params"

    @property
    def data(self) -> Path:
        """Figures as tidy CSV."""
        return self.root / "data"

    @property
    def notebooks(self) -> Path:
        """One notebook a section."""
        return self.root / "notebooks"

    @property
    def reports(self) -> Path:
        """Narrative (kept in git) and everything that is built (ignored)."""
        return self.root / "reports"

    def shown(self, path: Path) -> str:
        """A path as messages show it: from the project's root, with forward slashes."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return path.as_posix()


def find_project(start: Path | None = None) -> Project:
    """Find the project from ``BCSSP_ROOT``, or from a folder and those above it."""
    named = os.environ.get(ROOT_VARIABLE)
    if start is None and named:
        return _check_folder(Path(named))
    start_folder = (start or Path.cwd()).resolve()
    for folder in (start_folder, *start_folder.parents):
        if _is_project(folder):
            return Project(folder)
    raise UserError(
        f"No project was found in {start_folder} or above it: a project folder holds "
        f"{', '.join(_MARKERS)}. Change to the project's folder, or set {ROOT_VARIABLE} to it. "
        "To start a project in an empty folder: bcssp init"
    )


def _check_folder(folder: Path) -> Project:
    if _is_project(folder):
        return Project(folder.resolve())
    raise UserError(
        f"{ROOT_VARIABLE} names {folder}, which is no project folder (it must hold "
        f"{', '.join(_MARKERS)}). Correct the variable, or unset it."
    )


def _is_project(folder: Path) -> bool:
    return all((folder / marker).is_dir() for marker in _MARKERS)


@dataclass(frozen=True)
class ReportPaths:
    """The files of one report.

    What people write is in ``reports``, the project's own folder: narrative, review records,
    working notebooks, history. All editions share it. What is built goes to ``out``, which is
    the same folder unless the user names another one; editions other than the annual report
    have folders of their own there.
    """

    report: ReportId
    reports: Path
    out: Path

    def of_edition(self, edition: str) -> ReportPaths:
        """The files of the same area's and period's report of another edition."""
        return replace(self, report=replace(self.report, edition=edition))

    @property
    def folder(self) -> Path:
        """Where what is built of the report goes."""
        return self.out / self.report.area / self.report.period.slug

    @property
    def sections(self) -> Path:
        """Executed notebooks, one a section."""
        return self.folder / f"sections{self._suffix}"

    def executed(self, stem: str) -> Path:
        """The executed notebook of the section whose notebook is ``stem``.ipynb."""
        return self.sections / f"{stem}.ipynb"

    @property
    def review(self) -> Path:
        """The folder of the review copy."""
        return self.folder / f"review{self._suffix}"

    @property
    def review_copy(self) -> Path:
        """The review copy."""
        return self.review / REVIEW

    @property
    def manifest(self) -> Path:
        """Every fact and file of the review copy."""
        return self.review / MANIFEST

    @property
    def findings(self) -> Path:
        """What the check of the report found."""
        return self.review / FINDINGS

    @property
    def drafts(self) -> Path:
        """The manifests of the last drafts, by number and version mark."""
        return self.folder / f"drafts{self._suffix}"

    @property
    def publication(self) -> Path:
        """The publication: Quarto's project, or the files made without Quarto."""
        return self.folder / f"publication{self._suffix}"

    def log(self, stem: str) -> Path:
        """The whole error of a section that failed, or of a report that could not be rendered."""
        return self.folder / f"logs{self._suffix}" / f"{stem}.log"

    def failed(self, stem: str) -> Path:
        """The notebook of a section that failed, as far as it ran."""
        return self.log(stem).with_suffix(".ipynb")

    def debugged(self, stem: str) -> Path:
        """The copy of a section's notebook that ``bcssp debug`` opens."""
        return self.folder / f"debug{self._suffix}" / f"{stem}.ipynb"

    def page(self, stem: str) -> Path:
        """The page of one section that ``bcssp open`` shows."""
        return self.folder / f"pages{self._suffix}" / f"{stem}.html"

    @property
    def narrative(self) -> Path:
        """The folder of what authors wrote."""
        return self._written / "narrative"

    def text(self, section: str) -> Path:
        """What an author wrote of a section."""
        return self.narrative / f"{section}.md"

    def review_record(self, section: str) -> Path:
        """What was confirmed and accepted of an author's text."""
        return self.narrative / f"{section}{REVIEW_RECORD_ENDING}"

    def comments(self, section: str) -> Path:
        """What reviewers said of a section."""
        return self.narrative / f"{section}{COMMENTS_ENDING}"

    @property
    def pictures(self) -> Path:
        """The pictures of authors' texts."""
        return self.narrative / PICTURES

    @property
    def working(self) -> Path:
        """The folder of working notebooks."""
        return self._written / "working"

    def working_notebook(self, stem: str) -> Path:
        """The notebook in which an author writes a section, if there is one."""
        return self.working / f"{stem}.ipynb"

    def last_saved(self, stem: str) -> Path:
        """What was last taken from a working notebook."""
        return self.working / f".{stem}.json"

    def history(self, section: str) -> Path:
        """The versions of an author's text that were overwritten."""
        return self._written / "history" / section

    @property
    def published(self) -> Path:
        """What each publication has shown of protected figures, and its frozen manifest."""
        return self._written / "published"

    @property
    def _written(self) -> Path:
        return self.reports / self.report.area / self.report.period.slug

    @property
    def _suffix(self) -> str:
        return "" if self.report.edition == MAIN_EDITION else f"-{self.report.edition}"
