"""Of which area a row is: places are joined by their codes, and never by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.grid import Notes
from bcssp_lib.model.area import Area, Authority
from bcssp_lib.model.characters import fold_name, fold_text, make_slug, quote_text
from bcssp_lib.model.import_format import PlaceColumns


@dataclass(frozen=True)
class Place:
    """Where a row is: ``key`` is its code, or the slug of one of the project's own areas.

    ``code`` has all codes that are known of it.
    """

    key: str
    kind: str
    name: str
    region: str = ""
    code: str = ""
    own: bool = False


def name_places(
    places: Iterable[tuple[Place, str]], held: Sequence[Authority]
) -> dict[str, Authority]:
    """Each place by its key, as data/national/authorities.csv lists it.

    ``places`` come with their latest period. A place that is listed keeps its slug; a name that
    passed from one authority to another (Dorset) is the latest one's alone.
    """
    by_code = {code: each for each in held for code in each.codes}
    by_slug = {each.slug: each for each in held}
    named: dict[str, Authority] = {}
    taken = {each.slug for each in held if each.codes}
    for place, _ in sorted(places, key=lambda pair: (pair[1], pair[0].key), reverse=True):
        if place.key in named:
            continue
        slug = place.key if place.own else make_slug(place.name)
        listed = next((by_code[code] for code in place.code.split() if code in by_code), None)
        if listed is not None and not place.own:
            codes = " ".join(dict.fromkeys([*listed.codes, *place.code.split()]))
            named[place.key] = listed.model_copy(update={"code": codes})
            continue
        before = by_slug.get(slug)
        if slug in taken and not place.own:
            slug = f"{slug}-{place.key.lower()}"
        elif before is not None and before.kind != place.kind:
            slug = f"{slug}-{place.kind}"
        taken.add(slug)
        fields = {"kind": place.kind, "name": place.name, "region": place.region}
        named[place.key] = Authority.model_validate({"slug": slug, "code": place.code, **fields})
    return named


_NO_CODE = frozenset({"", ":", "z", "x"})  # what the department writes where there is none
_NO_PLACE = _NO_CODE | {"-"}  # and the Ministry, of "Rest of England"
_NATION = "E92000001"
_NAMES = {
    _NATION: "England",
    "E12000001": "North East",
    "E12000002": "North West",
    "E12000003": "Yorkshire and The Humber",
    "E12000004": "East Midlands",
    "E12000005": "West Midlands",
    "E12000006": "East of England",
    "E12000007": "London",
    "E12000008": "South East",
    "E12000009": "South West",
}
# The department's own numbers of larger areas; the two parts of London have none here.
_NUMBERS = {
    "970": _NATION, "980": "E12000001", "981": "E12000002", "982": "E12000003", "983": "E12000004",
    "984": "E12000005", "985": "E12000006", "986": "E12000007", "987": "", "988": "",
    "989": "E12000008", "990": "E12000009",
}  # fmt: skip
_AUTHORITY = re.compile(r"E(?:06|08|09|10)[0-9]{6}")  # not of districts, which have E07
_DEPARTMENT = re.compile(r"[1-9][0-9]{2}")
_TOGETHER = re.compile(r"[1-9][0-9]{2}(?: ?/ ?[1-9][0-9]{2})+")  # two authorities, one service
_ONS = re.compile(r"[EKNSW][0-9]{8}")
_LEFT_OUT = frozenset(  # levels of official statistics that reports do not speak of
    {"local authority district", "ward", "school", "provider", "parliamentary constituency",
     "opportunity area", "mayoral combined authority", "multi academy trust", "institution",
     "local enterprise partnership", "english devolved area", "local skills improvement plan area",
     "planning area", "sponsor", "rsc region", "police force area"}
)  # fmt: skip


class PlaceReader:
    """Finds the place of a row; the same cells are looked at once."""

    def __init__(
        self, columns: PlaceColumns, places: Mapping[str, int], areas: Iterable[Area], notes: Notes
    ) -> None:
        self._columns = columns
        self._notes = notes
        authorities = [area for area in areas if area.kind == "authority"]
        self._by_code = {code: area for area in authorities for code in area.all_codes}
        self._by_slug = {area.slug: area for area in areas}
        self._by_name = {fold_name(area.name): area for area in authorities}
        self._by_other_name = {
            fold_name(name): area for area in authorities for name in (area.name, *area.also_called)
        }
        self._levels = {fold_text(text): kind for text, kind in columns.levels.items()}
        self._texts = {fold_text(text): slug for text, slug in columns.areas.items()}
        self.department_of: dict[str, str] = {}  # by official codes
        self._indexed = [(name, places[name]) for name in columns.columns]
        self._indexes = [index for _, index in self._indexed]
        self._known: dict[tuple[str, ...], Place | CellError | None] = {}
        self._told: dict[tuple[str, ...], list[tuple[str, str, str]]] = {}
        self._pending: list[tuple[str, str, str]] = []

    def find(self, cells: Sequence[str], row: int) -> Place | None:
        """The place of a row; none where rows of its level are left out.

        Raises ``CellError`` with the column that is wrong.
        """
        key = tuple([cells[index] for index in self._indexes])
        if key not in self._known:
            self._told[key] = self._pending = []
            named = dict(zip(self._columns.columns, key, strict=True))
            try:
                self._known[key] = self._read(named)
            except CellError as error:
                self._known[key] = error
        for what, column, was in self._told[key]:
            self._notes.add(what, column, row, was)
        found = self._known[key]
        if isinstance(found, CellError):
            raise found.with_traceback(None)
        return found

    def join_codes(self, place: Place) -> Place:
        """A place with all codes that the file has of it; its key is that of the department."""
        if place.own or place.kind != "authority":
            return place
        key = self.department_of.get(place.key, place.key)
        official = [code for code, department in self.department_of.items() if department == key]
        return replace(place, key=key, code=" ".join(dict.fromkeys([key, *sorted(official)])))

    def _read(self, cells: Mapping[str, str]) -> Place | None:
        columns = self._columns
        if columns.all:
            return own_place(self._slug(columns.all, "areas.all"))
        if columns.text:
            return self._by_text(cells[columns.text])
        if columns.own_names:
            return self._by_own_name(cells[columns.own_names])
        if columns.codes:
            return self._by_any_code(cells)
        number = cells.get(columns.department_code, "").strip().removesuffix(".0")
        if number in _NUMBERS:
            return self._by_official_code(_NUMBERS[number], cells[columns.department_code])
        kind = self._kind(cells[columns.level]) if columns.level else "authority"
        if kind == "left out":
            self._pending.append(("rows of this level were left out", "", cells[columns.level]))
            return None
        return self._authority(cells) if kind == "authority" else self._larger(kind, cells)

    def _slug(self, slug: str, column: str) -> Area:
        if slug not in self._by_slug:
            raise CellError(f"there is no area '{slug}'", ", ".join(self._by_slug), column)
        return self._by_slug[slug]

    def _by_text(self, text: str) -> Place | None:
        slug = self._texts.get(fold_text(text))
        if slug is None:
            allowed = f"a text under 'areas' in the map: {', '.join(self._columns.areas)}"
            raise CellError(f"found {quote_text(text)}", allowed, self._columns.text)
        return None if slug == "left out" else own_place(self._slug(slug, self._columns.text))

    def _by_own_name(self, text: str) -> Place | None:
        """One of the project's own areas; files without codes name hundreds of others."""
        area = self._by_other_name.get(fold_name(text))
        if area is None:
            what = "rows of places that are not the project's own were left out"
            self._pending.append((what, self._columns.own_names, text))
            return None
        return own_place(area)

    def _by_any_code(self, cells: Mapping[str, str]) -> Place | None:
        """The place of an official code of any kind; districts and others are left out."""
        columns = self._columns
        code = cells[columns.codes].strip().upper()
        name = cells.get(columns.name, "").strip()
        if code.lower() in _NO_PLACE:
            self._refuse_known_name(name, "the code is empty, which")
            self._leave_out(name or code)
            return None
        if not _ONS.fullmatch(code):
            wrong = f"{quote_text(cells[columns.codes])} is no code of a place"
            raise CellError(wrong, "E06000022", columns.codes)
        if code in _NAMES:
            return self._by_official_code(code, code)
        if not _AUTHORITY.fullmatch(code):
            self._leave_out(name or code)
            return None
        area = self._by_code.get(code)
        if area is None:
            self._refuse_known_name(name, code)
            return Place(code, "authority", name or code, "", code)
        self._refuse_name_of_other(name, area)
        return own_place(area)

    def _by_official_code(self, code: str, was: str) -> Place | None:
        """England or a region."""
        if not code:
            self._leave_out(was)
            return None
        return Place(code, "nation" if code == _NATION else "region", _NAMES[code], code=code)

    def _leave_out(self, name: str) -> None:
        self._pending.append(("rows of districts and of other places were left out", "", name))

    def has_code(self, cells: Sequence[str]) -> bool:
        """Whether a row has the code of a place; yes for files that go by something else."""
        columns = self._columns
        named = {columns.department_code, columns.code, columns.codes} - {""}
        texts = [cells[at].strip() for name, at in self._indexed if name in named]
        return not texts or any(_ONS.fullmatch(t) or _DEPARTMENT.fullmatch(t) for t in texts)

    def _kind(self, text: str) -> str:
        folded = fold_text(text)
        kind = self._levels.get(folded, "left out" if folded in _LEFT_OUT else "")
        if not kind:
            allowed = ", ".join(self._columns.levels)
            raise CellError(f"found {quote_text(text)}", allowed, self._columns.level)
        return kind

    def _authority(self, cells: Mapping[str, str]) -> Place | None:
        columns = self._columns
        if _TOGETHER.fullmatch(cells.get(columns.department_code, "").strip()):
            name = cells[columns.name] if columns.name else cells[columns.department_code]
            self._pending.append(("rows of several authorities together were left out", "", name))
            return None
        department = self._code(cells, columns.department_code, _DEPARTMENT)
        code = self._code(cells, columns.code, _ONS)
        name = cells.get(columns.name, "").strip()
        column = columns.department_code or columns.code
        if not department and not code:
            raise CellError("the code of the authority is empty", "its code: 800", column)
        if department and code and self.department_of.setdefault(code, department) != department:
            wrong = f"{code} is with {department}, and elsewhere with {self.department_of[code]}"
            raise CellError(wrong, "one code of the department for each", columns.code)
        area = self._own_area([each for each in (department, code) if each], column)
        if area is not None:
            self._refuse_name_of_other(name, area)
            return own_place(area)
        self._refuse_known_name(name, department or code)
        region = cells.get(columns.region, "").strip()
        return Place(department or code, "authority", name, region, department or code)

    def _own_area(self, codes: Sequence[str], column: str) -> Area | None:
        """The project's area that has all of these codes, if it is one."""
        found = [self._by_code.get(each) for each in codes]
        areas = {area.slug: area for area in found if area is not None}
        area = next(iter(areas.values()), None)
        if area is not None and (len(areas) > 1 or None in found):
            wrong = f"{' and '.join(codes)} are codes of different areas"
            raise CellError(wrong, _codes_of(area), column)
        return area

    def _code(self, cells: Mapping[str, str], column: str, pattern: re.Pattern[str]) -> str:
        """A code in its own form; ``800.0`` is taken, and told."""
        if not column:
            return ""
        text = cells[column]
        plain = text.strip()
        plain = plain.removesuffix(".0") if pattern is _DEPARTMENT else plain.upper()
        if plain.lower() in _NO_CODE:
            return ""
        if not pattern.fullmatch(plain):
            form = "three digits: 800" if pattern is _DEPARTMENT else "E06000022"
            raise CellError(f"{quote_text(text)} is no code of an authority", form, column)
        if plain != text:
            self._pending.append(("codes were read in their usual form", column, text))
        return plain

    def _refuse_name_of_other(self, name: str, area: Area) -> None:
        """A row with the code of one area and the name of another: nobody knows whose it is."""
        named = self._named(name)
        if named is not None and named.slug != area.slug:
            wrong = f"the code is that of {area.name}, and the name is {quote_text(name)}"
            raise CellError(wrong, "code and name of one area", self._columns.name)

    def _refuse_known_name(self, name: str, code: str) -> None:
        named = self._named(name)
        if named is not None and fold_name(named.name) == fold_name(name):
            columns = self._columns
            column = columns.department_code or columns.code or columns.codes
            raise CellError(f"{code} is no code of {named.name}", _codes_of(named), column)

    def _named(self, name: str) -> Area | None:
        """The project's area whose name a name begins with: "Bristol, City of"."""
        folded = fold_name(name)
        begins = [each for each in self._by_name if folded.startswith(each)]
        return self._by_name[max(begins, key=len)] if begins else None

    def _larger(self, kind: str, cells: Mapping[str, str]) -> Place:
        """A region or the nation, by its code."""
        column = getattr(self._columns, f"{kind}_code")
        name = cells[getattr(self._columns, kind)].strip()
        code = cells[column].strip().upper()
        if not _ONS.fullmatch(code):
            wrong = f"{quote_text(cells[column])} is no code of a {kind}"
            raise CellError(wrong, "E12000009" if kind == "region" else "E92000001", column)
        if not name:
            raise CellError("the name is empty", f"a {kind}'s name", getattr(self._columns, kind))
        return Place(code, kind, name, code=code)


def own_place(area: Area) -> Place:
    """One of the project's own areas, as a place."""
    codes = " ".join(area.all_codes)
    return Place(area.slug, "authority", area.name, area.region, codes, own=True)


def _codes_of(area: Area) -> str:
    if not area.all_codes:
        return f"params/areas/{area.slug}.yaml names no code yet: write department_code there"
    return f"for {area.name}: {', '.join(area.all_codes)}"
