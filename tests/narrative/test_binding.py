import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.value import Reason, known, missing
from bcssp_lib.narrative.binding import FactBook, bind_block, escape_markdown
from bcssp_lib.narrative.blocks import Block, parse_blocks
from bcssp_lib.section.facts import Fact
from bcssp_lib.stats.change import change_between
from bcssp_lib.stats.wording import change_phrase


def plain_mark(_: Fact, text: str) -> str:
    """Bind a fact as bare text."""
    return escape_markdown(text)


def fact(name, section="police", **changes):
    content = {
        "title": "Missing children reports",
        "text": "282",
        "known": True,
        "counts": "reports",
        "singular": "report",
        "period": "2023-24",
        "previous_text": "178",
        "change_phrase": "rose by 104 (58.4%) to 282",
        "target_text": "85%",
        "rating": "Amber",
        "comparator_text": "+5.6%",
    }
    return Fact(name=name, section=section, **{**content, **changes})


def absent(name, title):
    return fact(name, title=title, text="not available", known=False, target_text="", rating="")


FACTS = [
    fact("missing_reports"),
    fact("one_report", text="1"),
    absent("training_places", "Places in training"),
    absent("training_hours", "Hours of training"),
    fact("cp_plans", "children", text="141", title="Plans"),
]
BOOK = FactBook(
    facts={
        section: {one.name: one for one in FACTS if one.section == section}
        for section in ("police", "children")
    },
    names={"area": "Bath and North East Somerset", "period": "2023-24", "partnership": "A*B"},
)


def bound(text, *, default=False, line=1):
    block = Block("overview", text, "police.md", line, default=default)
    return bind_block(block, "police", BOOK, plain_mark)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("missing_reports", "282"),
        ("police.missing_reports", "282"),
        ("children.cp_plans", "141"),
        ("area", "Bath and North East Somerset"),
        ("period", "2023-24"),
        ('change("missing_reports")', "rose by 104 (58.4%) to 282"),
        ('previous("missing_reports")', "178"),
        ('target("missing_reports")', "85%"),
        ('target("training_hours")', "no target"),
        ('rating("missing_reports")', "Amber"),
        ('rating("training_hours")', "not rated"),
        ('comparator("missing_reports")', "+5.6%"),
        ('counted("missing_reports")', "282 reports"),
        ('counted("one_report")', "1 report"),
        ('title("missing_reports")', "Missing children reports"),
        ('title("children.cp_plans")', "Plans"),
    ],
)
def test_each_expression_becomes_the_text_that_the_fact_carries(expression, words):
    assert bound(f"So: {{{{ {expression} }}}}.").text == f"So: {words}."


@pytest.mark.parametrize(
    ("previous", "current", "unit", "phrase"),
    [
        (known(178), known(282), Unit.COUNT, "rose by 104 (58.4%) to 282"),
        (
            known(57),
            known(54),
            Unit.COUNT,
            "fell by 3 (5.3%) to 54, a change that chance alone could explain",
        ),
        (known(41), known(41), Unit.COUNT, "stayed the same, at 41"),
        (
            known(0),
            known(5),
            Unit.COUNT,
            "rose from 0 to 5, too few to tell a real change from chance",
        ),
        (known(42), known(57), Unit.PERCENT, "rose by 15 percentage points to 57%"),
        (known(20), known(21), Unit.PERCENT, "rose by 1 percentage point to 21%"),
        (known(1000), known(2250), Unit.POUNDS, "rose by £1,250 (125.0%) to £2,250"),
        (
            missing(),
            known(76),
            Unit.COUNT,
            "cannot be compared with the year before, because the earlier figure is not available",
        ),
        (
            known(76),
            missing(Reason.SUPPRESSED),
            Unit.COUNT,
            "cannot be compared with the year before, because this period's figure is not shown, "
            "to protect people who could be identified",
        ),
    ],
)
def test_a_change_is_worded_in_prose_as_the_fact_words_it(previous, current, unit, phrase):
    words = change_phrase(change_between(previous, current, unit))
    one = fact("missing_reports", change_phrase=words)
    book = FactBook({"police": {"missing_reports": one}}, {})
    text = 'Reports {{ change("missing_reports") }}.'
    block = Block("overview", text, "police.md", 1, default=True)
    assert bind_block(block, "police", book, plain_mark).text == f"Reports {phrase}."


def test_the_facts_that_a_block_uses_are_noted():
    found = bound("{{ missing_reports }}, {{ children.cp_plans }} and {{ area }}")
    assert found.facts == ["police.missing_reports", "children.cp_plans"]
    assert found.absent == []


def test_each_fact_is_marked_by_whoever_binds():
    block = Block("overview", 'A {{ change("missing_reports") }}.', "police.md", 1, default=False)
    found = bind_block(block, "police", BOOK, lambda one, words: f"[{words}]({one.anchor})")
    assert found.text == "A [rose by 104 (58.4%) to 282](fact-police-missing-reports)."


