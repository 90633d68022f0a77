"""The language of narrative: what is found in it, and what must not be."""

from __future__ import annotations

from dataclasses import replace

import pytest
import textstat
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.checks.language import check_language, read_structure, reading_grade
from bcssp_lib.checks.prose import MARKDOWN, split_block
from bcssp_lib.model.area import Area
from bcssp_lib.model.finding import Kind, Severity
from bcssp_lib.model.value import missing
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from tests.facts import made_fact


def named(name, text):
    return made_fact(name, missing(printed=text))


FACTS = [
    named("victims", "Child victims: 12 color centers"),
    named("when", "in the 12 months"),
    named("again", "again again"),
    named("short", "XQZ"),
]
BOOK = FactBook({"police": {one.name: one for one in FACTS}}, {"area": "Exshire"})


def bound(block, section):
    return split_block(section, bind_block(block, section, BOOK))


@pytest.fixture
def found_in(catalogue):
    """What is found in blocks of one section, each given by its text."""

    def found(*texts, section="police"):
        blocks = [Block(f"b{number}", text, "x.md", 1, default=False)
                  for number, text in enumerate(texts)]  # fmt: skip
        return check_language([bound(block, section) for block in blocks], catalogue)

    return found


def words(findings):
    return [finding.what.split("”")[0].removeprefix("“") for finding in findings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The disabled are left out.", ["The disabled"]),
        ("Support for the disabled, and for the elderly", ["the disabled", "the elderly"]),
        ("Nobody asked the homeless.", ["the homeless"]),
        ("Hard-to-reach groups, the hard to reach", ["Hard-to-reach", "hard to reach"]),
        ("He committed\nsuicide.", ["committed suicide"]),
        ("**Vulnerable** adults", ["Vulnerable adults"]),
        ("The victims were asked, and the victims’ families", ["victims"]),
        ("Victims of crime were seen, and other victims.", ["victims"]),
        ("A service user's account", []),
        ("Service users said so.", ["Service users"]),
        ("She suffers from anxiety.", ["suffers from"]),
        ("Domestic violence rose.", ["Domestic violence"]),
        ("We utilise it in order to cascade it.", ["utilise", "in order to", "cascade"]),
        ("| a | b |\n|---|---|\n| stakeholders | c |\n", ["stakeholders"]),
        ("## Going forward\n", ["Going forward"]),
        ("The LAC review", ["LAC"]),
    ],
)  # fmt: skip
def test_a_word_that_is_not_used_is_found(found_in, text, found):
    findings = [one for one in found_in(text) if "list of words" in one.what]
    assert words(findings) == found
    assert all(finding.why and finding.suggestion.startswith("Write: ") for finding in findings)


@pytest.mark.parametrize(
    "text",
    [
        "The disabled children came. The elderly population grew.",
        "“I never felt like a victim,” she said.",
        '"They call us hard to reach," he said.',
        "The Domestic Violence, Crime and Victims Act 2004 applies.",
        "The Victims' Code, the Victims’ Code and Victim Support",
        "Children who were the victim of a crime",
        "An independent domestic violence adviser came.",
        "The Safeguarding Vulnerable Groups Act 2006",
        "{{ victims }} in {{ area }}",
        "The key is in the door. A number was given. It fostered trust.",
        "She was committed. Suicide was not spoken of.",
        "[Read the plan](https://example.org/stakeholders)",
    ],
)
def test_a_word_that_is_right_where_it_stands_is_left_alone(found_in, text):
    assert found_in(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We will organize the Color of it.", ["organize"]),
        ("Color and behavioral change", ["Color", "behavioral"]),
        ("Analyzing the program in the center", ["Analyzing", "program", "center"]),
        ("Organizations synthesize and emphasize.", ["Organizations", "synthesize", "emphasize"]),
        ("Counseling was canceled.", ["Counseling", "canceled"]),
        ("Practicing a defense", ["Practicing", "defense"]),
        ("color, color and Color", ["color"]),
        ("Citizens seize the prize, resize it, and a maize horizon capsizes.", []),
        ("Rigorous, humorous and honorary laboratory work of a glamorous lab", []),
        ("The World Health Organization and Pearl Harbor", []),
        ("Center Parcs is near.", []),
        ("He wrote a computer program.", []),
        ("The practice has a licence, and they practise and license.", []),
        ("Organise, analyse, colour, behaviour, centre, programme, travelled", []),
        ("{{ victims }}", []),
    ],
)
def test_american_spelling_is_found_and_names_are_not(found_in, text, found):
    assert words(found_in(text)) == found


