"""How hard a text is to read: its Automated Readability Index.

It looks at the length of words in letters and of sentences in words, and needs no dictionary
of syllables: those take seconds to load, and do not know the names of places. It is worked out
here as textstat does, which a test holds it to: to import textstat for three divisions takes
as long as all other rules of language take for a whole report.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENDS = re.compile(r"[.!?:;]+")
_LONGER_THAN = 2  # words: fewer make no sentence, but are read all the same


def grade(sentences: Sequence[str], fewest_words: int) -> float | None:
    """The index of a text, a school year in the United States; none for a short text.

    ``sentences`` are told apart already: a stop within one, as in "3.5%", ends none.
    """
    texts = [text for one in sentences if (text := _ENDS.sub("", one).strip())]
    words = [text.split() for text in texts]
    count = sum(map(len, words))
    if count < fewest_words:
        return None
    characters = sum(len(word) for one in words for word in one) + len(texts)  # and their stops
    spoken = [sum(any(map(str.isalnum, word)) for word in one) for one in words]
    whole = max(1, sum(number > _LONGER_THAN for number in spoken))
    return 4.71 * characters / count + 0.5 * sum(spoken) / whole - 21.43
