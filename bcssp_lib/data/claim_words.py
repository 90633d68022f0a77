"""Reading the words and patterns by which claims are found: params/checking/claims.yaml.

A pattern names words in angle brackets, and words may name those above them. Each text is held
to be a regular expression by itself, since to compile them all put together takes a while.
"""

from __future__ import annotations

import re
from typing import Any

from bcssp_lib.data.yaml_files import Path_, YamlFile, parse_record
from bcssp_lib.model.checking import MARKS, NAMED, ClaimWords
from bcssp_lib.model.errors import Problem

KEYS = ("words", "degrees", "times", "nouns", "patterns")


def read_claim_words(file: YamlFile, problems: list[Problem]) -> ClaimWords | None:
    """The words of claims, put into the patterns; none, where something is wrong with them."""
    before = len(problems)
    reader = _WordsReader(file, problems)
    content = {key: file.content[key] for key in KEYS if key in file.content}
    reader.read_words(content.pop("words", None))
    for key in ("degrees", "nouns"):
        if key in content:
            content[key] = reader.fill(content[key], (key,))
    content["patterns"] = reader.fill_patterns(content.get("patterns", []))
    found = parse_record(ClaimWords, content, file, (), problems)
    return found if len(problems) == before else None


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
            if isinstance(filled, list) and filled and all(isinstance(one, str) for one in filled):
                self._texts[name] = f"(?:{'|'.join(filled)})"
            elif isinstance(filled, str):
                self._texts[name] = filled
            else:
                self._texts[name] = ""
                self._complain(("words", name), f"found {content!r}", "text, or a list of texts")

    def fill_patterns(self, patterns: Any) -> Any:
        """Patterns with their words; what has another form is left to the model to refuse."""
        if not isinstance(patterns, list):
            return patterns
        return [
            {**one, "find": self._fill_found(one["find"], ("patterns", number, "find"))}
            if isinstance(one, dict) and "find" in one
            else one
            for number, one in enumerate(patterns)
        ]

    def fill(self, content: Any, at: Path_) -> Any:
        """Every text in some content with its words put in."""
        if isinstance(content, str):
            return self._fill_text(content, at)
        if isinstance(content, list):
            return [self.fill(one, (*at, number)) for number, one in enumerate(content)]
        if isinstance(content, dict):
            return {name: self.fill(one, (*at, name)) for name, one in content.items()}
        return content

    def _fill_found(self, content: Any, at: Path_) -> Any:
        for number, text in enumerate(content if isinstance(content, list) else ()):
            compiled = self._compile(text, (*at, number)) if isinstance(text, str) else None
            if compiled is not None and compiled.search("") is not None:
                wrong = "it matches nothing at all, and so would everywhere"
                self._complain((*at, number), wrong, "a pattern that needs some words")
        return self.fill(content, at)

    def _fill_text(self, text: str, at: Path_) -> str:
        unknown = [name for name in NAMED.findall(text) if name not in self._texts]
        for name in unknown:
            self._complain(at, f"<{name}> is not known", "a name that stands above, under 'words:'")
        if unknown or self._compile(text, at) is None:
            return "x"
        return NAMED.sub(lambda found: self._texts[found[1]], text)

    def _compile(self, text: str, at: Path_) -> re.Pattern[str] | None:
        """A text with a letter in the place of each name; none, if it is no pattern."""
        try:
            return re.compile(NAMED.sub("x", text))
        except re.error as error:
            wrong = f"it is no regular expression: {error}"
            problem = self._problem(at, wrong, "a regular expression")
            if problem not in self._problems:
                self._problems.append(problem)
            return None

    def _complain(self, at: Path_, wrong: str, allowed: str) -> None:
        self._problems.append(self._problem(at, wrong, allowed))

    def _problem(self, at: Path_, wrong: str, allowed: str) -> Problem:
        column = ".".join(str(part) for part in at)
        return Problem(self._file.shown, self._file.line(at), column, wrong, allowed)
