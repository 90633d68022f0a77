"""Names of new blocks that people can say: made once from their words, and never again.

JupyterLab names a new cell by a random number. A block keeps the name that it was given, whatever
its heading says later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import count

_RANDOM = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*[0-9])[0-9a-f]{8,32}"
_BRACES = r"(?s:\{\{.*?(?:\}\}|\Z))|<[^>]*>|\]\([^)]*\)|\{[^{}]*\}"
# Numbers and addresses stay out: they may be about one person, and a name is seen by all.
_WORD = r"(?<![\w@./:-])[^\W\d_]+(?:['’][^\W\d_]+)*(?![\w@/]|\.\w)"
_MOST_WORDS, _MOST_LETTERS = 5, 40


@dataclass(frozen=True)
class GivenNames:
    """The names that blocks have: by the ids of the cells that they were given to, and by text.

    ``taken`` are all that another block may not have.
    """

    by_cell: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    taken: Collection[str] = ()


NONE_GIVEN = GivenNames()


def is_random(name: str) -> bool:
    """Whether a cell's id is a random number: no name that anyone has chosen."""
    return re.fullmatch(_RANDOM, name) is not None


def name_block(text: str, taken: Collection[str]) -> str:
    """A name from the heading of a text, or its first words: "looked-after-children"."""
    words = list(
        filter(None, (_plain_letters(word) for word in re.findall(_WORD, _first_line(text))))
    )
    chosen: list[str] = []
    for word in words[:_MOST_WORDS]:
        if len("-".join([*chosen, word])) <= _MOST_LETTERS:
            chosen.append(word)
    name = "-".join(chosen) or "text"
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(each for each in names if each not in taken)


def _first_line(text: str) -> str:
    """The first heading, or else the first line with a word in it."""
    lines = [line for line in re.sub(_BRACES, " ", text).splitlines() if re.search(_WORD, line)]
    headings = [line for line in lines if line.lstrip().startswith("#")]
    return next(iter([*headings, *lines]), "")


def _plain_letters(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return re.sub(r"[^a-z]", "", letters)
