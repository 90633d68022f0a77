"""What a text says of one person: it was hidden when the text was read, and stops a publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bcssp_lib.checks.prose import BlockProse, ReportText
from bcssp_lib.data.comparators import folders_of_comparators
from bcssp_lib.data.loader import list_folders
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.model.person_data import FalseAlarm

_WHY = "Nothing in a report may point to one person; it is not shown here, nor kept in any log."
_SUGGESTION = (
    "Take it out of the text. Contact details that an organisation has published can be listed in "
    "params/checking/person_data.yaml."
)


def check_persons(report: ReportText) -> Iterator[Finding]:
    """The blocks of a report that say something of one person."""
    return find_persons((*report.unshown, *report.blocks))


def find_persons(blocks: Iterable[BlockProse]) -> Iterator[Finding]:
    """What was hidden in each block, by its rule."""
    for prose in blocks:
        for rule in prose.block.hidden:
            what = f"The text holds {rule.wording} ({rule})."
            yield prose.finding(Kind.PERSON, what, _WHY, _SUGGESTION)


def list_false_alarms(report: ReportText) -> tuple[FalseAlarm, ...]:
    """The columns of the report's files that were let through, with the reasons."""
    catalogue, area = report.catalogue, report.area.slug
    folders = {
        *list_folders(catalogue, catalogue.areas_of_report(area)),
        *folders_of_comparators(catalogue, area),
    }
    places = [f"data/{folder}" for folder in sorted(folders)]
    return catalogue.screening.alarms_of([*places, f"reports/{area}"])
