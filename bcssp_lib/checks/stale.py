"""Staleness: figures under an author's text that are no longer those that its author saw."""

from __future__ import annotations

from collections.abc import Iterator

from bcssp_lib.checks.prose import BlockProse
from bcssp_lib.checks.report import ReportText
from bcssp_lib.model.finding import Finding, Kind, Severity
from bcssp_lib.narrative.seen import Changed, changed_facts, is_confirmed, seen_facts

_WHY = "The words around a figure were chosen for it, and may not hold for another."


def stale_findings(report: ReportText) -> Iterator[Finding]:
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
    now = seen_facts(prose.bound)
    changes = list(changed_facts(block, review, now, report.book)) if review else []
    for one in changes:
        yield _changed(prose, one, confirm)
    if not changes and (review is None or not is_confirmed(block, review, now)) and now:
        yield _warning(
            prose,
            "Nobody has confirmed this text with the figures that it names.",
            "It was written in the file, where its figures cannot be seen; once it is confirmed, "
            "you are told when one of them changes.",
            f"Read it in the review copy; if it holds: {confirm}",
        )


def _changed(prose: BlockProse, one: Changed, confirm: str) -> Finding:
    held = (
        sentence.text
        for sentence in prose.sentences
        for span in sentence.spans
        if span.fact.full_name == one.name
    )
    return Finding(
        kind=Kind.STALE,
        severity=Severity.ERROR,
        section=prose.section,
        block=prose.block.id,
        sentence=next(held, ""),
        what=f"{one.title} ({one.name}): it was “{one.before}” when this text was confirmed, and "
        f"is “{one.now}” now.",
        why=_WHY,
        suggestion=f"Read the text again. Change it, or if it still holds: {confirm}",
    )


def _warning(prose: BlockProse, what: str, why: str, suggestion: str) -> Finding:
    return Finding(
        Kind.STALE, Severity.WARNING, prose.section, prose.block.id, "", what, why, suggestion
    )