def test_the_british_spelling_is_suggested(found_in):
    suggested = [one.suggestion for one in found_in("Organizing behavioral centers, paralyzed")]
    assert suggested == [
        f"Write: {one}" for one in ("organising", "behavioural", "centres", "paralysed")
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It went to the the board.", ["the"]),
        ("It went to\nto the board.", ["to"]),
        ("The **the** board", ["the"]),
        ("It rose in {{ when }}.", ["in"]),
        ("The plan was {{ again }}.", []),
        ("They had had enough, and said that that was so.", []),
        ("Visit Baden Baden.", []),
        ("It came to, to be fair, nothing.", []),
        ("10 10 children", []),
        ("- one\n- one", []),
    ],
)
def test_a_word_that_stands_twice_is_found(found_in, text, found):
    assert words(found_in(text)) == found


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["The XQZ met."], ["XQZ"]),
        (["The {{ short }} met."], ["XQZ"]),
        (["The KPI and the CSPRs of B&NES"], []),
        (["The Xylophone Quality Zone (XQZ) met. The XQZ rose.", "The XQZ fell."], []),
        (["The XQZ met.", "The Xylophone Quality Zone (XQZ) met."], ["XQZ"]),
    ],
)
def test_an_abbreviation_is_to_be_explained_before_it_is_used(found_in, texts, found):
    assert words(found_in(*texts)) == found


def test_what_one_section_explains_is_explained_there_alone(catalogue):
    text = "The Xylophone Quality Zone (XQZ) met."
    blocks = [
        bound(Block("b", words, "x.md", 1, default=True), section)
        for section, words in (("a", text), ("b", "The XQZ met."))
    ]
    assert [finding.section for finding in check_language(blocks, catalogue)] == ["b"]


LONG = (
    "Notwithstanding considerable organisational complexity, multidisciplinary safeguarding "
    "arrangements across participating organisations demonstrated substantially strengthened "
    "accountability, communication and responsiveness throughout the reporting period, although "
    "recommendations concerning information-sharing infrastructure remained unimplemented "
    "pending clarification of responsibilities between commissioning organisations."
)
PLAIN = "We asked the school. It said that it had not known. We told the school what to do. " * 4


@pytest.mark.parametrize(
    ("text", "hard"),
    [
        (f"{LONG} {LONG}", True),
        (LONG, False),  # too short to be scored
        (PLAIN, False),
        (f"## {LONG} {LONG}\n", False),
        (f"| {LONG} | {LONG} |\n|---|---|\n", False),
        ("It rose by 3.5% e.g. in May. " * 20, False),
    ],
)
def test_a_text_that_is_hard_to_read_is_found(found_in, text, hard):
    findings = found_in(text)
    assert [finding.severity for finding in findings] == [Severity.DOUBTFUL] * hard
    if hard:
        assert "readability index is" in findings[0].what
        assert findings[0].sentence == LONG


@pytest.mark.parametrize(
    ("texts", "what"),
    [
        (["# Title\n", "### Deep\n"], "level 3, and the one before it of level 1"),
        (["## A\n\n#### B\n"], "level 4, and the one before it of level 2"),
        (["### First of all\n"], "level 3, and the one before it of level 1"),
        (["##\n\nText"], "without words"),
        (["## {.unnumbered}\n"], "without words"),
        (["[](https://example.org)"], "The link to https://example.org has no text."),
        (["[ ![](x.png) ](https://example.org)"], "The picture x.png has no alternative text."),
        (['Go <a href="https://example.org"> </a> there.'], "has no text"),
        (["![](chart.png)"], "The picture chart.png has no alternative text."),
        (['<img src="chart.png">'], "has no alternative text"),
        (['<img src="chart.png" alt="">'], "has no alternative text"),
        (
            ["Before.\n\nReports\t2023\t2024\nMissing\t178\t282\n"],
            "A table was pasted as text: 2 rows",
        ),
        (["<table><tr><td>\n<img src='c.png'>\n</td></tr></table>"], "has no alternative text"),
    ],
)
def test_broken_structure_is_an_error(found_in, texts, what):
    findings = [one for one in found_in(*texts) if one.severity is Severity.WRONG]
    assert any(what in finding.what for finding in findings)
    assert findings[0].kind is Kind.LANGUAGE
    assert findings[0].section == "police"
    assert findings[0].block == f"b{len(texts) - 1}"


def test_a_table_that_was_pasted_as_text_is_given_back_as_one(found_in):
    (finding,) = found_in("Reports\t2023\t2024\r\nMissing children\t178\t282\r\n")
    assert finding.suggestion == (
        "| Reports | 2023 | 2024 |\n| --- | --- | --- |\n| Missing children | 178 | 282 |"
    )


