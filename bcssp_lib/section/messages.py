"""Plain sentences that stand where a table or chart cannot, or warn of a difference."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from bcssp_lib.section.mime_types import MESSAGE_TYPE

Kind = Literal["no figures", "warning", "statement"]


@dataclass(frozen=True)
class Message:
    """A sentence for the reader; warnings are listed again in the data notes."""

    kind: Kind
    text: str

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        html = f'<p class="{self.kind.replace(" ", "-")}">{escape(self.text)}</p>'
        content = {"kind": self.kind, "text": self.text}
        return {MESSAGE_TYPE: content, "text/html": html, "text/plain": self.text}


def about(title: str, told: str) -> str:
    """What is told of the table or chart of that title; a title may be a question."""
    return f"{title} {told[0].upper()}{told[1:]}" if title.endswith("?") else f"{title}: {told}"
