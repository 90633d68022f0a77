"""One sentence as the rules read it: its clauses, its numbers, and the facts it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, pairwise

from bcssp_lib.checks.fact_index import FactIndex, only_number_shown
from bcssp_lib.checks.matching import MatchedNumber, Mentioned, match_all
from bcssp_lib.checks.measures import MeasureKey, Words, keep_words, list_stems, noun_phrase
from bcssp_lib.checks.mention_reading import Reading, read_mentions
from bcssp_lib.checks.numbers import Form, Mention, find_mentions
from bcssp_lib.checks.prose import (
    BlockProse,
    PlacedSpan,
    Sentence,
    Stretch,
    find_stretches,
    lies_within,
)
from bcssp_lib.model.checking import BOUND
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind, Severity

_JOIN = re.compile(
    r"\s*[;:–—]\s+|,? (?:but|while|whilst|whereas|although|though|yet|however)\b|"
    r", (?:and|so|which|with|where|or|as)\b|"
    r"(?<=\w), (?=(?:\w+ ){1,3}(?:rose|fell|increased|decreased)\b)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"]([^”\"]*)[”\"]|‘([^’]*(?:’\w[^’]*)*)’(?!\w)")
_STOP = re.compile(r"[;.]\s|[;:]")
_GOES_ON = re.compile(r" (?:at|for|in|from|by|of|were|was|are|is)\b", re.IGNORECASE)
_FEWEST_WORDS = 4  # in quotation marks: fewer are a name, more are what somebody said
_BUT_ONE = re.compile(r"\b(?:all|none|everyone) but $|\b(?:only|just) $", re.IGNORECASE)


_PERCENT_HEAD, _BARE = re.compile(r"%|\bper ?cent\b", re.IGNORECASE), re.compile(r"[-+−–]?[\d,.]+")
_A_UNIT = re.compile(r" (?:an?|per|each) ")  # "17 a session" counts no sessions


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence: ``text`` is ``sentence[start:end]``."""

    start: int
    end: int
    text: str

    def holds(self, place: int) -> bool:
        """Whether a place of the sentence lies in the clause."""
        return self.start <= place < self.end


def _split_clauses(text: str) -> list[Clause]:
    """The clauses of a sentence, in order; joining words open the clause that they begin."""
    cuts = [match.start() for match in _JOIN.finditer(text) if match.start() > 0]
    pairs = pairwise([0, *cuts, len(text)])
    return [Clause(start, end, text[start:end]) for start, end in pairs if text[start:end].strip()]


