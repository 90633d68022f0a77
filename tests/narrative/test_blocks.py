import pytest

from bcssp_lib.model.errors import NarrativeError
from bcssp_lib.narrative.blocks import (
    Block,
    arrange_blocks,
    blocks_text,
    is_random,
    name_block,
    override_defaults,
    parse_blocks,
    read_blocks,
)

DEFAULTS = (
    Block("overview", "Default overview.", "notebooks/13_police.ipynb", 1, default=True),
    Block("what-changed", "Default change.", "notebooks/13_police.ipynb", 1, default=True),
)


def parsed(text):
    return {block.id: block.text for block in parse_blocks(text, "police.md")}


def refused(text):
    with pytest.raises(NarrativeError) as caught:
        parse_blocks(text, "police.md")
    return str(caught.value)


def test_each_block_is_read_with_its_text_and_its_line():
    text = "\n::: {#overview}\nOne.\n\nTwo.\n:::\n\n::: {#what-changed}\nThree.\n:::\n"
    assert parse_blocks(text, "police.md") == (
        Block("overview", "One.\n\nTwo.\n", "police.md", 2, default=False),
        Block("what-changed", "Three.\n", "police.md", 8, default=False),
    )


def test_no_word_and_no_blank_of_the_text_is_lost():
    text = "  * indented\n\n\tA tab, “quotes”, and a trailing space \n\n| a | b |\n|---|---|\n"
    assert parsed(f"::: {{#overview}}\n{text}:::\n") == {"overview": text}


@pytest.mark.parametrize("text", ["", "\n\n", "  \n"])
def test_a_file_may_hold_no_block(text):
    assert parse_blocks(text, "police.md") == ()


def test_a_block_may_be_empty():
    assert parsed("::: {#overview}\n:::\n") == {"overview": ""}


def test_a_block_with_a_longer_fence_may_hold_fences_of_its_own():
    inner = "::: {.callout-note}\nMind this.\n:::\n"
    assert parsed(f":::: {{#overview}}\n{inner}::::\n") == {"overview": inner}


def test_windows_line_ends_are_read_alike():
    text = "::: {#overview}\r\nOne.\r\n:::\r\n"
    assert parsed(text) == {"overview": "One.\n"}


def test_the_last_line_needs_no_end():
    assert parsed("::: {#overview}\nOne.\n:::") == {"overview": "One.\n"}


def test_blanks_after_a_fence_do_no_harm():
    assert parsed("::: {#overview}  \nOne.\n:::  \n") == {"overview": "One.\n"}


@pytest.mark.parametrize(
    ("text", "place", "told"),
    [
        ("::: {#overview}\nOne.\n", "police.md:1", "the block 'overview' is not closed"),
        (
            "::: {#overview}\n::: {#what-changed}\nOne.\n",
            "police.md:1",
            "End it with a line that holds ::: and",
        ),
        (":::: {#overview}\nOne.\n:::\n", "police.md:1", "a line that holds :::: and"),
        ("One.\n", "police.md:1", "'One.' is outside any block"),
        ("::: {#a}\nOne.\n:::\nTwo.\n", "police.md:4", "'Two.' is outside any block"),
        ("# Heading\n::: {#a}\n:::\n", "police.md:1", "'# Heading' is outside"),
        (":::\n", "police.md:1", "':::' does not open a block"),
        ("::: overview\n", "police.md:1", "does not open a block. Write for example  ::: {#over"),
        ("::: {.overview}\n", "police.md:1", "does not open a block"),
        ("::: {#Overview}\n", "police.md:1", "does not open a block"),
        (":: {#overview}\n", "police.md:1", "is outside any block"),
        (
            "::: {#a}\n:::\n\n::: {#a}\n:::\n",
            "police.md:4",
            "the block 'a' is on line 1 already. Keep one of the two.",
        ),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text, place, told):
    message = refused(text)
    assert message.startswith(f"{place}: ")
    assert told in message


CELLS = ("title", "overview", "chart", "what-changed")


def test_an_authors_block_knows_what_it_replaces():
    (first, *_) = override_defaults(DEFAULTS, parse_blocks("::: {#overview}\nMine\n:::\n", "p.md"))
    assert first.replaces == DEFAULTS[0].text


def overridden(text):
    return [
        (one.id, one.text) for one in override_defaults(DEFAULTS, parse_blocks(text, "p.md"), CELLS)
    ]


def test_an_author_may_add_move_and_take_out_blocks():
    assert overridden(
        "::: {#ours after=chart}\nOurs.\n:::\n"
        "::: {#what-changed .first .default}\n:::\n"
        "::: {#overview .removed}\n:::\n"
    ) == [("what-changed", "Default change."), ("ours", "Ours.\n")]


def test_blocks_of_ones_own_may_follow_each_other():
    text = "::: {#one after=overview}\n1\n:::\n::: {#two after=one}\n2\n:::\n"
    order = arrange_blocks(CELLS, parse_blocks(text, "p.md"))
    assert order == ["title", "overview", "one", "two", "chart", "what-changed"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("::: {#ours after=overveiw}\n:::\n", "must come after 'overveiw', which is not there"),
        ("::: {#ours after=later}\n:::\n::: {#later .first}\n:::\n", "not there before it"),
        ("::: {#ours .removed}\n:::\n", "no block 'ours'"),
        ("::: {#ours .first .default}\n:::\n", "no block 'ours'"),
        (
            "::: {#overview}\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> theirs\n:::\n",
            "p.md:2: git left two texts here",
        ),
    ],
)
def test_a_block_without_a_place_is_refused(text, told):
    with pytest.raises(NarrativeError) as refused_:
        overridden(text)
    assert told in str(refused_.value)


