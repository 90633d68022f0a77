"""The catalogue: everything that params/ declares, read and checked together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from bcssp_lib.data.params_reader import REQUIREMENTS, ParamsReader
from bcssp_lib.data.reads import read_cached
from bcssp_lib.data.registers import follow_up_problems, form_problems
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import CheckRules, Law, Requirement, find_in_force
from bcssp_lib.model.disclosure_policy import ANY_OTHER_SOURCE, STRICTEST, DisclosurePolicy
from bcssp_lib.model.errors import (
    InputProblemsError,
    Problem,
    UserError,
    find_unknown,
    not_known,
    raise_problems,
)
from bcssp_lib.model.indicator import Indicator, Polarity, RatingRule, Unit
from bcssp_lib.model.period import Period, PeriodKind, parse_period
from bcssp_lib.model.person_data import Screening
from bcssp_lib.model.records import Edition, Settings, group_by
from bcssp_lib.model.register import RegisterSchema
from bcssp_lib.model.value import Observation, Source

_T = TypeVar("_T")


@dataclass(frozen=True)
class Catalogue:
    """The declared areas, periods, editions, indicators, registers, rules, duties and terms."""

    project: Project = field(compare=False)
    areas: dict[str, Area]
    periods: tuple[Period, ...]
    editions: dict[str, Edition]
    indicators: dict[str, Indicator]
    registers: dict[str, RegisterSchema]
    rating_rules: dict[str, RatingRule]
    policies: dict[str, DisclosurePolicy]
    policies_of_sources: dict[str, str]
    requirements: dict[str, Requirement]
    laws: dict[str, Law]
    glossary: dict[str, str]
    names: tuple[str, ...]
    settings: Settings
    screening: Screening

    @cached_property
    def checks(self) -> CheckRules:
        """What the check of narrative allows, how it finds claims, and its rules of language.

        They are read when something first asks for them, since to read their patterns takes as
        long as all else: neither sections nor a build that is up to date need them. Every problem
        is reported together, by an ``InputProblemsError``.
        """
        problems: list[Problem] = []
        rules = ParamsReader(self.project, problems, self.screening).checks()
        if rules is None or problems:
            raise InputProblemsError(problems)
        return rules

    def authorities(self) -> tuple[Area, ...]:
        """The areas that have reports of their own."""
        return tuple(area for area in self.areas.values() if area.kind == "authority")

    def reported(self) -> tuple[Area, ...]:
        """The areas that have reports: authorities, and police force areas that consist of some.

        These only where an edition shows them side by side.
        """
        side_by_side = any(edition.side_by_side for edition in self.editions.values())
        larger = [area for area in self.areas.values() if self.members(area.slug)]
        return (*self.authorities(), *(larger if side_by_side else ()))

    def area(self, slug: str) -> Area:
        """An area that has reports by its slug, or an error with the nearest slugs."""
        reported = {area.slug: area for area in self.reported()}
        return _look_up("area", slug, reported, "See: bcssp list areas.")

    def authority(self, slug: str) -> Area:
        """A local authority by its slug, or an error with the nearest slugs."""
        authorities = {area.slug: area for area in self.authorities()}
        return _look_up("area", slug, authorities, "See: bcssp list areas.")

    def members(self, area: str) -> tuple[Area, ...]:
        """The authorities of a police force area; an authority has none."""
        return tuple(each for each in self.authorities() if each.force_area == area)

    def areas_of_report(self, area: str) -> tuple[str, ...]:
        """The areas whose own figures a report shows: those of a force area are side by side."""
        return (area, *(member.slug for member in self.members(area)))

    def areas_shown(self, area: str) -> tuple[str, ...]:
        """The areas whose hidden figures a report tells of: its own, and its force area."""
        force = self.areas[area].force_area
        return (*self.areas_of_report(area), *((force,) if force else ()))

    def areas_together(self, area: str) -> tuple[str, ...]:
        """The areas whose reports show figures of each other, so that they are protected together.

        These are the authorities of a police force area, and that area itself.
        """
        force = self.areas[area].force_area or area
        return tuple(dict.fromkeys((*self.areas_of_report(force), area)))

    def peers(self, area: str) -> tuple[Area, ...]:
        """The other authorities of the same police force area."""
        force = self.areas[area].force_area
        return tuple(each for each in self.members(force) if force and each.slug != area)

    def members_of_force_areas(self) -> dict[str, list[str]]:
        """The areas that each police force area consists of."""
        by_force = group_by(self.areas.values(), lambda area: area.force_area)
        return {force: [each.slug for each in areas] for force, areas in by_force.items() if force}

    def period(self, label: str) -> Period:
        """A declared period by its label, or an error with the nearest ones.

        A quarter of a declared year need not be declared.
        """
        period = parse_period(label)
        if period not in self.periods and not self._is_quarter_of_year(period):
            known = [known.label for known in self.periods]
            hint = f"A new one is a line '  - {period.label}' in params/periods.yaml."
            raise not_known("period", label, known, hint)
        return period

    def _is_quarter_of_year(self, period: Period) -> bool:
        years = (year for year in self.periods if year.kind is PeriodKind.YEAR)
        return period.kind is PeriodKind.QUARTER and any(year.contains(period) for year in years)

    def edition(self, name: str) -> Edition:
        """An edition by its name, or an error with the nearest names."""
        return _look_up("edition", name, self.editions, "Editions are files in params/editions/.")

    def edition_of(
        self, name: str, areas: Iterable[str], sections: Collection[str] = ()
    ) -> Edition:
        """The edition that is asked for; without a name, the usual one of these areas.

        That is the default one, or the first that has the ``sections`` where that lacks any.
        Raises ``UserError`` for one that is not for them: one whose authorities are side by side
        is for a police force area, and no other is.
        """
        asked = tuple(map(self.area, areas))
        whole = {bool(self.members(area.slug)) for area in asked} or {False}
        found = self.edition(name or self.settings.default_edition)
        if not name and (whole == {True} or not self._has(found, sections)):
            fitting = [each for each in self.editions.values() if each.side_by_side in whole]
            usual = found if whole == {False} else next(iter(fitting), found)
            found = next((each for each in fitting if self._has(each, sections)), usual)
        for area in asked:
            if found.side_by_side != bool(self.members(area.slug)):
                raise UserError(self._why_not_of(found, area))
        return found

    def _has(self, edition: Edition, sections: Collection[str]) -> bool:
        return set(sections) <= set(self.sections(edition))

    def _why_not_of(self, edition: Edition, area: Area) -> str:
        if edition.side_by_side:
            places = [each.slug for each in self.reported() if self.members(each.slug)]
            return (
                f"The edition '{edition.id}' shows the authorities of a police force area side by "
                f"side, and {area.slug} is one authority. Build it of: {', '.join(places)}"
            )
        fitting = next(each.id for each in self.editions.values() if each.side_by_side)
        return (
            f"{area.slug} is a police force area, and the edition '{edition.id}' is of one "
            "authority. A report of its authorities side by side is another edition: bcssp build "
            f"{area.slug} --edition {fitting}"
        )

    def built_edition(self, edition: Edition) -> str:
        """The edition under which the sections of an edition are built: its own, or another's."""
        return edition.of or edition.id

    def sections(self, edition: Edition) -> tuple[str, ...]:
        """The sections that an edition builds: those that it shows, and those it is made of."""
        base = self.editions[edition.of].shown if edition.of else ()
        return tuple(dict.fromkeys((*base, *edition.shown)))

    def indicator(self, name: str) -> Indicator:
        """An indicator by its id, or an error with the nearest ids."""
        return _look_up("indicator", name, self.indicators, "See: bcssp list indicators.")

    def group(self, name: str) -> tuple[Indicator, ...]:
        """The indicators of a group, in the order of the catalogue."""
        groups = group_by(self.indicators.values(), lambda indicator: indicator.group)
        if name not in groups:
            raise not_known("group of indicators", name, filter(None, groups))
        return tuple(groups[name])

    def linked_to(self, names: Iterable[str], without: Collection[str] = ()) -> frozenset[str]:
        """Indicators with all that they are linked to, directly or through others.

        Links of the fields ``without`` do not count.
        """
        ties: dict[str, set[str]] = {}
        for indicator in self.indicators.values():
            for link, others in indicator.linked.items():
                for other in filter(None, others if link not in without else ()):
                    ties.setdefault(indicator.id, set()).add(other)
                    ties.setdefault(other, set()).add(indicator.id)
        found: set[str] = set()
        new = set(names)
        while new:
            found |= new
            new = {other for name in new for other in ties.get(name, ())} - found
        return frozenset(found)

    def disclosure_policy(
        self, named: Mapping[str, str], source: Source | None
    ) -> DisclosurePolicy:
        """The policy for figures of an indicator or register that come from a source.

        ``named`` are the policies of the indicator or register by source. Without a word of
        either, figures are under the strictest policy.
        """
        origin = source.id if source else ""
        name = named.get(origin) or named.get(ANY_OTHER_SOURCE)
        name = name or self.policies_of_sources.get(origin)
        return self._policies_in_force[name] if name else STRICTEST

    def policy_of(self, observation: Observation) -> DisclosurePolicy:
        """The policy that a figure is under."""
        named = self.indicators[observation.indicator].disclosure
        return self.disclosure_policy(named, observation.source)

    def policies_in_use(self) -> dict[DisclosurePolicy, tuple[str, ...]]:
        """Each policy that indicators are under, with their titles."""
        titles: dict[DisclosurePolicy, list[str]] = {}
        for indicator in self.indicators.values():
            names = indicator.disclosure.values() or self.policies_of_sources.values()
            for name in dict.fromkeys(names or ("",)):
                policy = self._policies_in_force[name] if name else STRICTEST
                titles.setdefault(policy, []).append(indicator.title)
        return {policy: tuple(listed) for policy, listed in titles.items()}

    @cached_property
    def _policies_in_force(self) -> dict[str, DisclosurePolicy]:
        usual = {"threshold": self.settings.disclosure_threshold}
        return {
            name: policy
            if policy.published or policy.threshold
            else policy.model_copy(update=usual)
            for name, policy in self.policies.items()
        }

    def duties(self, edition: Edition, area: Area, day: date) -> tuple[Requirement, ...]:
        """What an area's report is asked to hold, by what was in force on a day."""
        return find_in_force(self.requirements.values(), edition, area, day)

    def laws_in_force(self, edition: Edition, area: Area, day: date) -> tuple[Law, ...]:
        """What the law asked of an area's bodies on a day, in the order of params/law.yaml."""
        return find_in_force(self.laws.values(), edition, area, day)

    def register(self, name: str) -> RegisterSchema:
        """A register's schema by its id, or an error with the nearest ids."""
        hint = "Registers are files in params/registers/."
        return _look_up("register", name, self.registers, hint)

    def rating_rule(self, name: str) -> RatingRule:
        """A rating rule by its id, or an error with the nearest ids."""
        hint = "Rules are in params/ratings.yaml."
        return _look_up("rating rule", name, self.rating_rules, hint)

    def change_indicator(self, indicator: str) -> Indicator | None:
        """The indicator that holds the published percent change of another."""
        candidates = self.indicators.values()
        return next((each for each in candidates if each.change_of == indicator), None)


