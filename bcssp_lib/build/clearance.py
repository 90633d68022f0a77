"""Whether a report may be published, and why not."""

from __future__ import annotations

from collections.abc import Sequence

from bcssp_lib.build.bound_report import BoundReport
from bcssp_lib.build.plan import ReportPlan
from bcssp_lib.data.data_store import read_protection
from bcssp_lib.model.finding import Kind
from bcssp_lib.model.value import words_of
from bcssp_lib.publish.fit_texts import describe_unfit, list_unfit
from bcssp_lib.stats.wording import count_phrase

_FEW = 5  # findings that a message names


def why_not_published(bound: BoundReport, unsigned: str = "") -> str:
    """Every reason why a report may not be published, together; empty where it may.

    ``unsigned`` is what its sections lack of signatures, where its edition asks for them.
    """
    reasons = [
        *filter(None, (_failed_sections(bound), _unshown_texts(bound))),
        *filter(None, (_carried_blocks(bound.report), _stale_texts(bound))),
        *filter(None, (_not_proven(bound), _open_findings(bound))),
        *filter(None, (_open_duties(bound), _no_figures(bound), unsigned)),
    ]
    if len(reasons) < 2:
        return "".join(reasons)
    listed = "\n".join(f"{number}. {reason}" for number, reason in enumerate(reasons, start=1))
    return f"It was not published, for {len(reasons)} reasons:\n{listed}"


def _stale_texts(bound: BoundReport) -> str:
    """Texts that nobody has confirmed as they are, but for what is told otherwise."""
    carried = {
        (name, block.id)
        for name, blocks in bound.report.narrative.items()
        for block in blocks
        if block.carried
    }
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
        f"{report.area.slug} SECTION --period {report.period.label}"
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
        f"reason: bcssp accept {report.area.slug} --kind coverage --period {report.period.label}"
    )


def _no_figures(bound: BoundReport) -> str:
    """A report in which no fact has a figure tells its readers nothing."""
    executed = [section.executed for section in bound.sections if section.executed is not None]
    if any(fact.known for section in executed for fact in section.facts.values()):
        return ""
    report = bound.report
    return (
        f"The report of {report.area.name} has no figures. See what is missing: bcssp data "
        f"status {report.area.slug} --period {report.period.label}"
    )


def _few(names: Sequence[str]) -> str:
    more = f"; and {len(names) - _FEW} more" if len(names) > _FEW else ""
    return f"{'; '.join(names[:_FEW])}{more}"


def _not_proven(bound: BoundReport) -> str:
    """Why what is hidden does not hold; it is worked out anew, and not taken from what was kept."""
    report = bound.report
    if bound.hidden.unprotected:
        names = "; ".join(map(words_of, sorted(bound.hidden.unprotected)))
        return (
            f"The report of {report.area.name} is not cleared for publication: these small numbers "
            f"can be worked out from figures that are shown: {names}. "
            f"See: bcssp disclosure {report.area.slug}"
        )
    plan = bound.plan
    if read_protection(plan.project, plan.catalogue, report.area.slug, anew=True) == bound.hidden:
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


def _carried_blocks(report: ReportPlan) -> str:
    carried = [
        f"{name} ({block.id})"
        for name, blocks in report.narrative.items()
        for block in blocks
        if block.carried
    ]
    if not carried:
        return ""
    return (
        f"The report of {report.area.name} holds last year's text that was not reviewed: "
        f"{', '.join(carried)}. Change it, or confirm it with: bcssp confirm "
        f"{report.area.slug} SECTION --period {report.period.label}"
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
        f"{listed}. See them with: bcssp check {report.area.slug} "
        f"--period {report.period.label}; correct or bind each, or accept it with a reason."
    )
