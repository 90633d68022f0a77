"""Picture files of people: which are refused, and what they are told."""

from __future__ import annotations

import pytest

from bcssp_lib.files.picture_files import keep_drawing, why_drawing_refused

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


def why(inside: str) -> str:
    return why_drawing_refused(SVG.format(inside).encode())


@pytest.mark.parametrize(
    "inside",
    [
        "",
        '<rect width="3" height="2" fill="url(#a)"/>',
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>',
        '<use href="#a"/><use xlink:href="#a"/>',
        "<style>rect { fill: #123456; }</style>",
        '<x:note xmlns:x="http://www.inkscape.org/namespaces/inkscape">mine</x:note>',
    ],
)
def test_a_drawing_may_be_shown(inside):
    assert why(inside) == ""


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<script>alert(1)</script>", "holds <script>"),
        ("<foreignObject/>", "holds <foreignObject>"),
        ('<image href="a.png"/>', "holds <image>"),
        ('<a href="https://example.org"><rect/></a>', "holds <a>"),
        ('<animate attributeName="x"/>', "holds <animate>"),
        ('<rect onclick="alert(1)"/>', "holds a script (onclick)"),
        ('<use href="other.svg#a"/>', "refers to another file (href)"),
        ('<use xlink:href="https://example.org/a.svg#b"/>', "refers to another file (href)"),
        ('<rect fill="url(https://example.org/a)"/>', "refers to another file (fill)"),
        ("<style>@import 'a.css';</style>", "refers to another file in its style"),
        ("<style>rect { fill: url( 'a.svg' ) }</style>", "refers to another file in its style"),
        ("<rect", "cannot be read as SVG"),
    ],
)
def test_a_drawing_that_runs_or_brings_in_something_is_refused_by_name(inside, told):
    assert told in why(inside)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg/>', "holds a DOCTYPE"),
        (b"<svg/>", "is no SVG picture"),
        (b"\x89PNG", "cannot be read as SVG"),
        (b"", "cannot be read as SVG"),
    ],
)
def test_what_is_no_plain_drawing_is_refused(content, told):
    assert told in why_drawing_refused(content)


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ('<meta xmlns="x" http-equiv="refresh" content="0;url=https://example.org"/>', ""),
        ('<a xmlns="y" href="https://example.org"><rect/></a>', ""),
        ("<!--><img src=x onerror=alert(1)>-->", ""),
        ("<text><![CDATA[<img src=x>]]></text>", "<text>&lt;img src=x&gt;</text>"),
        ('<g><path d="M0 0"/></g>', '<g><path d="M0 0" /></g>'),
    ],
)
def test_of_a_drawing_only_what_is_drawn_is_kept(inside, kept):
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><rect/>{inside}</svg>'
    assert why_drawing_refused(svg.encode()) == ""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><rect />{kept}</svg>'
    assert keep_drawing(svg.encode()) == drawing
