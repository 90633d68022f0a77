"""Reading params/checking/language.yaml: what is checked of the language of narrative."""

from __future__ import annotations

from collections.abc import Iterator

from bcssp_lib.data.yaml_files import Path_, YamlFile, parse_record
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.language import LanguageRules


def parse_language(file: YamlFile, problems: list[Problem]) -> LanguageRules | None:
    """Check the rules; a word that two of them name is a problem too."""
    rules = parse_record(LanguageRules, file.content, file, (), problems)
    if rules is None:
        return None
    seen: dict[str, int] = {}
    for at, word in _named(rules):
        row = file.line(at)
        if word in seen:
            wrong = f"'{word}' stands on line {seen[word]} already"
            column = ".".join(map(str, at))
            problems.append(Problem(file.shown, row, column, wrong, "each word once"))
        seen.setdefault(word, row)
    return rules


def _named(rules: LanguageRules) -> Iterator[tuple[Path_, str]]:
    """Every word that a rule finds, and where it stands in the file."""
    for number, rule in enumerate(rules.words):
        for place, phrase in enumerate(rule.find):
            yield ("words", number, "find", place), phrase.casefold()
    for number, word in enumerate(rules.british.words):
        for form in word.forms:
            yield ("british", "words", number), form