def test_a_file_is_read_as_it_was_written():
    blocks = parse_blocks("::: {#a after=b}\r\nOne.\r\n:::\r\n", "p.md")
    assert blocks[0].source == "One."
    assert blocks_text(blocks) == "::: {#a after=b}\nOne.\n:::\n"


def test_a_long_line_outside_any_block_is_cut_short():
    assert f"'{'x' * 40}'" in refused("x" * 500)


def test_an_authors_text_wins_over_the_default_in_the_notebooks_order():
    written = parse_blocks("::: {#what-changed}\nOurs.\n:::\n", "police.md")
    found = override_defaults(DEFAULTS, written)
    assert [(one.id, one.text, one.default) for one in found] == [
        ("overview", "Default overview.", True),
        ("what-changed", "Ours.\n", False),
    ]


def test_without_an_authors_text_the_defaults_stay():
    assert override_defaults(DEFAULTS, ()) == DEFAULTS


@pytest.mark.parametrize(
    ("name", "near"),
    [("overveiw", r"nearest: overview\)"), ("zzz", r"nearest: overview, what-changed\)")],
)
def test_a_block_that_the_section_does_not_have_is_refused_with_the_nearest(name, near):
    written = parse_blocks(f"\n::: {{#{name}}}\nOurs.\n:::\n", "police.md")
    with pytest.raises(NarrativeError, match=rf"police.md:2: .* no block '{name}' \({near}"):
        override_defaults(DEFAULTS, written)


def test_a_section_without_an_authors_file_has_no_blocks_of_its_own(tmp_path):
    assert read_blocks(tmp_path / "police.md", "police.md") == ()


def test_an_authors_file_is_read(tmp_path):
    path = tmp_path / "police.md"
    path.write_text("::: {#overview}\nCafé – open.\n:::\n", "utf-8")
    assert read_blocks(path, "police.md")[0].text == "Café – open.\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_an_authors_file_of_another_encoding_is_refused(tmp_path, encoding):
    path = tmp_path / "police.md"
    path.write_bytes("::: {#overview}\nCafé – open.\n:::\n".encode(encoding))
    with pytest.raises(NarrativeError, match=r"could not be read\. police\.md.*UTF-8"):
        read_blocks(path, "police.md")


def test_a_block_with_the_id_of_a_code_cell_is_refused():
    defaults = [Block("overview", "Text.", "01_police.ipynb", 1, default=True)]
    cells = ["overview", "table"]
    for written in ("::: {#table}\nx\n:::", "::: {#table after=overview}\nx\n:::"):
        with pytest.raises(NarrativeError, match="'table' has the id of a code cell"):
            override_defaults(defaults, parse_blocks(written, "police.md"), cells)
    own = parse_blocks("::: {#more after=table}\nx\n:::", "police.md")
    assert [block.id for block in override_defaults(defaults, own, cells)] == ["overview", "more"]


@pytest.mark.parametrize(
    ("name", "random"),
    [
        ("3f2a8c1e-0b1c-4d2e-9f3a-1b2c3d4e5f60", True),
        ("1a2b3c4d", True),
        ("0123456789abcdef0123456789abcdef", True),
        ("overview", False),
        ("deadbeef", False),  # a word, as far as anyone can tell
        ("looked-after-children", False),
        ("text-1a2b3c4d", False),
        ("2024", False),
        ("", False),
    ],
)
def test_a_number_is_told_from_a_name(name, random):
    assert is_random(name) is random


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("## Looked after children\n\nText.", "looked-after-children"),
        ("Some words first.\n\n## A heading", "a-heading"),
        ("What we did about {{ missing_reports }} and more than that", "what-we-did-about-and"),
        ("- **Bold** [link](https://example.org/x) words", "bold-link-words"),
        ("### Café & “naïve” children's views", "cafe-naive-childrens-views"),
        ("", "text"),
        ("{{ missing_reports }}", "text"),
        ("Born 01/02/2010, NHS 943 476 5919, jo@example.org", "born-nhs"),
        ("Pneumonoultramicroscopicsilicovolcanoconiosises and more", "and-more"),
    ],
)
def test_a_name_is_made_of_a_heading_or_of_the_first_words(text, name):
    assert name_block(text, ()) == name


def test_a_name_that_is_taken_gets_a_number():
    assert name_block("Views", {"views"}) == "views-2"
    assert name_block("Views", {"views", "views-2"}) == "views-3"