def _look_up(what: str, name: str, known: Mapping[str, _T], hint: str) -> _T:
    if name not in known:
        raise not_known(what, name, known, hint)
    return known[name]


def load_catalogue(project: Project) -> Catalogue:
    """Read params/; every problem in it is reported together."""
    return read_cached((project.params,), None, lambda: _read_catalogue(project))


def _read_catalogue(project: Project) -> Catalogue:
    problems: list[Problem] = []
    reader = ParamsReader(project, problems)
    parts: dict[str, Any] = {  # a part with a problem is None
        "screening": reader.screening(),
        "areas": reader.areas(),
        "periods": reader.periods(),
        "editions": reader.records("editions", Edition),
        "indicators": reader.indicators(),
        "registers": reader.records("registers", RegisterSchema),
        "rating_rules": reader.keyed(RatingRule, "ratings.yaml", "rules", "defaults"),
        "policies": reader.keyed(DisclosurePolicy, "disclosure.yaml", "policies", "sources"),
        "policies_of_sources": reader.policies_of_sources(),
        "requirements": reader.keyed(Requirement, REQUIREMENTS, "requirements"),
        "laws": reader.keyed(Law, "law.yaml", "laws"),
        "glossary": reader.glossary(),
        "names": reader.names(),
        "settings": reader.settings(),
    }
    raise_problems(problems)
    for area in parts["areas"].values():
        parts["glossary"] |= area.terms
    catalogue = Catalogue(project, **parts)
    raise_problems(list(_cross_references(catalogue, reader.homes)))
    return catalogue


