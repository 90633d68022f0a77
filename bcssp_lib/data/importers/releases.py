"""Whether a file is of an older release than the figures that are held of its source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bcssp_lib.data.importers.changes import IsImported
from bcssp_lib.data.importers.held import HeldFolder
from bcssp_lib.data.importers.times import MONTHS
from bcssp_lib.model.period import long_date
from bcssp_lib.model.value import Observation, Source

_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_DATE = re.compile(
    rf"(?:\b[0-9]{{1,2}} )?(?:\b(?:{'|'.join(MONTHS)}) )?{_YEAR.pattern}", re.IGNORECASE
)


def find_older_release(
    file: str,
    held: HeldFolder,
    figures: Sequence[Observation],
    source: Source,
    is_imported: IsImported,
) -> str:
    """A sentence, where a file of data/ would go back to an older release; else empty.

    It is older if its figures end earlier, or if its release names an earlier year.
    """
    before = [
        each
        for each in held.figures
        if each.file == file and is_imported(each.indicator, each.period.label)
    ]
    if not before or not figures:
        return ""
    last, latest = (max(each.period.end for each in group) for group in (before, figures))
    release = held.sources[source.id].vintage if source.id in held.sources else ""
    if last <= latest and not _is_earlier(source.vintage, release):
        return ""
    return (
        f"{file} holds a newer release{_named(release)}, with figures to {long_date(last)}; this "
        f"file{_named(source.vintage)} ends at {long_date(latest)}."
    )


def _is_earlier(release: str, other: str) -> bool:
    """Whether a release is before another one that is named in the same way, by its year."""
    alike = _DATE.sub("", release).strip() == _DATE.sub("", other).strip()
    return alike and 0 < year_of(release) < year_of(other)


def year_of(release: str) -> int:
    """The last year that a release names; 0 without one."""
    return max(map(int, _YEAR.findall(release)), default=0)


def _named(release: str) -> str:
    return f" ({release})" if release else ""
