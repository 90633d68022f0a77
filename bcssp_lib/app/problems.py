"""What a build would say of a block: looked for when its author pauses.

Whatever checks one block is added to ``CHECKS``: the panel shows what each of them tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bcssp_lib.app.matter import Matter
from bcssp_lib.app.preview import told
from bcssp_lib.checks.check import prose_findings
from bcssp_lib.checks.language import language_findings
from bcssp_lib.checks.prose import block_prose
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.publish.allowlist import refuse_embeds
from bcssp_lib.publish.passages import Passage

_PASTED = re.compile(r"!\[([^\]]*)\]\(attachment:[^)]*\)")

Check = Callable[[BoundBlock, Matter], Sequence[str]]


def problems_of(bound: BoundBlock, matter: Matter) -> list[str]:
    """Sentences about what is wrong with a block whose facts are put in."""
    return [text for check in CHECKS for text in check(bound, matter)]


def _embeds(bound: BoundBlock, matter: Matter) -> list[str]:
    """What a text may not bring in; pictures pasted into the cell become files when it is saved."""
    text = _PASTED.sub(r"\1", bound.text)
    try:
        refuse_embeds([Passage(bound, text, matter.report.paths.narrative)])
    except NarrativeError as error:
        return [told(error, bound.block)]
    return []


def _findings(bound: BoundBlock, matter: Matter) -> list[str]:
    """What the check of a report would say of this block's figures, claims and language."""
    report = matter.report
    prose = [block_prose(matter.section.name, bound)]
    found = [
        *prose_findings(prose, matter.book, matter.catalogue, report.area, report.period),
        *language_findings(prose, matter.catalogue),
    ]
    return [" ".join(filter(None, (one.what, one.why, one.suggestion))) for one in found]


CHECKS: tuple[Check, ...] = (_embeds, _findings)
