import contextlib
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.binding import BoundBlock, FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import Citation, Expression, parse_text, read_citation
from bcssp_lib.narrative.review_record import list_seen_facts

ESCAPES = [
    # reaching for Python through an object
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ a.__class__.__base__ }}",
    "{{ a['__class__'] }}",
    "{{ a|attr('__class__') }}",
    "{{ a['__cla' ~ 'ss__'] }}",
    "{{ a.b.c }}",
    "{{ a.b() }}",
    "{{ a()() }}",
    "{{ (a).b.c }}",
    "{{ [].append }}",
    "{{ ().__class__.__bases__[0] }}",
    "{{ {}.get('a') }}",
    "{{ change.__globals__['os'] }}",
    "{{ change('a').__globals__ }}",
    "{{ change('a')('b') }}",
    "{{ change('a').upper() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ joiner.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "{{ namespace.__init__.__globals__.os }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context.cycler }}",
    "{{ request.application.__globals__.__builtins__ }}",
    "{{ config.items() }}",
    "{{ get_flashed_messages.__globals__['current_app'].config }}",
    "{{ url_for.__globals__.current_app }}",
    "{{ ''.format.__self__ }}",
    "{{ '{0.__class__}'.format(a) }}",
    "{{ '%s' % a }}",
    "{{ a|format }}",
    "{{ a|map(attribute='__class__')|list }}",
    "{{ a|safe }}",
    "{{ a|upper }}",
    # working things out
    "{{ 7 * 7 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ 'a' * 10 ** 9 }}",
    "{{ a + b }}",
    "{{ a ~ b }}",
    "{{ -a }}",
    "{{ not a }}",
    "{{ a and b }}",
    "{{ a == b }}",
    "{{ a if b else c }}",
    "{{ a is defined }}",
    "{{ a in b }}",
    "{{ a[0] }}",
    "{{ a[1:2] }}",
    "{{ a, b }}",
    "{{ [a, b] }}",
    "{{ {'a': b} }}",
    "{{ 282 }}",
    "{{ 58.4 }}",
    "{{ 'text' }}",
    "{{ true }}",
    "{{ none }}",
    # calling helpers in other ways
    "{{ range(10 ** 9) }}",
    "{{ change() }}",
    "{{ change(a) }}",
    "{{ change(1) }}",
    "{{ change('a', b) }}",
    "{{ change(name='a') }}",
    "{{ change('a', name='b') }}",
    "{{ change('a', *b) }}",
    "{{ change('a', **b) }}",
    "{{ change(*a) }}",
    "{{ change(**a) }}",
    "{{ change('a' ~ 'b') }}",
    "{{ change(change('a')) }}",
    # what is no expression at all
    "{{ }}",
    "{{ a b }}",
    "{{ import os }}",
    "{{ lambda: a }}",
    "{{ a; b }}",
    "{{ a = b }}",
    "{{ __import__('os').system('id') }}x{{ a.b.c }}",
    "{{< include /etc/passwd >}}",
    "{{{ a }}}",
    "{{ a {{ b }} }}",
    "{{ 'a }}",
    "{{ '\\N{nothing}' }}",
    "{{ 1" + "0" * 9000 + " }}",
    "{{ " + "(" * 3000 + "a" + ")" * 3000 + " }}",
    "{{ a" + ".b" * 3000 + " }}",
    "\ue000% for a in b %\ue000{{ a }}\ue000% endfor %\ue000",
    "\ue000# hidden #\ue000",
]


def only(text):
    (found,) = [piece for piece in parse_text(text) if isinstance(piece, Expression)]
    return found


@pytest.mark.parametrize(
    ("text", "fact", "helper"),
    [
        ("{{ missing_reports }}", "missing_reports", ""),
        ("{{missing_reports}}", "missing_reports", ""),
        ("{{ police.missing_reports }}", "police.missing_reports", ""),
        ('{{ change("missing_reports") }}', "missing_reports", "change"),
        ("{{ change('police.missing_reports') }}", "police.missing_reports", "change"),
        ("{{\n  missing_reports\n}}", "missing_reports", ""),
    ],
)
def test_the_three_forms_are_read(text, fact, helper):
    found = only(f"There were {text} in all.")
    assert (found.fact, found.helper, found.more) == (fact, helper, ())


def test_a_helper_may_be_given_more_than_one_name():
    found = only('It {{ list_of("a", "police.b", "c") }}.')
    assert (found.fact, found.helper, found.more) == ("a", "list_of", ("police.b", "c"))


@pytest.mark.parametrize("text", ESCAPES, ids=range(len(ESCAPES)))
def test_anything_else_in_braces_is_refused_with_its_line(text):
    with pytest.raises(NarrativeError) as caught:
        parse_text(text)
    assert str(caught.value).startswith("line 1: ")


def test_nothing_that_is_refused_is_run():
    """Python itself tells of each program, file, module and address that is asked for."""
    heard: list[str] = []
    listening = [False]
    begun = {"import", "open", "os.system", "os.exec", "subprocess.Popen", "socket.connect"}

    def hear(event: str, _: object) -> None:
        if listening[0] and event in begun:
            heard.append(event)

    sys.addaudithook(hear)  # it stays, and says nothing any more
    for listens in (False, True):  # at first, Jinja2 imports what words its own errors
        listening[0] = listens
        for text in ESCAPES:
            with contextlib.suppress(NarrativeError):
                parse_text(text)
    listening[0] = False
    assert heard == []


