"""Manifests as they are written, kept and read."""

from __future__ import annotations

import json

import pytest

from bcssp_lib.model.errors import UserError
from bcssp_lib.publish.manifest import KEPT_DRAFTS, Manifest, keep_draft, list_drafts, read_manifest

HEAD = {"mark": "0a1b2c3d", "area": "banes", "period": "2023-24", "edition": "annual", "draft": 1}
TEXT = {"section": "police", "block": "story", "bound": "Größe 👋", "facts": []}


def test_a_manifest_is_read_as_it_was_written(tmp_path):
    written = Manifest(HEAD, narrative=[TEXT])
    path = tmp_path / "manifest.json"
    path.write_text(written.to_text(files={}), "utf-8")
    for place in (path, tmp_path):
        read = read_manifest(place)
        assert (read.mark, read.draft, read.narrative) == ("0a1b2c3d", 1, [TEXT])
        assert read.stamp == {"area": "banes", "period": "2023-24", "edition": "annual"}


def test_the_last_drafts_are_kept(tmp_path):
    path = tmp_path / "manifest.json"
    for number in range(1, KEPT_DRAFTS + 3):
        path.write_text(Manifest({**HEAD, "draft": number}).to_text(), "utf-8")
        keep_draft(tmp_path / "drafts", path)
        keep_draft(tmp_path / "drafts", path)
    kept = list_drafts(tmp_path / "drafts")
    assert list(kept) == list(range(3, KEPT_DRAFTS + 3))
    assert read_manifest(kept[3]).name == "draft 3"


@pytest.mark.parametrize(
    "content", ["", "no json", "[]", "{}", '{"mark": 1}', json.dumps({**HEAD, "facts": [1]}),
                json.dumps({**HEAD, "narrative": [{"section": "police"}]})],
)  # fmt: skip
def test_what_is_no_manifest_is_named(tmp_path, content):
    path = tmp_path / "other.json"
    path.write_text(content, "utf-8")
    with pytest.raises(UserError, match="is no manifest of a report"):
        read_manifest(path)


def test_a_damaged_draft_is_named(tmp_path):
    path = tmp_path / "0001-0a1b2c3d.json.gz"
    path.write_bytes(b"\x1f\x8b nothing")
    with pytest.raises(UserError, match="is no manifest of a report"):
        read_manifest(path)


def test_a_manifest_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match="is not there"):
        read_manifest(tmp_path / "gone.json")
