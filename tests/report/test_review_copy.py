"""The review copy as a file: its figures, its plain words, and how it is made."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256

from bs4 import BeautifulSoup, Tag

from bcssp_lib.model.period import parse_period
from bcssp_lib.publish.review import LARGEST_BYTES
from tests.report.conftest import alternative, alternatives


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def section(page: BeautifulSoup, name: str) -> Tag:
    """A section of the report by its notebook's name."""
    found = page.find(id=f"section-{name}".replace("_", "-"))
    assert found is not None, f"no section '{name}'"
    return found


def test_a_ratings_colour_is_never_its_only_sign(page):
    toned = [
        cell
        for cell in page.find_all("td")
        if {"green", "amber", "red"} & set(cell.get("class", []))
    ]
    assert toned
    for cell in toned:
        tone = next(one for one in cell["class"] if one in ("green", "amber", "red"))
        assert re.search(rf"\b({tone[0].upper()}|{tone.capitalize()})\b", words(cell)), cell


def test_no_section_failed_and_nothing_is_left_to_fill(page):
    assert not page.find_all(class_="failed")
    text = words(page.main)
    for left in ("{{", "}}", "Filled in when", "None", "nan", "NaN", "<NA>"):
        assert left not in text.split(), left


def test_every_fact_in_the_text_is_a_link_to_where_it_came_from(page):
    ids = {tag["id"] for tag in page.find_all(id=True)}
    links = page.find_all("a", class_="fact")
    assert len(links) > 50
    for link in links:
        assert link["href"].removeprefix("#") in ids, link


def test_every_link_within_the_page_has_its_target_and_no_id_stands_twice(page):
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in page.find_all("a", href=re.compile("^#")):
        assert link["href"][1:] in ids, link


def test_every_fact_is_in_the_data_notes_with_its_value_and_its_rows(page, facts):
    table = section(page, "technical").find_all("table")[-1]
    rows = [[words(cell) for cell in each.find_all(["th", "td"])] for each in table.tbody("tr")]
    shown = {cells[-1]: cells for cells in rows}
    assert {name: cells[1] for name, cells in shown.items()} == {
        name: " ".join(fact["text"].split())
        for name, fact in facts.items()
        if name in shown or fact["value"]["amount"] is not None
    }
    assert len(shown) > 100
    assert "data/banes/police.csv, lines" in shown["police.missing_reports"][3]


def test_the_glossary_defines_only_terms_that_the_report_uses(page):
    terms = section(page, "glossary").find("table").tbody
    rest = BeautifulSoup(str(page.main), "html.parser")
    section(rest, "glossary").decompose()
    text = words(rest)
    for each in terms.find_all("tr"):
        term = words(each.th)
        assert term.casefold() in text.casefold(), term


def test_the_code_of_the_notebooks_is_hidden(page):
    text = str(page)
    for hidden in ("open_section", "section.publish", "from bcssp_lib", "Traceback"):
        assert hidden not in text


def test_nothing_on_the_page_is_fetched_and_nothing_runs(page, banes):
    text = (banes / "review/report.html").read_text("utf-8")
    assert not page.find_all(["link", "iframe", "object", "embed", "form", "base"])
    (script,) = page.find_all("script")  # for comments
    hashed = b64encode(sha256(script.string.encode()).digest()).decode()
    for tag in page.find_all(src=True):
        assert tag["src"].startswith("data:")
    assert not re.search(r"url\((?!['\"]?data:|#)", text)
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert policy.count("script-src") == 1
    assert f"script-src 'sha256-{hashed}';" in policy


def test_the_file_is_small_enough_to_send(banes, fairport):
    for report in (banes, fairport):
        assert (report / "review/report.html").stat().st_size < LARGEST_BYTES <= 3_000_000


def test_the_page_is_stamped_with_its_area_period_and_edition(page, synthetic_page):
    for found, area in ((page, "banes"), (synthetic_page, "fairport")):
        stamp = {
            one["name"]: one["content"] for one in found.find_all("meta", attrs={"name": True})
        }
        assert stamp["bcssp-area"] == area
        assert stamp["bcssp-period"] == "2023-24"
        assert stamp["bcssp-edition"] == "annual"


def test_the_language_the_title_and_one_h1_are_there(page):
    assert page.html["lang"] == "en-GB"
    assert words(page.title).startswith("Annual report 2023-24, B&NES")
    assert [words(one) for one in page.find_all("h1")] == ["Annual report 2023-24"]


