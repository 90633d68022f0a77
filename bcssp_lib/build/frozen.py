"""What is published is kept by version: its manifest, the hashes of its files and of its inputs.

The hashes of inputs are sealed with the project's secret, since figures that a report hides are
among them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bcssp_lib.build.drafts import list_frozen
from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.files.folders import UNREADABLE, put_bytes
from bcssp_lib.files.packages import packages_digest, toolkit_digest
from bcssp_lib.files.report_paths import COMMENTS_ENDING, ReportPaths
from bcssp_lib.model.errors import UserError
from bcssp_lib.publish.manifest import Manifest

_INPUTS = ".inputs.json"
_PACKAGES, _TOOLKIT = "(packages of Python)", "(the toolkit's own code)"  # inputs that are no files


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
    text = replace(draft, head=head).to_text(files=hash_published(files))
    return Frozen(text, published.mark, hash_inputs(plan, report))


def hash_published(files: Iterable[Path]) -> dict[str, str]:
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


def hash_inputs(plan: Plan, report: ReportPlan) -> dict[str, str]:
    """The sealed hash of each file that a report is made from, by its place in the project."""
    seal, shown = plan.inputs.secret.seal, plan.project.shown
    hashes = {
        shown(path): seal(hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(set(_input_files(plan, report)))
    }
    return {**hashes, _PACKAGES: seal(packages_digest()), _TOOLKIT: seal(toolkit_digest())}


def _input_files(plan: Plan, report: ReportPlan) -> Iterator[Path]:
    folders = [plan.project.data / name for name in plan.inputs.folders_of(report.area.slug)]
    for folder in (*folders, plan.project.params, report.paths.narrative):
        for path in folder.rglob("*"):  # no publication shows comments
            if path.is_file() and path.name[0] != "." and not path.name.endswith(COMMENTS_ENDING):
                yield path
    yield from (section.path for section in report.sections)


def keep_frozen(paths: ReportPaths, frozen: Frozen) -> None:
    """Keep a publication under its version, unless it is the last one, which is kept already."""
    earlier = list_frozen(paths)
    if earlier and earlier[-1].read_text("utf-8") == frozen.text:
        return
    last = int(earlier[-1].stem.split("-")[-2]) if earlier else 0
    place = paths.published / f"{paths.report.edition}-{last + 1:04}-{frozen.mark}.json"
    inputs = json.dumps(frozen.inputs, indent=1, ensure_ascii=False)
    put_bytes(f"{inputs}\n".encode(), place.with_name(f"{place.stem}{_INPUTS}"))
    put_bytes(frozen.text.encode(), place)


def read_inputs(manifest: Path) -> dict[str, str]:
    """The sealed hashes of the inputs of a kept publication; empty if they were not kept."""
    path = manifest.with_name(f"{manifest.stem}{_INPUTS}")
    if not path.exists():
        return {}
    try:
        return {str(name): str(sealed) for name, sealed in json.loads(path.read_bytes()).items()}
    except UNREADABLE as error:
        raise UserError(
            f"{path} cannot be read. Take it from git again, or remove it: then it cannot be said "
            "which inputs differ."
        ) from error