def test_a_refusal_says_what_may_be_written():
    with pytest.raises(NarrativeError) as caught:
        parse_text("{{ 7 * 7 }}")
    message = str(caught.value)
    assert '{{ fact }}, {{ section.fact }} or {{ helper("fact") }}' in message
    assert "belongs in the section's notebook" in message


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words.\n",
        "{% for a in b %}{% endfor %}",
        "{# no comment #} and ::: {#id}",
        "# Heading {#an-id .a-class}",
        "A set {a, b}, a single { and a single }.",
        "Closing braces }} alone.",
        "Fifty per cent % of $5 – “quoted” \\ and `code`.",
        "{%- set x = 1 -%}",
        "# one\n## two\n",
        "No end of line",
        "Blank lines\n\n\nand blanks   \n",
    ],
)
def test_everything_outside_double_braces_stays_as_it_is(text):
    assert "".join(parse_text(text)) == text


SEEN = st.characters(
    exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"),
    exclude_characters="{}",
    include_characters="\n\t",
)


@given(st.text(SEEN))
def test_text_without_braces_is_never_changed(text):
    assert "".join(parse_text(text)) == text


def test_windows_line_ends_become_plain_ones():
    assert "".join(parse_text("One.\r\n\r\nTwo.\r\n")) == "One.\n\nTwo.\n"


def test_text_around_an_expression_is_kept():
    found = parse_text("There were {{ a }} of {{ b }}.\n")
    assert found == ("There were ", Expression("a", "", 1), " of ", Expression("b", "", 1), ".\n")


def test_each_expression_knows_its_line():
    found = parse_text("One\n{{ a }}\n\nthree {{ b }}", first_line=7)
    assert [piece.line for piece in found if isinstance(piece, Expression)] == [8, 10]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("One {{ a", 7),
        ("One\n\n{{ a\n", 9),
        ("{{ a }}\n{{ b\n{{ c }}\n", 8),
        ("{{ a }} and\n{{ b }", 8),
    ],
)
def test_braces_that_are_not_closed_are_refused_with_their_line(text, line):
    with pytest.raises(NarrativeError, match=rf"line {line}: an opening {{{{ has no closing }}}}"):
        parse_text(text, first_line=7)


def test_a_line_that_cannot_be_read_is_named():
    with pytest.raises(NarrativeError, match="line 9: the braces cannot be read"):
        parse_text("One\n\n{{ a b }}", first_line=7)


TABLE = "| a | b |\n|---|---|\n| c | 4,321 |"
LINE = '{{ cited_block("Force forecast 2024") }}'


def bound(text: str) -> BoundBlock:
    return bind_block(
        Block("overview", text, "police.md", 1, default=False), "police", FactBook({}, {})
    )


def test_a_cited_figure_is_a_span_with_its_source_and_without_a_fact():
    found = bound('It will rise by {{ cited("13.2%", "Force forecast 2024", "page 3") }}.')
    (span,) = found.spans
    assert found.text == "It will rise by 13.2%."
    assert (span.words, span.facts, span.names, span.absent) == ("13.2%", (), (), ())
    assert span.citation == Citation("Force forecast 2024", "page 3")
    assert list_seen_facts(found) == {}


@pytest.mark.parametrize(
    ("citation", "words", "address"),
    [
        (Citation("A book"), "Source: A book.", ""),
        (Citation("A book", "page 3."), "Source: A book, page 3.", ""),
        (
            Citation("A page", "https://example.org/a"),
            "Source: A page, https://example.org/a.",
            "https://example.org/a",
        ),
        (Citation("A page", "http://example.org/a"), "Source: A page, http://example.org/a.", ""),
        (Citation("A", "https://e.org/a) b"), "Source: A, https://e.org/a) b.", ""),
    ],
)
def test_a_citation_in_words(citation, words, address):
    assert (citation.words, citation.address) == (words, address)


@pytest.mark.parametrize(
    ("helper", "names"),
    [
        ("cited", ["13.2%"]),
        ("cited", ["13.2%", " "]),
        ("cited", ["", "A book"]),
        ("cited", ["1", "A book", "page 3", "page 4"]),
        ("cited_block", [""]),
        ("cited_block", ["A book", "page 3", "page 4"]),
    ],
)
def test_a_citation_without_a_source_is_refused_with_the_right_form(helper, names):
    with pytest.raises(ValueError, match=rf"takes a .*{{{{ {helper}\("):
        read_citation(helper, names)


def test_a_refusal_is_a_problem_of_the_block():
    (problem,) = bound('One\n\n{{ cited("13.2%") }}').problems
    assert problem.line == 4
    assert "the helper 'cited' takes a figure, a source" in problem.what


@pytest.mark.parametrize(
    "text",
    [f"{TABLE}\n{LINE}", f"{TABLE}\n{LINE}\n\nMore.", f"{LINE}\n{TABLE}", f"> “77”\n  {LINE} "],
)
def test_what_cites_a_table_becomes_a_paragraph_of_its_own(text):
    found = bound(text)
    assert not found.problems
    lines = found.text.splitlines()
    place = next(number for number, line in enumerate(lines) if "Source:" in line)
    assert lines[place].strip() == "Source: Force forecast 2024."
    assert all(not line.strip() for line in (*lines[place - 1 : place], *lines[place + 1 :][:1]))


@pytest.mark.parametrize("text", [f"See {LINE}", f"{LINE} says so.", f"| a | {LINE} |"])
def test_what_cites_a_table_is_refused_within_a_line(text):
    (problem,) = bound(text).problems
    assert "Write it on a line of its own, directly above or below" in problem.what
