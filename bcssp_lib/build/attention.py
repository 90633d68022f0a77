"""What needs attention: of each report, in lines that say what to do, and of the input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bcssp_lib.build.ledger import Ledger, ReportRecord
from bcssp_lib.build.plan import Plan, ReportPlan, open_plan, read_findings
from bcssp_lib.build.request import Request
from bcssp_lib.build.reviewing import read_sign_offs
from bcssp_lib.build.staleness import (
    SectionState,
    list_by_reason,
    section_states,
    why_outdated,
)
from bcssp_lib.build.stray_texts import (
    find_stray_texts,
    find_unlisted_notebooks,
    find_unmade_sections,
)
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.comparators import load_national
from bcssp_lib.data.holdings import describe_missing
from bcssp_lib.data.loader import load_figures
from bcssp_lib.data.stray_inputs import refuse_stray_inputs, refuse_unknown_places
from bcssp_lib.files.project import Project
from bcssp_lib.model.commands import type_words
from bcssp_lib.model.errors import InputProblemsError, Problem
from bcssp_lib.model.finding import Tally, list_waiting
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.report_id import ALL_FORMATS, ReportId, formats_of
from bcssp_lib.stats.wording import count_phrase

_OF_AN_EDITION = ("build", "debug", "check", "sign")  # commands that take --edition
_Row = dict[str, str | int | bool]
_Command = Callable[..., str]  # a verb and words as a command for one report


@dataclass(frozen=True)
class _Item:
    """One thing that needs attention, in a sentence, and the command to begin with."""

    what: str
    command: str


def list_attention(project: Project, request: Request) -> list[tuple[ReportPlan, list[_Item]]]:
    """What of each report needs attention; a report without items is well. Nothing is built."""
    with open_plan(project, request) as (plan, ledger):
        return [(report, list(_items(plan, report, ledger))) for report in plan.reports]


def describe_missing_figures(catalogue: Catalogue, report: ReportPlan) -> str:
    """What figures of a report's year are not there; empty if there is no year, or none missing."""
    if report.period.kind is not PeriodKind.YEAR:
        return ""
    area = report.area.slug
    figures = load_figures(catalogue, (area,))
    return describe_missing(figures.observations, area, report.period)


def _items(plan: Plan, report: ReportPlan, ledger: Ledger) -> Iterator[_Item]:
    command = partial(_type_command, report.id, plan.catalogue.settings.default_edition)
    record = ledger.report(report.id)
    for section, reason in report.stopped.items():
        yield _Item(f"stopped: {section}: {reason}", command("author", section))
    if record is None:
        yield _Item("not built yet", command("build"))
    else:
        yield from _of_built(plan, report, ledger, record, command)
    if missing := describe_missing_figures(plan.catalogue, report):
        yield _Item(f"missing: {missing}", command("data status"))


def _of_built(
    plan: Plan, report: ReportPlan, ledger: Ledger, record: ReportRecord, command: _Command
) -> Iterator[_Item]:
    states = section_states(plan, report, ledger)
    failed = [
        each
        for name, each in states.items()
        if each.last and each.last.state == "failed" and name not in report.stopped
    ]
    yield from _failures(failed, command)
    if record.error:
        yield _Item(f"error: {record.error}", command("build"))
    passed_over = {*report.stopped, *(each.section.name for each in failed)}
    stale = {name: each for name, each in states.items() if each.why and name not in passed_over}
    yield from _outdated(stale, len(states), command)
    well = not (failed or stale or record.error or report.stopped)
    if well and (why := why_outdated(plan, report, states, record)):
        yield _Item(f"out of date: {why}", command("build", *_publishing(record)))
    yield from _words(report, record.found, command)
    yield from _unsigned(report, command)


def _type_command(report: ReportId, default_edition: str, verb: str, *words: str) -> str:
    """A command for one report, as it is typed."""
    line = ["bcssp", *verb.split(), report.area, *words, "-p", report.period.label]
    if report.edition != default_edition and verb in _OF_AN_EDITION:
        line += ["--edition", report.edition]
    return type_words(*line)


def _publishing(record: ReportRecord) -> Iterator[str]:
    """What a build has to be told so that it makes the publication again, where there is one."""
    formats = formats_of(record.publication)
    if formats:
        yield "--publish"
    if formats and formats != ALL_FORMATS:
        yield from ("--formats", ",".join(formats))


def _failures(failed: Sequence[SectionState], command: _Command) -> Iterator[_Item]:
    """A line for each section that failed, and where to look."""
    for state in failed:
        name, last = state.section.name, state.last
        error = " ".join(last.error.split()) if last is not None else ""
        yield _Item(f"failed: {name}: {error}", command("debug", name))


def _outdated(states: Mapping[str, SectionState], count: int, command: _Command) -> Iterator[_Item]:
    """The sections to be run again, by the reason that they share."""
    reasons = {name: state.why for name, state in states.items()}
    for reason, listed in list_by_reason(reasons, count):
        yield _Item(f"out of date: {listed} ({reason})", command("build"))


def _unsigned(report: ReportPlan, command: _Command) -> Iterator[_Item]:
    """The sections that nobody has signed as they are, where signatures matter."""
    for each in read_sign_offs(report):
        if not each.is_signed and (report.edition.sign_off or each.lapsed):
            yield _Item(f"to sign: {each.section} ({each.words})", command("sign", each.section))


def _words(report: ReportPlan, found: Tally, command: _Command) -> Iterator[_Item]:
    """What the last check found wrong, and the texts that nobody has confirmed yet."""
    if found.wrong or found.typed:
        yield _Item(f"in its words: {found.wrong} wrong, {found.typed} typed", command("check"))
    findings = read_findings(report.paths) or ()
    waiting = Counter(section for section, _ in list_waiting(findings))
    for section, count in waiting.items():
        texts = count_phrase(str(count), "text", "texts")
        what = f"to read again, and to confirm if it still holds: {section}, {texts}"
        yield _Item(what, command("confirm", section))


def list_problems(project: Project) -> list[_Row]:
    """A row for each problem of params/ and data/, and each text that is in no report.

    ``stops`` says whether a build ends with it.
    """
    try:
        catalogue = load_catalogue(project)
    except InputProblemsError as error:
        return list(map(_problem_row, error.problems))
    notices = [*find_stray_texts(catalogue), *find_unlisted_notebooks(catalogue)]
    problems = dict.fromkeys(_input_problems(catalogue))
    return [*map(_problem_row, problems), *map(_notice_row, notices)]


def _input_problems(catalogue: Catalogue) -> Iterator[Problem]:
    areas = tuple(area.slug for area in catalogue.authorities())
    looks: tuple[Callable[[], object], ...] = (
        lambda: refuse_stray_inputs(catalogue),
        lambda: refuse_unknown_places(catalogue),
        lambda: catalogue.checks,
        lambda: load_figures(catalogue, areas),
        lambda: load_national(catalogue),
    )
    yield from find_unmade_sections(catalogue, catalogue.editions.values())
    for look in looks:
        try:
            look()
        except InputProblemsError as error:
            yield from error.problems


def _notice_row(notice: str) -> _Row:
    file, _, text = notice.partition(": ")
    return {"file": file, "row": "", "column": "", "problem": text, "stops": False}


def _problem_row(problem: Problem) -> _Row:
    return {
        "file": problem.file,
        "row": problem.row or "",
        "column": problem.column,
        "problem": f"{problem.wrong}; allowed: {problem.allowed}",
        "stops": True,
    }
