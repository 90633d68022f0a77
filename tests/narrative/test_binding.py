from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.indicator import Polarity
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Lack, Reason, missing
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.narrative.binding import MARKED, FactBook, bind_block, escape_markdown
from bcssp_lib.narrative.blocks import Block, parse_blocks
from tests.facts import made_fact

FACTS = [
    made_fact(
        title="Missing children reports", previous=178, target=Decimal(300), rating=Rating.AMBER,
        force_change=Decimal("5.6"),
    ),
    made_fact("one_report", 1),
    made_fact("training_places", missing(), title="Places in training"),
    made_fact("training_hours", missing(), title="Hours of training"),
    made_fact("cp_plans", 141, section="children", title="Plans"),
]  # fmt: skip
BOOK = FactBook(
    facts={
        section: {one.name: one for one in FACTS if one.section == section}
        for section in ("police", "children")
    },
    names={"area": "Bath and North East Somerset", "period": "2023-24", "partnership": "A*B"},
)


def bound(text, *, default=False, line=1):
    block = Block("overview", text, "police.md", line, default=default)
    return bind_block(block, "police", BOOK)


def problem(text, **given):
    """The one problem of a text, with its place."""
    found = bound(text, **given)
    (only,) = found.problems
    return f"{found.block.place}, {only}"


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
        ('target("missing_reports")', "300"),
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


def test_the_facts_that_a_block_uses_are_noted():
    found = bound("{{ missing_reports }}, {{ children.cp_plans }} and {{ area }}")
    assert found.facts == ("police.missing_reports", "children.cp_plans")
    assert found.absent == ()


def test_each_span_knows_its_facts_and_what_made_its_words():
    value, change = bound('{{ missing_reports }} and {{ change("children.cp_plans") }}.').spans
    assert (value.words, value.names, value.helper) == ("282", ("police.missing_reports",), "")
    assert value.facts == (FACTS[0],)
    assert (change.helper, change.names) == ("change", ("children.cp_plans",))


def test_a_span_is_shown_as_whoever_renders_wants_it():
    found = bound('A {{ change("missing_reports") }}.')
    shown = found.render(lambda span: f"[{span.words}]({span.facts[0].anchor})")
    assert shown == "A [rose by 104 (58.4%) to 282](fact-police-missing-reports)."
    (mark,) = MARKED.finditer(found.marked)
    assert (mark[1], mark[2]) == ("0", "rose by 104 (58.4%) to 282")


def test_words_for_a_fact_of_a_section_that_failed_say_so():
    book = FactBook({}, {}, {"training": "Training"})
    block = Block("overview", '{{ list_of("training.hours") }}', "police.md", 1, default=False)
    found = bind_block(block, "police", book)
    (span,) = found.spans
    assert span.words == "missing (the section “Training” could not be built)"
    assert (span.names, span.facts) == (("training.hours",), ())
    assert found.absent == ("training.hours",)


def test_an_authors_paragraph_keeps_its_words_with_the_reason_in_place_of_the_value():
    found = bound("We held {{ training_hours }} hours.\n\nAnd more.\n")
    assert found.text == "We held not available hours.\n\nAnd more.\n"
    assert found.absent == ("police.training_hours",)


def test_a_default_paragraph_without_its_figure_says_which():
    found = bound("First.\n\nWe held {{ training_hours }} hours.\n\nLast.", default=True)
    assert found.text == "First.\n\nNo figure was supplied for “Hours of training”.\n\nLast."
    assert found.absent == ("police.training_hours",)


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
    assert found.absent == ()


@pytest.mark.parametrize(
    ("expression", "near"),
    [
        ("mising_reports", "nearest: missing_reports"),
        ("cp_plans", "nearest: children.cp_plans)"),
        ("childen.cp_plans", "nearest: children.cp_plans)"),
        ("children.cp_plan", "nearest: children.cp_plans"),
        ("perod", "nearest: period"),
        ('change("mising_reports")', "nearest: missing_reports"),
    ],
)
def test_an_unknown_fact_is_refused_with_the_block_and_the_nearest(expression, near):
    message = problem(f"One\n\n{{{{ {expression} }}}}", default=True)
    assert message.startswith("police.md, cell 'overview', line 3: there is no fact '")
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
    assert "there is no fact" in problem(f"{{{{ {expression} }}}}")


@pytest.mark.parametrize("helper", ["dict", "_", "__import__"])
def test_an_unknown_helper_is_refused_with_those_known(helper):
    told = problem(f'{{{{ {helper}("missing_reports") }}}}')
    assert f"no helper '{helper}' (known: change, previous" in told


def test_a_misspelt_helper_is_refused_with_the_nearest():
    assert "no helper 'chnge' (nearest: change)." in problem('{{ chnge("missing_reports") }}')


