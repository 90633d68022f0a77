"""Looking for hidden figures in the files of a report, before any of them is put in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.data.hidden_figures import list_hidden, read_hidden
from bcssp_lib.model.fact import Fact
from bcssp_lib.publish.file_passages import read_file
from bcssp_lib.publish.leaks import Leak, LeakScan, refuse_leaks


class LeakCheck:
    """The leak scan of one report; ``anew``: what is hidden is worked out again for it."""

    def __init__(
        self, plan: Plan, report: ReportPlan, facts: Iterable[Fact], *, anew: bool = False
    ) -> None:
        area = report.area.slug
        keys = list_hidden(plan.project, plan.catalogue, area, anew=anew)
        figures = read_hidden(plan.project, plan.catalogue, area, keys)
        self._report = report
        self._scan = LeakScan(plan.catalogue, area, report.period, figures, facts)

    def find_in_sections(self) -> list[Leak]:
        """Leaks in the executed notebooks."""
        paths = self._report.built_as
        executed = [paths.executed(section.stem) for section in self._report.sections]
        return list(self._find(filter(Path.is_file, executed), paths.folder))

    def refuse(self, folder: Path, before: Iterable[Leak] = ()) -> None:
        """Raise ``LeakError`` if a file of a folder, or one looked at before, has a leak."""
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        leaks = [*before, *self._find(files, folder.parent)]
        refuse_leaks(leaks, f"The report of {self._report.area.name}")

    def _find(self, files: Iterable[Path], home: Path) -> Iterator[Leak]:
        scan = self._scan
        for file in files if scan.anchors else ():
            yield from scan.find(file.relative_to(home).as_posix(), read_file(file, scan.concerns))
