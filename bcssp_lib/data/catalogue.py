"""The catalogue: everything that params/ declares, read and checked together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field

from bcssp_lib.data.folder_cache import kept
from bcssp_lib.data.language import parse_language
from bcssp_lib.data.registers import follow_up_problems
from bcssp_lib.data.yaml_files import YamlFile, parse_record, read_yaml
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import CheckRules, Listed, Sizes
from bcssp_lib.model.errors import InputProblemsError, Problem, not_known
from bcssp_lib.model.indicator import Indicator, Polarity, RatingRule, Unit
from bcssp_lib.model.language import British, LanguageRules, PlainEnglish, Spelling, WordRule
from bcssp_lib.model.period import Period, PeriodError, parse_period
from bcssp_lib.model.records import Record
from bcssp_lib.model.register import RegisterSchema
from bcssp_lib.model.requirement import Requirement

REQUIREMENTS = "requirements.yaml"


class Edition(Record):
    """Which sections a report has, in which order, and for which readers.

    ``bodies`` are those whose duties it answers to; without a word, all of them.
    """

    id: str
    title: str
    readers: str
    sections: tuple[str, ...] = Field(min_length=1)
    bodies: tuple[str, ...] | None = None


class Settings(Record):
    """Defaults and limits."""

    default_period: str
    default_edition: str
    cell_seconds: int = Field(gt=0)
    section_megabytes: int = Field(gt=0)
    output_megabytes: int = Field(gt=0)
    outputs: int = Field(gt=0)
    disclosure_threshold: int = Field(ge=1)


@dataclass(frozen=True)
class Catalogue:
    """The declared areas, periods, editions, indicators, registers, rules, duties and terms.

    ``language`` is what is checked of the language of narrative.
    """

    areas: dict[str, Area]
    periods: tuple[Period, ...]
    editions: dict[str, Edition]
    indicators: dict[str, Indicator]
    registers: dict[str, RegisterSchema]
    rating_rules: dict[str, RatingRule]
    requirements: dict[str, Requirement]
    glossary: dict[str, str]
    names: tuple[str, ...]
    checks: CheckRules
    settings: Settings
    language: LanguageRules

    def authorities(self) -> tuple[Area, ...]:
        """The areas that have reports of their own."""
        return tuple(area for area in self.areas.values() if area.kind == "authority")

    def area(self, slug: str) -> Area:
        """A local authority by its slug, or an error with the nearest slugs."""
        known = [area.slug for area in self.authorities()]
        if slug not in known:
            raise not_known("area", slug, known, "See: bcssp list areas.")
        return self.areas[slug]

    def peers(self, area: str) -> tuple[Area, ...]:
        """The other authorities of the same police force area."""
        force = self.areas[area].force_area
        return tuple(
            one
            for one in self.authorities()
            if force and one.force_area == force and one.slug != area
        )

    def period(self, label: str) -> Period:
        """A declared period by its label, or an error with the nearest ones."""
        period = parse_period(label)
        if period not in self.periods:
            known = [known.label for known in self.periods]
            raise not_known("period", label, known, "Periods are added in params/periods.yaml.")
        return period

    def edition(self, name: str) -> Edition:
        """An edition by its name, or an error with the nearest names."""
        if name not in self.editions:
            hint = "Editions are files in params/editions/."
            raise not_known("edition", name, self.editions, hint)
        return self.editions[name]

    def indicator(self, name: str) -> Indicator:
        """An indicator by its id, or an error with the nearest ids."""
        if name not in self.indicators:
            raise not_known("indicator", name, self.indicators, "See: bcssp list indicators.")
        return self.indicators[name]

    def group(self, name: str) -> tuple[Indicator, ...]:
        """The indicators of a group, in the order of the catalogue."""
        found = tuple(one for one in self.indicators.values() if one.group == name)
        if not found:
            groups = {one.group for one in self.indicators.values() if one.group}
            raise not_known("group of indicators", name, groups)
        return found

    def duties(self, edition: Edition) -> tuple[Requirement, ...]:
        """What an edition is asked to hold, by the bodies that it answers to."""
        return tuple(
            one
            for one in self.requirements.values()
            if edition.bodies is None or one.body in edition.bodies
        )

    def register(self, name: str) -> RegisterSchema:
        """A register's schema by its id, or an error with the nearest ids."""
        if name not in self.registers:
            hint = "Registers are files in params/registers/."
            raise not_known("register", name, self.registers, hint)
        return self.registers[name]

    def change_indicator(self, indicator: str) -> Indicator | None:
        """The indicator that holds the published percent change of another."""
        for one in self.indicators.values():
            if one.change_of == indicator:
                return one
        return None


