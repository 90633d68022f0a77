import pytest

from bcssp_lib.section.outputs import (
    MESSAGE_TYPE,
    PLACEHOLDER_TYPE,
    Message,
    Placeholder,
    PlaceholderOutput,
)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("no figures", "no-figures"), ("warning", "warning"), ("statement", "statement")],
)
def test_a_message_is_a_paragraph_of_its_kind(kind, name):
    bundle = Message(kind, "Nothing came.")._repr_mimebundle_()
    assert bundle["text/html"] == f'<p class="{name}">Nothing came.</p>'
    assert bundle["text/plain"] == "Nothing came."
    assert bundle[MESSAGE_TYPE] == {"kind": kind, "text": "Nothing came.", "title": ""}


def test_a_message_is_text_and_no_html():
    html = Message("warning", "<b>B&NES</b>")._repr_mimebundle_()["text/html"]
    assert html == '<p class="warning">&lt;b&gt;B&amp;NES&lt;/b&gt;</p>'


@pytest.mark.parametrize("fill", Placeholder)
def test_a_place_names_what_will_fill_it(fill):
    bundle = PlaceholderOutput(fill)._repr_mimebundle_()
    assert bundle[PLACEHOLDER_TYPE] == {"fill": fill.value}
    assert fill.value in bundle["text/plain"]