@dataclass(frozen=True)
class SentenceContext:
    """One sentence of a block, where it is, and the facts of its report.

    ``follows`` is the text before it, and ``previous`` the sentence before it in its block.
    """

    prose: BlockProse
    sentence: Sentence
    index: FactIndex
    follows: str = ""
    previous: SentenceContext | None = field(default=None, repr=False, compare=False)

    @cached_property
    def typed(self) -> str:
        """The text with what is of facts or cited blotted out, so that places stay the same."""
        text = self.sentence.text
        bound = [(span.start, span.end) for span in self.sentence.spans]
        for start, end in (*bound, *self.sentence.cited):
            text = text[:start] + BOUND * (end - start) + text[end:]
        return text

    @cached_property
    def clauses(self) -> list[Clause]:
        """The clauses of what was typed."""
        return _split_clauses(self.typed)

    @cached_property
    def named(self) -> list[Stretch]:
        """All that is in quotation marks: names, and somebody's own words."""
        return find_stretches(self.typed, (_QUOTED,))

    @cached_property
    def quoted(self) -> list[Stretch]:
        """Where somebody's own words are."""
        return [
            (start, end)
            for start, end in self.named
            if len(self.typed[start:end].split()) >= _FEWEST_WORDS
        ]

    @cached_property
    def idioms(self) -> list[Stretch]:
        """Where words that are claims elsewhere claim nothing."""
        return find_stretches(self.typed, self.index.idioms)

    @cached_property
    def mentions(self) -> list[Mention]:
        """The numbers that were typed, but for those in what somebody said."""
        mentions = [
            mention
            for mention in find_mentions(self.typed)
            if not lies_within(mention.start, mention.end, self.quoted)
        ]
        if self._is_percent_cell and [one.form for one in mentions] == [Form.COUNT]:
            return [replace(mentions[0], form=Form.PERCENT)]
        return mentions

    @property
    def _is_percent_cell(self) -> bool:
        """Whether it is a bare number below a head such as "Change (%)"."""
        head = self.sentence.head[-1:]
        return bool(head and _PERCENT_HEAD.search(head[0]) and _BARE.fullmatch(self.typed.strip()))

    @cached_property
    def unbound(self) -> list[Mention]:
        """The typed numbers that are figures: not a pronoun, and not on the allowlist."""
        if not self.mentions:
            return []
        listed = find_stretches(self.typed, self.index.allowlist)
        return [
            mention
            for mention in self.mentions
            if not self._is_pronoun(mention) and not lies_within(mention.start, mention.end, listed)
        ]

    @cached_property
    def matched(self) -> list[MatchedNumber]:
        """The typed figures with the held numbers that they are; times are left out."""
        if not self.unbound:
            return []
        mentioned = [
            Mentioned(
                reading,
                self._words_near(reading.mention),
                self._noun_after(reading.mention),
                self.prose.section,
                frozenset(self.stems_after(reading.mention)),
            )
            for reading in self._readings
        ]
        bound = {(span.fact.full_name, "") for span in self.sentence.spans}
        matches = match_all(mentioned, self.index.held, bound, self.carried)
        return [MatchedNumber(*pair) for pair in zip(mentioned, matches, strict=True)]

    @property
    def _lead(self) -> str:
        """What stands at the head of a cell, as words before it."""
        head = ", ".join(filter(None, self.sentence.head))
        return f"{head}: " if head else ""

    @property
    def _readings(self) -> Iterator[Reading]:
        """How each of the typed figures is spoken of."""
        first = len(self._lead)
        shifted = [
            replace(each, start=each.start + first, end=each.end + first) for each in self.unbound
        ]
        marked = self.index.mark_places(self._lead + self.typed)
        for reading in read_mentions(marked, shifted, self.index.named_places):
            mention = reading.mention
            placed = replace(mention, start=mention.start - first, end=mention.end - first)
            yield replace(reading, mention=placed)

    @property
    def told(self) -> frozenset[MeasureKey]:
        """The measures of its typed figures, as far as they are held."""
        held = (each.match for each in self.matched if each.match and each.is_held)
        return frozenset(match.number.measure for match in held)

    @cached_property
    def carried(self) -> frozenset[MeasureKey]:
        """The measures of the figures in the sentence before, of which this one may go on."""
        before = self.previous
        if before is None or before.sentence.kind != "sentence":
            return frozenset()
        bound = {(span.fact.full_name, "") for span in before.sentence.spans}
        return before.told | bound or before.carried

    def _words_near(self, mention: Mention) -> Words:
        clause, text = self.clause_at(mention.start), self.sentence.text
        return Words(
            self._stems_of(self._lead + text[clause.start : clause.end]),
            self._own_words,
            self._words_before,
            self._stems_of(self._lead + self._beside(mention)),
        )

    @cached_property
    def _own_words(self) -> frozenset[str]:
        return self._stems_of(self._lead + self.sentence.text)

    @cached_property
    def _words_before(self) -> frozenset[str]:
        return self._stems_of(self.follows) | self._carried_words

    def _stems_of(self, text: str) -> frozenset[str]:
        return frozenset(list_stems(self.index.abbreviate(text)))

    @cached_property
    def _carried_words(self) -> frozenset[str]:
        measures = self.index.held.measures
        titles = (measures[key].title for key in self.carried if key in measures)
        return frozenset(chain.from_iterable(titles))

    def _beside(self, mention: Mention) -> str:
        """The words that tell one number of a list from the others, as far as no stop is between.

        After it, as in "93% at one place, 91% at another"; or else before it.
        """
        start, end = self.stretch_around(mention)
        before = _STOP.split(self.typed[start : mention.start])[-1]
        after = _STOP.split(self.typed[mention.end : end])[0]
        return after if _GOES_ON.match(after) else f"{before} {after.split(',')[0]}"

    def stretch_around(self, mention: Mention) -> Stretch:
        """From the typed figure before a number to the one after it."""
        ends = [each.end for each in self.unbound if each.end <= mention.start]
        starts = [each.start for each in self.unbound if each.start >= mention.end]
        return max(ends, default=0), min(starts, default=len(self.typed))

    def _noun_after(self, mention: Mention) -> str:
        """What a number counts, by the words after it; empty where they do not say."""
        of_unit = _A_UNIT.match(self.typed[mention.end :])
        if mention.form not in {Form.COUNT, Form.VAGUE} or of_unit:
            return ""
        nouns = self.index.nouns
        return next((word for word in reversed(self.stems_after(mention)) if word in nouns), "")

    def stems_after(self, mention: Mention) -> list[str]:
        """The stems of the words after a number, up to what it may count."""
        return list_stems(noun_phrase(self.typed, mention.end))

    @cached_property
    def figures(self) -> list[Mention]:
        """The figures of the sentence, those that were typed and those of facts, in order."""
        shown = ((span, only_number_shown(span)) for span in self.sentence.spans)
        bound = [
            Mention(span.start, span.end, span.span.words, number.amount, number.form)
            for span, number in shown
            if number is not None
        ]
        return sorted([*self.unbound, *bound], key=lambda mention: mention.start)

    def _is_pronoun(self, mention: Mention) -> bool:
        """Whether "one" represents a thing, and counts none: nothing follows that is counted."""
        if mention.text.lower() != "one" or _BUT_ONE.search(self.typed[: mention.start]):
            return False
        return self.index.nouns.isdisjoint(self.stems_after(mention))

    def clause_at(self, place: int) -> Clause:
        """The clause in which a word of the sentence lies."""
        return next(clause for clause in self.clauses if clause.holds(place))

    def unbound_in(self, clause: Clause) -> list[Mention]:
        """The typed figures of a clause."""
        return [mention for mention in self.unbound if clause.holds(mention.start)]

    def spans_in(self, start: int, end: int) -> list[PlacedSpan]:
        """The facts that are in a stretch of the text."""
        return [span for span in self.sentence.spans if start <= span.start and span.end <= end]

    def spoken_of(self, clause: Clause, least: float) -> list[Fact]:
        """The facts that a clause speaks of by so much of their titles, best first.

        What its words lack may be in the text before it.
        """
        text = self.sentence.text
        words = Words(
            frozenset(list_stems(keep_words(text[clause.start : clause.end]))),
            before=frozenset(list_stems(f"{self.follows} {text[: clause.start]}")),
        )
        held = self.index.held
        spoken = (held.measures[key].fact for key, score in held.spoken_of(words) if score >= least)
        return sorted(spoken, key=lambda fact: fact.section != self.prose.section)

    def finding(
        self,
        kind: Kind,
        what: str,
        why: str,
        suggestion: str = "",
        *,
        severity: Severity = Severity.WRONG,
    ) -> Finding:
        """Something to fix in this sentence."""
        return self.prose.finding(
            kind, what, why, suggestion, sentence=self.sentence.text, severity=severity
        )
