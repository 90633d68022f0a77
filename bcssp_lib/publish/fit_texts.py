"""Which texts a report shows, and what is wrong with each of the others.

A text with a problem costs its own block: the review copy shows in its place what is wrong, and
never its words. The report cannot be published until each is corrected.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.person_data import Screening
from bcssp_lib.narrative.binding import BoundBlock, Show
from bcssp_lib.narrative.expressions import TextProblem
from bcssp_lib.publish.allowlist import find_disallowed
from bcssp_lib.publish.block_texts import list_facts
from bcssp_lib.publish.chapter_passages import find_wrong_references, list_anchors
from bcssp_lib.publish.compose import SectionText, list_texts

_LONGEST = 400  # characters: what is wrong may quote a paste


def fit_texts(
    sections: Sequence[SectionText], show: Show, allowed: Screening
) -> tuple[tuple[SectionText, ...], dict[str, bytes]]:
    """The sections with problems in place of each text that has any; and the authors' pictures."""
    texts = [text for section in sections for text in list_texts(section, show)]
    executed = [section.executed for section in sections if section.executed]
    anchors = {fact.anchor for fact in list_facts(executed)}
    found, images = find_disallowed(texts, anchors)
    known = list_anchors(executed)
    for number, text in enumerate(texts):
        if wrong := tuple(find_wrong_references(text, known)):
            found[number] = (*found.get(number, ()), *wrong)
    numbers = count()
    fitted = tuple(
        replace(
            section,
            narrative=tuple(
                _fit(bound, found.get(next(numbers), ()), allowed) for bound in section.narrative
            ),
        )
        for section in sections
    )
    return fitted, images


def refuse_unfit(sections: Sequence[SectionText], show: Show, allowed: Screening) -> None:
    """Raise ``NarrativeError`` if texts may not be shown in this way, with all their problems."""
    fitted, _ = fit_texts(sections, show, allowed)
    was, now = list_unfit(sections), list_unfit(fitted)
    if len(now) > len(was):
        raise NarrativeError(describe_unfit(now))


def list_unfit(sections: Iterable[SectionText]) -> list[BoundBlock]:
    """The blocks that are not shown."""
    return [bound for section in sections for bound in section.narrative if bound.problems]


def describe_unfit(unfit: Iterable[BoundBlock]) -> str:
    """What is wrong with each text, and where."""
    problems = [f"{bound.block.place}, {problem}" for bound in unfit for problem in bound.problems]
    return "\n".join(problems)


def _fit(bound: BoundBlock, found: Sequence[TextProblem], allowed: Screening) -> BoundBlock:
    """A block as it is; without its words, if it has problems."""
    problems = sorted((*bound.problems, *found), key=lambda problem: problem.line)
    if not problems:
        return bound
    told = dict.fromkeys(_screen(problem, allowed) for problem in problems)
    return BoundBlock(bound.block, (), problems=tuple(told))


def _screen(problem: TextProblem, allowed: Screening) -> TextProblem:
    """A problem without what it quotes of one person: pandoc may have put that together."""
    from bcssp_lib.data.person_data import hide_person_data  # slow to import, for errors alone

    what, _ = hide_person_data(problem.what, allowed)
    return TextProblem(problem.line, f"{what[:_LONGEST]}…" if len(what) > _LONGEST else what)