def test_a_figure_that_is_not_held_is_refused_with_what_is():
    message = problem('One\n\nIn {{ at("missing_reports", "2019-20") }}.')
    assert "line 4: police.missing_reports: '2019-20' is no period of it (held: 2023-24" in message


def test_default_text_does_without_what_is_not_held():
    text = 'First.\n\nThe force had {{ of("missing_reports", "force") }}.'
    assert bound(text, default=True).text == (
        "First.\n\nNo figure was supplied for “Missing children reports”."
    )


def test_an_author_is_told_of_a_number_that_there_is_not():
    found = bound('It fell by {{ amount("training_hours", "change") }}.')
    assert found.text == "It fell by not available."
    assert found.absent == ("police.training_hours",)
    assert bound('By {{ amount("missing_reports", "change") }}.').absent == ()


def test_an_authors_line_is_the_line_of_the_file():
    text = "\n::: {#overview}\nOne.\n\n{{ nothing }}\n:::\n"
    (block,) = parse_blocks(text, "police.md")
    (only,) = bind_block(block, "police", BOOK).problems
    assert str(only).startswith("line 5: there is no fact 'nothing'")


def test_an_authors_unclosed_braces_are_named_by_the_line_of_the_file():
    text = "\n::: {#overview}\n{{ missing_reports\n:::\n"
    (block,) = parse_blocks(text, "police.md")
    (only,) = bind_block(block, "police", BOOK).problems
    assert str(only).startswith("line 3: an opening {{ has no closing }}")


def test_every_problem_of_a_block_is_told_and_what_can_be_bound_is():
    text = (
        "{{ nothing }} of {{ missing_reports }}, {{ chance('missing_reports') }}.\n\n"
        "- {{ share('missing_reports') }} a\u200bb\n- {{ 1 + 1 }}\n\nc\u200bd &shy; {{ open"
    )
    found = bound(text)
    assert [(each.line, each.what.split(" (")[0][:34]) for each in found.problems] == [
        (2, "there is no fact 'nothing'. See: b"),
        (2, "there is no helper 'chance'"),
        (4, "the helper 'share' takes 2 facts, "),
        (4, "character 35 is U+200B ZERO WIDTH "),
        (5, "this expression is not allowed in "),
        (7, "an opening {{ has no closing }}. W"),
        (7, "character 2 is U+200B ZERO WIDTH S"),
        (7, "&shy; is U+00AD SOFT HYPHEN, which"),
    ]
    assert [span.words for span in found.spans if span.facts] == ["282"]


def test_windows_line_ends_bind_as_plain_ones():
    (block,) = parse_blocks("::: {#overview}\r\n{{ area }}\r\n\r\nTwo.\r\n:::\r\n", "police.md")
    found = bind_block(block, "police", BOOK)
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


SEEN = st.characters(
    exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"),
    exclude_characters="{}",
    include_characters="\n\t",
)


@given(st.text(SEEN), st.booleans())
def test_text_without_facts_is_never_changed(text, default):
    assert bound(text, default=default).text == text


# What a report leaves out


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("- {{ missing_reports }}\n- {{ training_hours }}\n\nEnd.", "- 282\n\nEnd."),
        ("- {{ training_hours }}\n- {{ missing_reports }}", "- 282"),
        ("Of these:\n\n- {{ training_hours }}\n- {{ one_report }}", "Of these:\n\n- 1"),
        ("{{ training_hours }}\n\nEnd.", "End."),
        ("Said.\n\n{{ training_hours }}", "Said."),
        ('Hours {{ change("training_hours") }}.\n\nEnd.', "End."),
        ('Plans: it {{ rank("children.cp_plans") }}.\n\nEnd.', "End."),
        ('{{ awaited("A message") }}\n\nEnd.', "End."),
    ],
)
def test_default_text_with_nothing_to_say_is_left_out(text, kept):
    assert bound(text, default=True).without_gaps().text == kept


def test_what_is_left_out_is_named():
    found = bound('{{ training_hours }}\n\n{{ awaited("A message") }}\n\nEnd.', default=True)
    assert found.without_gaps().gaps == (Lack("Hours of training"), Lack("A message"))


def test_what_is_hidden_is_not_told_as_if_nobody_had_supplied_it():
    fact = made_fact("training_hours", missing(Reason.SUPPRESSED), title="Hours of training")
    hidden = FactBook({"police": {fact.name: fact}}, {})
    text = "We held {{ training_hours }} hours."
    own, default = (
        bind_block(Block("overview", text, "police.md", 1, default=each), "police", hidden)
        for each in (False, True)
    )
    reason = Reason.SUPPRESSED
    assert own.lacks == (Lack("police.training_hours", reason),)
    assert default.text == f"The figure for “Hours of training” is {reason.wording}."
    assert default.without_gaps().gaps == (Lack("Hours of training", reason),)


def test_the_text_of_an_author_stays_as_it_is():
    text = '{{ training_hours }}\n\n{{ awaited("A message") }}'
    found = bound(text).without_gaps()
    assert found.text.endswith("A message was not supplied for this report.")
    assert found.gaps == ()


