"""Terms and abbreviations: which a text uses, and which nobody explained."""

from __future__ import annotations

import pytest

from bcssp_lib.narrative.terms import (
    find_explained_abbreviations,
    find_terms,
    find_undefined_abbreviations,
    plain_words,
)

GLOSSARY = {
    "ASB": "Antisocial behaviour",
    "B&NES": "Bath and North East Somerset",
    "CP": "Child protection",
    "CPP": "Child protection plan",
    "DfE": "Department for Education",
    "LGBT+": "Lesbian, gay, bisexual, transgender and others",
    "SAR": "Safeguarding adult review",
}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A SAR was published.", ["SAR"]),
        ("Two SARs were published.", ["SAR"]),
        ("(SAR) and “SAR”, SAR; SAR: SAR.", ["SAR"]),
        ("the SAR's findings", ["SAR"]),
        ("the SAR’s findings", ["SAR"]),
        ("a SAR-led day", ["SAR"]),
        ("**SAR**", ["SAR"]),
        ("[SAR](https://example.org/)", ["SAR"]),
        ("<td>SAR</td>", ["SAR"]),
        ("B&NES and B&amp;NES", ["B&NES"]),
        ("LGBT+ people", ["LGBT+"]),
        ("The DfE asks.", ["DfE"]),
        ("CPP stands alone, and does not use the shorter term.", ["CPP"]),
        ("SAR, then DfE, then ASB", ["ASB", "DfE", "SAR"]),
        ("", []),
        ("A sari, NASAR and SARAH", []),
        ("a sar", []),
        ("The Czar", []),
        ("![x](SAR.png)", []),
        ("[read on](https://example.org/SAR)", []),
        ("See https://example.org/SAR for more", []),
        ('<a href="SAR">x</a>', []),
        ("[x]{.SAR}", []),
    ],
)
def test_the_glossary_lists_the_terms_that_a_text_uses(text, found):
    assert find_terms(text, GLOSSARY) == found


def test_terms_are_in_the_order_of_the_alphabet_whatever_their_capitals():
    text = "The DHR, the DfE, the dBA and the DA"
    assert find_terms(text, dict.fromkeys(["dBA", "DHR", "DfE", "DA"], "")) == [
        "DA", "dBA", "DfE", "DHR",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The XYZ met.", ["XYZ"]),
        ("The XYZ met (XYZ), and XYZ.", ["XYZ"]),
        ("Many XYZs met.", ["XYZs"]),
        ("The R&D team", ["R&D"]),
        ("The XyZ asks.", ["XyZ"]),
        ("**XYZ** and <b>QRS</b>", ["QRS", "XYZ"]),
        ("ZZZ before AAA", ["AAA", "ZZZ"]),
        ("the XYZ’s chair", ["XYZ"]),
        ("SAR and SARs, ASB, B&NES, B&amp;NES, LGBT+, DfE", []),
        ("a SAR’s findings", []),
        ("Mr McDonald of MacLeod's", []),
        ("A, I and X", []),
        ("Q4 and S42", []),
        ("Police AND", ["AND"]),
        ("data/XYZ.csv and notes.XYZ", []),
        ("see https://example.org/XYZ", []),
        ("[read](https://example.org/XYZ)", []),
        ("![x](XYZ.png)", []),
        ('<img alt="XYZ">', []),
        ("{{ XYZ }}", []),
        ("", []),
    ],
)
def test_an_abbreviation_that_nobody_explained_is_found(text, found):
    assert find_undefined_abbreviations(text, GLOSSARY) == found


def test_names_that_stand_for_nothing_longer_are_not_reported():
    assert find_undefined_abbreviations("POhWER and HCRG met.", ["POhWER", "HCRG"]) == []


def test_a_term_is_not_torn_apart_by_a_shorter_one_within_it():
    assert find_undefined_abbreviations("B&NES", ["NES", "B&NES"]) == []
    assert find_undefined_abbreviations(r"B\&NES", ["B&NES"]) == []


def test_markup_is_no_text():
    text = "A [link](https://example.org){.fact} of &lt;b&gt; <b class='x'>bold</b>"
    assert " ".join(plain_words(text).split()) == "A [link of <b> bold"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The National Crime Agency (NCA) came.", ["NCA"]),
        ("A multi-agency safeguarding hub (MASH) opened.", ["MASH"]),
        ("The Ministry of Housing (MoH), and research and development (R&D)", ["MoH", "RD"]),
        ("A child in need (CIN) and a child in need plan (CNP)", ["CIN", "CNP"]),
        ("The agency (NCA) came.", []),
        ("(NCA)", []),
        ("Somerset (see below)", []),
    ],
)
def test_a_text_explains_what_it_writes_out_first(text, found):
    assert [one.replace("&", "") for one in find_explained_abbreviations(text)] == found