def test_an_authors_paragraph_keeps_its_words_with_the_reason_in_place_of_the_value():
    found = bound("We held {{ training_hours }} hours.\n\nAnd more.\n")
    assert found.text == "We held not available hours.\n\nAnd more.\n"
    assert found.absent == ["police.training_hours"]


def test_a_default_paragraph_without_its_figure_says_which():
    found = bound("First.\n\nWe held {{ training_hours }} hours.\n\nLast.", default=True)
    assert found.text == "First.\n\nNo figure was supplied for “Hours of training”.\n\nLast."
    assert found.absent == ["police.training_hours"]


def test_a_default_paragraph_without_two_figures_says_which_two():
    text = "{{ training_hours }}, {{ training_places }} and {{ training_hours }} again."
    assert bound(text, default=True).text == (
        "No figures were supplied for “Hours of training” and “Places in training”."
    )


def test_a_default_list_loses_only_the_item_without_its_figure():
    text = "- Reports: {{ missing_reports }}.\n- Hours: {{ training_hours }}.\n* Plans."
    assert bound(text, default=True).text == (
        "- Reports: 282.\n- No figure was supplied for “Hours of training”.\n* Plans."
    )


@pytest.mark.parametrize(
    "helper", ["change", "previous", "target", "rating", "comparator", "title"]
)
def test_a_helper_that_can_speak_of_what_is_absent_keeps_the_paragraph(helper):
    found = bound(f'So: {{{{ {helper}("training_hours") }}}}.', default=True)
    assert found.text.startswith("So: ")
    assert found.absent == []


@pytest.mark.parametrize(
    ("expression", "near"),
    [
        ("mising_reports", "nearest: missing_reports"),
        ("cp_plans", "nearest: children.cp_plans"),
        ("children.cp_plan", "nearest: children.cp_plans"),
        ("perod", "nearest: period"),
        ('change("mising_reports")', "nearest: missing_reports"),
    ],
)
def test_an_unknown_fact_is_refused_with_the_block_and_the_nearest(expression, near):
    with pytest.raises(NarrativeError) as caught:
        bound(f"One\n\n{{{{ {expression} }}}}", default=True)
    message = str(caught.value)
    assert message.startswith("police.md, block 'overview', line 3: there is no fact '")
    assert near in message


@pytest.mark.parametrize(
    "expression",
    [
        "__class__",
        "self",
        "missing_reports.__class__",
        "missing_reports.text",
        "change.__globals__",
        "loop",
        "_",
        'title("__init__")',
        'title("police.missing_reports.text")',
        'change("area")',
    ],
)
def test_a_name_that_is_no_fact_reaches_nothing_else(expression):
    with pytest.raises(NarrativeError, match="there is no fact"):
        bound(f"{{{{ {expression} }}}}")


@pytest.mark.parametrize("helper", ["chnge", "range", "dict", "_", "__import__", "eval"])
def test_an_unknown_helper_is_refused_with_those_known(helper):
    with pytest.raises(NarrativeError, match=rf"no helper '{helper}' \(known: change, previous"):
        bound(f'{{{{ {helper}("missing_reports") }}}}')


def test_an_authors_line_is_the_line_of_the_file():
    text = "\n::: {#overview}\nOne.\n\n{{ nothing }}\n:::\n"
    (block,) = parse_blocks(text, "police.md")
    with pytest.raises(NarrativeError, match="line 5: there is no fact 'nothing'"):
        bind_block(block, "police", BOOK, plain_mark)


def test_an_authors_unclosed_braces_are_named_by_the_line_of_the_file():
    text = "\n::: {#overview}\n{{ missing_reports\n:::\n"
    (block,) = parse_blocks(text, "police.md")
    with pytest.raises(NarrativeError, match=r"line 3: an opening \{\{ has no closing \}\}"):
        bind_block(block, "police", BOOK, plain_mark)


def test_windows_line_ends_bind_as_plain_ones():
    (block,) = parse_blocks("::: {#overview}\r\n{{ area }}\r\n\r\nTwo.\r\n:::\r\n", "police.md")
    found = bind_block(block, "police", BOOK, plain_mark)
    assert found.text == "Bath and North East Somerset\n\nTwo.\n"


def test_a_name_is_shown_as_it_is_and_not_as_markdown():
    assert bound("{{ partnership }}").text == r"A\*B"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("−37.9%", "−37.9%"),
        ("£1,250", "£1,250"),
        ("N/A", "N/A"),
        ("a_b*c", r"a\_b\*c"),
        ("<b>", r"\<b\>"),
        ("[x](y)", r"\[x\](y)"),
        ("a|b", r"a\|b"),
        ("$5", r"\$5"),
    ],
)
def test_what_markdown_would_read_is_escaped(text, escaped):
    assert escape_markdown(text) == escaped


@given(st.text(st.characters(exclude_characters="{}\r\ue000", codec="utf-8")), st.booleans())
def test_text_without_facts_is_never_changed(text, default):
    assert bound(text, default=default).text == text
