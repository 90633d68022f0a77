"""The pages of Quarto's book: their links, their stamp, and a policy under which nothing else runs.

Quarto's own scripts are files of the site, and one that is in each page, which the policy knows
by its hash. Whatever else a page could run is an error, and is not put in place.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from bcssp_lib.model.errors import RenderError
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.publish.block_texts import WrongReportError, walk_nodes, walk_tree
from bcssp_lib.publish.generated import TEMPLATES
from bcssp_lib.publish.look import chart_element
from bcssp_lib.publish.masthead import Masthead

_SCRIPT = "book.js"
_HEAD = '<meta charset="utf-8">'
# Nothing is run, asked for or sent but what is next to the page.
_POLICY = (
    "default-src 'none'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
_HANDLER = re.compile(
    r' onclick="(?:if \(window\.quartoToggleHeadroom\) \{ window\.quartoToggleHeadroom\(\); \}'
    r'|window\.quartoOpenSearch\(\);)"'
)
# Quarto names no landmark of its frame, so that a screen reader cannot tell them apart.
_NAMES = {
    '<nav class="quarto-secondary-nav"': "Page",
    '<nav id="quarto-sidebar"': "Report",
    '<nav class="page-navigation"': "Next and previous page",
}
_PICTURE = re.compile(r'<img(?:\s+[\w-]+="[^"]*")*\s*/?>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
# Quarto shows the escapes of its words, without which it would read them as Markdown.
_LOGO = re.compile(r'(<img src="[^"]*" alt=")[^"]*(" class="sidebar-logo )')
_BODY = re.compile(r"<body[^>]*>")
_SKIP_LINK = '<a class="skip-link" href="#quarto-document-content">Skip to the report</a>'
_END_OF_TITLE = "</title>"
_LOCAL = re.compile(r"(?!/)(?!\w+:)[\w./-]+")
_DATA = "application/json"


def finish_pages(masthead: Masthead, book: Path, made: Iterable[Path]) -> None:
    """Give pages of a book that Quarto has made their policy, and look at what they could run."""
    shutil.copyfile(str(TEMPLATES / _SCRIPT), book / _SCRIPT)
    pages = {path: _mend(_show_charts(path.read_text("utf-8"), book), masthead) for path in made}
    scripts = {script for page in pages.values() for script in _runnable(page)}
    if len(scripts) > 1:  # Quarto's own is the same in each page
        raise RenderError(_unknown(f"scripts of {len(scripts)} kinds", "its pages"))
    hashes = "".join(f" 'sha256-{hash_script(script)}'" for script in scripts)
    policy = (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(scripts=hashes)}">'
        f'\n<script src="{_SCRIPT}" defer></script>'
    )
    for path, page in pages.items():
        path.write_text(_with_policy(page, policy), "utf-8", newline="\n")
    _write_search(book)
    _check_pages(masthead, book)


def _show_charts(page: str, book: Path) -> str:
    """A page with its charts as elements: text in a picture would not be in the page's typeface."""

    def shown(picture: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(picture[0]))
        chart = book / attributes.get("src", "")
        is_chart = "chart" in attributes.get("class", "").split()
        if not (is_chart and chart.suffix == ".svg" and chart.is_file()):
            return picture[0]
        return chart_element(chart.read_text("utf-8"), attributes.get("alt", ""))

    return _PICTURE.sub(shown, page)


def _mend(page: str, masthead: Masthead) -> str:
    """A page with its area, a link past its frame, named landmarks, and no scripts in buttons.

    The area is in the title of its window.
    """
    page = page.replace(_END_OF_TITLE, f", {escape(masthead.area)}{_END_OF_TITLE}", 1)
    words = escape(masthead.look.logo_text)
    page = _LOGO.sub(lambda logo: f"{logo[1]}{words}{logo[2]}", page)
    for element, name in _NAMES.items():
        page = page.replace(element, f'{element} aria-label="{name}"')
    page = _BODY.sub(lambda body: f"{body[0]}\n{_SKIP_LINK}", page, count=1)
    return _HANDLER.sub("", page)


