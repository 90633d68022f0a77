"""Whether a report may be published, and why not."""

from __future__ import annotations

from bcssp_lib.build.bound_report import BoundReport
from bcssp_lib.build.plan import ReportPlan
from bcssp_lib.data.data_store import read_protection
from bcssp_lib.data.figure_names import words_of
from bcssp_lib.publish.fit_texts import describe_unfit, list_unfit
from bcssp_lib.stats.wording import count_phrase

_FEW = 5  # findings that a message names


def why_not_published(bound: BoundReport) -> str:
    """Why a report may not be published; empty where it may."""
    return (
        " ".join(filter(None, (_failed_sections(bound), _unshown_texts(bound))))
        or _carried_blocks(bound.report)
        or _not_proven(bound)
        or _open_findings(bound)
    )


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
    """What is wrong or typed in the text of a report."""
    report, errors = bound.report, bound.checked.open_errors
    if not errors:
        return ""
    listed = "; ".join(f"{error.place}: {error.what.rstrip('.')}" for error in errors[:_FEW])
    more = f"; and {len(errors) - _FEW} more" if len(errors) > _FEW else ""
    count = (
        "an open finding that is" if len(errors) == 1 else f"{len(errors)} open findings that are"
    )
    return (
        f"The report of {report.area.name} has {count} wrong or typed, and was not published. "
        f"{listed}{more}. See them with: bcssp check {report.area.slug} "
        f"--period {report.period.label}; correct or bind each, or accept it with a reason."
    )