@pytest.mark.parametrize(
    "texts",
    [
        ["# Title\n", "## A\n\n### B\n", "Text", "## C\n", "### D\n"],
        ["## A\n\n### B\n\n# C\n"],
        ["[The report of {{ area }}](https://example.org)"],
        ["[{{ area }}](https://example.org)"],
        ["[![A map](x.png)](https://example.org)"],
        ["![A map of {{ area }}](x.png)"],
        ['<img src="x.png" alt="A map">'],
        ["`![](x.png)` and `[](y)`, and `<img>`"],
        ["    ![](x.png)\n"],
        ["A &lt;img&gt; in words"],
        ["Not a heading: #### this\n"],
        ["## {{ area }}\n"],
        ["## Results {#results .unnumbered}\n"],
        ["One\ttab alone.\n", "\tcode\twith\n\tmore\ttabs\n"],
        ["A note.[^1]\n\n[^1]: https://example.org\n"],
    ],
)
def test_structure_that_is_whole_is_left_alone(found_in, texts):
    assert found_in(*texts) == []


@pytest.mark.parametrize(
    "text",
    [
        "click here",
        "click\nhere",
        "Click **here**",
        "here",
        "Read more",
        "this link",
        "Find out more »",
    ],
)
def test_a_link_must_say_where_it_leads(found_in, text):
    (found,) = found_in(f"For more, [{text}](https://example.org).")
    assert found.severity is Severity.DOUBTFUL
    assert "does not say where it leads" in found.what


def test_the_name_of_a_partnership_is_left_alone(catalogue):
    text = "The Exshire Safeguarding Vulnerable Adults Board met. Vulnerable adults spoke."
    prose = [bound(Block("b", text, "x.md", 1, default=False), "police")]
    exshire = Area(
        slug="exshire", name="Exshire", short_name="Exshire",
        partnership="Exshire Safeguarding Vulnerable Adults Board",
    )  # fmt: skip
    with_name = replace(catalogue, areas={**catalogue.areas, "exshire": exshire})
    (found,) = check_language(prose, with_name)
    assert found.sentence == "Vulnerable adults spoke."
    assert check_language(prose, catalogue)[0].sentence != found.sentence


def test_a_bare_word_of_crime_for_a_child_stands_in_the_way_of_a_publication(found_in):
    (found,) = found_in("A child prostitute was found.")
    assert found.is_open_error
    assert found.sentence == "A child prostitute was found."
    assert "a child who is sexually exploited" in found.suggestion


def test_each_rule_of_the_project_finds_each_of_its_words(found_in, catalogue):
    phrases = [phrase for rule in catalogue.checks.language.words for phrase in rule.find]
    found = found_in(*[f"So {phrase}." for phrase in phrases])
    listed = {(one.block, words([one])[0].casefold()) for one in found}
    assert {(f"b{place}", phrase.casefold()) for place, phrase in enumerate(phrases)} <= listed


def test_each_listed_spelling_is_found_and_no_british_one(found_in, catalogue):
    forms = [
        pair for word in catalogue.checks.language.british.words for pair in word.forms.items()
    ]
    assert words(found_in(*[f"So {american} it." for american, _ in forms])) == [
        american for american, _ in forms
    ]
    assert found_in(*[f"So {british} it." for _, british in forms]) == []


PIECES = [
    "# ", "Title\n", "===\n", "---\n", "-", "- ", "[a](b)", "<b>", "<img src=x>", "![x](y)",
    "text ", "\n", "\n\n", "> ", "<https://x.org> ", "*", "`", "[r]: /x\n", "[r]", "    ",
    "| a | b |\n", "|---|---|\n", "1. ", "\\", "&lt;a href=x>", "\t", " \n",
]  # fmt: skip
SEEN = {"heading_open", "image", "link_open"}


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_text_without_structure_is_one_in_which_markdown_sees_none(text):
    tokens = [child for one in MARKDOWN.parse(text) for child in (one, *(one.children or ()))]
    seen = any(token.type in SEEN for token in tokens)
    assert seen <= bool(list(read_structure(text)))


WORDS = [
    "the", "of", "282", "children", "safeguarding", "multi-agency", "didn’t", "it's", "(2023-24)",
    "£1,000", "58.4%", "–",
]  # fmt: skip
SENTENCE = st.lists(st.sampled_from(WORDS), max_size=20).map(lambda one: " ".join(["Some", *one]))


@given(st.lists(SENTENCE, min_size=1, max_size=9))
def test_the_index_is_that_of_textstat(sentences):
    text = " ".join(f"{sentence.replace('.', '')}." for sentence in sentences)
    expected = textstat.automated_readability_index(text)
    assert reading_grade([f"{sentence}." for sentence in sentences], 1) == pytest.approx(expected)


def test_a_short_text_has_no_index():
    assert reading_grade(["One two three.", "Four five."], 6) is None
    assert reading_grade(["One two three.", "Four five."], 5) is not None


def test_longer_words_and_longer_sentences_are_harder():
    plain = reading_grade(["We saw the child at home.", "She was safe and well."], 5)
    longer = reading_grade(["We saw the child at home and she was safe and well."], 5)
    harder = reading_grade(
        ["Practitioners undertook multidisciplinary assessments concurrently."], 5
    )
    assert plain < longer < harder
