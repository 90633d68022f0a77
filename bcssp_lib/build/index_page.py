"""The page that lists all reports of a folder, with links: ``reports/index.html``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bcssp_lib.build.ledger import Ledger, ReportRow
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.files.folders import put_bytes
from bcssp_lib.files.project import ReportPaths
from bcssp_lib.model.period import PeriodError, parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.stats.wording import count_phrase

_INDEX = "index.html"


@dataclass(frozen=True)
class _IndexRow:
    """A report as the page lists it; links are from the page's own folder, by what they open."""

    area: str
    period: str
    edition: str
    state: str
    version: str
    links: tuple[tuple[str, str], ...]


def write_index(out: Path, ledger: Ledger, catalogue: Catalogue) -> None:
    """Write the page of all reports in a folder, if it says anything else than before.

    Example: ``write_index(project.reports, ledger, catalogue)`` writes ``reports/index.html``.
    """
    from bcssp_lib.publish.generated import render_template  # slow to import

    rows = sorted(
        _rows(out, ledger.list_reports(), catalogue),
        key=lambda row: (row.area, row.period, row.edition),
    )
    content = f"{render_template('index.html', rows=rows)}\n".encode()
    place = out / _INDEX
    if not (place.is_file() and place.read_bytes() == content):
        put_bytes(content, place)


def _rows(out: Path, reports: Iterable[ReportRow], catalogue: Catalogue) -> Iterator[_IndexRow]:
    for row in reports:
        area, edition = catalogue.areas.get(row.area), catalogue.editions.get(row.edition)
        try:
            period = parse_period(row.period)
        except PeriodError:  # of a ledger that an earlier version has written
            continue
        paths = ReportPaths(ReportId(row.area, period, row.edition), out, out)
        links = tuple(_links(out, paths, row))
        if links or row.error:
            yield _IndexRow(
                area.name if area else row.area,
                row.period,
                edition.title if edition else row.edition,
                _state(row),
                f"draft {row.draft}, version {row.mark}" if row.mark else "",
                links,
            )


def _links(out: Path, paths: ReportPaths, row: ReportRow) -> Iterator[tuple[str, str]]:
    files = {"Review copy": paths.review / row.review} if row.review else {}
    files |= {kind: paths.folder / name for kind, name in row.publication.items()}
    for name, path in files.items():
        if path.is_file():
            yield name, path.relative_to(out).as_posix()


def _state(row: ReportRow) -> str:
    """Where a report stands, in words."""
    opened = row.found.wrong + row.found.typed + row.found.doubtful
    parts = [
        "draft" if row.review else "not built",
        *(["the last build failed or was refused"] if row.error else []),
        count_phrase(str(opened), "open finding", "open findings") if opened else
        "no open findings",
        *([f"published, version {row.published_mark}"] if row.publication else []),
    ]  # fmt: skip
    return "; ".join(parts)
