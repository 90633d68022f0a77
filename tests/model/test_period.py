from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.period import (
    Period,
    PeriodError,
    PeriodKind,
    latest_day,
    parse_period,
    period_ending,
)

MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
YEARS = st.integers(1990, 2098)
LABELS = st.one_of(
    YEARS.map(lambda year: f"{year}-{(year + 1) % 100:02d}"),
    st.builds(
        lambda year, quarter: f"{year}-{(year + 1) % 100:02d} Q{quarter}", YEARS, st.integers(1, 4)
    ),
    st.builds(lambda month, year: f"{month} {year}", st.sampled_from(MONTHS), YEARS),
    st.builds(
        "{} {}".format,
        st.sampled_from(["12 months to", "at"]),
        st.dates(date(1990, 1, 1), date(2098, 12, 31)),
    ),
)


@pytest.mark.parametrize(
    ("label", "start", "end", "kind"),
    [
        ("2023-24", date(2023, 4, 1), date(2024, 3, 31), PeriodKind.YEAR),
        ("1999-00", date(1999, 4, 1), date(2000, 3, 31), PeriodKind.YEAR),
        ("2023-24 Q1", date(2023, 4, 1), date(2023, 6, 30), PeriodKind.QUARTER),
        ("2023-24 Q2", date(2023, 7, 1), date(2023, 9, 30), PeriodKind.QUARTER),
        ("2023-24 Q3", date(2023, 10, 1), date(2023, 12, 31), PeriodKind.QUARTER),
        ("2023-24 Q4", date(2024, 1, 1), date(2024, 3, 31), PeriodKind.QUARTER),
        ("March 2024", date(2024, 3, 1), date(2024, 3, 31), PeriodKind.MONTH),
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29), PeriodKind.MONTH),
        ("12 months to 2024-03-31", date(2023, 4, 1), date(2024, 3, 31), PeriodKind.ROLLING),
        ("12 months to 2024-02-29", date(2023, 3, 1), date(2024, 2, 29), PeriodKind.ROLLING),
        ("12 months to 2025-02-28", date(2024, 3, 1), date(2025, 2, 28), PeriodKind.ROLLING),
        ("12 months to 2023-12-31", date(2023, 1, 1), date(2023, 12, 31), PeriodKind.ROLLING),
        ("at 2024-03-31", date(2024, 3, 31), date(2024, 3, 31), PeriodKind.SNAPSHOT),
        ("at 2024-02-29", date(2024, 2, 29), date(2024, 2, 29), PeriodKind.SNAPSHOT),
    ],
)
def test_every_written_form_is_read(label, start, end, kind):
    assert parse_period(label) == Period(end, start, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023",
        "23/24",
        "2023/24",
        "2023-2024",
        "2023-24 ",
        " 2023-24",
        "2023-24\n",
        "2023-24 q4",
        "2023-24 Q0",
        "2023-24 Q5",
        "2023-24Q4",
        "2023-24 Q",
        "Q4 2023-24",
        "12 months to March 2024",
        "march 2024",
        "Mar 2024",
        "2024 March",
        "12 months to 31/03/2024",
        "12 months to 2024-3-31",
        "2024-03-31",
        "at 2024-03",
        "AT 2024-03-31",
        "２０２３-２４",
        "0000-01",
        "9999-00",
        "12 months to 0001-01-31",
        "12 months to 9999-12-31",
    ],
)
def test_what_is_no_written_form_is_refused_and_told_the_forms(text):
    with pytest.raises(PeriodError, match="Write one of these forms: 2023-24, 2023-24 Q4"):
        parse_period(text)


@pytest.mark.parametrize("text", ["2023-25", "2023-23", "2023-22", "2023-25 Q1"])
def test_a_year_that_does_not_follow_is_refused_and_told_the_right_one(text):
    with pytest.raises(PeriodError, match=r"is not a financial year.* Write 2023-24\."):
        parse_period(text)


@pytest.mark.parametrize("text", ["at 2023-02-29", "at 2024-13-01", "12 months to 2024-04-31"])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(PeriodError, match="does not hold a real date"):
        parse_period(text)


@given(LABELS)
def test_a_period_is_written_as_it_was_read(label):
    assert parse_period(label).label == label
    assert str(parse_period(label)) == label


@given(LABELS)
def test_the_period_a_year_earlier_is_one_that_can_be_read(label):
    previous = parse_period(label).previous()
    assert parse_period(previous.label) == previous


@given(LABELS)
def test_the_period_a_year_earlier_is_a_year_earlier(label):
    period = parse_period(label)
    previous = period.previous()
    assert previous.kind == period.kind
    assert (previous.end.year, previous.end.month) == (period.end.year - 1, period.end.month)


@given(LABELS)
def test_the_period_a_year_later_leads_back(label):
    period = parse_period(label)
    following = period.following()
    assert following.kind == period.kind
    assert (following.end.year, following.end.month) == (period.end.year + 1, period.end.month)
    if (period.end.month, period.end.day) != (2, 29):
        assert following.previous() == period


@given(YEARS)
def test_the_quarters_of_a_year_fill_it_without_a_gap(first):
    year = parse_period(f"{first}-{(first + 1) % 100:02d}")
    quarters = [parse_period(f"{year.label} Q{number}") for number in (1, 2, 3, 4)]
    assert quarters[0].start == year.start
    assert quarters[3].end == year.end
    for before, after in pairwise(quarters):
        assert after.start == before.end + timedelta(days=1)


