"""An author's text brings no file, address, script or setting into a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.errors import NarrativeError
from bcssp_lib.narrative.binding import Bound
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.publish.embeds import refuse_embeds
from bcssp_lib.publish.passages import Passage


def passage(text: str, *, default: bool = False, folder: Path = Path()) -> Passage:
    block = Block("overview", text, "reports/x/police.md", 3, default=default)
    return Passage(Bound(block, text), text, folder)


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
    with pytest.raises(NarrativeError, match=r"reports/x/police\.md:3: the block 'overview'"):
        refuse_embeds([passage(text)])


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
    refuse_embeds([passage(text)])


def test_default_text_is_the_notebooks_own() -> None:
    refuse_embeds([passage("![Chart](figures/chart)", default=True), passage("Words.")])
