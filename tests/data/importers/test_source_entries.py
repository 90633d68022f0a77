"""An entry is written into a YAML file, and nothing else of it changes."""

from __future__ import annotations

import pytest
import yaml

from bcssp_lib.data.importers.source_entries import set_source, set_top_key
from bcssp_lib.model.errors import UserError

TEXT = """\
# What we know.
sources:
  one:
    title: One   # as printed
    synthetic: false

  # the second
  two:
    title: Two
    synthetic: true
"""
ENTRY = {"title": "New: one", "synthetic": False}


def test_an_entry_is_replaced_where_it_is():
    assert set_source(TEXT, "one", ENTRY) == TEXT.replace("One   # as printed", "'New: one'")


def test_a_new_entry_comes_last():
    text = set_source(TEXT, "three", ENTRY)
    assert text.startswith(TEXT)
    assert list(yaml.safe_load(text)["sources"]) == ["one", "two", "three"]
    assert yaml.safe_load(set_source("", "one", ENTRY)) == {"sources": {"one": ENTRY}}


def test_a_layout_that_cannot_be_kept_is_refused():
    with pytest.raises(UserError, match="laid out"):
        set_source("sources: {one: {title: One}}\n", "two", ENTRY)


def test_a_key_of_the_first_level_is_replaced_or_added():
    before = "name: A\nneighbours:\n  model: old\n  authorities:\n  - b\ncodes:\n- {code: E1}\n"
    after = set_top_key(before, "neighbours", {"model": "new", "authorities": ["c", "d"]})
    assert after == before.replace("old", "new").replace("  - b\n", "  - c\n  - d\n")
    assert set_top_key("name: A\n", "x", 1) == "name: A\nx: 1\n"