def test_what_an_author_left_of_the_default_text_is_default_still():
    default = "Of these:\n\n- {{ training_hours }}\n- {{ one_report }}"
    block = Block("overview", f"Read this. {default}\n", "p.md", 1, default=False, replaces=default)
    found = bind_block(block, "police", BOOK).without_gaps()
    assert found.text == "Read this. Of these:\n\n- 1\n"
    assert [lack.title for lack in found.gaps] == ["Hours of training"]


POINTS = FactBook(facts={"police": {"reports": made_fact("reports", previous=178)}}, names={})


def bound_point(text, *, default=False):
    block = Block("points", text, "main_points.md", 1, default=default)
    return bind_block(block, "main_points", POINTS)


def test_a_main_point_is_asked_for_by_its_number():
    found = bound_point('- {{ point("1") }}')
    assert found.text == "- Reports rose by 104 (58.4%) to 282."
    assert found.facts == ("police.reports",)


@pytest.mark.parametrize(
    ("report", "ending"),
    [("2023-24", "to 282."), ("2023-24 Q4", "to 282 (2023-24)."), ("2024-25", "to 282 (2023-24).")],
)
def test_a_main_point_says_its_time_where_that_is_not_the_reports(report, ending):
    book = replace(POINTS, period=parse_period(report))
    block = Block("points", '- {{ point("1") }}', "main_points.md", 1, default=False)
    assert bind_block(block, "main_points", book).text.endswith(ending)


@pytest.mark.parametrize(
    ("report", "text", "shown"),
    [
        ("2024-25 Q1", "Reports: {{ police.reports }}.", "Reports: 282 (2023-24)."),
        ("2024-25 Q1", "Reports: {{ police.reports }}", "Reports: 282 (2023-24)"),
        (
            "2024-25 Q1",
            "Here. There were {{ police.reports }}. They {{ police.reports }} say.",
            "Here. There were 282 (2023-24). They 282 say.",
        ),
        ("2024-25 Q1", "In 2023-24: {{ police.reports }}.", "In 2023-24: 282."),
        ("2024-25 Q1", "Reports are counted.", "Reports are counted."),
        ("2023-24 Q4", "Reports: {{ police.reports }}.", "Reports: 282."),
        ("2023-24", "Reports: {{ police.reports }}.", "Reports: 282."),
    ],
)
def test_default_text_says_the_year_of_what_ended_before_the_reports_period(report, text, shown):
    book = replace(POINTS, period=parse_period(report))
    for default, words in ((True, shown), (False, shown.replace(" (2023-24)", ""))):
        block = Block("overview", text, "", 1, default=default)
        assert bind_block(block, "police", book).render(lambda span: span.words) == words


def test_default_text_does_without_main_points_that_there_are_not():
    found = bound_point('- {{ point("1") }}\n- {{ point("2") }}', default=True).without_gaps()
    assert found.text == "- Reports rose by 104 (58.4%) to 282."
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ('point("2")', "the report has 1 main point, so there is no number 2."),
        ('point("first")', "'point' takes a number from 1 to 7."),
        ('point("1", "2")', "'point' takes a number from 1 to 7."),
    ],
)
def test_an_author_who_asks_for_another_main_point_is_told(expression, told):
    (only,) = bound_point(f"{{{{ {expression} }}}}").problems
    assert only.what == told


NEWS = FactBook(
    facts={
        "police": {
            "reports": made_fact(
                "reports", previous=178, easy="reports of theft", polarity=Polarity.LOWER
            )
        }
    },
    names={},
)


def bound_news(text, *, default=False):
    return bind_block(Block("news", text, "easy_read.md", 1, default=default), "easy_read", NEWS)


def test_a_worry_is_asked_for_by_its_number_and_knows_its_fact():
    found = bound_news('{{ worry("1") }}')
    assert found.text.startswith("Reports of theft went up. This year it was about 280.")
    assert found.facts == ("police.reports",)


def test_default_text_says_once_that_there_is_no_good_news():
    text = '{{ good_news("1") }}\n\n{{ good_news("2") }}'
    found = bound_news(text, default=True).without_gaps()
    assert found.text == "None of the numbers that we looked at shows clear good news."
    assert found.facts == ()


def test_no_face_is_glad_where_there_is_no_good_news():
    found = bound_news('{{ symbol("good") }} {{ good_news("1") }}', default=True)
    assert [span.option for span in found.spans] == ["numbers", "1"]
    worried = bound_news('{{ symbol("worry") }} {{ worry("1") }}', default=True)
    assert worried.spans[0].option == "worry"


def test_an_author_who_asks_for_good_news_that_there_is_not_is_told():
    (only,) = bound_news('{{ good_news("1") }}').problems
    assert only.what == "the report has 0 pieces of good news, so there is no number 1."
