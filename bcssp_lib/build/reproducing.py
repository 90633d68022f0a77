"""Building a publication again, and comparing it with what was published, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bcssp_lib.build.build import build
from bcssp_lib.build.kept_copies import hash_inputs, hash_published, read_inputs
from bcssp_lib.build.plan import ReportOutcome, Watcher, open_plan
from bcssp_lib.build.request import Options, Request
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.report_id import Format
from bcssp_lib.publish.manifest import Manifest, read_manifest
from bcssp_lib.publish.programs import QUARTO, find_quarto
from bcssp_lib.version import VERSION

_OTHER_KEY = (
    "it cannot be said which inputs differ: they were noted with another secret of the project "
    "(.bcssp-secret) than there is now"
)


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
    inputs = tuple(_differing_inputs(project, request, manifest, read_inputs(place)))
    with TemporaryDirectory(prefix="bcssp-", ignore_cleanup_errors=True) as folder:
        into = replace(request, out=Path(folder))
        options = Options(
            publish=True, allow_synthetic=True, rehearsal=True, formats=_formats(wanted)
        )
        (outcome,) = build(project, into, options, watcher)
        title = outcome.plan.title
        if not outcome.publication:
            return _Reproduction(title, inputs=inputs, error=_why_none(outcome))
        now = hash_published(outcome.publication.values())
    before = {str(name): str(hashed) for name, hashed in wanted.items()}
    same = tuple(name for name in before if now.get(name) == before[name])
    return _Reproduction(title, same, tuple(_differences(before, now)), inputs)


def _formats(names: Iterable[str]) -> tuple[Format, ...]:
    """The formats of a publication, by the names of its files."""
    endings = {name.rpartition(".")[2] for name in names}
    return tuple(each for each in Format if each in endings)


def _why_none(outcome: ReportOutcome) -> str:
    failed = [f"{section.section}: {section.error}" for section in outcome.failed_sections]
    return outcome.error or "; ".join(failed)


def _differing_inputs(
    project: Project, request: Request, manifest: Manifest, before: Mapping[str, str]
) -> Iterator[str]:
    """What the publication was made from and that is not so now, in words."""
    if manifest.head.get("engine") == QUARTO and find_quarto() is None:
        yield "Quarto made it, and is not found now; without it, the files are others"
    if manifest.head.get("toolkit") != VERSION:
        yield f"the toolkit was {manifest.head.get('toolkit')}, and is {VERSION}"
    with open_plan(project, request) as (plan, _):
        now = hash_inputs(plan, plan.reports[0])
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
