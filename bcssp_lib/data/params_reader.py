"""Reading the files of params/, each part by its model, with every problem reported together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bcssp_lib.data.looks import BRAND, find_look_faults, lay_over, read_brand
from bcssp_lib.data.yaml_files import Path_, YamlFile, parse_named, parse_record, read_yaml
from bcssp_lib.files.folders import list_files
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import HOUSE_LOOK, Area, Look
from bcssp_lib.model.characters import make_slug
from bcssp_lib.model.checking import (
    MARKS,
    NAMED,
    AllowedPattern,
    CheckRules,
    ClaimWords,
    LanguageRules,
    Sizes,
)
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import Period, PeriodError, parse_period
from bcssp_lib.model.person_data import NOTHING_ALLOWED, Screening
from bcssp_lib.model.records import Settings

REQUIREMENTS = "requirements.yaml"


class ParamsReader:
    """Reads each part of params/, and gathers what is wrong with it.

    A part that cannot be read is None, and there is a problem then.
    """

    def __init__(
        self, project: Project, problems: list[Problem], screening: Screening = NOTHING_ALLOWED
    ) -> None:
        self._project = project
        self._problems = problems
        self._files: dict[Path, YamlFile | None] = {}
        self._screening = screening
        self.homes: dict[str, tuple[str, int]] = {}

    def screening(self) -> Screening:
        """What is let through though it looks like something of a person; it is read first."""
        path = self._project.params / "checking" / "person_data.yaml"
        file = read_yaml(path, self._project.shown(path), self._problems, allowed=None)
        if file is not None:
            read = parse_record(Screening, file.content, file, (), self._problems)
            self._screening = read or NOTHING_ALLOWED
        return self._screening

    def areas(self) -> dict[str, Area]:
        """The areas by slug; the pictures of their looks are checked too."""
        areas: dict[str, Area] = self.records("areas", Area, "slug")
        brand = self._brand()
        for slug, area in areas.items():
            file = self._files[self._project.params / "areas" / f"{slug}.yaml"]
            for field, wrong, allowed in find_look_faults(self._project, area.look):
                self._complain(file, ("look", field), wrong, allowed)
            areas[slug] = area.model_copy(update={"look": lay_over(brand, area.look)})
        return areas

    def _brand(self) -> Look:
        """The look of all areas that a Quarto brand describes, if there is one."""
        path = self._project.params / BRAND
        file = self._read(path) if path.exists() else None
        if file is None:
            return HOUSE_LOOK
        brand = read_brand(file, self._problems)
        for _, wrong, allowed in find_look_faults(self._project, brand):
            self._complain(file, ("logo",), wrong, allowed)
        return brand

    def periods(self) -> tuple[Period, ...]:
        """The periods that reports are made for."""
        file = self._file("periods.yaml", "periods")
        listed = self._listed(file, "periods", list)
        parsed = []
        for number, label in enumerate(listed):
            try:
                parsed.append(parse_period(str(label)))
            except PeriodError as error:
                self._complain(file, ("periods", number), str(error), "such as 2023-24")
        return tuple(parsed)

    def glossary(self) -> dict[str, str]:
        """What each term of the glossary means."""
        file = self._file("glossary.yaml")
        terms = self._listed(file, "terms", dict)
        for term, meaning in terms.items():
            if not isinstance(term, str) or not isinstance(meaning, str):
                wrong_entry = f"found {term!r}: {meaning!r}"
                self._complain(file, ("terms", str(term)), wrong_entry, "text (use quotes)")
        return dict(terms)

    def names(self) -> tuple[str, ...]:
        """Names that look like abbreviations, and are not short for anything."""
        file = self._file("glossary.yaml", "terms", "names")
        listed = self._listed(file, "names", list)
        for number, name in enumerate(listed):
            if not isinstance(name, str):
                self._complain(file, ("names", number), f"found {name!r}", "text (use quotes)")
        return tuple(listed)

    def checks(self) -> CheckRules | None:
        """What the check of narrative allows and looks for: params/checking/."""
        figures = self._file("checking/figures.yaml", "figures")
        claims = self._file("checking/claims.yaml", "claims", "sizes", *_CLAIM_KEYS)
        listed = self._listed(claims, "sizes", dict) if claims else {}
        sizes = parse_record(Sizes, listed, claims, ("sizes",), self._problems) if claims else None
        allowed_figures = self._allowlist(figures, "figures")
        allowed_claims = self._allowlist(claims, "claims")
        words = _read_claim_words(claims, self._problems) if claims else None
        language_file = self._file("checking/language.yaml")
        language = _parse_language(language_file, self._problems) if language_file else None
        if sizes is None or words is None or language is None:
            return None
        return CheckRules(
            figures=allowed_figures,
            claims=allowed_claims,
            sizes=sizes,
            claim_words=words,
            language=language,
        )

    def _allowlist(self, file: YamlFile | None, key: str) -> tuple[AllowedPattern, ...]:
        if file is None:
            return ()
        records = [
            parse_record(AllowedPattern, item, file, (key, number), self._problems)
            for number, item in enumerate(self._listed(file, key, list))
        ]
        return tuple(record for record in records if record is not None)

    def settings(self) -> Settings | None:
        """The defaults and limits."""
        file = self._file("settings.yaml")
        return parse_record(Settings, file.content, file, (), self._problems) if file else None

    def indicators(self) -> dict[str, Indicator]:
        """The indicators by id; where each is declared is kept in ``homes``."""
        by_id: dict[str, Indicator] = {}
        for _, file in self._folder("indicators"):
            self._refuse_others(file, ("indicators", "defaults"))
            for name, indicator in self._keyed(Indicator, file, "indicators").items():
                path = ("indicators", name)
                if name in self.homes:
                    first = "{}:{}".format(*self.homes[name])
                    wrong = f"the indicator '{name}' is already in {first}"
                    self._complain(file, path, wrong, "each id once")
                self.homes.setdefault(name, (file.shown, file.line(path)))
                by_id[name] = indicator
        return by_id

    def policies_of_sources(self) -> dict[str, str]:
        """The policy of each source that has one for all its figures."""
        file = self._file("disclosure.yaml")
        named = self._listed(file, "sources", dict)
        for source, policy in named.items():
            if not isinstance(policy, str):
                self._complain(file, ("sources", source), f"found {policy!r}", "a policy's name")
        return dict(named)

    def keyed(self, model: type[Any], name: str, key: str, *others: str) -> dict[str, Any]:
        """The records by id that a file has under a key; it may have ``others``."""
        return self._keyed(model, self._file(name, key, *others), key)

    def _keyed(self, model: type[Any], file: YamlFile | None, key: str) -> dict[str, Any]:
        """The records of a mapping from id to fields, with the file's shared defaults."""
        if file is None:
            return {}
        shared = "defaults" in file.content
        defaults = self._listed(file, "defaults", dict) if shared else {}
        listed = self._listed(file, key, dict)
        return parse_named(model, listed, file, key, self._problems, defaults)

    def records(self, folder: str, model: type[Any], key: str = "id") -> dict[str, Any]:
        """The records of a folder, a file each, by the files' names."""
        records = {}
        for stem, file in self._folder(folder):
            found: list[Problem] = []
            record = parse_record(model, {key: stem, **file.content}, file, (), found)
            if record is not None:
                records[stem] = record
            named_so = key not in file.content  # by its file's name
            self._problems += [
                _name_fault(file, stem, folder) if named_so and each.column == key else each
                for each in found
            ]
        return records

    def _folder(self, name: str) -> Iterator[tuple[str, YamlFile]]:
        for path in list_files(self._project.params / name, ".yaml"):
            file = self._read(path)
            if file is None:
                continue
            for key in sorted(file.content.keys() & {"id", "slug"}):
                self._complain(file, (key,), "the field is not known", "the file's name says it")
            yield path.stem, file

    def _file(self, name: str, *keys: str) -> YamlFile | None:
        file = self._read(self._project.params / name)
        if file and keys:
            self._refuse_others(file, keys)
        return file

    def _refuse_others(self, file: YamlFile, keys: tuple[str, ...]) -> None:
        for other in file.content:
            if other not in keys:
                self._complain(file, (other,), "the field is not known", ", ".join(keys))

    def _read(self, path: Path) -> YamlFile | None:
        if path not in self._files:
            shown = self._project.shown(path)
            self._files[path] = read_yaml(path, shown, self._problems, self._screening)
        return self._files[path]

    def _listed(self, file: YamlFile | None, key: str, kind: type[Any]) -> Any:
        """What a file has under a key; nothing of a file that cannot be read."""
        content = file.content.get(key) if file else kind()
        if isinstance(content, kind):
            return content
        self._complain(file, (key,), f"found {content!r}", f"a {kind.__name__} under '{key}:'")
        return kind()

    def _complain(
        self, file: YamlFile | None, path: tuple[str | int, ...], wrong: str, allowed: str
    ) -> None:
        if file is not None:
            self._problems.append(file.problem(path, wrong, allowed))