def load_catalogue(project: Project) -> Catalogue:
    """Read params/; every problem in it is reported together."""
    return kept((project.params,), None, lambda: _read_catalogue(project))


def _read_catalogue(project: Project) -> Catalogue:
    problems: list[Problem] = []
    reader = _Reader(project, problems)
    catalogue = Catalogue(
        areas=reader.areas(),
        periods=reader.periods(),
        editions=reader.editions(),
        indicators=reader.indicators(),
        registers=reader.registers(),
        rating_rules=reader.rating_rules(),
        requirements=reader.requirements(),
        glossary=reader.glossary(),
        names=reader.names(),
        checks=reader.checks(),
        settings=reader.settings(),
        language=reader.language(),
    )
    if not problems:
        problems.extend(_cross_references(project, catalogue, reader.homes))
    if problems:
        raise InputProblemsError(problems)
    return catalogue


# Stands in while problems are gathered; a catalogue with problems is never returned.
_NO_SETTINGS = Settings(
    default_period="",
    default_edition="",
    cell_seconds=1,
    section_megabytes=1,
    output_megabytes=1,
    outputs=1,
    disclosure_threshold=1,
)
_NO_LANGUAGE = LanguageRules(
    plain_english=PlainEnglish(hardest=1, fewest_words=1),
    empty_link_texts=(),
    may_repeat=(),
    words=(WordRule(find=("none",), instead="none", why="none"),),
    british=British(words=(Spelling(american="none", british="none"),)),
)
_NO_SIZES = Sizes.model_validate(dict.fromkeys(Sizes.model_fields, 1))


