"""What stands around the text of a report: its names, its mark, its look.

A finished file is dressed and checked by it; Quarto's project holds it, so that Quarto can be run
by hand.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from bcssp_lib.model.area import HOUSE_LOOK, Look
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.publish.block_texts import WrongReportError

SYNTHETIC_WORDS = "Synthetic figures: made up, not for publication"
_FILE = "_masthead.json"


@dataclass(frozen=True)
class Masthead:
    """The names of a report, its mark and its look; ``pages`` are those of its book, by file name.

    ``templated``: a council's template has the styles of Word, and its paper.
    """

    title: str
    subtitle: str
    area: str
    report: ReportId
    mark: str
    synthetic: bool = False
    brief: bool = False
    easy_read: bool = False
    templated: bool = False
    look: Look = HOUSE_LOOK
    pages: tuple[str, ...] = ()

    @property
    def date(self) -> datetime:
        """The last day that the report's figures tell of."""
        return datetime.combine(self.report.period.end, time(), UTC)

    def write(self, folder: Path) -> None:
        """Put it into the folder of Quarto's project."""
        look = self.look.model_dump(mode="json")
        content = {**asdict(self), "report": self.report.stamp(), "look": look}
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (folder / _FILE).write_text(f"{text}\n", "utf-8", newline="\n")

    def check_names(self, path: Path, text: str, about: str) -> None:
        """A file names its report in what it says about itself, or else on its first pages.

        Letters that a face lacks, or that a program sets in its own way, are not on the page as
        they are in params/.
        """
        if self.is_stamped_on(about):
            return
        shown = " ".join(text.split())
        for wanted in (self.title, self.subtitle):
            if " ".join(wanted.split()) not in shown:
                raise WrongReportError(
                    f"{path} does not name '{wanted}', the report it was made for"
                )

    def is_stamped_on(self, about: str) -> bool:
        """Whether what a file says of itself names its report."""
        stamp = [f"{name}: {value}" for name, value in self.report.stamp().items()]
        return all(words in " ".join(about.split()) for words in stamp)


def read_masthead(folder: Path) -> Masthead:
    """The masthead of the report whose Quarto project is in a folder."""
    content: dict[str, Any] = json.loads((folder / _FILE).read_text("utf-8"))
    stamp = content["report"]
    report = ReportId(stamp["area"], parse_period(stamp["period"]), stamp["edition"])
    look, pages = Look.model_validate(content["look"]), tuple(content["pages"])
    return Masthead(**{**content, "report": report, "look": look, "pages": pages})
