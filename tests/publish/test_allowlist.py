"""An author's text brings no file, address, script or setting into a report."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pytest

from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.expressions import TextProblem
from bcssp_lib.narrative.pictures import LARGEST_BYTES
from bcssp_lib.publish import block_texts, programs
from bcssp_lib.publish.allowlist import find_disallowed
from bcssp_lib.publish.block_texts import BlockText
from tests.narrative.pictures import picture
from tests.projects import sampled


def passage(text: str, *, default: bool = False, folder: Path = Path()) -> BlockText:
    block = Block("overview", text, "reports/x/police.md", 3, default=default)
    return BlockText(BoundBlock(block, (text,)), text, folder)


def wrong(*passages: BlockText, anchors: Collection[str] = ()) -> str:
    """What is told of passages, one thing a line."""
    found, _ = find_disallowed(passages, anchors)
    return "\n".join(
        f"{passages[number].bound.block.place}, {problem}"
        for number, problems in found.items()
        for problem in problems
    )


@pytest.mark.parametrize(
    "text",
    [
        "![A file](/etc/hostname)",
        "![An address](https://example.org/picture.png)",
        "![By reference][p]\n\n[p]: /etc/hostname",
        "![Inline data](data:image/png;base64,AAAA)",
        '<img src="/etc/passwd">',
        "<IMG SRC=/etc/passwd>",
        '<iframe src="file:///etc/passwd"></iframe>',
        '<object data="/etc/passwd"></object>',
        '<embed src="/etc/passwd">',
        "<script>alert(1)</script>",
        "<svg onload=alert(1)></svg>",
        '<p onclick="alert(1)">x</p>',
        '<span style="background: url(https://example.org)">x</span>',
        '<meta http-equiv="refresh" content="0; url=https://example.org">',
        '<link rel="stylesheet" href="https://example.org">',
        '<base href="https://example.org">',
        '<form action="https://example.org"><input></form>',
        "<video src=x></video>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html,<b>x</b>)",
        "[x](file:///etc/passwd)",
        "```{=html}\n<script>alert(1)</script>\n```",
        '```{=typst}\n#read("/etc/passwd")\n```',
        "`\\input{x}`{=latex}",
        "---\nexecute:\n  enabled: true\n---",
        "Text.\n\n---\nfilters: [evil.lua]\n---\n",
    ],
)
def test_what_would_bring_something_in_is_refused_with_the_block_named(text: str) -> None:
    told = wrong(passage(text))
    assert told.startswith("reports/x/police.md, block 'overview', line ")
    assert ": the text holds " in told


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, **bold** and *slanted*.",
        "[A link](https://example.org), [another](mailto:a@example.org), [one](#kpis)",
        "One part.\n\n---\n\nAnother part.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "<details><summary>More</summary>Words</details>",
        "Water is H<sub>2</sub>O, and 3 < 4.",
        "A note.[^1]\n\n[^1]: Words.",
        "`<script>` in code is only words.",
    ],
)
def test_what_authors_need_is_left_alone(text: str) -> None:
    assert wrong(passage(text)) == ""


@pytest.mark.parametrize(
    "texts",
    [
        ("```{=html}", "    <script>alert(1)</script>\n\n```\n"),
        ("[x]: javascript:alert(1)", "[press][x]"),
        ("[p]: /etc/hostname", "![A file][p]"),
        ("<div>\nWords.", "More."),
        ("<div>", "</div>"),
        ("::: {.x}", ":::"),
        ("<!-- ", "-->"),
        ("<details>\nWords.", "More."),
        ("```\nWords.", "More.\n```"),
        ("&#xE001;0&#xE001;", "More."),
        ("---\na: b", "c: d\n---"),
    ],
)
def test_no_block_ends_or_means_what_another_began(texts: tuple[str, str]) -> None:
    assert ": the text holds " in wrong(*(passage(text) for text in texts))


def test_a_block_gives_no_address_to_the_words_of_the_notebook() -> None:
    default = passage("See [the note] and [a link](https://example.org).", default=True)
    assert wrong(default, passage("Words.")) == ""
    assert wrong(default, passage("[the note]: https://example.org")) == ""
    assert "an address from another block, 'javascript:" in wrong(
        default, passage("[the note]: javascript:alert(1)")
    )


@pytest.mark.parametrize(
    ("written", "default", "both"),
    [
        ("Own [words].", "Plain [words].", False),
        ("[words]: https://example.org", "Plain [words].", True),
        ("Own [words].", "[words]: https://example.org", True),
        ("A note.[^1]\n\n[^1]: Words.", "Plain [words].", True),
    ],
)
def test_the_notebooks_own_text_is_read_only_where_an_address_may_reach_it(
    written: str, default: str, both: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []
    monkeypatch.setattr(
        block_texts, "read_tree", lambda text: texts.append(text) or programs.read_tree(text)
    )
    assert wrong(passage(default, default=True), passage(written)) == ""
    (text,) = texts
    assert written in text
    assert (default in text) == both


@pytest.mark.parametrize("text", sampled(["[" * 9000, "> " * 9000], {"[" * 9000}))
def test_a_text_that_takes_for_ever_is_given_up_and_named(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "READING_SECONDS", 1)
    assert "the text holds words that cannot be read: pandoc" in wrong(
        passage("Words.", default=True), passage(text)
    )


@pytest.mark.parametrize(
    "target",
    [
        "images/missing.png", "images/../police.md", "images/../../secret.png", "/etc/hostname",
        "images/%2e%2e/secret.png", "images//secret.png", "./images/a.png", "images/sub/a.png",
        "../narrative/images/a.png", "file:///etc/hostname", "https://localhost:9/a.png",
        "images/a", "images/a.svg", "images/link.png", r"images\\a.png", "IMAGES/b.png",
        "images/.png", "data:image/png;base64,AAAA", "attachment:a.png", "//localhost:9/a.png",
        "images/text.png", "images/heavy.png", "images/svg.png",
    ],
)  # fmt: skip
def test_no_picture_from_elsewhere_is_shown(tmp_path: Path, target: str) -> None:
    folder = tmp_path / "narrative"
    (folder / "images/sub").mkdir(parents=True)
    for place in ("a.png", "a", "sub/a.png", "../../secret.png"):
        (folder / "images" / place).write_bytes(picture())
    (folder / "images/link.png").symlink_to(tmp_path / "secret.png")
    (folder / "images/text.png").write_text("I am a text.", "utf-8")
    (folder / "images/svg.png").write_text("<svg onload='alert(1)'/>", "utf-8")
    (folder / "images/heavy.png").write_bytes(picture() + b"\0" * LARGEST_BYTES)
    found, pictures = find_disallowed([passage("![A box](images/a.png)", folder=folder)])
    assert not found
    assert list(pictures) == ["images/a.png"]
    assert "the text holds the picture" in wrong(passage(f"![A box]({target})", folder=folder))


def test_a_folder_of_pictures_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.png").write_bytes(picture())
    (tmp_path / "images").symlink_to(tmp_path / "elsewhere")
    assert "is only a link to another place" in wrong(
        passage("![A box](images/a.png)", folder=tmp_path)
    )


@pytest.mark.parametrize("alternative", ["", " ", "**  **", "&nbsp;", "<b></b>", "image.png"])
def test_a_picture_must_be_described(tmp_path: Path, alternative: str) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.png").write_bytes(picture())
    told = "without a description for those who cannot see it; write ![What it shows]"
    assert told in wrong(passage(f"![{alternative}](images/a.png)", folder=tmp_path))


def test_default_text_is_the_notebooks_own() -> None:
    assert wrong(passage("![Chart](figures/chart)", default=True), passage("Words.")) == ""


OWN = {"fact-police-missing-reports"}


@pytest.mark.parametrize(
    "text",
    [
        "[282]{.fact}",
        "[282](#kpis){.fact}",
        '<span class="fact">282</span>',
        '<b class="fact">282</b>',
        '<ul class="warning"><li>x</li></ul>',
        "::: {.synthetic}\nReal\n:::",
        "::: warning\nx\n:::",
        "::: {.callout-danger}\nx\n:::",
        "[x]{.callout-note}",
        '<div class="notes">x</div>',
        "[x]{data-fact='police.x'}",
        '<span data-fact="police.x">x</span>',
        "<b data-fact=x>y</b>",
        "[x]{#fact-police-x}",
        "[x]{#report}",
        "[x]{#quarto-content}",
        '<b id="fact-police-x">x</b>',
        "# Fact: police missing reports",
        "# Heading {.unnumbered .fact}",
        "```warning\nx\n```",
        "```{.python .warning}\nx\n```",
        "`x`{.fact}",
        "| a |\n|---|\n| b |\n\n: Title {.fact}",
        "A note.[^1]\n\n[^1]: [282]{.fact}",
        "- [282]{.fact}",
    ],
)
def test_no_words_of_an_author_look_like_the_toolkits_own(text: str) -> None:
    told = wrong(passage(text), anchors=OWN)
    assert told.startswith("reports/x/police.md, block 'overview', line ")
    assert ": the text holds " in told


@pytest.mark.parametrize(
    "text",
    [
        "[Small]{.smallcaps}, [marked]{.mark}, [underlined]{.underline}.",
        "# A heading of its own {#place}\n\n[There](#place)",
        "# Contents {-}",
        "<https://example.org>",
        "```python\nx = 1\n```",
        "- [ ] a task",
        "::: {.callout-note title='Read on'}\nx\n:::",
    ],
)
def test_looks_that_mean_nothing_are_left_to_authors(text: str) -> None:
    assert wrong(passage(text), anchors=OWN) == ""


def test_a_fact_looks_like_one_where_the_toolkit_says_so_and_nowhere_else() -> None:
    shown = "[282](#fact-police-x){.fact} reports."
    fact = BlockText(passage("282 reports.").bound, shown, Path(), typed="282 reports.")
    assert wrong(fact) == ""
    assert "the class 'fact'" in wrong(replace(fact, typed="282 [reports]{.fact}."))


def test_every_thing_that_is_wrong_with_every_block_is_told_with_its_line() -> None:
    texts = [
        "Well.\n\n[x](javascript:alert(1))\n\n![](images/none.png) <iframe></iframe>\n\n[a]{.fact}",
        "<div>\nnever closed",
        "All is well.",
        "<img src=x> <b>open\n\n```{=typst}\nx\n```\n",
        "~~~\nno end",
    ]
    told = wrong(*map(passage, texts))
    for line, what in (
        (6, "the link 'javascript:alert(1)'"),
        (8, "the picture 'images/none.png'"),
        (8, "the HTML '<iframe>'"),
        (10, "the class 'fact'"),
        (4, "the HTML '<img src=x>'"),
        (6, "a passage of raw typst"),
    ):
        assert f"line {line}: the text holds {what}" in told
    found, _ = find_disallowed(list(map(passage, texts)))
    assert set(found) == {0, 1, 3, 4}


def test_an_address_that_an_unshown_block_hid_is_found() -> None:
    first = passage("[x]: https://example.org\n\n<script>")
    second = passage("[press][x]\n\n[x]: javascript:alert(1)")
    found, _ = find_disallowed([first, second])
    assert set(found) == {0, 1}


def test_a_block_that_cannot_be_bound_is_looked_through_too_and_hides_nothing() -> None:
    bad = passage("[x]: https://example.org\n\n[a]{.fact}")
    bad = replace(bad, bound=replace(bad.bound, problems=(TextProblem(4, "it is wrong."),)))
    found, _ = find_disallowed([bad, passage("[press][x]\n\n[x]: javascript:alert(1)")])
    assert set(found) == {0, 1}


def test_more_text_than_a_report_may_hold_is_named_and_not_read() -> None:
    texts = [passage("Long. " * 15_000), *(passage("Much longer. " * 7_000) for _ in range(60))]
    found, _ = find_disallowed([*texts, passage("Short, and ![](x.png).")])
    assert 0 not in found
    assert len(found) == 56
    assert "5,550,022 that authors wrote" in str(found[1][0])
    assert "All together may be 600,000" in str(found[1][0])
    assert "x.png" in str(found[61][0])