def _parse_language(file: YamlFile, problems: list[Problem]) -> LanguageRules | None:
    """Check the rules; a word that two of them name is a problem too."""
    rules = parse_record(LanguageRules, file.content, file, (), problems)
    if rules is None:
        return None
    seen: dict[str, int] = {}
    for path, word in _name_rules(rules):
        if word in seen:
            wrong = f"'{word}' is on line {seen[word]} already"
            problems.append(file.problem(path, wrong, "each word once"))
        seen.setdefault(word, file.line(path))
    return rules


def _name_rules(rules: LanguageRules) -> Iterator[tuple[Path_, str]]:
    """Every word that a rule finds, and where it is in the file."""
    for number, rule in enumerate(rules.words):
        for place, phrase in enumerate(rule.find):
            yield ("words", number, "find", place), phrase.casefold()
    for number, word in enumerate(rules.british.words):
        for form in word.forms:
            yield ("british", "words", number), form


def _name_fault(file: YamlFile, stem: str, folder: str) -> Problem:
    """That a file's name is no name of what it declares, such as that of a copy."""
    parted = "_" if folder == "registers" else "-"
    allowed = f"at most 60 small letters and digits, with '{parted}' between words"
    if fitting := make_slug(stem).replace("-", parted):
        allowed += f", such as {fitting[:60]}.yaml"
    mend = f"{allowed}; a copy is deleted, or moved elsewhere"
    return Problem(file.shown, None, "", f"the file is called '{stem}.yaml'", mend)


_CLAIM_KEYS = ("words", "degrees", "times", "nouns", "patterns")
_ALLOWED = "a regular expression, with names given above it under 'words:'"
_STAND_IN = "xx"  # for a text with a mistake, so that no other is told because of it


def _read_claim_words(file: YamlFile, problems: list[Problem]) -> ClaimWords | None:
    """The patterns of claims with their words put in; None if they have another form."""
    reader = _WordsReader(file, problems)
    content = {key: file.content[key] for key in _CLAIM_KEYS if key in file.content}
    reader.read_words(content.pop("words", None))
    for key in ("degrees", "nouns"):
        if key in content:
            content[key] = reader.fill(content[key], (key,))
    if "patterns" in content:
        content["patterns"] = reader.fill_patterns(content["patterns"])
    return parse_record(ClaimWords, content, file, (), problems)


class _WordsReader:
    """Puts words in the place of their names in patterns of claims, and gathers what is wrong.

    A pattern names words in angle brackets, and words may name those above them. Each text is
    checked to be a regular expression by itself: to compile them with all their words takes
    longer, and is left to the check.
    """

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
