"""The only figures that sections, charts and tables ever see: protected ones."""

from __future__ import annotations

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.loader import Figures
from bcssp_lib.data.suppression import protect_breakdown, protect_total
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period
from bcssp_lib.model.register import Entry


class ProtectedFigures:
    """Validated figures, each as its indicator's disclosure policy lets it be shown."""

    def __init__(self, figures: Figures, catalogue: Catalogue) -> None:
        self._figures = figures
        self._catalogue = catalogue
        self._threshold = catalogue.settings.disclosure_threshold

    def observation(self, indicator: str, area: str, period: Period) -> Observation:
        """The total of an indicator; its value is "not available" where there is no row."""
        found = self._figures.observation(indicator, area, period)
        return self._protect(found)

    def series(self, indicator: str, area: str) -> tuple[Observation, ...]:
        """Every total of an indicator in an area, oldest first."""
        return tuple(self._protect(one) for one in self._figures.series(indicator, area))

    def breakdown(self, indicator: str, area: str, period: Period) -> tuple[Observation, ...]:
        """The categories of an indicator in one period."""
        return protect_breakdown(
            self._figures.breakdown(indicator, area, period),
            self._figures.observation(indicator, area, period),
            self._catalogue.indicators[indicator],
            self._threshold,
        )

    def register(self, name: str, area: str) -> tuple[Entry, ...]:
        """Every entry of an area's register (registers hold nothing person-level)."""
        return self._figures.register(name, area)

    def synthetic(self, area: str) -> bool:
        """Whether any figure of an area is made up."""
        return self._figures.synthetic(area)

    def _protect(self, total: Observation) -> Observation:
        indicator = self._catalogue.indicators[total.indicator]
        categories = self._figures.breakdown(total.indicator, total.area, total.period)
        return protect_total(total, categories, indicator, self._threshold)