class _Reader:
    """Reads each part of params/, and gathers what is wrong with it."""

    def __init__(self, project: Project, problems: list[Problem]) -> None:
        self._project = project
        self._problems = problems
        self._files: dict[Path, YamlFile | None] = {}
        self.homes: dict[str, tuple[str, int]] = {}

    def areas(self) -> dict[str, Area]:
        return {
            area.slug: area
            for stem, file in self._folder("areas")
            if (area := self._record(Area, {"slug": stem, **file.content}, file))
        }

    def editions(self) -> dict[str, Edition]:
        return {
            edition.id: edition
            for stem, file in self._folder("editions")
            if (edition := self._record(Edition, {"id": stem, **file.content}, file))
        }

    def registers(self) -> dict[str, RegisterSchema]:
        return {
            schema.id: schema
            for stem, file in self._folder("registers")
            if (schema := self._record(RegisterSchema, {"id": stem, **file.content}, file))
        }

    def periods(self) -> tuple[Period, ...]:
        file = self._file("periods.yaml", "periods")
        listed = self._listed(file, "periods", list) if file else []
        found = []
        for number, label in enumerate(listed):
            try:
                found.append(parse_period(str(label)))
            except PeriodError as error:
                self._complain(file, ("periods", number), str(error), "such as 2023-24")
        return tuple(found)

    def glossary(self) -> dict[str, str]:
        file = self._file("glossary.yaml")
        terms = self._listed(file, "terms", dict) if file else {}
        for term, meaning in terms.items():
            if not isinstance(term, str) or not isinstance(meaning, str):
                found = f"found {term!r}: {meaning!r}"
                self._complain(file, ("terms", str(term)), found, "text (use quotes)")
        return dict(terms)

    def names(self) -> tuple[str, ...]:
        """Names that look like abbreviations, and stand for nothing longer."""
        file = self._file("glossary.yaml", "terms", "names")
        listed = self._listed(file, "names", list) if file else []
        for number, name in enumerate(listed):
            if not isinstance(name, str):
                self._complain(file, ("names", number), f"found {name!r}", "text (use quotes)")
        return tuple(listed)

    def checks(self) -> CheckRules:
        """What the check of narrative passes over; all of it is in params/checking/."""
        figures = self._file("checking/figures.yaml", "figures")
        claims = self._file("checking/claims.yaml", "claims", "sizes")
        sizes = self._listed(claims, "sizes", dict) if claims else {}
        found = parse_record(Sizes, sizes, claims, ("sizes",), self._problems) if claims else None
        return CheckRules(
            figures=self._passed_over(figures, "figures"),
            claims=self._passed_over(claims, "claims"),
            sizes=found or _NO_SIZES,
        )

    def _passed_over(self, file: YamlFile | None, key: str) -> tuple[Listed, ...]:
        listed = self._listed(file, key, list) if file else []
        records = [
            parse_record(Listed, one, file, (key, number), self._problems)
            for number, one in enumerate(listed)
            if file is not None
        ]
        return tuple(one for one in records if one is not None)

    def settings(self) -> Settings:
        file = self._file("settings.yaml")
        found = self._record(Settings, file.content, file) if file else None
        return found or _NO_SETTINGS

    def language(self) -> LanguageRules:
        """What is checked of the language of narrative."""
        file = self._file("checking/language.yaml")
        found = parse_language(file, self._problems) if file else None
        return found or _NO_LANGUAGE

    def rating_rules(self) -> dict[str, RatingRule]:
        file = self._file("ratings.yaml", "rules", "defaults")
        return self._keyed(RatingRule, file, "rules") if file else {}

    def requirements(self) -> dict[str, Requirement]:
        file = self._file(REQUIREMENTS, "requirements")
        return self._keyed(Requirement, file, "requirements") if file else {}

    def indicators(self) -> dict[str, Indicator]:
        found: dict[str, Indicator] = {}
        for _, file in self._folder("indicators"):
            self._refuse_others(file, ("indicators", "defaults"))
            for name, indicator in self._keyed(Indicator, file, "indicators").items():
                at = ("indicators", name)
                if name in self.homes:
                    first = "{}:{}".format(*self.homes[name])
                    wrong = f"the indicator '{name}' is already in {first}"
                    self._complain(file, at, wrong, "each id once")
                self.homes.setdefault(name, (file.shown, file.line(at)))
                found[name] = indicator
        return found

    def _keyed(self, model: type[Any], file: YamlFile, key: str) -> dict[str, Any]:
        """The records of a mapping from id to fields, with the file's shared defaults."""
        shared = "defaults" in file.content
        defaults = self._listed(file, "defaults", dict) if shared else {}
        found = {}
        for name, fields in self._listed(file, key, dict).items():
            if not isinstance(fields, dict):
                self._complain(file, (key, name), f"found {fields!r}", "a mapping of fields")
                continue
            content = {"id": name, **defaults, **fields}
            record = parse_record(model, content, file, (key, name), self._problems)
            if record is not None:
                found[name] = record
        return found

    def _folder(self, name: str) -> Iterator[tuple[str, YamlFile]]:
        for path in sorted((self._project.params / name).glob("*.yaml")):
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
            self._files[path] = read_yaml(path, self._project.shown(path), self._problems)
        return self._files[path]

    def _record(self, model: type[Any], content: dict[str, Any], file: YamlFile) -> Any:
        return parse_record(model, content, file, (), self._problems)

    def _listed(self, file: YamlFile, key: str, kind: type[Any]) -> Any:
        content = file.content.get(key)
        if isinstance(content, kind):
            return content
        self._complain(file, (key,), f"found {content!r}", f"a {kind.__name__} under '{key}:'")
        return kind()

    def _complain(
        self, file: YamlFile | None, at: tuple[str | int, ...], wrong: str, allowed: str
    ) -> None:
        if file is not None:
            column = ".".join(str(part) for part in at)
            self._problems.append(Problem(file.shown, file.line(at), column, wrong, allowed))