@pytest.mark.parametrize(
    ("label", "previous"),
    [
        ("2023-24", "2022-23"),
        ("2000-01", "1999-00"),
        ("2023-24 Q4", "2022-23 Q4"),
        ("March 2024", "March 2023"),
        ("February 2024", "February 2023"),
        ("February 2025", "February 2024"),
        ("12 months to 2024-03-31", "12 months to 2023-03-31"),
        ("12 months to 2024-02-29", "12 months to 2023-02-28"),
        ("12 months to 2025-02-28", "12 months to 2024-02-29"),
        ("at 2024-02-29", "at 2023-02-28"),
        ("at 2025-02-28", "at 2024-02-29"),
        ("at 2024-02-28", "at 2023-02-28"),
        ("12 months to 2025-02-27", "12 months to 2024-02-27"),
        ("at 2024-03-01", "at 2023-03-01"),
        ("at 2024-09-30", "at 2023-09-30"),
    ],
)
def test_the_year_before_keeps_the_kind_and_the_end_of_a_month(label, previous):
    assert parse_period(label).previous() == parse_period(previous)


@pytest.mark.parametrize(
    ("label", "kind", "found"),
    [
        ("2023-24", PeriodKind.ROLLING, "12 months to 2024-03-31"),
        ("2023-24", PeriodKind.SNAPSHOT, "at 2024-03-31"),
        ("2023-24", PeriodKind.QUARTER, "2023-24 Q4"),
        ("2023-24", PeriodKind.MONTH, "March 2024"),
        ("2023-24 Q4", PeriodKind.YEAR, "2023-24"),
        ("2023-24 Q3", PeriodKind.YEAR, "2022-23"),  # the last that has ended
        ("at 2023-09-30", PeriodKind.YEAR, "2022-23"),
        ("12 months to 2024-03-31", PeriodKind.QUARTER, "2023-24 Q4"),
    ],
)
def test_a_period_of_another_kind_ends_on_the_same_day(label, kind, found):
    assert parse_period(label).ending_with(kind) == parse_period(found)


@pytest.mark.parametrize(
    ("label", "slug", "wording", "heading", "short"),
    [
        ("2023-24", "2023-24", "2023-24", "2023-24", "2023-24"),
        (
            "2023-24 Q4",
            "2023-24-Q4",
            "January to March 2024",
            "January to March 2024",
            "Q4 2023-24",
        ),
        ("March 2024", "March-2024", "March 2024", "March 2024", "Mar 2024"),
        (
            "12 months to 2024-03-31",
            "12-months-to-2024-03-31",
            "the 12 months to 31 March 2024",
            "12 months to 31 March 2024",
            "31 Mar 2024",
        ),
        ("at 2024-03-31", "at-2024-03-31", "at 31 March 2024", "31 March 2024", "31 Mar 2024"),
    ],
)
def test_a_period_is_worded_for_folders_prose_tables_and_charts(
    label, slug, wording, heading, short
):
    period = parse_period(label)
    found = (period.slug, period.wording, period.heading, period.short)
    assert found == (slug, wording, heading, short)


def test_periods_are_put_in_the_order_of_their_ends():
    labels = ["2023-24 Q1", "2022-23 Q4", "2023-24 Q4", "2023-24 Q2"]
    ordered = sorted(map(parse_period, labels))
    assert [score.label for score in ordered] == [
        "2022-23 Q4",
        "2023-24 Q1",
        "2023-24 Q2",
        "2023-24 Q4",
    ]


def test_a_snapshot_starts_on_the_day_it_ends():
    day = date(2024, 3, 31)
    assert period_ending(PeriodKind.SNAPSHOT, day) == Period(day, day, PeriodKind.SNAPSHOT)


@pytest.mark.parametrize(
    ("text", "until", "found"),
    [
        ("30 September", date(2024, 3, 31), date(2023, 9, 30)),
        ("31 March", date(2024, 3, 31), date(2024, 3, 31)),
        ("29 February", date(2023, 12, 31), date(2023, 2, 28)),
        ("21 March 2021", date(2024, 3, 31), date(2021, 3, 21)),
    ],
)
def test_the_latest_day_of_a_name(text, until, found):
    assert latest_day(text, until) == found


@pytest.mark.parametrize("text", ["30 Sept", "32 March", "2023-09-30", "march 3"])
def test_what_names_no_day_is_refused(text):
    with pytest.raises(ValueError, match="is not a day"):
        latest_day(text, date(2024, 3, 31))


@pytest.mark.parametrize(
    ("report", "figure", "covered"),
    [
        ("2023-24", "12 months to 2024-03-31", True),
        ("2023-24", "at 2024-03-31", True),
        ("2023-24", "2023-24 Q4", False),
        ("2023-24", "12 months to 2023-12-31", False),
        ("2023-24 Q3", "2022-23", False),
        ("2023-24 Q3", "at 2023-12-31", True),
    ],
)
def test_a_report_covers_figures_of_its_own_time_and_of_its_last_day(report, figure, covered):
    assert parse_period(report).covers(parse_period(figure)) is covered
