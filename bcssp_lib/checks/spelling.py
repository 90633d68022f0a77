"""American spellings: words from a list, and patterns that many words follow."""

from __future__ import annotations

import re

from bcssp_lib.model.language import British, SpellingPattern


class BritishSpelling:
    """How words are spelt in Britain, by the rules of params/checking/language.yaml."""

    def __init__(self, rules: British) -> None:
        self._listed = {
            american: british for one in rules.words for american, british in one.forms.items()
        }
        self._patterns = [(_compiled(one), one.british, frozenset(one.right))
                          for one in rules.patterns]  # fmt: skip

    def of(self, word: str) -> str:
        """How a word in small letters is spelt; empty where it is right as it is."""
        if word in self._listed:
            return self._listed[word]
        for pattern, british, right in self._patterns:
            match = pattern.fullmatch(word)
            if match and match[1] + match[2] not in right:
                return f"{match[1]}{british}{match[3]}"
        return ""


def _compiled(pattern: SpellingPattern) -> re.Pattern[str]:
    endings = "|".join(map(re.escape, pattern.endings))
    return re.compile(rf"(\w*)({re.escape(pattern.american)})({endings})")