def _cross_references(
    project: Project, catalogue: Catalogue, homes: dict[str, tuple[str, int]]
) -> Iterator[Problem]:
    """Names that one file of params/ uses and another must declare."""
    shown = project.shown(project.params)
    for indicator in catalogue.indicators.values():
        yield from _indicator_references(*homes[indicator.id], indicator, catalogue)
    for area in catalogue.areas.values():
        if area.force_area and area.force_area not in catalogue.areas:
            wrong = f"there is no area '{area.force_area}'"
            file = f"{shown}/areas/{area.slug}.yaml"
            yield Problem(file, None, "force_area", wrong, ", ".join(catalogue.areas))
    bodies = {one.body for one in catalogue.requirements.values()}
    for edition in catalogue.editions.values():
        for body in set(edition.bodies or ()) - bodies:
            wrong, allowed = f"no duty is of the body '{body}'", ", ".join(sorted(bodies))
            yield Problem(f"{shown}/editions/{edition.id}.yaml", None, "bodies", wrong, allowed)
    settings = catalogue.settings
    if settings.default_edition not in catalogue.editions:
        wrong = f"there is no edition '{settings.default_edition}'"
        allowed = ", ".join(catalogue.editions)
        yield Problem(f"{shown}/settings.yaml", None, "default_edition", wrong, allowed)
    if settings.default_period not in [period.label for period in catalogue.periods]:
        wrong = f"'{settings.default_period}' is not in periods.yaml"
        allowed = ", ".join(period.label for period in catalogue.periods)
        yield Problem(f"{shown}/settings.yaml", None, "default_period", wrong, allowed)
    for schema in catalogue.registers.values():
        for column in set(schema.date_order) - schema.columns.keys():
            wrong, allowed = f"there is no column '{column}'", ", ".join(schema.columns)
            file = f"{shown}/registers/{schema.id}.yaml"
            yield Problem(file, None, "date_order", wrong, allowed)
        yield from follow_up_problems(schema, f"{shown}/registers/{schema.id}.yaml")


def _indicator_references(
    file: str, row: int, indicator: Indicator, catalogue: Catalogue
) -> Iterator[Problem]:
    rule = indicator.rating_rule
    if rule is not None and rule not in catalogue.rating_rules:
        allowed = ", ".join(catalogue.rating_rules)
        yield Problem(file, row, "rating_rule", f"there is no rule '{rule}'", allowed)
    for field, names in indicator.linked.items():
        for name in names:
            if name not in catalogue.indicators:
                wrong = f"there is no indicator '{name}'"
                yield Problem(file, row, field, wrong, "an id in params/indicators/")
    for field, unit in (("rate", Unit.COUNT), ("made_from", Unit.PERCENT)):
        if field in indicator.linked and indicator.unit is not unit:
            wrong = f"the unit is {indicator.unit}"
            yield Problem(file, row, field, wrong, f"the unit {unit}, or no '{field}'")
    if indicator.target is not None and indicator.polarity is Polarity.NEITHER:
        allowed = f"{Polarity.HIGHER}, {Polarity.LOWER}"
        yield Problem(file, row, "polarity", "a target needs a direction", allowed)
    if (indicator.target is None) != (rule is None):
        wrong = "there is a target without a rating_rule, or the other way round"
        yield Problem(file, row, "target", wrong, "both, or neither")
