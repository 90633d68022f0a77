"""What the law and duties ask of a report, and what its check reads from params/checking/."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, TypeVar

from pydantic import Field, ValidationInfo, field_validator, model_validator

from bcssp_lib.model.area import Area
from bcssp_lib.model.records import Edition, Flag, Positive, Record, is_within


class InForce(Record):
    """What a body must do, from one day until another; both are part of it.

    params/ writes the days as ``from`` and ``until``.
    """

    id: str
    body: str
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="until")

    @field_validator("last")
    @classmethod
    def _ends_after_it_begins(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first")
        if first and last and last < first:
            raise ValueError(f"a day from {first} on, as 'from' says")
        return last


class Law(InForce):
    """A law or guidance for readers: its name, who must follow it, and what it asks."""

    law: str
    who: str
    what: str


_Asked = TypeVar("_Asked", bound=InForce)


def find_in_force(
    asked: Iterable[_Asked], edition: Edition, area: Area, day: date
) -> tuple[_Asked, ...]:
    """What was in force on a day for the bodies that an edition and an area have.

    Without a word on bodies, an edition answers to all of them, and an area has all.
    """
    return tuple(
        each
        for each in asked
        if is_within(day, each.first, each.last)
        and all(named is None or each.body in named for named in (edition.bodies, area.bodies))
    )


# What a pattern may hold in angle brackets; the check puts its own patterns in their place.
_PLACES = ("number", "month", "ordinal")
NAMED = re.compile(r"(?<!\?P)<(\w+)>")  # a name in angle brackets, which is no group's
# What stands, in a text that is searched for claims, for each letter of a fact's text, of the
# name of another area, and of the area's region; patterns name them as they name words.
BOUND = "\N{BLACK SQUARE}"
ELSEWHERE = "\N{WHITE SQUARE}"
REGION = "\N{WHITE CIRCLE}"
MARKS = {"bound": BOUND, "elsewhere": ELSEWHERE, "region": REGION}
_Phrase = Annotated[str, Field(pattern=r"\w")]
Place = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z0-9][a-z0-9_-]*$")]


class AllowedPattern(Record):
    """A pattern on an allowlist: words that the check leaves alone, and why it may.

    ``pattern`` is a regular expression that is looked for in any case, with ``<number>``,
    ``<ordinal>`` and ``<month>`` for any of these.
    """

    pattern: str = Field(min_length=3)
    reason: str = Field(min_length=3)

    @field_validator("pattern")
    @classmethod
    def _readable(cls, pattern: str) -> str:
        for place in NAMED.findall(pattern):
            if place not in _PLACES:
                raise ValueError(f"<{place}> is not known: use <{'>, <'.join(_PLACES)}>")
        try:
            compiled = re.compile(NAMED.sub("x", pattern), re.IGNORECASE)  # as the check will
        except re.error as error:
            raise ValueError(f"it is no regular expression: {error}") from error
        if compiled.search("") is not None:
            raise ValueError("it matches an empty text, and so would match everywhere")
        return pattern


class Sizes(Record):
    """From which size on a change bears a word: percent of the earlier figure, or points.

    ``large``: at least this for "sharply"; ``slight``: at most this for "slightly";
    ``stable``: at most this for "stable".
    """

    large_percent: Decimal = Field(gt=0)
    large_points: Decimal = Field(gt=0)
    slight_percent: Decimal = Field(gt=0)
    slight_points: Decimal = Field(gt=0)
    stable_percent: Decimal = Field(gt=0)
    stable_points: Decimal = Field(gt=0)


class ClaimType(StrEnum):
    """What is claimed of a figure."""

    ROSE = "rose"  # rose
    FELL = "fell"  # fell
    SAME = "same"  # stayed exactly the same
    STABLE = "stable"  # hardly changed
    NO_SIGNIFICANT_CHANGE = "no_significant_change"  # did not change by more than chance explains
    MULTIPLIED = "multiplied"  # is so many times what it was
    IMPROVED = "improved"  # got better
    WORSENED = "worsened"  # got worse
    ABOVE = "above"  # is higher than others
    BELOW = "below"  # is lower than others
    LIKE = "like"  # is about the same as others
    HIGHEST = "highest"  # is the highest
    LOWEST = "lowest"  # is the lowest
    SIGNIFICANT = "significant"  # changed by more than chance explains
    BIGGEST_RISE = "biggest_rise"  # rose more than the others
    BIGGEST_FALL = "biggest_fall"  # fell more than the others
    BETTER_THAN = "better_than"  # is better than others
    WORSE_THAN = "worse_than"  # is worse than others
    WORST = "worst"  # is the worst
    BEST = "best"  # is the best
    ALL = "all"  # is all of them
    MUCH = "much"  # is a large part
    TARGET_MET = "target_met"  # met its target
    TARGET_MISSED = "target_missed"  # missed its target
    RATED = "rated"  # has this rating
    MOST = "most"  # is more than half
    FEW = "few"  # is less than half
    OVER_BOUND = "over_bound"  # is more than a figure
    UNDER_BOUND = "under_bound"  # is less than a figure
    MORE_OF_TWO = "more_of_two"  # is the larger of two figures
    FEWER_OF_TWO = "fewer_of_two"  # is the smaller of two figures


class Degree(StrEnum):
    """How strongly a change is claimed."""

    PLAIN = ""
    SLIGHT = "slight"
    LARGE = "large"
    SIGNIFICANT = "significant"


_Text = Annotated[str, Field(min_length=2)]


class ClaimPattern(Record):
    """Words that claim something of a figure.

    ``find`` are regular expressions for text in small letters; whatever one of them matches
    holds one of the pieces in ``needs``.
    """

    says: ClaimType
    find: tuple[_Text, ...] = Field(min_length=1)
    needs: tuple[_Text, ...] = Field(min_length=1)

    @cached_property
    def text(self) -> str:
        """The pattern for any of its forms."""
        return "|".join(self.find)


class ClaimWords(Record):
    """How claims are found, how strong they are, and by how many times.

    ``nouns`` is a pattern for the end of a claim that is a noun.
    """

    patterns: tuple[ClaimPattern, ...] = Field(min_length=1)
    degrees: dict[Degree, _Text]
    times: dict[str, float]
    nouns: _Text


class PlainEnglish(Record):
    """How hard a text may be to read, and how short a text is not scored.

    ``hardest`` is an Automated Readability Index: a school year in the United States.
    """

    hardest: float = Field(gt=0)
    fewest_words: Positive


class WordRule(Record):
    """Words that are not used, in every form, and what to write instead.

    ``alone``: only where no noun follows. ``right_in``: phrases in which the word is right.
    """

    find: tuple[_Phrase, ...] = Field(min_length=1)
    instead: str = Field(min_length=1)
    why: str = Field(min_length=1)
    alone: Flag = False
    right_in: tuple[_Phrase, ...] = ()
    error: Flag = False


class Spelling(Record):
    """A word that is spelt otherwise in America, and the endings that it takes."""

    american: str = Field(pattern="^[a-z]+$")
    british: str = Field(pattern="^[a-z]+$")
    endings: tuple[str, ...] = Field(("",), min_length=1)

    @property
    def forms(self) -> dict[str, str]:
        """Each American form, with the British one."""
        return {f"{self.american}{end}": f"{self.british}{end}" for end in self.endings}


class SpellingPattern(Spelling):
    """A part of many words; those whose stem is listed as ``right`` are left alone."""

    right: tuple[str, ...] = ()


class British(Record):
    """American spellings, and names in which they are right."""

    right_in: tuple[_Phrase, ...] = ()
    words: tuple[Spelling, ...] = Field(min_length=1)
    patterns: tuple[SpellingPattern, ...] = ()


class LanguageRules(Record):
    """Every rule about the language of narrative."""

    plain_english: PlainEnglish
    empty_link_texts: tuple[_Phrase, ...]
    may_repeat: tuple[_Phrase, ...]
    words: tuple[WordRule, ...] = Field(min_length=1)
    british: British


class CheckRules(Record):
    """What the check allows, how it finds claims, its sizes, and its rules of language."""

    figures: tuple[AllowedPattern, ...]
    claims: tuple[AllowedPattern, ...]
    sizes: Sizes
    claim_words: ClaimWords
    language: LanguageRules


class Requirement(InForce):
    """One duty of a body: its words, whether they were checked against the source, its places.

    A report answers to it if it was in force on the last day of the period. ``blocks`` are texts
    (``section.block``) and ``facts`` figures (``section.fact``) that cover it.
    """

    requirement: str
    checked: Flag
    source: str
    blocks: tuple[Place, ...] = ()
    facts: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def _somewhere(self) -> Requirement:
        if not (self.blocks or self.facts):
            raise ValueError("a duty names the blocks or facts that cover it")
        return self

    @property
    def home(self) -> tuple[str, str]:
        """The section and block where its text belongs; the block is empty if it has none."""
        section, _, name = (self.blocks or self.facts)[0].partition(".")
        return section, name if self.blocks else ""
