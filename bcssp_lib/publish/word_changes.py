"""What was changed in a Word file since it was sent, as texts of narrative files.

A text that goes to Word and back is not the same to the byte: Markdown has many ways to write one
thing. So what comes back is compared with what the text as it was sent comes back as, and only
the lines that differ are put into the text.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from merge3 import Merge3

from bcssp_lib.publish.word_reading import FieldText, WordFile, WordPart, read_word
from bcssp_lib.publish.word_record import Field, Sent, SentBlock
from bcssp_lib.publish.word_sending import make_word
from bcssp_lib.publish.word_text import escape

_LETTERS = 8
_NAMED = 5  # blocks in one sentence
# An expression, an amount, a word or a sign.
_TOKEN = re.compile(r"\{\{.*?\}\}|£?\d(?:[\d,.]*\d)?%?|\w+|\S")
_AMOUNT = re.compile(r"£?\d")


@dataclass(frozen=True)
class WordChanges:
    """The texts of each section, block by block in the order of the Word file.

    ``notes``, ``problems`` and ``comments`` are said of a section and block; ``problems`` need
    somebody's eye. ``typed`` are the words of a section and block that were typed in place of a
    figure, each with its expression.
    """

    texts: Mapping[str, Sequence[tuple[str, str]]]
    notes: tuple[str, ...]
    problems: tuple[str, ...]
    comments: tuple[str, ...]
    typed: Mapping[tuple[str, str], Mapping[str, str]]


def find_changes(word: WordFile, pictures: Mapping[str, bytes]) -> WordChanges:
    """Compare a Word file with its sending; ``pictures`` are the narrative's own, by name."""
    pictures = {**pictures, **word.pictures}
    comparison = _Comparison(word, _send_and_read(word.sent, pictures))
    comparison.compare()
    texts: dict[str, list[tuple[str, str]]] = {block.section: [] for block in word.sent.blocks}
    carried = comparison.carry_over(pictures)
    for entry in comparison.entries:
        texts[entry.section].append((entry.block, carried.get(entry.number, entry.text)))
    return WordChanges(
        texts,
        tuple(comparison.notes),
        tuple(comparison.problems),
        tuple(comparison.comments),
        comparison.typed,
    )


