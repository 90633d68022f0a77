"""Which report something belongs to: the area, the period and the edition, as one value."""

from __future__ import annotations

from dataclasses import dataclass

from bcssp_lib.model.characters import quote_text
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import Period
from bcssp_lib.model.records import SLUG

Stamp = dict[str, str]
MAIN_EDITION = "annual"


@dataclass(frozen=True, order=True)
class ReportId:
    """One report: ``ReportId("banes", parse_period("2023-24"), "annual")``."""

    area: str
    period: Period
    edition: str = MAIN_EDITION

    def __post_init__(self) -> None:
        """Refuse a name that could lead out of the report's folder, wherever it came from."""
        for name in (self.area, self.edition):
            if SLUG.fullmatch(name) is None:
                raise UserError(
                    f"{quote_text(name)} can be no area or edition: their names are small "
                    "letters and digits, with single hyphens between them."
                )

    def stamp(self, section: str = "") -> Stamp:
        """What everything made for this report, or for a section of it, is stamped with."""
        stamp = {"area": self.area, "period": self.period.label, "edition": self.edition}
        return {**stamp, "section": section} if section else stamp

    @property
    def slug(self) -> str:
        """The report as a part of a file name: ``banes-2023-24-annual``."""
        return f"{self.area}-{self.period.slug}-{self.edition}"

    @property
    def typed(self) -> str:
        """The report as commands are given it: "banes --period 2023-24"."""
        return f"{self.area} --period {self.period.label}"

    def __str__(self) -> str:
        return f"{self.area} {self.period.label} {self.edition}"
