"""The data pack holds every figure of a report, protected, and says what its columns mean."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pandas as pd

from bcssp_lib.model.fact import FactComparison, HeldFigure, Quantity
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known
from bcssp_lib.model.verdicts import Against, Verdict
from bcssp_lib.publish.data_pack import write_data_pack
from tests.facts import made_fact

READ = {"string": str, "date": date.fromisoformat, "decimal": Decimal, "boolean": json.loads}


def read(folder):
    return pd.read_csv(folder / "publication/figures.csv", dtype=str, keep_default_na=False)


def described(folder):
    text = (folder / "publication/figures.csv-metadata.json").read_text("utf-8")
    return json.loads(text)["tableSchema"]["columns"]


def test_every_fact_of_the_report_is_in_it_with_what_the_report_shows(banes):
    figures = read(banes)
    facts = json.loads((banes / "publication/manifest.json").read_text("utf-8"))["facts"]
    assert set(figures["figure"]) == {f"{fact['section']}.{fact['name']}" for fact in facts}
    own = figures[figures["figure"] == "police.missing_reports"]
    assert own[own["measure"] == "number"]["value"].tolist()[:2] == ["282", "178"]
    (rate,) = own[(own["measure"] != "number") & (own["lower"] != "")].itertuples()
    assert rate.measure == "rate per 10,000 children aged 0 to 17"
    assert Decimal(rate.lower) < Decimal(rate.value) < Decimal(rate.upper)


def test_a_median_of_another_year_is_named_without_how_many_the_latest_is_of(tmp_path):
    rate = Quantity(known(Decimal("144.5")), Unit.RATE)
    fact = made_fact(
        "entrants", 72, unit=Unit.RATE, series=tuple(
            HeldFigure(parse_period(year), Decimal("143.5"), whose=Against.PEERS)
            for year in ("2022-23", "2023-24")
        ),
        comparisons=(
            FactComparison(Against.PEERS, "the median of 3 of 4 other areas", rate, Verdict.LOWER),
        ),
    )  # fmt: skip
    report = SimpleNamespace(
        facts=(fact,), area="Testshire", title="", subtitle="", stamp_text="", mark=""
    )
    figures = pd.read_csv(write_data_pack(report, tmp_path)["CSV"], dtype=str)
    assert figures["place"].tolist() == [
        "Testshire", "the median of the other areas", "the median of 3 of 4 other areas",
    ]  # fmt: skip
    assert figures["value"].tolist() == ["72", "143.5", "143.5"]


def test_each_column_is_described_and_holds_what_its_type_says(banes):
    figures, columns = read(banes), described(banes)
    assert [column["name"] for column in columns] == list(figures.columns)
    for column in columns:
        for text in filter(None, set(figures[column["name"]])):
            READ[column["datatype"]](text)


def test_what_has_no_value_says_why(banes):
    figures = read(banes)
    none = figures[figures["value"] == ""]
    assert "not available" in set(none["status"])
    assert "shown" not in set(none["status"])
    assert set(figures[figures["value"] != ""]["status"]) == {"shown"}


def test_what_is_made_up_is_marked(banes, made_up):
    assert set(read(made_up)["made_up"]) == {"true"}
    assert set(read(banes)["made_up"]) == {"false"}
