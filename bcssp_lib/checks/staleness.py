"""What time has overtaken: texts whose figures have changed, and register entries left open."""

from __future__ import annotations

from collections.abc import Iterator

from bcssp_lib.checks.prose import BlockProse, ReportText
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.model.period import Period, long_date
from bcssp_lib.narrative.review_record import (
    ChangedFact,
    SectionReview,
    find_changed_facts,
    is_confirmed,
    list_seen_facts,
)
from bcssp_lib.section.registers import FollowedEntry, RegisterView


def check_staleness(report: ReportText) -> Iterator[Finding]:
    """What has changed under each author's text since it was last confirmed."""
    for prose in report.blocks:
        if not prose.block.default:
            yield from _check_block(prose, report)


def _check_block(prose: BlockProse, report: ReportText) -> Iterator[Finding]:
    block = prose.block
    confirm = report.command("confirm", prose.section, block.id)
    if block.carried:
        yield prose.finding(
            Kind.STALE,
            "This is last year’s text, which nobody has reviewed.",
            "A report with such text is not published.",
            f"Change it, or if it still holds: {confirm}",
            severity=Severity.DOUBTFUL,
        )
        return
    review = report.reviews.get(prose.section, SectionReview()).of(block.id)
    now = list_seen_facts(prose.bound)
    changes = list(find_changed_facts(block, review, now, report.book))
    yield from (_changed_fact_finding(prose, change, confirm) for change in changes)
    if not changes and not is_confirmed(block, review, now):
        yield prose.finding(
            Kind.STALE,
            "Nobody has confirmed this text with the figures that it names.",
            "It was written in the file, where its figures cannot be seen; once it is confirmed, "
            "you are told when one of them changes.",
            f"Read it in the review copy; if it holds: {confirm}",
            severity=Severity.DOUBTFUL,
        )


def _changed_fact_finding(prose: BlockProse, change: ChangedFact, confirm: str) -> Finding:
    texts = (
        sentence.text
        for sentence in prose.sentences
        for span in sentence.spans
        if span.fact.full_name == change.name
    )
    return prose.finding(
        Kind.STALE,
        f"{change.title} ({change.name}): it was “{change.before}” when this text was "
        f"confirmed, and is “{change.now}” now.",
        "The words around a figure were chosen for it, and may not hold for another.",
        f"Read the text again. Change it, or if it still holds: {confirm}",
        sentence=next(texts, ""),
    )


_WHY_OPEN = {
    "is overdue": "Its date came and went; a reader will ask what became of it.",
    "is answered in part": "Whoever asked is waiting for the rest.",
    "is not answered": "Whoever asked is waiting, and the next report will show it again.",
    "was not reported on": "It is carried over with what was last said of it, which may no longer "
    "hold.",
}


def check_registers(report: ReportText) -> Iterator[Finding]:
    """What the area's registers leave open at the end of the period.

    Nothing depends on today's date: an entry is overdue that was due by the period's last day.
    """
    for name, schema in report.catalogue.registers.items():
        entries = report.registers.get((name, report.area.slug), ())
        if schema.follow_up is not None:
            view = RegisterView(schema, entries, report.period)
            states = ((followed, _state(followed)) for followed in view.follow())
            yield from (_entry_finding(view, entry, state) for entry, state in states if state)


def _entry_finding(view: RegisterView, followed: FollowedEntry, state: str) -> Finding:
    entry, how = followed.entry, followed.how
    noun = view.schema.records.removesuffix("s").capitalize()
    owner = f" ({entry[how.owner]})" if how.owner and entry[how.owner] else ""
    named = f"{noun} {entry[how.reference]}, “{entry[how.what]}”{owner}"
    return Finding(
        kind=Kind.REGISTER,
        severity=Severity.DOUBTFUL,
        section=how.section,
        block="",
        sentence="",
        what=f"{named}, {state}{_details(followed)}.",
        why=_WHY_OPEN[state],
        suggestion=_suggestion(followed, view.period),
    )


def _state(followed: FollowedEntry) -> str:
    """What is wrong with an entry, by the worst; empty where it is done or on its way."""
    if followed.done:
        return ""
    if followed.overdue:
        return "is overdue"
    if followed.reported:
        return "was not reported on"
    if not followed.how.answer_expected:
        return ""
    return "is not answered" if followed.untouched else "is answered in part"


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
