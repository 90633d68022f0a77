"""Importing a file: read, recognise, map, compare with what is held, and store all or nothing.

Statistical neighbours, from a file of the department, go to ``neighbours:`` of params/areas/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import AUTHORITIES, NATIONAL, list_authorities, read_places
from bcssp_lib.data.csv_tables import CellError
from bcssp_lib.data.importers.changes import FileChange, IsImported, compare_file, find_refused
from bcssp_lib.data.importers.files import open_file, read_rows
from bcssp_lib.data.importers.formats import Recognised, load_formats, load_map, recognise
from bcssp_lib.data.importers.grid import ProblemList, name_cells
from bcssp_lib.data.importers.held import COUNTRY, indicators_tied_to, read_held
from bcssp_lib.data.importers.mapping import map_figures
from bcssp_lib.data.importers.own_form import OWN_FORM, plan_own_form
from bcssp_lib.data.importers.places import Place, name_places, own_place
from bcssp_lib.data.importers.plan import ImportPlan, changed_files
from bcssp_lib.data.importers.source_entries import enter_source, find_older_release, set_top_key
from bcssp_lib.data.importers.times import complete_format
from bcssp_lib.data.returns.figure_returns import plan_figure_return
from bcssp_lib.data.returns.forms import KPI
from bcssp_lib.data.returns.reading import find_identity, read_form
from bcssp_lib.data.returns.register_returns import plan_register_return
from bcssp_lib.data.returns.shown_cells import show_cells
from bcssp_lib.data.secondary_suppression import protect_import
from bcssp_lib.files.fingerprints import file_digest
from bcssp_lib.model.area import Area, Authority, Neighbours
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import Problem, UserError, not_known, raise_problems
from bcssp_lib.model.import_format import ASKED, NeighbourColumns
from bcssp_lib.model.value import Observation, Source, SourceFile


@dataclass(frozen=True)
class ImportRequest:
    """What is to be imported: a file, and how it is read where that is not found out.

    ``period`` and ``indicator`` are said for files that do not say them.
    """

    path: Path
    format: str = ""
    map: Path | None = None
    areas: tuple[str, ...] = ()
    vintage: str = ""
    period: str = ""  # of figures where the file does not say it, and which a return must be for
    indicator: str = ""


def plan_import(catalogue: Catalogue, request: ImportRequest) -> ImportPlan:
    """Read a file and say what would change; nothing is written.

    Raises ``InputProblemsError`` with everything that is wrong with it.
    """
    known = (*catalogue.areas, NATIONAL)
    for area in request.areas:
        if area not in known:
            raise not_known("area", area, known)
    grids = open_file(request.path)
    identity = find_identity(grids)
    if identity is not None:
        returned = read_form(
            catalogue, show_cells(request.path, grids), identity, request.path,
            areas=request.areas, period=request.period, vintage=request.vintage,
        )  # fmt: skip
        plan = plan_figure_return if identity.kind == KPI else plan_register_return
        return plan(returned)
    if request.map is not None:
        form = load_map(request.map, catalogue.screening)
        for figure in form.figures:
            if figure.indicator != ASKED:
                catalogue.indicator(figure.indicator)
        found = recognise(grids, {form.id: form}, form.id)
    else:
        formats = {**load_formats(catalogue.project, catalogue.screening), OWN_FORM.id: OWN_FORM}
        found = recognise(grids, formats, request.format)
    first = found[0]
    if first.format is OWN_FORM:
        return plan_own_form(catalogue, first, request.path, request.areas)
    if first.format.neighbours:
        return _plan_neighbours(catalogue, first, request.areas)
    sheets = tuple(
        complete_format(each, catalogue, request.period, request.indicator) for each in found
    )
    figures = _FigureImport(catalogue, request, sheets)
    if request.areas == (NATIONAL,) and not figures.of_country:
        raise UserError(
            f"{request.path.name} names your own areas alone, so it holds nothing for "
            f"data/{NATIONAL}/. Leave out --area {NATIONAL}."
        )
    return figures.plan()


class _FigureImport:
    """One import of figures, from what was read to the files that it would write."""

    def __init__(
        self, catalogue: Catalogue, request: ImportRequest, sheets: Sequence[Recognised]
    ) -> None:
        self.project, self.catalogue, self.request = catalogue.project, catalogue, request
        self.mapped = map_figures(sheets, catalogue, set(request.areas) or None)
        self.format = sheets[0].format  # of the first sheet, where they differ
        self.of_country = not all(
            sheet.format.areas and sheet.format.areas.names_own_areas_alone for sheet in sheets
        )
        self.notes = [*dict.fromkeys(note for sheet in sheets for note in sheet.grid.notes.lines())]
        self.own = tuple(place.key for place in self.mapped.places.values() if place.own)
        indicators = {each.indicator for sheet in sheets for each in sheet.format.figures}
        self.related = indicators_tied_to(catalogue, indicators)
        self.held = read_held(catalogue, self.own, self.related)

    def _is_imported(self) -> IsImported:
        """Whether figures of an indicator and a period are what the file is of."""
        indicators = {name.indicator for name in self.mapped.figures}
        if self.format.other_periods == "lost":
            return lambda indicator, _: indicator in indicators
        held = {(name.indicator, name.period.label) for name in self.mapped.figures}
        return lambda indicator, period: (indicator, period) in held

    def plan(self) -> ImportPlan:
        """What would change, with the files as they would be."""
        latest: dict[str, str] = {}
        for name in self.mapped.figures:
            latest[name.place] = max(latest.get(name.place, ""), name.period.end.isoformat())
        places = self.mapped.places
        named = name_places(((places[key], end) for key, end in latest.items()), self.held.places)
        source = self._source(max(latest.values())[:4])
        read = [
            Observation(
                name.indicator, named[name.place].slug, name.period, figure.value, source,
                category=name.category, file=figure.shown, row=figure.row,
            )
            for name, figure in self.mapped.figures.items()
        ]  # fmt: skip
        changes, older, problems = self._changes(read, source)
        slugs = [*(each.slug for each in self.held.places), *(p.slug for p in named.values())]
        refused = find_refused(self.catalogue, self.held, changes, self.related, slugs, [source])
        # Before anything is suppressed: a part above its whole would seem to give away others.
        raise_problems(problems + refused if refused else [])
        figures, hidden, open_figures = protect_import(self.catalogue, read, self.held.figures)
        if hidden:
            changes, older, problems = self._changes(figures, source)
        raise_problems(problems + open_figures)
        if hidden:
            self.notes.append(
                f"suppressed (c), since together with others they would give away what the source "
                f"has suppressed: {hidden:,}"
            )
        areas = tuple(
            named[key].slug
            for key, place in places.items()
            if place.own or place.kind != "authority"
        )
        return ImportPlan(
            format=self.format,
            imported=self.request.path.name,
            notes=tuple(self.notes),
            changes=tuple(changes.values()),
            files=changed_files(self._files(changes, named, source)),
            held=tuple(self.held.figures),
            figures=tuple(figures),
            areas=areas,
            older=older,
        )

    def _source(self, latest: str) -> Source:
        declared = self.format.source
        assert declared is not None  # as every format of figures has
        file = SourceFile(
            format=self.format.id,
            name=self.request.path.name,
            sha256=file_digest(self.request.path),
        )
        fields = declared.model_dump() | {"files": (file,)}
        vintage = self.request.vintage or declared.vintage.replace("{latest}", latest)
        return Source(**{**fields, "vintage": vintage})

    def _changes(
        self, figures: Sequence[Observation], source: Source
    ) -> tuple[dict[str, FileChange[Observation]], tuple[str, ...], list[Problem]]:
        """What changes in each folder of data/, and where it goes back to an older release."""
        is_imported = self._is_imported()
        wanted = set(self.request.areas) or {NATIONAL, *self.own}
        if not self.of_country:
            wanted -= {NATIONAL}
        changes: dict[str, FileChange[Observation]] = {}
        problems: list[Problem] = []
        older = []
        for slug in (*(slug for slug in self.own if slug in wanted), *({NATIONAL} & wanted)):
            folder = COUNTRY if slug == NATIONAL else slug
            its = [each for each in figures if slug in (NATIONAL, each.area)]
            file = self.project.shown(self.project.data / folder / f"{source.id}.csv")
            held = self.held.in_folder(folder)
            change, wrong = compare_file(file, held, its, is_imported)
            changes[folder] = change
            problems += wrong
            if self.format.other_periods == "lost" and change.changes:
                older.append(find_older_release(file, held, its, source, is_imported))
        return changes, tuple(filter(None, older)), problems

    def _files(
        self,
        changes: Mapping[str, FileChange[Observation]],
        named: Mapping[str, Authority],
        source: Source,
    ) -> dict[Path, str]:
        """Every file that is written, as it would be."""
        files: dict[Path, str] = {}
        for change in changes.values():
            path = self.project.root / change.file
            if not change.rows and not change.lost:
                continue
            files[path] = change.text()
            if path.parent.name == "figures" and named:
                files[path.parents[1] / AUTHORITIES] = self._places(named)
            sources = path.parent / "sources.yaml"
            text = sources.read_text("utf-8") if sources.is_file() else ""
            stay = self.format.other_periods == "stay"
            later = stay and not self.request.vintage
            files[sources] = enter_source(text, source, by_name=stay, keep_later=later)
        return files

    def _places(self, named: Mapping[str, Authority]) -> str:
        """The list of places with those that are new; codes are filled in where they lacked."""
        listed = {each.slug: each for each in self.held.places}
        for each in named.values():
            before = listed.get(each.slug, each)
            listed[each.slug] = before.model_copy(update={"code": each.code})
        return list_authorities(listed.values())


_Row = tuple[int, Mapping[str, str]]  # of the department's file: its line, and its cells


def _plan_neighbours(catalogue: Catalogue, found: Recognised, areas: Sequence[str]) -> ImportPlan:
    """What would change in params/areas/; neighbours are joined by the department's codes.

    Those that data/national/ does not list yet are entered there, so that figures of them that
    are imported later are theirs.
    """
    project = catalogue.project
    columns = found.format.neighbours
    assert columns is not None
    rows = _read_rows(found, columns, catalogue)
    wanted = [a for a in catalogue.authorities() if not areas or a.slug in areas]
    problems = ProblemList(found.grid)
    codes = {area.slug: _neighbours_of(area, rows, columns, problems) for area in wanted}
    raise_problems(problems.problems())
    held = read_places(catalogue)
    own = {str(area.department_code): area for area in catalogue.authorities()}
    places = {
        code: _place(code, rows, columns, own) for listed in codes.values() for code in listed
    }
    named = name_places(((place, "") for place in places.values()), held)
    slugs = {code: named[place.key].slug for code, place in places.items()}
    files: dict[Path, str] = {}
    told = []
    for area in wanted:
        listed = [slugs[code] for code in codes[area.slug]]
        now = {"model": columns.model, "authorities": listed}
        if not listed or Neighbours.model_validate(now) == area.neighbours:
            continue
        path = project.params / "areas" / f"{area.slug}.yaml"
        files[path] = set_top_key(path.read_text("utf-8"), "neighbours", now)
        told.append(_describe(project.shown(path), area, listed, columns.model))
    if new := [each for each in named.values() if each.slug not in {h.slug for h in held}]:
        files[project.data / NATIONAL / AUTHORITIES] = list_authorities((*held, *new))
        told.append(f"data/{NATIONAL}/{AUTHORITIES}: {len(new)} new")
    return ImportPlan(
        format=found.format,
        imported=found.grid.shown,
        notes=tuple(found.grid.notes.lines()),
        files=files,
        other_changes=tuple(told),
        areas=(*(area.slug for area in wanted), NATIONAL),
    )


def _read_rows(
    found: Recognised, columns: NeighbourColumns, catalogue: Catalogue
) -> dict[str, _Row]:
    """The row of each code; rows without a code are notes and headings."""
    rows: dict[str, _Row] = {}
    for line, cells in read_rows(found.grid, catalogue.screening):
        named = {name: text.strip() for name, text in name_cells(cells, found.columns).items()}
        code = named[columns.department_code].removesuffix(".0")
        if line > found.heading and code:
            rows.setdefault(code, (line, named))
    return rows


def _neighbours_of(
    area: Area, rows: Mapping[str, _Row], columns: NeighbourColumns, problems: ProblemList
) -> list[str]:
    """The codes of an area's neighbours, the nearest first."""
    line, cells = rows.get(str(area.department_code), (0, {}))
    codes = [cells[name].removesuffix(".0") for name in columns.neighbours] if cells else []
    for name, code in zip(columns.neighbours, codes, strict=False):
        wrong = f"{quote_text(cells[name])} is the code of no row"
        if code not in rows:
            problems.add(line, CellError(wrong, "the department's code of an authority", name))
        elif code == str(area.department_code) or codes.count(code) > 1:
            wrong = f"{code} is the area itself, or is there twice"
            problems.add(line, CellError(wrong, "each other authority once", name))
    return codes


def _place(
    code: str, rows: Mapping[str, _Row], columns: NeighbourColumns, own: Mapping[str, Area]
) -> Place:
    if code in own:
        return own_place(own[code])
    _, cells = rows[code]
    return Place(code, "authority", cells[columns.name], cells[columns.region], code)


def _describe(shown: str, area: Area, listed: Sequence[str], model: str) -> str:
    if area.neighbours is None:
        return f"{shown}: {len(listed)} neighbours, {model}"
    before = set(area.neighbours.authorities)
    same = len(before & set(listed))
    return f"{shown}: {area.neighbours.model} → {model}, {same} of {len(listed)} as before"
