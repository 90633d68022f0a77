"""Reading the words and patterns by which claims are found: params/checking/claims.yaml.

A pattern names words in angle brackets, and words may name those above them. Each text is checked
to be a regular expression by itself: to compile them with all their words takes longer, and is
left to the check.
"""

from __future__ import annotations

import re
from typing import Any

from bcssp_lib.data.yaml_files import Path_, YamlFile, parse_record
from bcssp_lib.model.checking import MARKS, NAMED, ClaimWords
from bcssp_lib.model.errors import Problem

CLAIM_KEYS = ("words", "degrees", "times", "nouns", "patterns")
_ALLOWED = "a regular expression, with names given above it under 'words:'"
_STAND_IN = "xx"  # for a text with a mistake, so that no other is told because of it


def read_claim_words(file: YamlFile, problems: list[Problem]) -> ClaimWords | None:
    """The patterns of claims with their words put in; None if they have another form."""
    reader = _WordsReader(file, problems)
    content = {key: file.content[key] for key in CLAIM_KEYS if key in file.content}
    reader.read_words(content.pop("words", None))
    for key in ("degrees", "nouns"):
        if key in content:
            content[key] = reader.fill(content[key], (key,))
    if "patterns" in content:
        content["patterns"] = reader.fill_patterns(content["patterns"])
    return parse_record(ClaimWords, content, file, (), problems)


class _WordsReader:
    """Puts words in the place of their names, and gathers what is wrong."""

    def __init__(self, file: YamlFile, problems: list[Problem]) -> None:
        self._file = file
        self._problems = problems
        self._texts = dict(MARKS)

    def read_words(self, words: Any) -> None:
        """Read the words that patterns may name: a list of alternatives, or a pattern."""
        if not isinstance(words, dict):
            self._complain(("words",), f"found {words!r}", "names with their words")
            return
        for name, content in words.items():
            filled = self.fill(content, ("words", name))
            if (
                isinstance(filled, list)
                and filled
                and all(isinstance(pattern, str) for pattern in filled)
            ):
                filled = f"(?:{'|'.join(filled)})"
            if not isinstance(filled, str):
                self._complain(("words", name), f"found {content!r}", "text, or a list of texts")
                filled = _STAND_IN
            self._texts[name] = filled

    def fill_patterns(self, patterns: Any) -> Any:
        """Patterns with their words; what has another form is left to the model to refuse."""
        if not isinstance(patterns, list):
            return patterns
        return [
            {
                **pattern,
                "find": self.fill(pattern["find"], ("patterns", number, "find"), empty=False),
            }
            if isinstance(pattern, dict) and "find" in pattern
            else pattern
            for number, pattern in enumerate(patterns)
        ]

    def fill(self, content: Any, path: Path_, *, empty: bool = True) -> Any:
        """Every text in some content with its words; ``empty``: it may match an empty text."""
        if isinstance(content, list):
            return [
                self.fill(item, (*path, place), empty=empty) for place, item in enumerate(content)
            ]
        if isinstance(content, dict):
            return {name: self.fill(item, (*path, name)) for name, item in content.items()}
        if not isinstance(content, str):
            return content
        wrong = self._fault(content, empty=empty)
        if wrong:
            self._complain(path, wrong, _ALLOWED)
            return _STAND_IN
        return NAMED.sub(lambda match: self._texts[match[1]], content)

    def _fault(self, text: str, *, empty: bool) -> str:
        """What is wrong with a text; nothing, if it is a pattern whose names are known."""
        if text.replace(" ", "").isalnum():  # plain words: there are hundreds
            return ""
        for name in NAMED.findall(text):
            if name not in self._texts:
                return f"<{name}> is not known"
        try:
            pattern = re.compile(NAMED.sub("x", text))
        except re.error as error:
            return f"it is no regular expression: {error}"
        if not empty and pattern.search("") is not None:
            return "it matches an empty text, and so would match everywhere"
        return ""

    def _complain(self, path: Path_, wrong: str, allowed: str) -> None:
        self._problems.append(self._file.problem(path, wrong, allowed))
