"""Totals, rests and counts that are compared by name, against their own numbers."""

from __future__ import annotations

import pytest

from tests.checks.checked import own_numbers


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Visits: 640 from homes, 392 from wards and 138 from others, 1,215 in total.", "1,215"),
        ("Homes and wards come to 700 and leave 80 of the year's 750 visits.", "80"),
        ("We asked 90 homes and 80 answered. Twelve homes have yet to reply.", "Twelve"),
        ("There were 12 amber and 20 red actions. Amber actions outnumber red ones.", "outnumber"),
        ("There were 12 amber and 20 red actions. Ambers and reds together come to 42.", "42"),
        ("- homes: 33\n- wards: 36\n- others: 35\n\nIn all, 108 visits were made.", "108"),
        ("By kind: homes 33, wards 36 and others 25, which together make the 104.", "104"),
        ("Homes 33, wards 36, others 45; together the three make 104 visits.", "104"),
        ("Visits were 12 in spring, 14 in summer and 16 in autumn, 44 over the year.", "44"),
        (
            "Of the 1,603, 343 went here, 673 there and 517 elsewhere. These add up to 1,523.",
            "1,523",
        ),
        ("There were 343 visits, 673 calls and 517 letters. These sum to 1,553.", "1,553"),
        ("By age, 84 were younger and 70 were older, so that 164 of them could read.", "164"),
        ("There are 150 boys and 140 girls. Those two groups together make 291 pupils.", "291"),
        ("We offered 148 visits, of which 121 were taken up; the remaining 37 were not.", "37"),
    ],
)
def test_a_total_that_its_own_numbers_contradict_is_named(text, words):
    (named,) = own_numbers(text)
    assert words in named


@pytest.mark.parametrize(
    "text",
    [
        "Visits: 640 from homes, 392 from wards and 138 from others, 1,170 in total.",
        "Homes and wards come to 700 and leave 50 of the year's 750 visits.",
        "By age, 84 were younger and 70 were older, so that 154 of them could read.",
        "Just under 200,000 live here: 199,818, to be exact, of whom 36,554 are children.",
        "Of the 737 homes, 401 named noise (54%), 259 damp (35%) and 148 cold (20%).",
        "We asked 90 homes and 80 answered. Ten homes have yet to reply.",
        "There were 12 amber and 20 red actions. Red actions outnumber amber ones.",
        "There were 12 amber and 20 red actions. Ambers and reds together come to 32.",
        "- homes: 33\n- wards: 36\n- others: 35\n\nIn all, 104 visits were made.",
        "There are 150 boys and 140 girls. Those two groups together make 290 pupils.",
        "The 27 members raised 312 calls, 198 about homes and 114 about wards.",
        "It is £186,000, made up of £94,500 for homes, £58,250 for wards and £33,250 for us.",
        "We offered 148 visits, of which 121 were taken up; the remaining 27 were not.",
        "Of our 36 members, 27 had made at least one visit, and the other nine had made none.",
        "Five talks drew 12, 9, 14, 11 and 8 people, 54 in total and just under eleven each.",
        "There were 59 of us. In spring 43 boys came, in 15 groups, so nearly three to each.",
        "We read two files. They agreed in 27 cases and would have asked more in the other 3.",
        "Of 254 interviews offered, 167 took place, and 112 of those within a day.",
        "The area has 199,818 residents, which is 3,830 or 2.0% more than the 195,988 of before.",
    ],
)
def test_a_total_that_follows_from_its_numbers_is_left(text):
    assert own_numbers(text) == []
