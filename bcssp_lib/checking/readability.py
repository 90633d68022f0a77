"""How hard a text is to read: its Automated Readability Index.

It looks at the length of words in letters and of sentences in words, and needs no dictionary
of syllables: those take seconds to load, and do not know the names of places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENDS = re.compile(r"[.!?:;]+")


def grade(sentences: Sequence[str], fewest_words: int) -> float | None:
    """The index of a text, a school year in the United States; none for a short text.

    ``sentences`` are told apart already: a stop within one, as in "3.5%", ends none.
    """
    text = " ".join(f"{_ENDS.sub('', one).strip()}." for one in sentences)
    if len(text.split()) < fewest_words:
        return None
    import textstat  # slow to import, and many checks need no score

    return float(textstat.automated_readability_index(text))
