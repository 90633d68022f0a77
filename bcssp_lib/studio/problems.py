"""What a build would say of a block: looked for when its author pauses.

Whatever checks one block is added to ``CHECKS``: the panel shows what each of them tells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bcssp_lib.errors import NarrativeError
from bcssp_lib.narrative.binding import Bound
from bcssp_lib.publish.embeds import refuse_embeds
from bcssp_lib.studio.matter import Matter
from bcssp_lib.studio.preview import told

Check = Callable[[Bound, Matter], Sequence[str]]


def problems_of(bound: Bound, matter: Matter) -> list[str]:
    """Sentences about what is wrong with a block whose facts are put in."""
    return [text for check in CHECKS for text in check(bound, matter)]


def _embeds(bound: Bound, _: Matter) -> list[str]:
    """What a text may not bring in."""
    try:
        refuse_embeds(bound)
    except NarrativeError as error:
        return [told(error, bound.block)]
    return []


CHECKS: tuple[Check, ...] = (_embeds,)
