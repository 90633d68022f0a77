"""The copies that are kept of a report: its last drafts, and each of its publications by version.

Of a publication the manifest is kept, and the hashes of its files and of its inputs. The latter
are sealed with the project's secret, since figures that a report hides are among them. One is built
again to be compared with what was published, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bcssp_lib.build.build import build
from bcssp_lib.build.plan import Plan, ReportPlan, Watcher, open_plan, plan_report
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.folders import UNREADABLE, put_bytes
from bcssp_lib.files.packages import packages_digest, toolkit_digest
from bcssp_lib.files.project import COMMENTS_ENDING, Project, ReportPaths
from bcssp_lib.model.commands import type_words
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.report_id import Format
from bcssp_lib.publish.manifest import (
    INPUTS_ENDING,
    Manifest,
    draft_mark,
    list_drafts,
    read_manifest,
)
from bcssp_lib.publish.programs import QUARTO, find_quarto
from bcssp_lib.publish.report_changes import ReportChanges, compare_manifests
from bcssp_lib.version import VERSION

_LAST_DRAFT, _PUBLISHED = "last-draft", "published"
_ALSO_LAST = "last-build"
_PACKAGES, _TOOLKIT = "(packages of Python)", "(the toolkit's own code)"  # inputs that are no files
_VERSION = re.compile(r"-([0-9a-f]{8})\.")
_FEWEST_LETTERS = 4  # of a version; fewer may be meant as the number of a draft
_IS_PLACE = re.compile(r"[./\\]")  # in what is no number and no version
_OTHER_KEY = (
    "it cannot be said which inputs differ: they were noted with another secret of the project "
    "(.bcssp-secret) than there is now"
)


def number_draft(paths: ReportPaths, mark: str) -> tuple[int, Manifest | None]:
    """The number of the draft with a version mark, and the draft before it, if one is kept.

    A draft that says what the last one said is that one again, so that it has its number.
    """
    drafts = list_drafts(paths.drafts)
    last = max(drafts, default=0)
    number = last if last and draft_mark(drafts[last]) == mark else last + 1
    earlier = [draft for draft in drafts if draft < number]
    return number, read_manifest(drafts[max(earlier)]) if earlier else None


def refuse_unbuilt(project: Project, request: Request) -> None:
    """Raise ``UserError`` for a report without a review copy, which has nothing to compare."""
    report = plan_report(project, request)
    if not report.paths.manifest.is_file():
        into = f" {type_words('--out', request.out)}" if request.out else ""
        raise UserError(
            f"{report.title} is not built, so that there is nothing to compare. Run: bcssp build "
            f"{report.id.typed}{into}"
        )


def compare_with(paths: ReportPaths, against: str) -> ReportChanges:
    """What a built report says otherwise than another copy of it; without one, against none.

    Example: ``compare_with(paths, "published").sections``
    """
    before = _find_copy(paths, against)
    if before is None:
        return ReportChanges("")
    return compare_manifests(before, read_manifest(paths.manifest))


def _find_copy(paths: ReportPaths, against: str) -> Manifest | None:
    """The copy that is meant: the draft before, the last publication, a draft, a mark, or a place.

    None where the report has no draft before the one that it is. Raises ``UserError`` for what is
    not there, or is of another area or edition.
    """
    if against in (_LAST_DRAFT, _ALSO_LAST):
        return number_draft(paths, read_manifest(paths.manifest).mark)[1]
    manifest = read_manifest(_find_place(paths, against))
    area, edition = manifest.stamp["area"], manifest.stamp["edition"]
    if area != paths.report.area or edition != paths.report.edition:
        raise UserError(
            f"{against} is a copy of another report: {area}, {manifest.stamp['period']}, "
            f"{edition}. Name one of {paths.report.area}, {paths.report.edition}."
        )
    return manifest


def _find_place(paths: ReportPaths, against: str) -> Path:
    drafts, frozen = list_drafts(paths.drafts), _list_frozen(paths)
    if against == _PUBLISHED:
        if frozen:
            return frozen[-1]
        raise UserError(
            f"No publication of {paths.report.area} for {paths.report.period.label} was made yet. "
            "Leave out --against to compare with the draft before."
        )
    if against.isdecimal() and int(against) in drafts:
        return drafts[int(against)]
    if Path(against).exists():
        return Path(against)
    kept = {str(number): path for number, path in drafts.items()}
    kept |= {path.stem: path for path in frozen}
    marks = {path: _VERSION.findall(path.name)[-1] for path in kept.values()}
    marked = [
        path
        for path, mark in marks.items()
        if len(against) >= _FEWEST_LETTERS and mark.startswith(against)
    ]
    if len({marks[path] for path in marked}) == 1:
        return marked[-1]
    if _IS_PLACE.search(against):
        return Path(against)
    versions = ", ".join(f"{name} ({marks[path]})" for name, path in kept.items())
    which = "is the beginning of more than one version" if marked else "is none of its drafts"
    raise UserError(f"{against} {which} or publications. There are: {versions or 'none'}.")


def _list_frozen(paths: ReportPaths) -> list[Path]:
    """The manifests of a report's publications, the oldest first."""
    named = re.compile(rf"{re.escape(paths.report.edition)}-\d{{4,}}-[0-9a-f]{{8}}\.json")
    found = [path for path in paths.published.glob("*.json") if named.fullmatch(path.name)]
    return sorted(found)


