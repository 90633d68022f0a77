"""Words of Word are words in Markdown, whatever they are."""

from __future__ import annotations

import html
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcssp_lib.publish.programs import MARKDOWN, run_pandoc, write_markdown
from bcssp_lib.publish.word_text import WordWriter, escape, number_notes

VERSION = [1, 23, 1]
_CURLY = re.compile(r"(?<=\w)'(?=\w)")  # an apostrophe, which is printed as one


def nodes(text: str) -> list[dict]:
    words = text.split(" ")
    made = [{"t": "Str", "c": word} for word in words if word]
    return [each for node in made for each in (node, {"t": "Space"})][:-1]


def markdown(*blocks: dict, notes: list[str] | None = None) -> str:
    writer = WordWriter(
        lambda name: f"images/{name}" if name == "a.png" else "", notes if notes is not None else []
    )
    tree = {"pandoc-api-version": VERSION, "meta": {}, "blocks": writer.blocks(list(blocks))}
    return write_markdown(tree).strip()


def para(*inlines: dict) -> dict:
    return {"t": "Para", "c": list(inlines)}


def shown(text: str) -> str:
    """What a reader sees of a Markdown text, as one line."""
    with TemporaryDirectory() as folder:
        arguments = [f"--from={MARKDOWN}", "--to=plain", "--wrap=none", "--output=made.txt"]
        run_pandoc(arguments, text, Path(folder))
        return (Path(folder) / "made.txt").read_text("utf-8").strip()


@pytest.mark.parametrize(
    "text",
    [
        "{{ missing_reports }}",
        "{{change('x')}} }} {{",
        "<script>alert(1)</script> <b> &lt; &#60; A&E",
        "![p](images/a.png) [x](https://y.z) [x]{.fact} [^1] @who",
        "``` ~~~ ::: {#title}",
        "1. one", "iv) four", "(a) b", "- dash", "+ plus", "# h", "> q", "| a | b |", ": def",
        "% t", "2019. A year", "Least.", "\"so\" 'so' ... -- ---",
        "$x$ \\( y \\) a_b_c *d* ^e^ ~f~ `g`",
        "<https://a.b> www.a.b a@b.cd", "\\", "[x]: https://y.z", "*[HTML]: x", "---", "===",
        "{{< include x >}}",
    ],
)  # fmt: skip
def test_words_stay_words(text):
    made = markdown(para(*nodes(text)))
    assert not re.search(r"(?<!\\)\{\{", made)
    assert shown(made) == text


@given(st.text("ab1 .)({}[]<>!#*_-+=|~^$@&\"'`\\:;/%?", min_size=1, max_size=12))
@settings(max_examples=60)
def test_any_words_stay_words(text):
    text = " ".join(text.split())
    if text:
        made = markdown(para(*nodes(text)))
        assert (shown(made), "{{" in made) == (_CURLY.sub("’", text), False)


def test_links_that_a_report_may_not_hold_are_words():
    notes: list[str] = []
    addresses = "https://a.b", "mailto:a@b.cd", "javascript:x", "file:///c", "#_Toc1", "#in"
    links = [{"t": "Link", "c": [["", [], []], nodes("w"), [address, ""]]} for address in addresses]
    made = markdown(*map(para, links), notes=notes).split("\n\n")
    assert made == ["[w](https://a.b)", "[w](mailto:a@b.cd)", "w", "w", "w", "[w](#in)"]
    assert [re.search("“(.*)”", note)[1] for note in notes] == ["javascript:x", "file:///c"]


def test_an_address_cannot_hold_an_expression():
    link = {"t": "Link", "c": [["", [], []], nodes("w"), ["https://a.b/{{x}}", ""]]}
    assert markdown(para(link)) == "[w](https://a.b/%7B%7Bx%7D%7D)"


def test_code_with_braces_is_no_code():
    code = {"t": "Code", "c": [["", [], []], "{{ x }}"]}
    block = {"t": "CodeBlock", "c": [["", [], []], "{{ x }}\n{{ y }}"]}
    assert markdown(para(code), block) == "\\{\\{ x \\}\\}\n\n\\{\\{ x \\}\\}\n\n\\{\\{ y \\}\\}"


def test_pictures_formulas_and_unknown_elements_lose_no_word():
    picture = {"t": "Image", "c": [["", [], []], nodes("A map"), ["a.png", ""]]}
    other = {"t": "Image", "c": [["", [], []], nodes("Gone"), ["b.emf", ""]]}
    formula = {"t": "Math", "c": [{"t": "InlineMath"}, "x^2"]}
    terms = {"t": "DefinitionList", "c": [[nodes("Term"), [[para(*nodes("Meaning"))]]]]}
    div = {"t": "Div", "c": [["", ["fact"], []], [para(*nodes("In it"))]]}
    made = markdown(para(picture), para(other), para(formula), terms, div).split("\n\n")
    assert made == ["![A map](images/a.png)", "Gone", r"x\^2", "Term", "Meaning", "In it"]


def test_fields_are_no_words():
    assert escape("a* \ue0010\ue003 b_") == "a\\* \ue0010\ue003 b\\_"
    assert escape("\ue0010\ue003. Then") == "\ue0010\ue003\\. Then"
    assert escape("It is \ue0010\ue003.") == "It is \ue0010\ue003."


def test_notes_are_numbered_within_a_block():
    assert number_notes(r"a[^7] b[^9] \[^7\]" "\n\n[^7]: x\n[^9]: y") == (
        r"a[^1] b[^2] \[^7\]" "\n\n[^1]: x\n[^2]: y"
    )


def test_html_entities_typed_stay_typed():
    text = "&amp; &copy; &#x200b;"
    assert shown(markdown(para(*nodes(text)))) == text
    assert html.unescape(text) != text
