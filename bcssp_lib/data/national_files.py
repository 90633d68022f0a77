"""Writing figures of the country into data/national/, in the columns that are read from there."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import yaml

from bcssp_lib.data.national import AUTHORITIES, FOLDER
from bcssp_lib.data.national import COLUMNS as AUTHORITY_COLUMNS
from bcssp_lib.data.observations import COLUMNS
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Authority
from bcssp_lib.model.observation import Observation, Source


def write_national(
    project: Project, places: Sequence[Authority], found: Sequence[Observation]
) -> None:
    """Write the places, a file for each indicator, and the sources; what stood there is replaced.

    Observations without a source are an error of the caller: ``ValueError``.
    """
    sources: dict[str, Source] = {}
    for one in found:
        if one.source is None:
            raise ValueError(f"{one.indicator} of {one.area} has no source")
        sources[one.source.id] = one.source
    folder = project.data / FOLDER
    figures = folder / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    rows = [[place.slug, place.kind, place.name, place.region] for place in places]
    (folder / AUTHORITIES).write_text(_csv(AUTHORITY_COLUMNS, rows), "utf-8")
    for indicator in dict.fromkeys(one.indicator for one in found):
        own = [_row(one) for one in found if one.indicator == indicator]
        (figures / f"{indicator}.csv").write_text(_csv(COLUMNS, own), "utf-8")
    listed = {
        name: one.model_dump(mode="json", exclude={"id"}, exclude_defaults=True) | {
            "synthetic": one.synthetic
        }
        for name, one in sources.items()
    }  # fmt: skip
    text = yaml.safe_dump({"sources": listed}, sort_keys=False, allow_unicode=True)
    (figures / "sources.yaml").write_text(text, "utf-8")


def _row(one: Observation) -> list[str]:
    value = one.value
    assert one.source is not None
    return [
        one.area,
        one.indicator,
        one.period.label,
        one.category,
        f"{value.amount:f}" if value.amount is not None else str(value.reason),
        value.mark or "",
        one.source.id,
        one.note,
    ]


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()
