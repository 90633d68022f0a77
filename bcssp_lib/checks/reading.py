"""A sentence made ready for the checks: what was typed in it, and what people said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bcssp_lib.checks.allowlist import Stretch, within
from bcssp_lib.checks.mentions import Mention, mentions
from bcssp_lib.checks.prose import Placed, Sentence, part_of
from bcssp_lib.model.finding import Finding, Kind, Severity

BOUND = "\N{BLACK SQUARE}"  # stands for each character of a fact's text
ELSEWHERE = "\N{WHITE SQUARE}"  # for each character of the name of another area
REGION = "\N{WHITE CIRCLE}"  # and of the area's region
_QUOTED = re.compile(r"[“\"]([^”\"]*)[”\"]|‘([^’]*(?:’\w[^’]*)*)’(?!\w)")
_FEWEST_WORDS = 4  # in quotation marks: fewer are a name, more are what somebody said


_LONGEST = 1000  # characters: nobody writes such a sentence, and a paste may be megabytes long


def pieces(sentence: Sentence) -> Iterator[Sentence]:
    """A sentence as it is; one that is far too long, cut at spaces and outside facts."""
    text, start = sentence.text, 0
    while len(text) - start > _LONGEST:
        end = text.rfind(" ", start, start + _LONGEST) + 1 or start + _LONGEST
        inside = sentence.bound(end - 1, end + 1)
        end = inside.end if inside is not None and inside.start < end else end
        yield part_of(sentence, start, end)
        start = end
    yield part_of(sentence, start, len(text)) if start else sentence


@dataclass(frozen=True)
class Read:
    """One sentence of a block, and where it stands; ``context`` is what it follows."""

    section: str
    block: str
    sentence: Sentence
    context: str = ""

    @cached_property
    def typed(self) -> str:
        """The text with each fact's own text blotted out, so that places stay the same."""
        text = self.sentence.text
        for span in self.sentence.spans:
            text = text[: span.start] + BOUND * (span.end - span.start) + text[span.end :]
        return text

    @cached_property
    def named(self) -> tuple[Stretch, ...]:
        """All that stands in quotation marks: names, and somebody's own words."""
        return tuple(one.span() for one in _QUOTED.finditer(self.typed))

    @cached_property
    def quoted(self) -> tuple[Stretch, ...]:
        """Where somebody's own words stand."""
        return tuple(
            (start, end)
            for start, end in self.named
            if len(self.typed[start:end].split()) >= _FEWEST_WORDS
        )

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The numbers that were typed, but for those in what somebody said."""
        return tuple(
            one for one in mentions(self.typed) if not within(one.start, one.end, self.quoted)
        )

    def spans_in(self, start: int, end: int) -> list[Placed]:
        """The facts that stand in a stretch of the text."""
        return [one for one in self.sentence.spans if start <= one.start and one.end <= end]

    def finding(
        self, kind: Kind, what: str, why: str, suggestion: str = "", *, error: bool = True
    ) -> Finding:
        """Something to mend in this sentence."""
        severity = Severity.ERROR if error else Severity.WARNING
        return Finding(
            kind, severity, self.section, self.block, self.sentence.text, what, why, suggestion
        )