def test_headings_go_down_one_level_at_a_time(page, synthetic_page):
    for found in (page, synthetic_page):
        levels = [int(tag.name[1]) for tag in found.find_all(re.compile("^h[1-6]$"))]
        assert levels[0] == 1
        for place, level in enumerate(levels[1:], start=1):
            assert level <= levels[place - 1] + 1


def test_the_contents_list_names_every_section(page):
    contents = page.find("nav")
    listed = [words(link) for link in contents.ul.find_all("a")]
    for one in page.main.find_all("section", recursive=False):
        assert words(one.h2) in listed


def test_every_picture_has_alternative_text_and_every_chart_its_data(page, synthetic_page):
    for found in (page, synthetic_page):
        pictures = found.select("img, svg[role=img]")
        assert pictures
        for picture in pictures:
            if "logo" in picture.get("class", []):
                continue
            assert len(alternative(picture)) > 40
            if picture.find_parent(class_="card"):
                continue
            details = picture.find_parent("figure").find_next("details")
            assert words(details.summary) == "Data for this chart"
            caption = picture.find_parent("figure").figcaption
            title = words(caption.find(class_="subtitle") or caption)
            caption = re.sub(r"^Figure \d+\. ", "", title)
            assert words(details.table.caption) == f"Data for the chart: {caption}"


def test_every_table_has_a_caption_and_headers_with_scopes(page, synthetic_page):
    for found in (page, synthetic_page):
        for table in found.find_all("table", class_="figures"):
            assert words(table.caption)
            assert all(head["scope"] == "col" for head in table.thead.find_all("th"))
            lines = table.tbody.select("tr:not(.sentence)")
            assert all(line.th["scope"] == "row" for line in lines)


def test_real_figures_are_never_called_synthetic(page):
    assert not page.find_all(class_=re.compile("^synthetic"))
    assert not [one for one in alternatives(page) if "Synthetic" in one]


def test_synthetic_figures_are_called_so_on_top_in_every_section_and_in_every_chart(synthetic_page):
    banner = synthetic_page.find(class_="synthetic-banner")
    assert "Every figure about Fairport in this report is made up" in words(banner)
    for one in synthetic_page.main.find_all("section", recursive=False):
        told = one.find(class_="synthetic")
        assert "the figures about Fairport on this page are made up" in words(told), one.h2
    pictures = alternatives(synthetic_page.main)
    assert len(pictures) > 5
    assert all(picture.startswith("Synthetic figures.") for picture in pictures)


def test_synthetic_areas_have_quarterly_trends(synthetic_page):
    assert any("Line chart" in one for one in alternatives(synthetic_page))


def test_every_duty_is_listed_with_links_to_the_sections_that_cover_it(page, catalogue):
    caption = page.find("caption", string=re.compile("law and guidance ask"))
    table = caption.find_parent("table")
    rows = [[one.get_text() for one in row(["th", "td"])] for row in table("tr")]
    day = parse_period("2023-24").end
    duties = catalogue.duties(catalogue.edition("annual"), catalogue.area("banes"), day)
    asked = [requirement.requirement for requirement in duties]
    assert [row[0] for row in rows[1:]] == asked
    links = table.find_all("a")
    assert len(links) > 5
    for link in links:
        place = page.find(id=link["href"].removeprefix("#"))
        assert words(place.find(["h2", "h3"])).replace("’", "'") == link.get_text()
    assert {"Not in this report"} < {row[2] for row in rows[1:]}


def test_the_manifest_says_from_which_text_and_figures_the_page_was_made(banes, facts):
    manifest = json.loads((banes / "review/manifest.json").read_text("utf-8"))
    assert manifest["synthetic"] is False
    assert set(manifest["files"]) == {"report.html", "findings.json"}
    assert facts["police.missing_reports"]["origins"]
    used = {name for one in manifest["narrative"] for name in one["facts"]}
    assert used
    assert used <= set(facts)


def test_the_command_told_where_the_files_are_and_of_the_warnings(banes):
    told = (banes.parents[1] / "told.txt").read_text("utf-8")
    assert f"B&NES 2023-24, review copy: {banes / 'review/report.html'}" in told
    assert "343 + 673 + 517 is 1,533, which is 70 fewer than 1,603" in " ".join(told.split())