def _write_search(book: Path) -> None:
    """What the search looks through, as a script: a page opened from a folder reads no other.

    Lines of a page are lines of the script, since what stands on one line is read together.
    """
    found = book / "search.json"
    if not found.is_file():
        raise RenderError(f"Quarto ended well, but made no search of the book ({found.name}).")
    entries = json.loads(found.read_text("utf-8"))
    pages = [{**entry, "text": entry["text"].split("\n")} for entry in entries]
    script = f"window.searchEntries = {json.dumps(pages, ensure_ascii=False, indent=0)};\n"
    (book / "search.js").write_text(script, "utf-8", newline="\n")


def _with_policy(page: str, policy: str) -> str:
    """A policy holds for what comes after it, so it is the first thing in the head."""
    before, head, after = page.partition(_HEAD)
    return f"{before}{head}\n{policy}{after}" if head else f"{policy}\n{page}"


def stamp_html(report: ReportId) -> str:
    """The report that a page was made for, as it is written into its head."""
    return "".join(
        f'<meta name="bcssp-{name}" content="{value}">\n' for name, value in report.stamp().items()
    )


def _check_pages(masthead: Masthead, book: Path) -> None:
    """Every chapter is on a page, and each page carries this report's stamp."""
    stamp = stamp_html(masthead.report).strip()
    for name in masthead.pages:
        page = book / f"{name}.html"
        if not page.is_file():
            raise RenderError(f"Quarto ended well, but made no page {page.name}.")
        text = page.read_text("utf-8")
        if stamp not in text:
            raise WrongReportError(f"{page} does not carry the stamp of {masthead.report}")


def _runnable(page: str) -> Iterator[str]:
    """The scripts within a page; anything else that it could run, but files, is refused."""
    parser = _Scripts()
    parser.feed(page)
    parser.close()
    if parser.refused:
        raise RenderError(_unknown(parser.refused[0], "a page"))
    return iter(parser.scripts)


def _unknown(what: str, where: str) -> str:
    return (
        f"Quarto's book holds {what} in {where}, which readers' browsers would run. No publication "
        "was put in place; if a text of the report is in it, correct that text."
    )


def hash_script(script: str) -> str:
    """A script as a policy knows it."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class _Scripts(HTMLParser):
    """Finds what a page could run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.refused: list[str] = []
        self._within = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.refused += [f"the handler {name}" for name in named if name.startswith("on")]
        if tag in {"iframe", "object", "embed", "base"}:
            self.refused.append(f"<{tag}>")
        if tag == "script":
            source = named.get("src")
            if source is not None and not _LOCAL.fullmatch(source):
                self.refused.append(f"the script {source}")
            self._within = source is None and named.get("type") != _DATA
            self.scripts += [""] if self._within else []

    def handle_data(self, data: str) -> None:
        if self._within:
            self.scripts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._within = False if tag == "script" else self._within


def link_to_pages(pages: Mapping[str, list[Any]]) -> None:
    """Change the links of pages, which are pandoc's elements by the name of each page.

    A link to ``#police`` becomes one to ``part-crime.qmd#police``, which Quarto knows in every
    format, unless that is on the same page.
    """
    names = {anchor: name for name, blocks in pages.items() for anchor in _list_anchors(blocks)}
    for page, blocks in pages.items():
        for link in (content for kind, content in walk_tree(blocks) if kind == "Link"):
            target, title = link[2]
            name = names.get(target[1:], page) if target.startswith("#") else page
            if name != page:
                link[2] = [f"{name}.qmd{target}", title]


def _list_anchors(tree: Any) -> Iterator[str]:
    """The ids of elements, which rows and cells of tables may have too."""
    for node in walk_nodes(tree):
        match node:
            case [str(name), [*_], [*_]] if name:  # pandoc's id, classes and others of an element
                yield name
