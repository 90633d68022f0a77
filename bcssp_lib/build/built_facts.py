"""The facts and rows that reports had when they were last built, and what is otherwise now.

A change of a figure is no loss. A loss is refused until the analyst confirms it; until then the
last good copy stays, and with it what is known to have been there.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bcssp_lib.build.inputs import Inputs
from bcssp_lib.build.ledger import FactChange, Ledger
from bcssp_lib.build.plan import ReportPlan, plan_report
from bcssp_lib.build.request import Request
from bcssp_lib.data.data_store import DataStore
from bcssp_lib.files.folders import UNREADABLE, built_file, read_utf8
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.fact import Fact, Origin
from bcssp_lib.model.period import Period
from bcssp_lib.model.records import group_by
from bcssp_lib.model.value import Reason, Value
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.publish.block_texts import ExecutedSection, WrongReportError, read_executed
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.wording import count_phrase, value_text

_CONFIRM = "--accept-losses"
Facts = Mapping[str, tuple[str, ...]]  # by section, the facts that have a figure
_NO_FIGURE = (Reason.NOT_AVAILABLE, Reason.NOT_APPLICABLE)
_MOST = 40  # losses that a message names
_VALUE = TypeAdapter(Value)


class LostFiguresError(UserError):
    """Figures that the last build had, and that are missing, cut or empty now."""


def refuse_lost_rows(
    inputs: Inputs, areas: Collection[str], ledger: Ledger, *, accept: bool
) -> None:
    """Hold the figures of these areas to what the last build had; then remember what is there.

    Raises ``LostFiguresError`` with each file that has fewer rows, unless that is accepted.
    """
    folders = dict.fromkeys(folder for area in areas for folder in inputs.folders_of(area))
    changed = {}
    losses: list[str] = []
    for folder in folders:
        before = ledger.supplied(folder)
        if before is None or before.inputs != inputs.of_folder(folder):
            changed[folder] = _count_rows(inputs.project.data / folder)
            losses += _lost_rows(f"data/{folder}", before.rows if before else {}, changed[folder])
    if losses and not accept:
        raise LostFiguresError(
            f"Figures that were there in the last build are missing.\n{_listed(losses)}\n"
            f"{_say_how_to_mend(*areas)}"
        )
    for folder, rows in changed.items():
        ledger.enter_supplied(folder, inputs.of_folder(folder), rows)


def _lost_rows(folder: str, before: Mapping[str, int], rows: Mapping[str, int]) -> Iterator[str]:
    for file, count in before.items():
        if file not in rows:
            had = count_phrase(str(count), "row", "rows")
            yield f"{folder}/{file}: the file is missing; it had {had}."
        elif rows[file] < count:
            now = count_phrase(str(rows[file]), "row", "rows")
            yield f"{folder}/{file}: {now} now, and {count} before."


def _count_rows(folder: Path) -> dict[str, int]:
    """The rows of each CSV file in a folder, without its heading."""
    return {
        path.relative_to(folder).as_posix(): _rows(path) for path in sorted(folder.rglob("*.csv"))
    }


def _rows(path: Path) -> int:
    text = read_utf8(path, str(path))
    if not isinstance(text, str):  # reading the figures says what is wrong with it
        return 0
    return max(0, sum(1 for row in csv.reader(text.splitlines(keepends=True)) if row) - 1)


def held_facts(sections: Iterable[ExecutedSection]) -> dict[str, tuple[str, ...]]:
    """The facts of sections that have a figure, and those that have one of the year before."""
    return {section.section: tuple(_held(section.facts.values())) for section in sections}


def _held(facts: Iterable[Fact]) -> Iterator[str]:
    """The names of figures that are there: one that is hidden is."""
    for fact in facts:
        if fact.value.reason not in _NO_FIGURE:
            yield fact.name
        if fact.previous is not None and fact.previous.reason not in _NO_FIGURE:
            yield f"{fact.name} (the year before)"


def read_published_facts(manifest: Path) -> dict[str, tuple[str, ...]]:
    """The facts of the last good copy by its manifest, for when the ledger does not know it."""
    try:
        listed = json.loads(manifest.read_text("utf-8"))["facts"]
        facts = [
            Fact.model_validate({name: fact[name] for name in fact if name != "text"})
            for fact in listed
        ]
    except FileNotFoundError:
        return {}
    except UNREADABLE as error:
        raise UserError(
            f"{manifest} cannot be read, so that it is not known what the report had. Delete it, "
            "then build the report again."
        ) from error
    by_section = group_by(facts, attrgetter("section"))
    return {section: tuple(_held(each)) for section, each in by_section.items()}


def _say_how_to_mend(*areas: str) -> str:
    return (
        "Nothing that was built is taken away. Bring back what is missing; or, if it was meant to "
        f"go, as with bcssp import --undo, confirm that with: bcssp build {' '.join(areas)} "
        f"{_CONFIRM}"
    )


def describe_lost_facts(before: Facts, now: Facts, area: str) -> str:
    """What facts the report of an area had and has no longer, in words; empty if none.

    A figure that any section publishes is not lost.
    """
    held = set(chain.from_iterable(now.values()))
    lost = []
    for section, names in before.items():
        gone = sorted(set(names) - held)
        if gone:
            lost.append(f"{section}: {', '.join(gone)}.")
    if not lost:
        return ""
    return (
        "Facts that the report had when it was last built have no figure now, or are no longer "
        f"published.\n{_listed(lost)}\n{_say_how_to_mend(area)}"
    )


def _listed(losses: Sequence[str]) -> str:
    more = [f"And {len(losses) - _MOST} more."] if len(losses) > _MOST else []
    return "\n".join(f"  {line}" for line in [*losses[:_MOST], *more])


def changed_facts(manifest: Path, facts: Iterable[Fact]) -> tuple[FactChange, ...]:
    """The facts that differ, as readers see them, from those that a manifest lists.

    Facts that are new are not among them. Without a manifest that can be read there is no earlier
    report to compare with.
    """
    try:
        listed = json.loads(manifest.read_text("utf-8"))["facts"]
        before = {(fact["section"], fact["name"]): fact for fact in listed}
    except UNREADABLE:
        return ()
    changes = (
        _changes(before[fact.section, fact.name], fact)
        for fact in facts
        if (fact.section, fact.name) in before
    )
    return tuple(change for each in changes for change in each)


def _changes(before: dict[str, Any], fact: Fact) -> Iterator[FactChange]:
    words = FactWords(fact)
    place = _place(fact.origins)
    if before["text"] != words.text:
        yield FactChange(
            section=fact.section, title=fact.title, before=before["text"], now=words.text,
            place=place,
        )  # fmt: skip
    if fact.previous is None or before["previous"] is None:
        return
    earlier = value_text(_VALUE.validate_python(before["previous"]), fact.unit, fact.decimals)
    if earlier != words.previous:
        title = f"{fact.title}, the year before"
        yield FactChange(section=fact.section, title=title, before=earlier, now=words.previous)


def _place(origins: tuple[Origin, ...]) -> str:
    if not origins:
        return ""
    more = f" and {len(origins) - 1} more" if len(origins) > 1 else ""
    return f"{origins[0].file}, row {origins[0].row}{more}"


def changed_figures(
    facts: Iterable[Fact], store: DataStore, area: str, indicators: Iterable[str]
) -> tuple[FactChange, ...]:
    """The facts that an indicator has given its name, and that ``data/`` gives otherwise now."""
    known = set(indicators)
    changes = []
    for fact in facts:
        if fact.name not in known:
            continue
        figure = store.observation(fact.name, area, fact.period)
        now = value_text(figure.value, fact.unit, fact.decimals)
        before = FactWords(fact).text
        if now != before and fact.value.amount != figure.value.amount:
            place = f"{figure.file}, row {figure.row}" if figure.row is not None else ""
            change = FactChange(
                section=fact.section, title=fact.title, before=before, now=now, place=place
            )
            changes.append(change)
    return tuple(changes)


def read_facts(project: Project, request: Request) -> tuple[Fact, ...]:
    """The facts of one built report."""
    _, book = read_report(project, request)
    return book.all_facts


def read_report(project: Project, request: Request) -> tuple[ReportPlan, FactBook]:
    """One built report, and its facts as narrative is bound to them."""
    report = plan_report(project, request)
    book = read_whole_book(report)
    if not book.facts:
        raise UserError(
            f"No report of {report.area.name} for {report.period.label} is built yet, so there "
            f"are no facts to list. Run: bcssp build {report.id.typed}"
        )
    return report, book


def read_whole_book(report: ReportPlan) -> FactBook:
    """The facts of a report as it was last built, and the sections that have none."""
    built = _read_built_sections(report)
    names = {section.section for section in built}
    lost = {section.name: section.title for section in report.sections if section.name not in names}
    return make_fact_book(report, built, lost)


def make_fact_book(
    report: ReportPlan, executed: Sequence[ExecutedSection], failed: Mapping[str, str]
) -> FactBook:
    """The facts of sections that ran; ``failed`` are the titles of the others by name."""
    facts = {section.section: section.facts for section in executed}
    return FactBook(facts, report_names(report.area, report.period), failed, report.period)


def read_fact_book(report: ReportPlan) -> FactBook:
    """The facts of a report as it was last built: none of what was never built."""
    return make_fact_book(report, _read_built_sections(report), {})


def _read_built_sections(report: ReportPlan) -> list[ExecutedSection]:
    """The executed sections of a report that are in their places."""
    executed = []
    for section in report.sections:
        path = report.executed(section.stem)
        if path.is_file():
            with built_file(path, WrongReportError):
                executed.append(read_executed(path, report.stamp(section.name)))
    return executed


def report_names(area: Area, period: Period) -> dict[str, str]:
    """The names in prose that belong to the report itself."""
    return {
        "area": area.name,
        "area_short": area.short_name,
        "partnership": area.partnership or area.name,
        "partnership_short": area.partnership_short or area.partnership or area.name,
        "region": area.region or "not available",
        "period": period.wording,
        "last_month": f"{period.end:%B %Y}",
        "months": f"{period.start:%B %Y} to {period.end:%B %Y}",
        "previous_period": period.previous().wording,
        "next_period": period.following().wording,
    }
