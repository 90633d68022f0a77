"""Published values of 2023-24, as the reports of the five areas work them out and show them.

They are pinned by hand from the tables of their publishers: of a count with a rate, the rate for
10,000 children. Our rates are made from the counts and the population, and are not the
publishers' own.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.data_store import open_data_store
from bcssp_lib.files.project import Project
from bcssp_lib.model.period import parse_period
from bcssp_lib.section.benchmarks import Benchmark, make_benchmark
from bcssp_lib.section.comparison_tables import benchmarks_by_year
from bcssp_lib.section.indicator_result import read_indicator
from bcssp_lib.stats.wording import round_half_up

YEAR = "2023-24"
WHOLE = {"cla"}  # their publisher rounds them to whole numbers
# area, indicator, published value, place from the highest, among how many
PUBLISHED = """
banes referrals 224.6 150 151
bristol referrals 457.3 100 151
north-somerset referrals 225.6 149 151
somerset referrals 505.2 85 151
south-gloucestershire referrals 409.4 116 151
banes rereferrals_percent 16.7 120 149
bristol rereferrals_percent 25.2 20 149
north-somerset rereferrals_percent 20.0 82 149
somerset rereferrals_percent 23.0 47 149
south-gloucestershire rereferrals_percent 17.7 110 149
banes s47_enquiries 112.2 136 151
bristol s47_enquiries 134.3 126 151
north-somerset s47_enquiries 101.4 141 151
somerset s47_enquiries 108.4 140 151
south-gloucestershire s47_enquiries 178.0 88 151
banes icpc 43.5 128 152
bristol icpc 58.8 90 152
north-somerset icpc 45.5 121 152
somerset icpc 40.1 136 152
south-gloucestershire icpc 52.9 104 152
banes icpc_within_15_days_percent 85.5 52 150
bristol icpc_within_15_days_percent 69.9 124 150
north-somerset icpc_within_15_days_percent 95.5 8 150
somerset icpc_within_15_days_percent 88.7 37 150
south-gloucestershire icpc_within_15_days_percent 91.1 24 150
banes cp_plans 38.6 92 151
bristol cp_plans 45.1 66 151
north-somerset cp_plans 29.8 130 151
somerset cp_plans 28.9 134 151
south-gloucestershire cp_plans 39.7 87 151
banes cp_plans_second_or_later_percent 32.9 8 150
bristol cp_plans_second_or_later_percent 32.0 10 150
north-somerset cp_plans_second_or_later_percent 21.6 105 150
somerset cp_plans_second_or_later_percent 23.3 83 150
south-gloucestershire cp_plans_second_or_later_percent 27.0 49 150
banes assessments_within_45_days_percent 51.4 152 152
bristol assessments_within_45_days_percent 77.4 119 152
north-somerset assessments_within_45_days_percent 74.8 129 152
somerset assessments_within_45_days_percent 74.6 131 152
south-gloucestershire assessments_within_45_days_percent 81.2 100 152
banes cla 59.0 100 152
bristol cla 83.0 48 152
north-somerset cla 58.0 104 152
somerset cla 52.0 115 152
south-gloucestershire cla 36.0 142 152
banes cla_missing_percent 7.0 136 149
bristol cla_missing_percent 11.0 69 149
north-somerset cla_missing_percent 10.0 94 149
somerset cla_missing_percent 13.0 38 149
south-gloucestershire cla_missing_percent 11.0 69 149
banes social_worker_vacancy_percent 7.8 128 151
bristol social_worker_vacancy_percent 13.7 101 151
north-somerset social_worker_vacancy_percent 29.6 23 151
somerset social_worker_vacancy_percent 12.5 108 151
south-gloucestershire social_worker_vacancy_percent 17.0 78 151
banes social_worker_agency_percent 9.1 115 147
bristol social_worker_agency_percent 4.8 136 147
north-somerset social_worker_agency_percent 29.4 24 147
somerset social_worker_agency_percent 9.5 113 147
south-gloucestershire social_worker_agency_percent 16.7 76 147
banes social_worker_turnover_percent 13.0 104 150
bristol social_worker_turnover_percent 19.6 41 150
north-somerset social_worker_turnover_percent 21.1 27 150
somerset social_worker_turnover_percent 17.5 54 150
south-gloucestershire social_worker_turnover_percent 14.2 94 150
banes social_worker_caseload 13.9 119 151
bristol social_worker_caseload 16.6 52 151
north-somerset social_worker_caseload 15.0 96 151
somerset social_worker_caseload 15.0 96 151
south-gloucestershire social_worker_caseload 16.3 59 151
banes adults_feel_safe_percent 73.2 44 151
bristol adults_feel_safe_percent 63.4 145 151
north-somerset adults_feel_safe_percent 73.9 34 151
south-gloucestershire adults_feel_safe_percent 69.3 106 151
banes s42_risk_reduced_or_removed_percent 92.2 73 150
bristol s42_risk_reduced_or_removed_percent 70.2 147 150
north-somerset s42_risk_reduced_or_removed_percent 93.8 51 150
somerset s42_risk_reduced_or_removed_percent 97.3 13 150
south-gloucestershire s42_risk_reduced_or_removed_percent 93.7 54 150
"""
CONFERENCES = {  # in B&NES within 15 working days: the place from the best, among how many
    "2018-19": (148, 151),
    "2022-23": (113, 150),
    "2023-24": (52, 150),
    "2024-25": (25, 151),
}


def benchmark(
    project: Project, five_catalogue: Catalogue, area: str, indicator: str, year: str = YEAR
) -> Benchmark:
    store = open_data_store(replace(five_catalogue, project=project), area)
    place = store.area(area)
    current = read_indicator(store, indicator, place, parse_period(year)).current
    return make_benchmark(store, store.indicator(indicator), place, current)


@pytest.mark.parametrize("line", PUBLISHED.strip().splitlines())
def test_a_published_value_is_what_we_show(
    five_areas: Project, five_catalogue: Catalogue, line: str
) -> None:
    area, indicator, value, place, of = line.split()
    found = benchmark(five_areas, five_catalogue, area, indicator)
    shown = found.own.value.amount
    assert shown is not None
    decimals = 0 if indicator in WHOLE else 1
    assert round_half_up(shown, decimals) == round_half_up(Decimal(value), decimals)
    assert found.rank is not None
    assert (found.rank.highest, found.rank.of) == (int(place), int(of))
    assert found.difference == ""


@pytest.mark.parametrize("year", CONFERENCES)
def test_is_it_the_worst_in_the_country(
    five_areas: Project, five_catalogue: Catalogue, year: str
) -> None:
    found = benchmark(five_areas, five_catalogue, "banes", "icpc_within_15_days_percent", year)
    assert found.rank is not None
    assert (found.rank.highest, found.rank.of) == CONFERENCES[year]
    assert found.worst_sentence.startswith("No.")


def test_no_other_year_had_a_lower_place(five_areas: Project, five_catalogue: Catalogue) -> None:
    now = benchmark(five_areas, five_catalogue, "banes", "icpc_within_15_days_percent", "2024-25")
    store = open_data_store(five_catalogue, "banes")
    places = {
        row.own.period.label: row.rank.highest
        for row in benchmarks_by_year(store, now, years=8)
        if row.rank
    }
    assert len(places) == 8
    assert max(places, key=places.__getitem__) == "2018-19"


def test_the_change_of_somersets_code_breaks_no_series(
    five_areas: Project, five_catalogue: Catalogue
) -> None:
    now = benchmark(five_areas, five_catalogue, "somerset", "cp_plans", "2024-25")
    store = open_data_store(five_catalogue, "somerset")
    assert len(benchmarks_by_year(store, now, years=8)) == 8