def _cross_references(catalogue: Catalogue, homes: dict[str, tuple[str, int]]) -> Iterator[Problem]:
    """Names that one file of params/ uses and another must declare."""
    shown = catalogue.project.shown(catalogue.project.params)
    for indicator in catalogue.indicators.values():
        yield from _indicator_references(*homes[indicator.id], indicator, catalogue)
    for area in catalogue.areas.values():
        yield from _area_references(f"{shown}/areas/{area.slug}.yaml", area, catalogue)
    for edition in catalogue.editions.values():
        yield from _edition_references(f"{shown}/editions/{edition.id}.yaml", edition, catalogue)
    yield from _settings_references(f"{shown}/settings.yaml", catalogue)
    yield from _policy_references(
        f"{shown}/disclosure.yaml", None, catalogue.policies_of_sources, catalogue
    )
    for schema in catalogue.registers.values():
        file = f"{shown}/registers/{schema.id}.yaml"
        yield from _policy_references(file, None, schema.disclosure, catalogue)
        names, columns = dict.fromkeys(schema.date_order), schema.columns
        yield from find_unknown(file, None, "date_order", "column", names, columns)
        yield from follow_up_problems(schema, file)
        yield from form_problems(schema, file)


def _area_references(file: str, area: Area, catalogue: Catalogue) -> Iterator[Problem]:
    force = filter(None, [area.force_area])
    yield from find_unknown(file, None, "force_area", "area", force, catalogue.areas)
    yield from find_unknown(file, None, "editions", "edition", area.editions, catalogue.editions)
    yield from _body_references(file, area.bodies, catalogue)


