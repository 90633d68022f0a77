"""What time has overtaken: texts whose figures have changed, and register entries left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bcssp_lib.checks.prose import BlockProse, ReportText
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.model.period import Period, long_date
from bcssp_lib.model.register import Entry, RegisterSchema
from bcssp_lib.narrative.review_record import (
    ChangedFact,
    find_changed_facts,
    is_confirmed,
    list_seen_facts,
)
from bcssp_lib.section.registers import FollowedEntry, RegisterView

_WHY = "The words around a figure were chosen for it, and may not hold for another."


def check_staleness(report: ReportText) -> Iterator[Finding]:
    """What has changed under each author's text since it was last confirmed."""
    for prose in report.blocks:
        if not prose.block.default:
            yield from _of_block(prose, report)


def _of_block(prose: BlockProse, report: ReportText) -> Iterator[Finding]:
    block, section = prose.block, prose.section
    confirm = report.command("confirm", section, block.id)
    if block.carried:
        yield _warning(
            prose,
            "This is last year’s text, which nobody has reviewed.",
            "A report with such text is not published.",
            f"Change it, or if it still holds: {confirm}",
        )
        return
    review = report.reviews[section].of(block.id) if section in report.reviews else None
    now = list_seen_facts(prose.bound)
    changes = list(find_changed_facts(block, review, now, report.book)) if review else []
    for change in changes:
        yield _make_finding(prose, change, confirm)
    if not changes and (review is None or not is_confirmed(block, review, now)) and now:
        yield _warning(
            prose,
            "Nobody has confirmed this text with the figures that it names.",
            "It was written in the file, where its figures cannot be seen; once it is confirmed, "
            "you are told when one of them changes.",
            f"Read it in the review copy; if it holds: {confirm}",
        )


def _make_finding(prose: BlockProse, change: ChangedFact, confirm: str) -> Finding:
    texts = (
        sentence.text
        for sentence in prose.sentences
        for span in sentence.spans
        if span.fact.full_name == change.name
    )
    return Finding(
        kind=Kind.STALE,
        severity=Severity.ERROR,
        section=prose.section,
        block=prose.block.id,
        sentence=next(texts, ""),
        what=f"{change.title} ({change.name}): it was “{change.before}” when this text was "
        f"confirmed, and is “{change.now}” now.",
        why=_WHY,
        suggestion=f"Read the text again. Change it, or if it still holds: {confirm}",
    )


def _warning(prose: BlockProse, what: str, why: str, suggestion: str) -> Finding:
    return Finding(
        Kind.STALE, Severity.WARNING, prose.section, prose.block.id, "", what, why, suggestion
    )


_WHY_OPEN = {
    "is overdue": "Its date came and went; a reader will ask what became of it.",
    "is not answered": "Whoever asked is waiting, and the next report will show it again.",
    "was not reported on": "It is carried over with what was last said of it, which may no longer "
    "hold.",
}


def check_registers(
    registers: Mapping[tuple[str, str], tuple[Entry, ...]],
    schemas: Mapping[str, RegisterSchema],
    area: str,
    period: Period,
) -> list[Finding]:
    """What an area's registers leave open at the end of a period.

    ``registers`` are those of ``Figures``, ``schemas`` those of ``Catalogue``. Nothing depends
    on today's date: an entry is overdue that was due by the period's last day.
    """
    findings: list[Finding] = []
    for name, schema in schemas.items():
        entries = registers.get((name, area), ())
        if schema.follow_up is not None:
            for entry in RegisterView(schema, entries, period).follow():
                findings.extend(_of_entry(schema, entry, period))
    return findings


def _of_entry(schema: RegisterSchema, followed: FollowedEntry, period: Period) -> Iterator[Finding]:
    state = _state(followed)
    if state:
        noun = schema.records.removesuffix("s").capitalize()
        entry, how = followed.entry, followed.how
        named = f"{noun} {entry[how.reference]}, “{entry[how.what]}”"
        owner = f" ({followed.entry[followed.how.owner]})" if followed.how.owner else ""
        what = f"{named}{owner}, {state}{_details(followed)}."
        suggestion = _suggestion(followed, period)
        yield Finding(
            Kind.REGISTER,
            Severity.WARNING,
            followed.how.section,
            "",
            "",
            what,
            _WHY_OPEN[state],
            suggestion,
        )


def _state(followed: FollowedEntry) -> str:
    """What is wrong with an entry, by the worst; empty where it is done or on its way."""
    if followed.done:
        return ""
    if followed.overdue:
        return "is overdue"
    if followed.reported:
        return "was not reported on"
    return "is not answered" if followed.how.answer_expected else ""


def _details(followed: FollowedEntry) -> str:
    """When it is due, where it comes from, and when it was last heard of."""
    words = [
        f"due by {long_date(followed.due)}" if followed.due else "",
        f"carried over from {followed.since}" if followed.since else "",
        f"not reported on since {followed.reported}" if followed.reported else "",
    ]
    text = ", ".join(filter(None, words))
    return f": {text}" if text else ""


def _suggestion(followed: FollowedEntry, period: Period) -> str:
    place = f"{followed.entry.file}, line {followed.entry.row}"
    if followed.reported:
        return f"Add a row for {period.label}; the last one is {place}."
    if followed.how.due_after:
        return f"Enter when it was done in {place}, or say in the section why it takes longer."
    return f"Enter what became of it in {place}, or agree a new date."
