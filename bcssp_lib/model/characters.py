"""Characters that nobody sees: which are refused, and how a message names those in a text.

Every reader of input asks here, so that narrative, registers, figures and parameters follow
one rule. A character that is not shown may turn a text round, part a word that the check
looks for, or make two categories of one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Control characters but tab and line ends, format characters, separators of lines, surrogates,
# private use and non-characters: a first look, since most texts hold none of them.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\U000110bd\U00013430-\U0001345f\U0001bca0-\U0001bcaf\U0001d173-\U0001d17a"
    "\U0001fffe\U0001ffff\U0002fffe-\U0010ffff]"
)
_REFUSED = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_SHOWN = re.compile("[\u0600-\u0605\u06dd\u070f\u08e2\U000110bd]")  # format, and yet visible
_SOFT_HYPHEN, _JOINER, _FLAG = "\u00ad", "\u200d", "\U0001f3f4"
_AFTER_EMOJI = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")  # how an emoji is to look
_TAGS = re.compile("[\U000e0020-\U000e007e]*\U000e007f")  # spell out a flag, after a black one
_LONGEST_FLAG = 9
_BLANKS = re.compile(r"\s+")
_INVISIBLE = re.compile(r"(?!(?<=[^\s]) (?=[^\s]))[^\S\n]")  # any blank but one between words
# C0 but tab and line feed, delete, and C1: what terminals obey.
_CONTROLS = {
    code: f"\\u{code:04x}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)
}


@dataclass(frozen=True)
class BadCharacter:
    """A character that is refused: its place in the text, and its line and column from 1."""

    position: int
    line: int
    column: int
    name: str


def find_bad_characters(text: str, *, soft_hyphens: bool = False) -> Iterator[BadCharacter]:
    """The characters of a text that are refused, in their order.

    With ``soft_hyphens`` one between two letters is let through: it only says where a long name
    may be divided. A joiner between two emoji makes one of them, and the tags of a flag do too.
    """
    if text.isascii() and text.isprintable():
        return
    for match in _SUSPECT.finditer(text):
        place, character = match.start(), match[0]
        if _is_allowed(text, place) or (
            soft_hyphens and character == _SOFT_HYPHEN and _between_letters(text, place)
        ):
            continue
        line = text.count("\n", 0, place) + 1
        column = place - text.rfind("\n", 0, place)
        yield BadCharacter(place, line, column, name_character(character))


def name_character(character: str) -> str:
    """A character by its code and its Unicode name: ``U+200B ZERO WIDTH SPACE``."""
    code = ord(character)
    unnamed = {"Cc": "control character", "Cs": "unpaired surrogate", "Co": "private use"}
    kind = unnamed.get(unicodedata.category(character), "not a character")
    return f"U+{code:04X} {unicodedata.name(character, kind)}"


def quote_text(text: str) -> str:
    """A text in quotation marks, with each character that nobody sees by its name.

    >>> quote_text("282" + chr(0xA0))
    "'282' followed by U+00A0 NO-BREAK SPACE"
    """
    parts: list[str] = []
    begins = 0
    hidden = {match.start() for match in _INVISIBLE.finditer(text)}
    hidden |= {place for place, char in enumerate(text) if not char.isprintable()}
    for place in sorted(hidden):
        parts += [f"'{text[begins:place]}'"] if place > begins else []
        parts.append(name_character(text[place]))
        begins = place + 1
    if begins < len(text) or not parts:
        parts.append(f"'{text[begins:]}'")
    return " followed by ".join(parts)


def fold_text(text: str) -> str:
    """A text as it is compared with others: in plain letters of one case, with single blanks."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip().casefold()


def fold_name(name: str) -> str:
    """A name as it is compared with others."""
    return re.sub(r"[^a-z0-9]+", " ", fold_text(name).replace("&", " and ")).strip()


def make_slug(name: str) -> str:
    """The slug of a place that has none yet, by its name."""
    return fold_name(name).replace(" ", "-")


def _is_allowed(text: str, place: int) -> bool:
    character = text[place]
    if _SHOWN.match(character):
        return True
    if character == _JOINER:
        return _ends_with_emoji(text[max(place - 3, 0) : place]) and _is_emoji(
            text[place + 1 : place + 2]
        )
    if "\U000e0020" <= character <= "\U000e007f":
        flag = text.rfind(_FLAG, max(place - _LONGEST_FLAG, 0), place)
        tags = _TAGS.match(text, flag + 1) if flag >= 0 else None
        return tags is not None and place < tags.end()
    return unicodedata.category(character) not in _REFUSED and not _is_no_character(character)


def _is_no_character(character: str) -> bool:
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def _ends_with_emoji(text: str) -> bool:
    while text and _AFTER_EMOJI.match(text[-1]):
        text = text[:-1]
    return _is_emoji(text[-1:])


def _is_emoji(character: str) -> bool:
    return bool(character) and unicodedata.category(character) == "So"


def _between_letters(text: str, place: int) -> bool:
    around = text[max(place - 1, 0) : place] + text[place + 1 : place + 2]
    return len(around) == 2 and around.isalpha()


def show_controls(text: str) -> str:
    r"""A text whose control characters can be seen and do nothing, such as ``\u001b``."""
    return text.translate(_CONTROLS)