def _edition_references(file: str, edition: Edition, catalogue: Catalogue) -> Iterator[Problem]:
    yield from _body_references(file, edition.bodies, catalogue)
    whole = [each.id for each in catalogue.editions.values() if not each.of]
    if edition.of and edition.of not in whole:
        wrong, allowed = f"'{edition.of}' is no edition of its own", ", ".join(whole)
        yield Problem(file, None, "of", wrong, allowed)


def _body_references(
    file: str, named: Iterable[str] | None, catalogue: Catalogue
) -> Iterator[Problem]:
    bodies = {each.body for each in (*catalogue.requirements.values(), *catalogue.laws.values())}
    for body in sorted(set(named or ()) - bodies):
        wrong, allowed = f"no duty is of the body '{body}'", ", ".join(sorted(bodies))
        yield Problem(file, None, "bodies", wrong, allowed)


def _settings_references(file: str, catalogue: Catalogue) -> Iterator[Problem]:
    default, editions = catalogue.settings.default_edition, catalogue.editions
    yield from find_unknown(file, None, "default_edition", "edition", [default], editions)
    period, periods = catalogue.settings.default_period, [each.label for each in catalogue.periods]
    if period not in periods:
        wrong = f"'{period}' is not in periods.yaml"
        yield Problem(file, None, "default_period", wrong, ", ".join(periods))


def _indicator_references(
    file: str, row: int, indicator: Indicator, catalogue: Catalogue
) -> Iterator[Problem]:
    yield from _rating_references(file, row, indicator, catalogue)
    yield from _policy_references(file, row, indicator.disclosure, catalogue)
    for link, names in indicator.linked.items():
        allowed, known = "an id in params/indicators/", catalogue.indicators
        yield from find_unknown(file, row, link, "indicator", names, known, allowed)
    for link, unit in (("rate", Unit.COUNT), ("made_from", Unit.PERCENT)):
        if link in indicator.linked and indicator.unit is not unit:
            wrong = f"the unit is {indicator.unit}"
            yield Problem(file, row, link, wrong, f"the unit {unit}, or no '{link}'")


def _policy_references(
    file: str, row: int | None, named: Mapping[str, str], catalogue: Catalogue
) -> Iterator[Problem]:
    names = dict.fromkeys(named.values())
    yield from find_unknown(file, row, "disclosure", "policy", names, catalogue.policies)


def _rating_references(
    file: str, row: int, indicator: Indicator, catalogue: Catalogue
) -> Iterator[Problem]:
    rule, rules = indicator.rating_rule, catalogue.rating_rules
    named = () if rule is None else (rule,)
    yield from find_unknown(file, row, "rating_rule", "rule", named, rules)
    if indicator.target is not None and indicator.polarity is Polarity.NEITHER:
        allowed = f"{Polarity.HIGHER}, {Polarity.LOWER}"
        yield Problem(file, row, "polarity", "a target needs a direction", allowed)
    if (indicator.target is None) != (rule is None):
        wrong = "there is a target without a rating_rule, or the other way round"
        yield Problem(file, row, "target", wrong, "both, or neither")
