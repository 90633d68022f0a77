"""Published places of the areas among all authorities: ``data/national/standing.csv``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from pydantic import ValidationError

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import read_table
from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.period import PeriodError
from bcssp_lib.model.standing import Standing
from bcssp_lib.model.value import Source

FILE = "standing.csv"
_COLUMNS = tuple(Standing.model_fields)


def read_standings(
    path: Path,
    shown: str,
    catalogue: Catalogue,
    sources: Mapping[str, Source],
    problems: list[Problem],
) -> tuple[Standing, ...]:
    """The places that a file holds; what is wrong with it is added to ``problems``.

    ``sources`` are those of the country's figures. A file that is not there holds none.
    """
    if not path.is_file():
        return ()
    names: dict[str, Collection[str]] = {
        "area": catalogue.areas.keys(),
        "indicator": catalogue.indicators.keys(),
        "source": sources.keys(),
    }
    standings: dict[tuple[str, str, str], Standing] = {}
    table = read_table(path, shown, _COLUMNS, problems, catalogue.screening)
    for line, cells in table.rows if table else ():
        unknown = [
            Problem(shown, line, column, f"{quote_text(cells[column])} is not known", _words(known))
            for column, known in names.items()
            if cells[column] not in known
        ]
        problems.extend(unknown)
        if unknown:
            continue
        try:
            standing = Standing.model_validate({**cells, "source": sources[cells["source"]]})
        except ValidationError as error:
            found = error.errors()[0]
            column = str(found["loc"][0]) if found["loc"] else ""
            problems.append(Problem(shown, line, column, found["msg"], "see docs/data.md"))
            continue
        except PeriodError as error:
            problems.append(Problem(shown, line, "period", str(error), "see docs/data.md"))
            continue
        key = (standing.area, standing.indicator, standing.period.label)
        if key in standings:
            problems.append(Problem(shown, line, "", "this place is given already", "each once"))
        standings[key] = standing
    return tuple(standings.values())


def _words(known: Collection[str]) -> str:
    return ", ".join(known) if len(known) < 10 else "a name that is declared in params/"
