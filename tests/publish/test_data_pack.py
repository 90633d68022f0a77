"""The data pack holds every figure of a report, protected, and says what its columns mean."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pandas as pd

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


def test_a_median_is_named_without_the_number_of_another_year(banes):
    figures = read(banes)
    medians = figures[figures["place"].str.startswith("the median of")]
    counted = medians[medians["place"].str.contains(r"\d (?:of|other|statistical)")]
    latest = figures.groupby("figure")["period_end"].first()  # a fact's own row comes first
    assert len(counted)
    assert set(counted["period_end"] == counted["figure"].map(latest)) == {True}
    assert {len(value.partition(".")[2]) for value in medians["value"] if value} == {1}


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
