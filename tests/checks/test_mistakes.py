"""What is called wrong on real prose, by kind, and what must be left in peace."""

from __future__ import annotations

import pytest

from bcssp_lib.model.finding import Finding, Severity
from benchmarks.checker import Case, mark


def _found(section: str, text: str, weight: Severity) -> list[Finding]:
    marked = mark(Case(text, section, ()))
    return [one for one in marked.false_alarms if one.severity is weight]


def _wrong(section: str, text: str) -> list[str]:
    return [one.what for one in _found(section, text, Severity.WRONG)]


@pytest.mark.parametrize(
    ("section", "text", "words"),
    [
        # digits exchanged, the next number, another digit
        ("police", "There were 228 reports of missing children in the year.", "228"),
        ("adults", "The council received 1,604 safeguarding concerns in 2023-24.", "1,604"),
        ("police", "Domestic abuse crimes rose from 1,696 to 1,962.", "1,962"),
        # of another year or place, where the text says which is meant
        ("children", "At 31 March 2024 226 children were looked after.", "226"),
        ("police", "In the year to March 2024 there were 719 child victims of crimes.", "719"),
        ("children", "In 2023-24, 95 children came into care; in 2022-23, 67 left it.", "95"),
        ("adults", "Concerns progressing to section 42(1): 673, was 809. Down by 20%.", "20%"),
        # places among all, of what the sentence or the one before it is about
        (
            "children",
            "Children on a child protection plan: 30th lowest of 151 authorities.",
            "30th lowest",
        ),
        # nobody estimates so many to the last digit
        ("adults", "The safeguarding concerns were about 1,068 people.", "1,068"),
        # a change from the figure of the sentence before
        (
            "children",
            "There were 821 referrals in 2023-24. The year before there had been 1,070, so this is "
            "a fall of 30.3%.",
            "30.3%",
        ),
        (
            "homelessness",
            "A homelessness duty was owed to 794 households in 2023-24. In 2022-23 it was 483. The "
            "increase is 39.2%.",
            "39.2%",
        ),
        (
            "homelessness",
            "A homelessness duty was owed to 794 households in 2023-24. Compared with the 345 of "
            "2021-22 the number has tripled.",
            "tripled",
        ),
        # a target of the sentence, and a comparison that goes on
        (
            "training",
            "Exploitation awareness: for children's social care the return of 72% met the target "
            "of 80%.",
            "met",
        ),
        (
            "children",
            "Health services made 14.9% of referrals, up from 12.0% in 2022-23. It is slightly "
            "below the England figure of 14.7%.",
            "below",
        ),
        # in percent of the later figure, or of neither
        ("children", "410 section 47 enquiries began, after 517, a reduction of 26.1%.", "26.1%"),
        # beside "a quarter", and after words about those who are counted
        ("children", "Referrals fell by nearly a quarter, from 1,070 to 812 this year.", "812"),
        (
            "workforce",
            "Agency social workers, on whom we lean longer than we would like, made up 13.6% at "
            "September 2023, as against 17.9% in England.",
            "13.6%",
        ),
        ("children", "Section 47 enquiries came down: 401 were begun in the year.", "401"),
        (
            "children",
            "184 children were brought to an initial child protection conference in 2023-24.",
            "184",
        ),
        ("workforce", "On 30 September 2023 agency social workers made up 13.6%.", "13.6%"),
        ("children", "Our own rate of children looked after is 69.4 per 10,000.", "69.4"),
        # by another name of its measure
        ("children", "Assessments on time came to 54.1% this year.", "54.1%"),
        ("police", "There were 1962 domestic abuse crimes in the year.", "1962"),
        # the change of a figure that is right
        ("police", "Missing children reports rose by 150 to 282.", "150"),
        ("police", "Child sexual exploitation fell to 72 crimes, a drop of 37.9%.", "37.9%"),
        # last year's, where no time is said of it, or only of others
        (
            "police",
            "There were 105 missing children, seven more than the year before, and 57 of them "
            "went missing more than once.",
            "57",
        ),
        ("children", "Referrals from health services made up 12.0% of all.", "12.0%"),
        ("looked_after", "The year was busy: 95 children came into care in 2023-24.", "95"),
        # the force's change, of the area
        (
            "police",
            "Child sexual exploitation crimes in Bath and North East Somerset fell by 37.9%.",
            "37.9%",
        ),
        # of a like measure
        ("workforce", "Turnover was 7.8%, below England (15.9%) and the region (16.7%).", "7.8%"),
        # of one organisation, and of how many met a target
        ("kpis", "HCRG Care Group reported 89% for training within six months (1.8).", "89%"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(section, text, words):
    (what,) = _wrong(section, text)
    assert what.startswith(f"“{words}” is ")


@pytest.mark.parametrize(
    ("section", "text", "words"),
    [
        # of what the sentence does not wholly name
        (
            "children",
            "85.5% of conferences were within 15 days. The South West figure was 79.7%.",
            "79.7%",
        ),
        (
            "children",
            "Second or later plans were 32.9% of plans begun. That is 18th highest of 150.",
            "18th highest",
        ),
        (
            "children",
            "59.3% of reviews of children on a plan were on time. Even so, B&NES is twelfth lowest "
            "of 150 authorities and the average for England is 89.8%.",
            "twelfth lowest",
        ),
        (
            "workforce",
            "Agency workers were 9.1% of social workers. Turnover was 14.2%, against 15.9% "
            "nationally and 16.7 in the South West.",
            "14.2%",
        ),
        # of another measure, which is named wholly
        ("quality_assurance", "83 section 175 audits were circulated to schools.", "83"),
        # one of a list of periods
        (
            "homelessness",
            "Households owed a homelessness duty numbered 192, 214, 215 and 146 in the quarters.",
            "214",
        ),
        # of a like measure
        ("police", "Altogether 590 children were recorded as victims of a crime.", "590"),
        # a claim without the figure of its measure
        ("police", "Recorded cruelty and neglect did not increase this year.", "did not increase"),
        # compared with the year before of what is meant
        (
            "missing",
            "There were 8 looked after children who went missing, compared with 33 in the year "
            "before.",
            "8",
        ),
        # the numbers of a text in words
        ("foreword", "Seventy came to the open day. Eight left early; the other 64 stayed.", "64"),
        ("foreword", "Of 1,200 visits 343, or half, led to a plan.", "half"),
    ],
)
def test_what_is_likely_and_not_certain_is_doubted(section, text, words):
    assert _wrong(section, text) == []
    found = [one.what for one in _found(section, text, Severity.DOUBTFUL)]
    assert any(what.startswith(f"“{words}” ") for what in found)


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("children", "Re-referrals within 12 months fell by 9.3% to 137."),
        ("children", "Thirteen families were supported, of whom 11 stayed together."),
        ("children", "Family group conferences were offered to 63 families, 14 more than before."),
        ("adults", "Women accounted for 58% of concerns and people over 65 for 61%."),
        ("adults", "Applications increased to 1,214, an increase of 9%, and 640 still wait."),
        ("police", "Operation Ruby led to 23 arrests and 14 charges."),
        # a sum of the shares beside it, and the year before of a place that is named
        ("adults", "Risk was reduced in 70% and removed in 17%, so that it was one in 87%."),
        ("police", "For the force there were 384 uses of police protection, up from 317; 41 here."),
        # of a time that the sentence before says, and among so many of a measure not named
        (
            "youth_justice",
            "First-time entrants to youth justice in 2023: 81 per 100,000. The South West rate "
            "was 129.",
        ),
        (
            "workforce",
            "Vacancies of social workers are 7.8%. We were asked why. We are 52nd of 150.",
        ),
        ("homelessness", "Between October and December 215 households were owed a duty."),
        ("homelessness", "794 households were owed a duty; the year before that it was 483."),
        ("children", "Referrals: 821. The year before 1,070. Year before that 885."),
        ("kpis", "FGM awareness (80): Children's Social Care 73, Adult Social Care 5."),
        ("training", "There were 27 topics. Cancelled 13: 9 low numbers, 4 trainer ill."),
        (
            "children",
            "The share of plans that were a second one climbed from 25.2% to 32.9%, 8.2 "
            "percentage points above England's 24.7%.",
        ),
        ("workforce", "Turnover was 13.0%; caseloads averaged 13.9, against 16.0 in England."),
        ("workforce", "Vacancies were 7.8%, less than half of what they had been (18.6%)."),
        # the year before a year that is named, figures in brackets and in a list of others
        ("children", "There were 362 section 47 enquiries in 2021-22 and 355 in the year before."),
        (
            "police",
            "Police protection was used on 41 occasions here (45 previously) and 384 times in the "
            "force (317).",
        ),
        ("workforce", "The mean caseload was 13.9 cases (13.1), against 16.0 and 15.9."),
        ("adults", "Decisions within 4 days: 57% (42%), target 100%, shortfall 43 points."),
        (
            "missing",
            "21 children went missing 71 times in 2023-24, after 33 children and 132 times.",
        ),
        # what had been before, what remains, more than so much, and another last year
        ("children", "Neglect was found in 148 assessments, and had been found in 127."),
        ("children", "The remaining 30 were under five, one more than a year ago."),
        (
            "children",
            "There were 195 in 2023-24. Since 2017-18, when there were 335, the number has fallen "
            "by more than 40%.",
        ),
        ("children", "Last year 137 of the referrals were of a child who had been referred."),
        ("quality_assurance", "## Audits\n\nAdults: 18 returns, 29% more than in 2021."),
        ("adults", "Concerns raised came down slightly, to 1,603, after a rise the year before."),
        ("homelessness", "16 households of care leavers, and six of those aged just 16 or 17."),
        (
            "workforce",
            "At 30 September 2023 vacancies of social workers were at 7.8%, down from 18.6% a year "
            "earlier, agency workers at 9.1% (England 17.9%), and the average caseload 13.9.",
        ),
        (
            "children",
            "Plans that were a second or later plan made up 32.9% of those begun, or 51 of 155, "
            "after 25.2% the year before.",
        ),
        # per so many, of another area, of a target to come, and of two digits
        ("adults", "Concerns raised came in at about 981 for every 100,000 adults."),
        (
            "adults",
            "Risk was reduced or removed in 92.2% of enquiries. Bristol, at 70.2%, lies 147th of "
            "150.",
        ),
        ("adults", "With a trajectory to 75% of decisions made within four days."),
        (
            "adults",
            "Of all who came, 87 filled in the form on safeguarding adults and 81 agreed.",
        ),
        # ages, parts of a year before, and two stretches of time
        ("foreword", "Of these 36,554 were under 18 (18.3% of all residents)."),
        ("police", "Of those 105 children 54 went missing more than once, and 57 the year before."),
        (
            "children",
            "33 had a plan for three months or less, 36 for more than three and up to six months "
            "and 35 for between six months and a year: 104 altogether.",
        ),
        # a held figure with more decimals, in a list with others, and in a part of a year
        ("children", "Among our neighbours 82.45% of initial conferences were within 15 days."),
        (
            "children",
            "85.5% of initial conferences were within 15 days, against 71.7% the year before.",
        ),
        (
            "children",
            "Re-referrals within 12 months were 16.7%, the lowest in the South West.",
        ),
        ("children", "Children on a child protection plan: 59th lowest of 151 authorities."),
        ("children", "Children on a child protection plan in Bath were 30th lowest of 140."),
        ("children", "The lowest share in England of assessments within 45 days (51.4%) was ours."),
        ("homelessness", "Over the summer quarter 241 households were owed a duty."),
        ("children", "Section 47 enquiries went down, 517 to 410."),
        ("police", "Child abuse offences may rise by 13.2% in four years, to about 8,760."),
        # last year's, as the text says in its own way
        ("adults", "Outcomes of nobody were not achieved, where nine had been."),
        (
            "police",
            "94 and 145. The first is serious sexual offences, which were 67; the second is "
            "crimes outside the family, which were 107.",
        ),
        # a ratio, and what it is in percent
        ("police", "Just over half of all missing children (51%) were repeats, down from 58%."),
        ("police", "It looked at 640 notifications and held back 160 of them, one in four."),
        ("training", "We plan to hold 90 sessions next year and to reach 80% of schools."),
        ("workforce", "The council employs 92 social workers, of whom 14 are newly qualified."),
    ],
)
def test_what_nobody_holds_is_no_mistake(section, text):
    assert _wrong(section, text) == []


@pytest.mark.parametrize(
    ("section", "text"),
    [
        ("children", "217 children were in care, and the number in England rose slightly."),
        ("adults", "There were 1,603 concerns, still 57% above 2021-22."),
        ("workforce", "Average caseloads rose from 13.1 to 13.9, still below the average of 16."),
        ("workforce", "Turnover, at 13%, was about the same as the year before."),
        ("workforce", "The vacancy rate fell by more than half, from 18.6% to 7.8%."),
        ("police", "Race hate crimes fell from 28 to 26, and knife crime rose by 14%."),
        ("police", "Reports of missing children rose sharply and domestic abuse crimes by 230."),
        ("police", "Missing reports have increased, yet the children hardly (105 against 98)."),
        ("adults", "Most planning meetings were late."),
        ("adults", "73.2% of adults feel safe; the South West is lower."),
        ("workforce", "Caseloads, at 13.9, are lighter than in England."),
        ("police", "Domestic abuse crimes and child victims of crimes both rose."),
        ("missing", "Looked after children who went missing fell by about a third."),
        ("adults", "Referrals of adults have never come down."),
        ("adults", "Concerns fell to 1,603. The number of people has risen in care homes."),
        ("workforce", "Turnover among health visitors was higher than in the region."),
        ("police", "Eight children were missing from care, and none of them came to harm."),
        (
            "adults",
            "In nearly 81% the adult was asked and said what they wanted, up from 57% the year "
            "before, so the dip of 2022-23 has been made good.",
        ),
        ("adults", "A slight fall in safeguarding concerns, to 1,603, follows a jump of 62%."),
        ("children", "More children looked after passed their exams than in the year before."),
        ("children", "The share of initial child protection conferences in time has risen."),
        ("children", "141 children are on a plan, the highest since 2018, when it stood at 173."),
        ("children", "Referrals fell to 1,006 in 2018-19, then to 931, and dipped again to 860."),
        ("adults", "There were 1,603 concerns. The big jump was earlier: 1,021 in 2021-22."),
        ("police", "Call-outs that weren't crimes fell from 1,043 to nine hundred and forty-four."),
        ("kpis", "Domestic abuse awareness (1.4): twelve were at the 80% target or over it."),
        (
            "children",
            "51.4% of assessments were within 45 days, and among the 152 authorities nobody was "
            "lower.",
        ),
        (
            "children",
            "Conferences, which were understood to be the worst in the country: 85.5% were held "
            "within 15 days.",
        ),
        (
            "youth_justice",
            "In 2018 the rate of first-time entrants was 227, so it has come down by roughly 64%.",
        ),
        (
            "children",
            "There were 137 re-referrals against 151, and because the whole had shrunk faster than "
            "the part, the proportion climbed.",
        ),
        ("police", "Missing children rose from 98 to 105. So the rise is mostly one of reports."),
        ("adults", "There were 1,603 concerns, lower than in 2022-23 and higher than in 2021-22."),
        ("police", "Domestic abuse incidents which were not crimes went down, by 99, to 944."),
        (
            "children",
            "Re-referrals went from 151 to 137, although because the total fell much faster the "
            "share went up.",
        ),
        (
            "children",
            "1,082 children were in need. That is 296.0 per 10,000 against 331.2 in England, so "
            "again we are lower.",
        ),
        ("children", "It was said that B&NES was the worst in the country at timely conferences."),
        (
            "children",
            "Referrals: the fall in 2023-24 (23.3%) far exceeds those of England (2.9%).",
        ),
        # beside England, since a year of another clause, and of two figures
        (
            "adults",
            "73.2% of people said that they feel as safe as they want. The figure has not changed "
            "since 2022-23 and is the highest since 2017-18.",
        ),
        (
            "homelessness",
            "Households owed a homelessness duty were 241 in the second quarter. From the peak of "
            "241 it fell to 215.",
        ),
        ("workforce", "The vacancy rate more than halved and is well under England's."),
        (
            "children",
            "59.3% of children on a plan had all their reviews on time. This is up by 13.8 points "
            "from last year's 45.5%, the first rise since 2019-20.",
        ),
        (
            "adults",
            "73.2% of people said that they feel as safe as they want, the same as last year and "
            "ahead of England's 71.1%.",
        ),
        (
            "adults",
            "There were no outcomes that were not achieved. Risk was removed in 17% and reduced in "
            "70%, and both were unchanged.",
        ),
        # of another than the figure before it, of a time that had passed, and what somebody said
        (
            "children",
            "The share of health is up by almost three points on last year's 12%, and that of the "
            "police is slightly down.",
        ),
        (
            "children",
            "Re-referrals within 12 months had been falling for some years, to 14.1% in 2022-23.",
        ),
        (
            "children",
            "A councillor said that B&NES was the worst in the country for holding initial "
            "conferences in time.",
        ),
    ],
)
def test_a_claim_that_is_true_is_left(section, text):
    assert _wrong(section, text) == []


@pytest.mark.parametrize(
    ("section", "text", "claim"),
    [
        (
            "kpis",
            "Training (1.8): Oxford Health, with 76%, was above the target.",
            "above the target",
        ),
        (
            "kpis",
            "On advanced child protection the Royal United Hospitals, at 89%, met the target.",
            "met the target",
        ),
        (
            "police",
            "Race hate crimes with a child victim edged up by two, to 26.",
            "edged up",
        ),
        ("workforce", "Our vacancy rate is well above the national average.", "above the national"),
        ("adults", "73.2% of adults feel safe; the South West is higher.", "South West is higher"),
        ("workforce", "Caseloads, at 13.9, are heavier than in England.", "heavier than"),
        (
            "children",
            "Child protection reviews on time are at the highest for six years.",
            "highest",
        ),
        (
            "police",
            "Both missing children reports and child sexual exploitation crimes increased.",
            "increased",
        ),
        ("missing", "Looked after children who went missing fell by more than half.", "fell"),
        (
            "police",
            "Missing children reports rose, as did child sexual exploitation crimes.",
            "rose",
        ),
        ("kpis", "Every organisation met the target for MCA training (1.8).", "met the target"),
        (
            "children",
            "There were 1,082 children in need on 31 March 2024, the fourth consecutive annual "
            "increase.",
            "fourth consecutive",
        ),
        # what is denied of some of them
        (
            "police",
            "Eight children were missing from care, none of them more than once.",
            "none of them",
        ),
        (
            "children",
            "141 children were on a child protection plan, and not one child had been on a plan "
            "for more than eighteen months.",
            "not one child",
        ),
        (
            "adults",
            "Risk was reduced or removed in 92.2% of section 42 enquiries with a risk, a shade "
            "short of the England figure, while the region managed 88.5%.",
            "short of",
        ),
        ("workforce", "Each social worker held 13.9 cases, the lowest in five years.", "lowest"),
        ("children", "Reviews of plans on time: 59.3% (45.5). Best for five years.", "Best"),
        (
            "children",
            "The number of looked after children fell for the second year running, to 217.",
            "fell",
        ),
        (
            "children",
            "The rate of plans, 38.6 per 10,000, is lower than that of England (41.4) and above "
            "the rate of the South West (40.8).",
            "above",
        ),
        (
            "children",
            "At 217 the children looked after are the highest in the six-year series.",
            "highest",
        ),
        (
            "workforce",
            "Vacancies of social workers are 7.8%. It is the lowest since 2017, and England is "
            "on 18.9%.",
            "lowest",
        ),
    ],
)
def test_a_claim_that_is_untrue_is_named(section, text, claim):
    (what,) = _wrong(section, text)
    assert claim in what


@pytest.mark.parametrize(
    "text",
    [
        "82.1% of reviews (870 of 945) were on time.",
        "Of 1,200 visits 343 led to a plan, 31%.",
        "Growth over two years, from 400 visits to 600 visits, amounts to 75%.",
        "Our share is 16.7%, and a good deal higher than the 22.4% of others.",
        "The service was at 87% and met the 90% target.",
        "The panel heard 312 cases. That was 38 more cases than the 284 of last year.",
        "The fund gave £90,000 to 15 groups. That is £15,500 more than the £76,500 of last year.",
        "The hubs had 264 replies, of which 198 (66%) were good.",
        "Of the 60 pubs and clubs in the centre that were asked, 45 have done so, or 65%.",
        "On these, 162 parents began, nine to a course, and 126 of them (68%) stayed.",
        "17 plus 83 plus 18 makes 108 returns.",
        "North had 5,865 visits, South 4,310 and East 2,940, so the three together had 13,015.",
        "Safe and well visits: 2,316. Later we say more. The 2,361 safe and well visits were long.",
        "| Visits | Spring | Summer | Autumn | Total |\n|---|---|---|---|---|\n"
        "| North | 12 | 14 | 20 | 48 |",
        "| Visits | North |\n|---|---|\n| Spring | 12 |\n| Summer | 14 |\n| Total | 28 |",
    ],
)
def test_numbers_that_do_not_agree_need_no_data(text):
    assert len(_wrong("foreword", text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "92.1% of reviews (870 of 945) were on time.",
        "Seventy came to the open day. Eight left early; the other 62 stayed.",
        "Thirteen talks were cancelled, nine for bad weather and four for illness.",
        "Talks by children 0, young people 4, and families 1. Talks by adults 1, nurses 1, and "
        "carers 0.",
        "There were 20 visits. They took 12, 14 and 16 minutes.",
        "Our share is 16.7%, by 5.7 points lower than the 22.4% of others.",
        "We have gone from about twenty a week to more than thirty, an increase of 57%.",
        "Seventeen bodies replied, more than in the year before, and eighteen did the other audit.",
        "Supervision was in time for 248, or two thirds, and 62, one in six, had none.",
        "Of the 15 bodies that answered, 12 were there, half of those dozen with all.",
        "In all it took in 118 guests, 94 men and 24 women; exactly half, 59, moved on.",
        "Requests of families numbered 187, up from 148, and now make up 15% of the total.",
        "There were 172 visits, up from 64, or about two and a half times as many.",
        "More than nine hundred came to visit (908, an increase of just over a quarter).",
        "Double the time of the worker, from two days a week to five.",
        "| Visits | Spring | Summer | Autumn | Total |\n|---|---|---|---|---|\n"
        "| North | 12 | 14 | 20 | 46 |",
        "| Visits | Share of total |\n|---|---|\n| Spring | 12 |\n| Summer | 14 |",
    ],
)
def test_numbers_that_agree_are_left(text):
    assert _wrong("foreword", text) == []


@pytest.mark.parametrize(
    ("section", "text", "typed"),
    [
        ("kpis", "12 of 15 agencies met the target for domestic abuse awareness.", ["12", "15"]),
        ("kpis", "Training within six months (1.8): RUH 91%, Oxford Health 76%.", ["91%", "76%"]),
        (
            "police",
            "| 12 months to 31 March | 2023 | 2024 |\n|---|---|---|\n"
            "| Child victims of crimes | 719 | 908 |",
            ["719", "908"],
        ),
        (
            "police",
            "| Measure | Current | Previous | Change, B&NES (%) | Change, force area (%) |\n"
            "|---|---|---|---|---|\n"
            "| Child victims of crimes | 908 | 719 | +26.3 | +17.7 |",
            ["908", "719", "+26.3", "+17.7"],
        ),
        (
            "homelessness",
            "Households owed a duty: 192, 241, 215 and 146 in successive quarters.",
            ["192", "241", "215", "146"],
        ),
    ],
)  # fmt: skip
def test_a_number_is_held_by_what_stands_around_it(section, text, typed):
    assert [one.words for one in _found(section, text, Severity.TYPED)] == typed


def test_a_cell_is_of_the_measure_that_its_row_names():
    """11.5 is the change of another measure of the force."""
    table = (
        "| Measure | Current | Change, force area (%) |\n|---|---|---|\n"
        "| Child victims of crimes | 908 | +11.5 |"
    )
    (wrong,) = _found("police", table, Severity.WRONG)
    assert "+11.5" in wrong.what
    assert "17.7" in wrong.what
    assert not _found("police", table.replace("Child victims", "Other victims"), Severity.WRONG)
