"""Links within a report that is cut into pages: each leads to the page that has what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_ATTRIBUTES = 3  # pandoc's id, classes and others of an element


def link_to_pages(pages: Mapping[str, list[Any]]) -> None:
    """Change the links of pages, which are pandoc's elements by the name of each page.

    A link to ``#police`` becomes one to ``part-crime.qmd#police``, which Quarto knows in every
    format, unless that is on the same page.
    """
    names = {anchor: name for name, blocks in pages.items() for anchor in _list_anchors(blocks)}
    for page, blocks in pages.items():
        for link in _list_links(blocks):
            target, title = link["c"][2]
            name = names.get(target[1:], page) if target.startswith("#") else page
            if name != page:
                link["c"][2] = [f"{name}.qmd{target}", title]


def _list_anchors(tree: Any) -> Iterator[str]:
    """The ids of elements, which rows and cells of tables may have too."""
    if isinstance(tree, list) and len(tree) == _ATTRIBUTES:
        name, classes, others = tree
        if (
            name
            and isinstance(name, str)
            and isinstance(classes, list)
            and isinstance(others, list)
        ):
            yield name
    for child in _children(tree):
        yield from _list_anchors(child)


def _list_links(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict) and tree.get("t") == "Link":
        yield tree
    for child in _children(tree):
        yield from _list_links(child)


def _children(tree: Any) -> list[Any]:
    if isinstance(tree, dict):
        return list(tree.values())
    return tree if isinstance(tree, list) else []
