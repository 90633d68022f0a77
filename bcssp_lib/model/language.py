"""What is checked of the language of narrative: see params/checking/language.yaml."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bcssp_lib.model.records import Record

Phrase = Annotated[str, Field(pattern=r"\w")]


class PlainEnglish(Record):
    """How hard a text may be to read, and how short a text is not scored.

    ``hardest`` is an Automated Readability Index: a school year in the United States.
    """

    hardest: float = Field(gt=0)
    fewest_words: int = Field(gt=0)


class WordRule(Record):
    """Words that are not used, in every form, and what to write instead.

    ``alone``: only where no noun follows. ``right_in``: phrases in which the word is right.
    """

    find: tuple[Phrase, ...] = Field(min_length=1)
    instead: str = Field(min_length=1)
    why: str = Field(min_length=1)
    alone: bool = False
    right_in: tuple[Phrase, ...] = ()
    error: bool = False


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

    right_in: tuple[Phrase, ...] = ()
    words: tuple[Spelling, ...] = Field(min_length=1)
    patterns: tuple[SpellingPattern, ...] = ()


class LanguageRules(Record):
    """Every rule about the language of narrative."""

    plain_english: PlainEnglish
    empty_link_texts: tuple[Phrase, ...]
    may_repeat: tuple[Phrase, ...]
    words: tuple[WordRule, ...] = Field(min_length=1)
    british: British
