"""What a build would say of a block: looked for when its author pauses.

Whatever checks one block is added to ``CHECKS``: the panel shows what each of them tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bcssp_lib.app.panel_context import PanelContext
from bcssp_lib.app.preview import short_message
from bcssp_lib.checks.check import check_prose
from bcssp_lib.checks.language import check_language
from bcssp_lib.checks.prose import split_block
from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.publish.allowlist import refuse_disallowed
from bcssp_lib.publish.block_texts import BlockText

_PASTED = re.compile(r"!\[([^\]]*)\]\(attachment:[^)]*\)")

Check = Callable[[BoundBlock, PanelContext], Sequence[str]]


def find_problems(bound: BoundBlock, context: PanelContext) -> list[str]:
    """Sentences about what is wrong with a block whose facts are put in."""
    return [text for check in CHECKS for text in check(bound, context)]


def _disallowed_content(bound: BoundBlock, context: PanelContext) -> list[str]:
    """What a text may not bring in; pictures pasted into the cell become files when it is saved."""
    text = _PASTED.sub(r"\1", bound.text)
    try:
        refuse_disallowed([BlockText(bound, text, context.report.paths.narrative)])
    except NarrativeError as error:
        return [short_message(error, bound.block)]
    return []


def _findings(bound: BoundBlock, context: PanelContext) -> list[str]:
    """What the check of a report would say of this block's figures, claims and language."""
    report = context.report
    prose = [split_block(context.section.name, bound)]
    findings = [
        *check_prose(prose, context.book, context.catalogue, report.area),
        *check_language(prose, context.catalogue),
    ]
    return [
        " ".join(filter(None, (finding.what, finding.why, finding.suggestion)))
        for finding in findings
    ]


CHECKS: tuple[Check, ...] = (_disallowed_content, _findings)
