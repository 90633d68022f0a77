from html.parser import HTMLParser

import pytest

from bcssp_lib.section.outputs import (
    MESSAGE_TYPE,
    PLACEHOLDER_TYPE,
    TABLE_TYPE,
    Cell,
    Column,
    Message,
    Placeholder,
    PlaceholderOutput,
    Table,
    table,
)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("no figures", "no-figures"), ("warning", "warning"), ("statement", "statement")],
)
def test_a_message_is_a_paragraph_of_its_kind(kind, name):
    bundle = Message(kind, "Nothing came.")._repr_mimebundle_()
    assert bundle["text/html"] == f'<p class="{name}">Nothing came.</p>'
    assert bundle["text/plain"] == "Nothing came."
    assert bundle[MESSAGE_TYPE] == {
        "kind": kind,
        "text": "Nothing came.",
        "title": "",
        "reason": "x",
        "refused": "",
    }


def test_a_message_is_text_and_no_html():
    html = Message("warning", "<b>B&NES</b>")._repr_mimebundle_()["text/html"]
    assert html == '<p class="warning">&lt;b&gt;B&amp;NES&lt;/b&gt;</p>'


@pytest.mark.parametrize("fill", Placeholder)
def test_a_place_names_what_will_fill_it(fill):
    bundle = PlaceholderOutput(fill)._repr_mimebundle_()
    assert bundle[PLACEHOLDER_TYPE] == {"fill": fill.value}
    assert fill.value in bundle["text/plain"]


NASTY = "<script>alert(1)</script> & \"quoted\" 'too'"


class Reader(HTMLParser):
    """Every tag with its attributes, and every piece of text."""

    def __init__(self, html):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        if data.strip():
            self.texts.append(data.strip())

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def small(**changes) -> Table:
    content = {
        "title": "Missing children",
        "columns": [Column("Measure"), Column("2023-24", True), Column("Rating")],
        "rows": [["Reports", "282", Cell("G Green", tone="green")], ["Children", "105", "none"]],
    }
    return table(**{**content, **changes})


def test_the_caption_is_the_title():
    reader = Reader(small().to_html())
    assert reader.texts[0] == "Missing children"
    assert [tag for tag, _ in reader.tags][:2] == ["table", "caption"]


def test_each_heading_has_its_scope():
    scopes = [attrs["scope"] for attrs in Reader(small().to_html()).named("th")]
    assert scopes == ["col", "col", "col", "row", "row"]


def test_only_figures_and_their_headings_are_right_aligned():
    reader = Reader(small().to_html())
    heads = [attrs.get("style") for attrs in reader.named("th")]
    cells = [(attrs["class"], attrs.get("style")) for attrs in reader.named("td")]
    assert heads == [None, "text-align: right", None, None, None]
    assert cells[:2] == [("number", "text-align: right"), ("text green", None)]


def test_a_tone_is_never_the_only_sign():
    reader = Reader(small().to_html())
    assert "G Green" in reader.texts


def test_an_anchor_is_the_id_of_its_row():
    reader = Reader(small(rows=[[Cell("Reports", anchor="fact-a"), "1", "x"]]).to_html())
    assert {"scope": "row", "id": "fact-a"} in reader.named("th")


@pytest.mark.parametrize(
    "changes",
    [
        {"title": NASTY},
        {"columns": [Column(NASTY), Column("b", True), Column("c")]},
        {"rows": [[NASTY, "1", "x"]]},
        {"rows": [["a", NASTY, "x"]]},
        {"rows": [["a", "1", Cell(NASTY, tone='"><script>', anchor='"><script>')]]},
        {"notes": [NASTY]},
    ],
)
def test_whatever_a_figure_holds_is_text_and_no_html(changes):
    html = small(**changes)._repr_mimebundle_()["text/html"]
    assert "<script" not in html
    reader = Reader(html)
    assert not reader.named("script")
    assert NASTY in reader.texts


def test_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="has 3 columns, a row 2"):
        small(rows=[["a", "b"]])


def test_notes_stand_once_each_below_the_table():
    found = small(notes=["One.", "Two.", "One."])
    assert found.notes == ("One.", "Two.")
    assert found._repr_mimebundle_()["text/html"].endswith("</table><p>One.</p><p>Two.</p>")
    assert "One." not in found.to_html()


def test_a_wide_table_says_so():
    assert Reader(small(wide=True).to_html()).named("table") == [{"class": "figures wide"}]
    assert Reader(small().to_html()).named("table") == [{"class": "figures"}]


def test_a_notebook_gets_the_table_in_three_forms():
    bundle = small(notes=["One."])._repr_mimebundle_()
    plain = {
        "title": "Missing children",
        "headings": [column.heading for column in small().columns],
        "figures": [column.figures for column in small().columns],
        "rows": [[cell.text for cell in row] for row in small().rows],
        "notes": ["One."],
    }
    assert bundle[TABLE_TYPE] == {"html": small().to_html(), "notes": ["One."], "plain": plain}
    assert bundle["text/plain"] == "Missing children"
