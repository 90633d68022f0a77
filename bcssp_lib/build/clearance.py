"""Whether a report may be published, and why not; and which files of it hold a hidden figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bcssp_lib.build.bound_report import BoundReport
from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.data.data_store import read_protection
from bcssp_lib.data.hidden_figures import read_hidden
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Kind
from bcssp_lib.model.value import words_of
from bcssp_lib.publish.file_passages import read_file
from bcssp_lib.publish.fit_texts import describe_unfit, list_unfit
from bcssp_lib.publish.leaks import Leak, LeakScan, refuse_leaks
from bcssp_lib.stats.wording import count_phrase

_FEW = 5  # findings that a message names


def why_not_published(bound: BoundReport, unsigned: str = "") -> str:
    """Every reason why a report may not be published, together; empty where it may.

    ``unsigned`` is what its sections lack of signatures, where its edition asks for them.
    """
    looked_for = (
        _failed_sections(bound), _unshown_texts(bound), _carried_blocks(bound.report),
        _stale_texts(bound), _not_proven(bound), _open_findings(bound), _open_duties(bound),
        _no_figures(bound), unsigned,
    )  # fmt: skip
    reasons = list(filter(None, looked_for))
    if len(reasons) < 2:
        return "".join(reasons)
    listed = "\n".join(f"{number}. {reason}" for number, reason in enumerate(reasons, start=1))
    return f"It was not published, for {len(reasons)} reasons:\n{listed}"


def _stale_texts(bound: BoundReport) -> str:
    """Texts that nobody has confirmed as they are, but for what is told otherwise."""
    carried = _list_carried(bound.report)
    stale = [
        each
        for each in bound.checked.findings
        if each.kind is Kind.STALE and each.is_open and not each.is_open_error
        and (each.section, each.block) not in carried
    ]  # fmt: skip
    if not stale:
        return ""
    report = bound.report
    places = list(dict.fromkeys(each.place for each in stale))
    return (
        f"The report of {report.area.name} has texts that nobody has confirmed with the "
        f"figures that they name: {_few(places)}. Read them, then: bcssp confirm "
        f"{report.area.slug} SECTION --period {report.period.typed}"
    )


def _open_duties(bound: BoundReport) -> str:
    """Duties that a report does not cover and nobody has accepted, if its edition asks for all."""
    report = bound.report
    if not report.edition.all_duties:
        return ""
    found = [each for each in bound.checked.findings if each.kind is Kind.COVERAGE and each.is_open]
    if not found:
        return ""
    return (
        f"The report of {report.area.name} leaves out what law or guidance asks of it: "
        f"{_few([each.what.rstrip('.') for each in found])}. Write it, or accept it with a "
        f"reason: bcssp accept {report.area.slug} --kind coverage --period {report.period.typed}"
    )


def _no_figures(bound: BoundReport) -> str:
    """A report in which no fact has a figure tells its readers nothing."""
    executed = [section.executed for section in bound.sections if section.executed is not None]
    if any(fact.known for section in executed for fact in section.facts.values()):
        return ""
    report = bound.report
    return (
        f"The report of {report.area.name} has no figures. See what is missing: bcssp data "
        f"status {report.area.slug} --period {report.period.typed}"
    )


def _few(names: Sequence[str]) -> str:
    more = f"; and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"{'; '.join(names[:_FEW])}{more}"


def _not_proven(bound: BoundReport) -> str:
    """Why what is hidden does not hold; this build works it out, and takes nothing kept for it."""
    report = bound.report
    if bound.hidden.unprotected:
        names = "; ".join(map(words_of, sorted(bound.hidden.unprotected)))
        return (
            f"The report of {report.area.name} is not cleared for publication: these small numbers "
            f"can be worked out from figures that are shown: {names}. "
            f"See: bcssp disclosure {report.area.slug}"
        )
    plan = bound.plan
    if read_protection(plan.catalogue, report.area.slug, anew=True) == bound.hidden:
        return ""
    return (
        f"What is hidden in the report of {report.area.name} is not what its figures ask for now. "
        "Remove the folder .bcssp/disclosure, build the report again, then publish it."
    )


def _failed_sections(bound: BoundReport) -> str:
    if all(section.executed is not None for section in bound.sections):
        return ""
    return (
        f"The report of {bound.report.area.name} has failed sections and was not published. "
        "Correct them (the review copy says which), then publish again."
    )


def _unshown_texts(bound: BoundReport) -> str:
    """Every problem of every text, since none of them can be kept."""
    unfit = list_unfit(bound.sections)
    if not unfit:
        return ""
    count = count_phrase(str(len(unfit)), "text", "texts")
    return (
        f"The report of {bound.report.area.name} has {count} that cannot be shown and was not "
        f"published. Correct each, then publish again:\n{describe_unfit(unfit)}"
    )


def _list_carried(report: ReportPlan) -> list[tuple[str, str]]:
    """The sections and blocks of last year's text that nobody has reviewed."""
    narrative = report.narrative.items()
    return [(name, block.id) for name, blocks in narrative for block in blocks if block.carried]


def _carried_blocks(report: ReportPlan) -> str:
    carried = [f"{section} ({block})" for section, block in _list_carried(report)]
    if not carried:
        return ""
    return (
        f"The report of {report.area.name} holds last year's text that was not reviewed: "
        f"{', '.join(carried)}. Change it, or confirm it with: bcssp confirm "
        f"{report.area.slug} SECTION --period {report.period.typed}"
    )


def _open_findings(bound: BoundReport) -> str:
    """What is wrong or typed in the text of a report, without the texts that cannot be shown."""
    report = bound.report
    errors = [each for each in bound.checked.open_errors if each.kind is not Kind.NOT_SHOWN]
    if not errors:
        return ""
    listed = _few([f"{error.place}: {error.what.rstrip('.')}" for error in errors])
    count = (
        "an open finding that is" if len(errors) == 1 else f"{len(errors)} open findings that are"
    )
    return (
        f"The report of {report.area.name} has {count} wrong or typed, and was not published. "
        f"{listed}. See them with: bcssp check {report.id.typed}; correct or bind each, or accept "
        "it with a reason."
    )


class LeakCheck:
    """The leak scan of one report; ``anew``: what is hidden is worked out again for it."""

    def __init__(
        self, plan: Plan, report: ReportPlan, facts: Iterable[Fact], *, anew: bool = False
    ) -> None:
        area = report.area.slug
        figures = read_hidden(plan.catalogue, area, anew=anew)
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
