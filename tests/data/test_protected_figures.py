"""Figures that were protected here are read elsewhere as they are here, and tell no more."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import pytest

from bcssp_lib.data import comparators
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import ProtectedFigures, receive_figures, received_figures
from bcssp_lib.data.data_store import DataStore, open_data_store
from bcssp_lib.files.project import Project
from bcssp_lib.model.value import Observation, Reason

AREAS = ("banes", "fairport", "saltmere")


@pytest.fixture
def received(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is a worker's, until the test has ended."""
    monkeypatch.setattr(comparators, "_received", [])


def observations(figures: ProtectedFigures) -> dict[tuple[str, ...], Observation]:
    """All that travels, by what each is known by."""
    homes = (figures.own, figures.peers, figures.country.figures)
    return {each.key: each for home in homes for each in home.observations}


def read_everything(store: DataStore, catalogue: Catalogue, area: str) -> dict[str, str]:
    """Ask a store for all that it can tell of an area; return the hashes of its answers."""
    peers = [peer.slug for peer in store.peers(area)]
    store.authorities()
    for register in catalogue.registers:
        store.entries(register, area)
        for peer in peers:
            store.peer_entries(register, peer)
    for indicator in catalogue.indicators:
        store.series(indicator, area)
        for peer in peers:
            store.peer_series(indicator, peer)
        for period in store.periods(indicator, area):
            store.observation(indicator, area, period)
            store.breakdown(indicator, area, period)
            store.national(indicator, period)
            for peer in peers:
                store.peer_observation(indicator, peer, period)
    return dict(store.reads)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.usefixtures("received")
def test_every_answer_is_the_same_as_where_they_are_kept(
    area: str, example_project: Project, catalogue: Catalogue
) -> None:
    here = open_data_store(example_project, catalogue, area)
    receive_figures(pickle.loads(pickle.dumps(here.protect_all(area))))
    there = open_data_store(example_project, catalogue, area)
    assert there is not here
    known = read_everything(here, catalogue, area)
    assert read_everything(there, catalogue, area) == known
    assert len(known) > 400
    assert {json.loads(key)[0] for key in known} >= {"series", "breakdown", "national"}


@pytest.mark.parametrize("area", AREAS)
def test_no_hidden_figure_travels_of_any_area(
    area: str, example_project: Project, catalogue: Catalogue
) -> None:
    store = open_data_store(example_project, catalogue, area)
    travelling = observations(store.protect_all(area))
    raw = (*store._figures.observations, *store._peers.observations)
    hidden = [each for each in raw if not store._together.protect(each).known and each.known]
    assert len(hidden) > 20
    threshold = catalogue.settings.disclosure_threshold
    amounts = [each.value.amount for each in hidden if each.value.amount is not None]
    assert min(amounts) < threshold <= max(amounts)  # secondary ones are among them
    for each in hidden:
        sent = travelling[each.key]
        assert sent.value.reason is Reason.SUPPRESSED
        assert (sent.value.amount, sent.value.printed, sent.note) == (None, "", "")


@pytest.mark.usefixtures("received")
def test_a_section_is_given_the_figures_of_no_other_area(
    example_project: Project, catalogue: Catalogue
) -> None:
    assert received_figures("banes") is None
    figures = open_data_store(example_project, catalogue, "banes").protect_all("banes")
    receive_figures(figures)
    assert received_figures("banes") is figures
    with pytest.raises(ValueError, match="figures of banes, not of fairport"):
        open_data_store(example_project, catalogue, "fairport")
    receive_figures(replace(figures, area="fairport"))  # the last ones count
    assert open_data_store(example_project, catalogue, "fairport").reads