@dataclass(frozen=True)
class Frozen:
    """A publication to be kept: its manifest as text, its version mark, and its inputs."""

    text: str
    mark: str
    inputs: Mapping[str, str]


def freeze(
    plan: Plan,
    report: ReportPlan,
    published: Manifest,
    draft: Manifest,
    files: Iterable[Path],
    engine: str,
) -> Frozen:
    """A publication as it is kept: what it says in the words of its draft, and its files.

    The lists are those of the draft, so that later drafts are compared with like.
    """
    head = {**published.head, "of_draft": draft.draft, "engine": engine}
    text = replace(draft, head=head).to_text(files=_hash_published(files))
    return Frozen(text, published.mark, _hash_inputs(plan, report))


def _hash_published(files: Iterable[Path]) -> dict[str, str]:
    """The hash of each file that readers get, by its place; of a book, of all its files."""
    listed: dict[str, Path] = {}
    for file in files:
        book = file.parent
        if file.name == "index.html":
            pages = sorted(path for path in book.rglob("*") if path.is_file())
            listed |= {f"{book.name}/{page.relative_to(book).as_posix()}": page for page in pages}
        else:
            listed[file.name] = file
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(listed.items())
    }


def _hash_inputs(plan: Plan, report: ReportPlan) -> dict[str, str]:
    """The sealed hash of each file that a report is made from, by its place in the project."""
    seal, shown = plan.inputs.secret.seal, plan.catalogue.project.shown
    hashes = {
        shown(path): seal(hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(set(_input_files(plan, report)))
    }
    return {**hashes, _PACKAGES: seal(packages_digest()), _TOOLKIT: seal(toolkit_digest())}


def _input_files(plan: Plan, report: ReportPlan) -> Iterator[Path]:
    project = plan.catalogue.project
    folders = [project.data / name for name in plan.inputs.folders_of(report.area.slug)]
    for folder in (*folders, project.params, report.paths.narrative):
        for path in folder.rglob("*"):  # no publication shows comments
            if path.is_file() and path.name[0] != "." and not path.name.endswith(COMMENTS_ENDING):
                yield path
    yield from (section.path for section in report.sections)


def keep_frozen(paths: ReportPaths, frozen: Frozen) -> None:
    """Keep a publication under its version, unless it is the last one, which is kept already."""
    earlier = _list_frozen(paths)
    if earlier and earlier[-1].read_text("utf-8") == frozen.text:
        return
    last = int(earlier[-1].stem.split("-")[-2]) if earlier else 0
    place = paths.published / f"{paths.report.edition}-{last + 1:04}-{frozen.mark}.json"
    inputs = json.dumps(frozen.inputs, indent=1, ensure_ascii=False)
    put_bytes(f"{inputs}\n".encode(), place.with_name(f"{place.stem}{INPUTS_ENDING}"))
    put_bytes(frozen.text.encode(), place)


def _read_inputs(manifest: Path) -> dict[str, str]:
    """The sealed hashes of the inputs of a kept publication; empty if they were not kept."""
    path = manifest.with_name(f"{manifest.stem}{INPUTS_ENDING}")
    if not path.exists():
        return {}
    try:
        return {str(name): str(sealed) for name, sealed in json.loads(path.read_bytes()).items()}
    except UNREADABLE as error:
        raise UserError(
            f"{path} cannot be read. Take it from git again, or remove it: then it cannot be said "
            "which inputs differ."
        ) from error


@dataclass(frozen=True)
class _Reproduction:
    """A publication that was built again: which of its files are the same, and what differs.

    ``files`` and ``inputs`` say by name what became of those that are not as they were; ``error``
    why nothing could be built.
    """

    title: str
    same: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    error: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether every file is the same to the byte."""
        return not (self.files or self.error)


def reproduce(project: Project, place: Path, watcher: Watcher) -> _Reproduction:
    """Build a publication again from the project as it is now, in a folder that is then removed.

    Raises ``UserError`` for a manifest that is none of a publication.
    """
    manifest = read_manifest(place)
    wanted = manifest.head.get("files")
    if manifest.draft or not isinstance(wanted, dict) or not wanted:
        raise UserError(
            f"{place} is not the manifest of a publication. Those that are kept lie in "
            "reports/<area>/<period>/published/."
        )
    stamp = manifest.stamp
    request = Request.for_report(stamp["area"], stamp["period"], stamp["edition"])
    inputs = tuple(_differing_inputs(project, request, manifest, _read_inputs(place)))
    with TemporaryDirectory(prefix="bcssp-", ignore_cleanup_errors=True) as folder:
        into = replace(request, out=Path(folder))
        options = Options(
            publish=True, allow_synthetic=True, rehearsal=True, formats=_formats(wanted)
        )
        (outcome,) = build(project, into, options, watcher)
        title = outcome.plan.title
        if not outcome.publication:
            failed = "; ".join(f"{each.section}: {each.error}" for each in outcome.failed_sections)
            return _Reproduction(title, inputs=inputs, error=outcome.error or failed)
        now = _hash_published(outcome.publication.values())
    before = {str(name): str(hashed) for name, hashed in wanted.items()}
    same = tuple(name for name in before if now.get(name) == before[name])
    return _Reproduction(title, same, tuple(_differences(before, now)), inputs)


def _formats(names: Iterable[str]) -> tuple[Format, ...]:
    """The formats of a publication, by the names of its files."""
    endings = {name.rpartition(".")[2] for name in names}
    return tuple(each for each in Format if each in endings)


def _differing_inputs(
    project: Project, request: Request, manifest: Manifest, before: Mapping[str, str]
) -> Iterator[str]:
    """What the publication was made from and that is not so now, in words."""
    if manifest.head.get("engine") == QUARTO and find_quarto() is None:
        yield "Quarto made it, and is not found now; without it, the files are others"
    if manifest.head.get("toolkit") != VERSION:
        yield f"the toolkit was {manifest.head.get('toolkit')}, and is {VERSION}"
    with open_plan(project, request) as (plan, _):
        now = _hash_inputs(plan, plan.reports[0])
        known = all(plan.inputs.secret.has_sealed(sealed) for sealed in before.values())
    if before and known:
        yield from _differences(before, now)
    elif before:
        yield from (f"{name} is gone" for name in before if name not in now)
        yield _OTHER_KEY
    else:
        yield "it was not kept what the publication was made from"


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys([*before, *now]):
        if name not in now:
            yield f"{name} is gone"
        elif name not in before:
            yield f"{name} is new"
        elif before[name] != now[name]:
            yield f"{name} differs"
