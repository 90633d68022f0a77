"""The words of one fact: every text that pages, prose, the panel and the check show of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bcssp_lib.model.fact import Fact, FactComparison, Quantity
from bcssp_lib.model.indicator import Polarity, Unit
from bcssp_lib.model.value import Reason
from bcssp_lib.model.verdicts import Against, Signal, Variation
from bcssp_lib.stats.rates import SHARE_DECIMALS, share_of
from bcssp_lib.stats.wording import (
    change_interval_text,
    change_phrase,
    change_size,
    change_text,
    compare_phrase,
    count_phrase,
    interval_text,
    percent_text,
    period_phrase,
    quantity_text,
    rank_phrase,
    rank_text,
    ranked_difference,
    signed_percent,
    target_text,
    trend_phrase,
    value_text,
    variation_text,
    worst_sentence,
)

NO_FIGURE = Reason.NOT_AVAILABLE.wording
_INTERVAL_DECIMALS = 1
COMPARED_WITH = {
    Against.PREVIOUS: "the year before",
    Against.FORCE_AREA: "the police force area",
    Against.REGION: "the region",
    Against.ENGLAND: "England",
    Against.PEERS: "the other areas of the police force area",
    Against.NEIGHBOURS: "its statistical neighbours",
}
# The words by which prose names them.
WHOM = {"force": Against.FORCE_AREA, **{whom.value: whom for whom in COMPARED_WITH}}
_QUARTER = 0.25
_FEW_POINTS, _FEW_PERCENT = 2, 5  # what is "stable" in claims.yaml
_MEASURE = re.compile(r"(?:share|rate|average|vacancy rate|turnover|number)\b", re.IGNORECASE)
_OF_PEOPLE = {"children", "adults", "people", "households"}
_BEST_FIRST = (Against.ENGLAND, Against.NEIGHBOURS, Against.REGION, Against.PEERS)


@dataclass(frozen=True)
class FactWords:
    """A fact in words: ``FactWords(fact).change_phrase`` is "rose by 104 (58.4%) to 282".

    What a fact does not have is an empty text, or is said to be missing where prose needs it.
    """

    fact: Fact

    @property
    def text(self) -> str:
        """The value: "282", "21.4%", or why there is none; for some there are only categories."""
        fact = self.fact
        if fact.value.reason is Reason.NOT_APPLICABLE and any(one.category for one in fact.series):
            return "by category"
        return value_text(fact.value, fact.unit, fact.decimals)

    @property
    def counted(self) -> str:
        """The value with what it counts: "2 reviews"."""
        fact = self.fact
        return count_phrase(self.text, fact.singular, fact.counts) if fact.known else self.text

    @property
    def when(self) -> str:
        """When it was counted: "in the 12 months to 31 March 2024"."""
        return period_phrase(self.fact.period)

    @property
    def previous(self) -> str:
        """The value a year earlier."""
        if self.fact.previous is None:
            return NO_FIGURE
        return value_text(self.fact.previous, self.fact.unit, self.fact.decimals)

    @property
    def change(self) -> str:
        """The change with its sign: "+104"; empty where there is none."""
        change = self.fact.change
        if change is None or change.amount is None:
            return ""
        return change_text(change, self.fact.unit, self.fact.decimals)

    @property
    def percent_change(self) -> str:
        """The percent change with its sign, or why it has none; empty without a change."""
        fact = self.fact
        if fact.change is None or fact.change.amount is None or fact.previous is None:
            return ""
        return percent_text(fact.change, fact.unit, fact.previous)

    @property
    def change_phrase(self) -> str:
        """The change as prose: "rose by 104 (58.4%) to 282"."""
        fact = self.fact
        if fact.change is None or fact.previous is None:
            return "cannot be compared with the year before, because we have no figure for it"
        return change_phrase(fact.change, fact.previous, fact.value, fact.unit, fact.decimals)

    @property
    def change_interval(self) -> str:
        """The 95% interval of the change: "−19% to +43%"; empty without one."""
        change = self.fact.change
        return change_interval_text(change, self.fact.unit) if change else ""

    @property
    def target(self) -> str:
        """The target; empty where none is set."""
        fact = self.fact
        return "" if fact.target is None else target_text(fact.target, fact.unit, fact.decimals)

    @property
    def rating(self) -> str:
        """Green, Amber or Red; empty where it is not rated."""
        return self.fact.rating.word if self.fact.rating else ""

    @property
    def rating_phrase(self) -> str:
        """The rating as prose: "is rated amber: 82% against a target of 85%"."""
        fact = self.fact
        if fact.target is None:
            return "has no target"
        if not fact.known:
            return f"cannot be rated, because the figure is {fact.value.why_none}"
        figures = f"{self.text} against a target of {self.target}"
        if fact.rating is None:
            return f"is {fact.why_not_rated or 'not rated'}: {figures}"
        most = " at most" if fact.polarity is Polarity.LOWER else ""
        return f"is rated {fact.rating.word.lower()}: {figures}{most}"

    @property
    def force_change(self) -> str:
        """The percent change across the police force area: "+5.6%"."""
        change = self.fact.force_change
        return NO_FIGURE if change is None else signed_percent(change)

    @property
    def rate(self) -> str:
        """The rate with whom it is of: "38.6 per 10,000 children aged 0 to 17"; or empty."""
        rate = self.fact.rate
        return f"{quantity_text(rate)} {rate.people}" if rate else ""

    @property
    def short_rate(self) -> str:
        """The rate without whom it is of: "38.6 per 10,000"; or empty."""
        return quantity_text(self.fact.rate) if self.fact.rate else ""

    @property
    def interval(self) -> str:
        """The 95% interval of the rate or percentage: "32.5 to 45.5"; or empty."""
        interval = self.fact.interval
        return interval_text(interval, decimals=_INTERVAL_DECIMALS) if interval else ""

    @property
    def _compared_quantity(self) -> Quantity:
        fact = self.fact
        return fact.rate or Quantity(fact.value, fact.unit, fact.decimals)

    @property
    def _ranked_difference(self) -> str:
        """That the rank is of another figure than the fact's amount; empty where it is not."""
        published = self.fact.rank.published if self.fact.rank else None
        if published is not None:
            return ranked_difference(published, self._compared_quantity)
        return f"ranked by {self.short_rate}" if self.fact.rate else ""

    def against(self, comparison: FactComparison) -> str:
        """A comparison as prose: "is higher than England (42.0 against 40.8 per 10,000)"."""
        return compare_phrase(self._compared_quantity, comparison)

    def compared(self, whom: Against) -> str:
        """Compared with others, or with the year before, as prose; or why it cannot be."""
        if whom is Against.PREVIOUS:
            return self.change_phrase
        if whom is Against.FORCE_AREA:
            return self._compared_with_force_area()
        comparison = self.fact.against(whom)
        if comparison is None:
            return f"cannot be compared with {COMPARED_WITH[whom]}, because {self._why_alone(whom)}"
        return self.against(comparison)

    def _why_alone(self, whom: Against) -> str:
        """Why the figure is compared with nobody of these."""
        held = [figure.period for figure in self.fact.series if figure.whose is whom]
        if held:
            return f"our latest figure for it is of {max(held).heading}"
        if whom in {Against.PEERS, Against.NEIGHBOURS}:  # by the median of what is alike
            return "we have no rate or percentage of both"
        return "we have no figure for it"

    def _compared_with_force_area(self) -> str:
        """Two changes: figures of an area and of the whole force are of no like sizes."""
        change, theirs = self.fact.change, self.fact.force_change
        if change and change.percent is not None and not change.few and theirs is not None:
            return (
                f"changed by {signed_percent(change.percent)}, compared with "
                f"{signed_percent(theirs)} across the police force area"
            )
        if theirs is None:
            why = "its change is not known"
        elif change and change.few:
            why = "this area's numbers are too small for a percent change"
        else:
            why = "this area's percent change is not known"
        return f"cannot be compared with the police force area, because {why}"

    @property
    def rank_phrase(self) -> str:
        """The rank as prose: "is 4th highest of 151 authorities with a figure (…)"; or empty."""
        ranked = self.fact.rank
        if ranked is None:
            return ""
        period, difference = self.fact.period.heading, self._ranked_difference
        return rank_phrase(ranked.rank, period, ranked.source, difference)

    @property
    def worst(self) -> str:
        """The answer to "is this area the worst?", as a sentence."""
        fact, ranked = self.fact, self.fact.rank
        if ranked is None:
            return f"This cannot be said: {fact.title}: we have no figures for the country."
        return worst_sentence(ranked, fact.title, fact.period.heading, self._ranked_difference)

    @property
    def trend(self) -> str:
        """The trend as a table shows it: "usual variation", "planned"."""
        if self.fact.planned:
            return "planned"
        trend = self.fact.trend
        if trend is None or trend.variation is Variation.UNKNOWN:
            return "too few figures"
        return variation_text(trend.variation, of_trend=trend.signal is Signal.TREND)

    @property
    def trend_phrase(self) -> str:
        """The trend as prose: "is within its usual range"; empty without one."""
        return trend_phrase(self.fact.trend) if self.fact.trend else ""

    @property
    def mark(self) -> str:
        """What to know about the amount: "provisional"; or empty."""
        return self.fact.value.mark.wording if self.fact.value.mark else ""

    @property
    def sentence(self) -> str:
        """What a chair could read out: figure, change, rating, comparison and trend."""
        figure = self.change_phrase if self.change else self.text
        first = f"{self.fact.title}, {self.when}: {figure}."
        if not self.fact.known:
            return first
        rated = f"This {self.rating_phrase}." if self.target else ""
        over_time = f"Over time it {self.trend_phrase}." if self.trend_phrase else ""
        more = (self._marks(), rated, self._compared_with_best(), over_time)
        return " ".join(filter(None, (first, *more)))

    @property
    def main_point(self) -> str:
        """What a reader with little time should know: the figure, its change, and why it counts.

        "The share of assessments completed within 45 working days fell by 9.1 percentage points to
        51.4%, the lowest of 152 authorities."
        """
        reasons = [self._rated_briefly(), self._placed_briefly()]
        told = self._told_briefly(with_change=not self._hardly_changed)
        return ", ".join([told, *filter(None, reasons)]) + "."

    @property
    def _hardly_changed(self) -> bool:
        """Whether its change is so small that none is worth a word, where chance is not known."""
        change, of_percent = self.fact.change, self.fact.unit is Unit.PERCENT
        if change is None or change.chance is not None:
            return False
        size, most = (change.amount, _FEW_POINTS) if of_percent else (change.percent, _FEW_PERCENT)
        return size is not None and abs(size) <= most

    @property
    def headline(self) -> str:
        """What a chart of the figure shows: "Missing children reports rose by 104 (58.4%) to 282".

        Of a change that chance could explain, that none is clear; empty where that is not known.
        """
        change = self.fact.change
        if change is None or change.direction is None or not self.fact.known:
            return ""
        if change.chance:
            return f"{self.fact.title}: no clear change in a year, at {self.text}"
        return "" if change.few else self._told_briefly()

    @property
    def line_headline(self) -> str:
        """The same of a line through years, of which it compares the last two."""
        headline, change = self.headline, self.fact.change
        clear = headline and change is not None and not change.chance
        return f"{headline} in a year" if clear else headline

    def _told_briefly(self, *, with_change: bool = True) -> str:
        """The figure with its change; without a change that it could be due to chance alone."""
        fact, change = self.fact, self.fact.change if with_change else None
        of_measure = _MEASURE.match(fact.title) is not None
        subject = f"The {fact.title[0].lower()}{fact.title[1:]}" if of_measure else fact.title
        if change is None or change.direction is None or change.few or change.chance:
            return f"{subject} was {self.text}" if of_measure else f"{subject}: {self.text}"
        if fact.unit is Unit.PERCENT and not of_measure and change.amount:
            way = "up" if change.amount > 0 else "down"  # decisions do not rise by points
            size = change_size(change.amount, fact.unit, fact.decimals)
            return f"{subject}: {self.text}, {way} {size}"
        if fact.counts in _OF_PEOPLE and not of_measure:  # their number rises, they do not
            subject = f"The number of {fact.title[0].lower()}{fact.title[1:]}"
        return f"{subject} {self.change_phrase}"

    def _rated_briefly(self) -> str:
        rating = self.fact.rating
        return f"rated {rating.word.lower()} against a target of {self.target}" if rating else ""

    def _placed_briefly(self) -> str:
        """The place among authorities, where it is near an end; of a count its rate is ranked."""
        fact = self.fact
        if fact.rank is None or not fact.rank.rank.is_near_an_end(_QUARTER):
            return ""
        rate = f"with {quantity_text(fact.rank.published or fact.rate)} " if fact.rate else ""
        return f"{rate}the {rank_text(fact.rank.rank)} authorities"

    def _marks(self) -> str:
        previous = self.fact.previous
        sentences = [f"The figure is {self.mark}."] if self.mark else []
        if self.change and previous is not None and previous.mark:
            sentences.append(f"The figure for the year before is {previous.mark.wording}.")
        return " ".join(sentences)

    def _compared_with_best(self) -> str:
        comparison = next(filter(None, map(self.fact.against, _BEST_FIRST)), None)
        if comparison is not None:
            rate = f"is {self.rate}, and that " if self.rate else ""
            return f"It {rate}{self.against(comparison)}."
        return f"It is {self.rate}." if self.rate else ""


class LargerPartError(ValueError):
    """A part that is larger than its whole, of which there is no share."""


def share_words(part: Fact, whole: Fact) -> str:
    """One fact as a share of another: "54 of 105, or 51.4%"; without one, why there is none."""
    if part.period != whole.period:
        periods = "; ".join(FactWords(fact).when for fact in (part, whole))
        return f"cannot be given as a share, because the two are of different periods ({periods})"
    some, all_of = (value_text(fact.value, Unit.COUNT) for fact in (part, whole))
    if part.amount is None or whole.amount is None:
        return all_of if part.known else some
    if not 0 <= part.amount <= whole.amount:
        raise LargerPartError(f"{part.amount} cannot be part of {whole.amount}")
    if whole.amount == 0:
        return f"{some} of none"
    if part.amount == whole.amount:
        return f"all {all_of}"
    share = value_text(share_of(part.value, whole.value), Unit.PERCENT, SHARE_DECIMALS)
    return f"{some} of {all_of}, or {share}"
