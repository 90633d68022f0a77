"""The facts of a report as an author looks them up: searched, with every way to word them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from importlib.resources import files
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]

from bcssp_lib.model.fact import Fact
from bcssp_lib.model.value import missing
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.helpers import HELD_HELPERS, HELPERS
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.held_wording import list_held

WIDE = {"layout": {"width": "auto"}, "style": {"description_width": "initial"}}  # of a widget
MOST = 20  # facts that are shown at a time
_OTHER_HELPERS = {
    '{{ share("the part", "the whole") }}': "such as: 54 of 105, or 51.4%",
    '{{ list_of("one", "another") }}': "such as: 282 reports and 105 children",
}


def find_facts(facts: Sequence[Fact], words: str) -> list[Fact]:
    """The facts in whose name, title or value every word stands."""
    wanted = words.lower().replace("{", " ").replace("}", " ").split()
    texts = ((f"{fact.full_name} {fact.title} {FactWords(fact).text}", fact) for fact in facts)
    return [fact for text, fact in texts if all(word in text.lower() for word in wanted)]


def helper_examples(fact: Fact, section: str) -> dict[str, str]:
    """What each helper makes of a fact, by what an author writes for it.

    A helper that has nothing to say about this fact is left out.
    """
    name = fact_reference(fact, section)
    blank = Fact(
        name=fact.name,
        section=fact.section,
        title=fact.title,
        counts=fact.counts,
        singular=fact.singular,
        period=fact.period,
        value=missing(),
    )
    always = ("period", "title")
    examples = {}
    for helper, made in HELPERS.items():
        if made.facts == 1 and not made.needs:
            for option in made.options or ("",):
                words = made.word([fact], option)
                if helper in always or words != made.word([blank], option):
                    more = f', "{option}"' if option else ""
                    examples[f'{{{{ {helper}("{name}"{more}) }}}}'] = words
    return examples | _held_examples(fact, name)


def _held_examples(fact: Fact, name: str) -> dict[str, str]:
    """Every figure that is held of a fact, by what shows it."""
    helpers = {kind: helper for helper, kind in HELD_HELPERS.items()}
    return {
        f'{{{{ {helpers[kind]}("{name}", "{chosen}") }}}}': words
        for kind, chosen, words in list_held(fact)
    }


def fact_reference(fact: Fact, section: str) -> str:
    """The name by which a section's prose names a fact."""
    return fact.name if fact.section == section else fact.full_name


def fact_list_html(facts: Sequence[Fact], matches: Sequence[Fact], section: str) -> str:
    """The facts that were found, as a list with a button to copy each wording."""
    shown = matches[:MOST]
    items = "".join(f"<li>{_item(fact, section)}</li>" for fact in shown)
    count_text = f"{len(matches)} of {len(facts)} facts"
    more = f"; the first {MOST} are shown" if len(matches) > MOST else ""
    return f'<p role="status">{count_text}{more}.</p><ul class="bcssp-facts">{items}</ul>'


def other_names_html(book: FactBook) -> str:
    """The report's own names and the helpers that take several facts."""
    rows = {f"{{{{ {name} }}}}": value for name, value in book.names.items()}
    return _table({**rows, **_OTHER_HELPERS})


def make_page(*parts: Any, heading: str = "") -> Any:
    """Widgets one below the other, in the style of our pages."""
    style = files("bcssp_lib.app").joinpath("templates/studio.css").read_text("utf-8")
    page = widgets.VBox([widgets.HTML(f"<style>{style}</style>{heading}"), *parts])
    page.add_class("bcssp-content")
    return page


def make_button(name: str, press: Callable[[], None], tooltip: str | None = None) -> Any:
    """A button as wide as its name."""
    look = {"width": "auto", "flex": "0 0 auto"}
    button = widgets.Button(description=name, tooltip=tooltip, layout=look)
    button.on_click(lambda _: press())
    return button


def copy_button(text: str) -> str:
    """A button that copies a text, and says so."""
    done = (
        "const b=this,t=b.dataset.copy;navigator.clipboard.writeText(t)"
        ".then(()=>{b.nextElementSibling.textContent='Copied';"
        "setTimeout(()=>{b.nextElementSibling.textContent=''},2000)})"
    )
    shown = escape(text)
    return (
        f'<button type="button" class="bcssp-copy" data-copy="{shown}" onclick="{escape(done)}" '
        f'title="Copy"><code>{shown}</code></button><span class="bcssp-copied" role="status">'
        "</span>"
    )


def _item(fact: Fact, section: str) -> str:
    title, words = escape(fact.title), FactWords(fact)
    home = "" if fact.section == section else f" ({escape(fact.section)})"
    made_up = " Synthetic." if fact.synthetic else ""
    return (
        f"<div><strong>{escape(words.text)}</strong> {title}, {escape(words.when)}{home}."
        f"{made_up}</div>"
        f"{copy_button('{{ ' + fact_reference(fact, section) + ' }}')}"
        f"<details><summary>Ways to word it<span class='bcssp-hidden'>: {title}</span></summary>"
        f"{_table(helper_examples(fact, section))}</details>"
    )


def _table(rows: Mapping[str, str]) -> str:
    listed = (
        f"<dt>{copy_button(written)}</dt><dd>{escape(words)}</dd>"
        for written, words in rows.items()
    )
    return f"<dl>{''.join(listed)}</dl>"


class FactBox:
    """The facts of a report, those of ``section`` by their short names."""

    def __init__(self, section: str) -> None:
        self._section = section
        self._facts: Sequence[Fact] = ()
        self.search = widgets.Text(
            description="Search the facts",
            placeholder="missing, training_sessions, 282 …",
            continuous_update=True,
            **WIDE,
        )
        self.facts = widgets.HTML()
        self.others = widgets.HTML()
        self.search.observe(lambda _: self._list(), "value")

    @property
    def parts(self) -> list[Any]:
        """The widgets, one below the other."""
        return [
            widgets.HTML("<h2>Facts of this report</h2>"),
            self.search,
            self.facts,
            widgets.HTML("<h3>Names and helpers for all texts</h3>"),
            self.others,
        ]

    def show(self, facts: Sequence[Fact], book: FactBook) -> None:
        """List these facts, and the names that belong to the report itself."""
        self._facts = facts
        self.others.value = other_names_html(book)
        self._list()

    def _list(self) -> None:
        matches = find_facts(self._facts, self.search.value)
        self.facts.value = fact_list_html(self._facts, matches, self._section)