def _send_and_read(sent: Sent, pictures: Mapping[str, bytes]) -> list[WordPart]:
    """What the texts of a sending are when they come back unchanged."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sent.docx"
        make_word(sent, {name: pictures[name] for name in sent.pictures if name in pictures}, path)
        return list(read_word(path).parts)


@dataclass(frozen=True)
class _Entry:
    """A block with its text; ``number`` is its place in the sending, none of a new one."""

    section: str
    block: str
    text: str
    number: int | None


class _Comparison:
    """Compares the parts of a Word file with those of its sending, ``originals``."""

    def __init__(self, word: WordFile, originals: Sequence[WordPart]) -> None:
        self._word, self._sent = word, word.sent
        self._originals = originals
        # What the fields of each section say, by their tags.
        self._known: dict[str, dict[str, str]] = defaultdict(dict)
        for block, part in zip(self._sent.blocks, originals, strict=True):
            self._known[block.section].update({each.tag: each.words for each in part.own_fields})
        self.entries: list[_Entry] = []
        self.notes: list[str] = []
        self.problems: list[str] = []
        self.comments: list[str] = []
        self.typed: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)

    def compare(self) -> None:
        """Take each part as the block that it is."""
        last = -1
        for place, part in enumerate(self._word.parts):
            last = last if part.number is None else part.number
            lost = self._lost_between(last, place)
            if part.number is not None and not (part.loose and lost):
                self._take_block(last, part)
            elif part.text or part.comments or part.remarks:
                self._take_between(part, last, [last, *lost] if part.loose else lost)
        self.comments += [f"elsewhere: {each.author}: {each.words}" for each in self._word.comments]
        self._tell_gone()

    def _lost_between(self, last: int, place: int) -> list[int]:
        """The blocks that are nowhere, between a block and the first one below a place."""
        numbers = [part.number for part in self._word.parts]
        below = (number for number in numbers[place + 1 :] if number is not None)
        following = next(below, len(self._originals))
        return [number for number in range(last + 1, following) if number not in numbers]

    def _tell_gone(self) -> None:
        here = {entry.number for entry in self.entries}
        for number, block in enumerate(self._sent.blocks):
            if number not in here:
                self.problems.append(f"{_name(block)}: the block was deleted in Word.")
        numbers = [part.number for part in self._word.parts if part.loose]
        if loose := [_name(self._sent.blocks[number]) for number in numbers if number is not None]:
            more = f" and {len(loose) - _NAMED} more" if len(loose) > _NAMED else ""
            self.notes.append(
                f"{'; '.join(loose[:_NAMED])}{more}: the frame is gone from the Word file, and "
                "the bookmark there says where the text begins."
            )

    def _take_block(self, number: int, part: WordPart) -> None:
        block, original = self._sent.blocks[number], self._originals[number]
        self._tell(_name(block), part)
        self._tell_typed(block, part)
        self._tell_unbound(block, original, part)
        text = part.render(self._show_in(block.section))
        same = text == original.render(self._raw)
        self.entries.append(_Entry(block.section, block.id, block.source if same else text, number))

    def _take_between(self, part: WordPart, last: int, lost: Sequence[int]) -> None:
        """Take text that is in no block: of blocks whose marks are gone there, or a new block."""
        where = self._between(last)
        if lost:
            names = ", ".join(f"'{self._sent.blocks[number].id}'" for number in lost)
            self.problems.append(
                f"{where}: the marks of {names} are gone from the Word file. The text there was "
                "taken as theirs, told apart by its lines: look whether that is right."
            )
            self._tell(where, part)
            for number, text in self._tell_apart(part, lost):
                self._take_block(number, replace(part, text=text, comments=(), remarks=()))
            return
        section = self._sent.blocks[max(last, 0)].section
        text = part.render(self._show_in(section))
        self._tell(where, part)
        if not text or text in {entry.text for entry in self.entries}:
            return  # a copy of what is there
        name = f"text-{hashlib.sha256(text.encode()).hexdigest()[:_LETTERS]}"
        self.problems.append(f"{where}: text that is in no block was taken as a new one, '{name}'.")
        self._tell_typed(SentBlock(section, name, ()), part)
        self.entries.append(_Entry(section, name, text, None))

    def _tell_apart(self, part: WordPart, lost: Sequence[int]) -> Iterator[tuple[int, str]]:
        """Each line with the block in which it was, or else with the line before it."""
        was = [
            (number, line)
            for number in lost
            for line in self._originals[number].render(self._raw).splitlines()
            if line
        ]
        lines = part.text.splitlines()
        now = [replace(part, text=line).render(self._raw) for line in lines]
        owners: dict[int, int] = {}
        matcher = SequenceMatcher(None, [line for _, line in was], now, autojunk=False)
        for before, after, size in matcher.get_matching_blocks():
            owners |= {after + step: was[before + step][0] for step in range(size)}
        texts: dict[int, list[str]] = defaultdict(list)
        owner = min(owners.values(), default=lost[0])
        for number, line in enumerate(lines):
            owner = owners.get(number, owner)
            texts[owner].append(line)
        for number, kept in texts.items():
            yield number, "\n".join(kept).strip("\n")

    def _between(self, last: int) -> str:
        blocks = self._sent.blocks
        before = _name(blocks[last]) if last >= 0 else "the beginning"
        after = _name(blocks[last + 1]) if last + 1 < len(blocks) else "the end"
        return f"between {before} and {after}"

    def _tell(self, name: str, part: WordPart) -> None:
        self.notes += [f"{name}: {remark}." for remark in part.remarks]
        self.comments += [f"{name}: {each.author}: {each.words}" for each in part.comments]

    def _tell_typed(self, block: SentBlock, part: WordPart) -> None:
        """Name the fields that do not say any more what they said, or came from elsewhere."""
        known = self._known[block.section]
        for shown in part.own_fields:
            was = known.get(shown.tag)
            if was is None:
                what = f"“{shown.words}” was copied from another section, where it is"
            else:
                what = f"“{was}” was changed to “{shown.words}” in Word; it is"
                if was != shown.words:
                    self.typed[block.section, block.id][shown.words] = self._raw(shown)
            if was != shown.words:
                self.problems.append(
                    f"{_name(block)}: {what} {self._raw(shown)}. It was taken as typed words."
                )

    def _tell_unbound(self, block: SentBlock, original: WordPart, part: WordPart) -> None:
        """Name the fields that are gone: what may be in their place is typed."""
        now = Counter(each.tag for each in part.own_fields)
        lost = set()
        for shown in original.own_fields:
            now[shown.tag] -= 1
            if now[shown.tag] < 0:
                lost.add(self._raw(shown))
                self.problems.append(
                    f"{_name(block)}: “{shown.words}” was deleted in Word, or typed; it was "
                    f"{self._raw(shown)}."
                )
        texts = original.render(self._raw), part.render(self._show_in(block.section))
        for expression, amount in _typed_in_place(*texts):
            if expression in lost:
                self.typed[block.section, block.id][amount] = expression

    def _raw(self, shown: FieldText) -> str:
        return self._sent.raw_by_tag[shown.tag]

    def _show_in(self, section: str) -> Callable[[FieldText], str]:
        """A field of a section as it is written, if it says what it said; or else its words."""
        known = self._known[section]
        return lambda shown: (
            self._raw(shown) if known.get(shown.tag) == shown.words else escape(shown.words)
        )

    def carry_over(self, pictures: Mapping[str, bytes]) -> dict[int | None, str]:
        """The changed texts, with the lines of their sources that were not changed.

        A text of which this would say something else than Word is taken as it is in Word.
        """
        changed = {
            entry.number: entry.text
            for entry in self.entries
            if entry.number is not None and entry.text != self._sent.blocks[entry.number].source
        }
        if not changed:
            return {}
        carried = {
            number: _carry(
                self._originals[number].render(self._raw), text, self._sent.blocks[number].source
            )
            for number, text in changed.items()
        }
        sent = replace(
            self._sent,
            blocks=tuple(self._split_again(*each) for each in carried.items()),
            pictures={name: hashlib.sha256(each).hexdigest() for name, each in pictures.items()},
        )
        back = _send_and_read(sent, pictures)
        said = [part.render(lambda shown: sent.raw_by_tag[shown.tag]) for part in back]
        return {
            number: carried[number] if again == text else text
            for (number, text), again in zip(changed.items(), said, strict=True)
        }

    def _split_again(self, number: int, text: str) -> SentBlock:
        """A changed text with the fields that its section had."""
        block = self._sent.blocks[number]
        words = {
            piece.raw: piece.words
            for other in self._sent.blocks
            if other.section == block.section
            for piece in other.pieces
            if isinstance(piece, Field)
        }
        longest_first = sorted(words, key=len, reverse=True)
        either = "|".join(re.escape(raw) for raw in longest_first) or r"(?!)"
        parts = re.split(f"({either})", text)
        pieces = (Field(part, words[part]) if part in words else part for part in parts)
        return replace(block, pieces=tuple(pieces))


def _typed_in_place(before: str, now: str) -> Iterator[tuple[str, str]]:
    """Each expression of a text, with the amount that is in its place now."""
    old, new = (_TOKEN.findall(text) for text in (before, now))
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "replace":
            expressions = [token for token in old[a:b] if token.startswith("{{")]
            yield from zip(expressions, filter(_AMOUNT.match, new[c:d]), strict=False)


def _name(block: SentBlock) -> str:
    return f"section '{block.section}', block '{block.id}'"


def _carry(sent: str, now: str, source: str) -> str:
    """A source with the lines that differ between what was sent and what is there now.

    Where what was sent has the lines of its source, written in another way, each line that is as
    it was stays to the byte. Otherwise both are merged, and Word's lines win.
    """
    base, mine, theirs = (f"{text}\n".splitlines(keepends=True) for text in (sent, now, source))
    lines: list[str] = []
    if len(base) == len(theirs):
        for kind, a, b, c, d in SequenceMatcher(None, base, mine, autojunk=False).get_opcodes():
            lines += theirs[a:b] if kind == "equal" else mine[c:d]
    else:
        for group in Merge3(base, mine, theirs).merge_groups():
            lines += group[2] if group[0] == "conflict" else group[1]
    return "".join(lines).removesuffix("\n")
