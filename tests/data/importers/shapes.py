"""Small made-up files in the shapes of official ones: their headings are real, the figures are not.

Each is a ``Shape``: the rows of its sheets, how it is imported, and the figures that are meant.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import openpyxl

from tests.data.importers.files import HEADER
from tests.data.importers.mutated_files import good_rows

Rows = list[list[str]]
Figures = dict[tuple[str, str, str, str], str]
DEPARTMENT = HEADER.split(",")[:10]
ENGLAND = ["National", "E92000001", "England", "", "", "", "", ""]
SOUTH_WEST = ["Regional", "E92000001", "England", "E12000009", "South West", "", "", ""]
BANES = [
    "Local authority", "E92000001", "England", "E12000009", "South West", "800", "E06000022",
    "Bath and North East Somerset",
]  # fmt: skip
WILTSHIRE = [*BANES[:5], "865", "E06000054", "Wiltshire"]
TOGETHER = [*BANES[:5], "940 / 941", "", "North and West Northamptonshire"]


@dataclass(frozen=True)
class Shape:
    """A file: its sheets, the format, what a person says besides, and what is read from it.

    ``value`` is the place of a column of figures, and ``heading`` that of the heading's last row.
    """

    format: str
    sheets: Mapping[str, Rows]
    figures: Figures
    value: int
    heading: int = 0
    ending: str = "csv"
    options: Mapping[str, str] = field(default_factory=dict)
    is_strict: bool = True  # a row that is not chosen is refused

    @property
    def rows(self) -> Rows:
        """The rows of the first sheet."""
        return next(iter(self.sheets.values()))

    def content(self) -> bytes:
        """The file."""
        return csv_file(self.rows) if self.ending == "csv" else workbook(self.sheets)


def csv_file(rows: Rows, separator: str = ",", end: str = "\n", encoding: str = "utf-8") -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(
    sheets: Mapping[str, Rows], columns: Sequence[str] = (), rows: Sequence[int] = ()
) -> bytes:
    """Rows as a workbook, numbers as numbers, with hidden columns and rows of each sheet."""
    book, content = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, table in sheets.items():
        sheet = book.create_sheet(name or "Sheet")
        for cells in table:
            sheet.append([_typed(cell) for cell in cells])
        for letters in columns:
            sheet.column_dimensions[letters].hidden = True
        for number in rows:
            sheet.row_dimensions[number].hidden = True
    book.save(content)
    return content.getvalue()


def _typed(cell: str) -> object:
    digits = cell.removeprefix("-")
    if digits.isdigit() and not digits.startswith("0"):
        return int(cell)
    return cell or None


OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"


def open_document(sheets: Mapping[str, Rows], hidden: Sequence[int] = ()) -> bytes:
    """Rows as an OpenDocument spreadsheet, with hidden columns by their places from 0."""
    tables = ""
    for name, rows in sheets.items():
        width = max(map(len, rows))
        columns = "".join(
            "<table:table-column" + (' table:visibility="collapse"/>' if at in hidden else "/>")
            for at in range(width)
        )
        body = "".join(
            f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>" for cells in rows
        )
        tables += f'<table:table table:name="{name}">{columns}{body}</table:table>'
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
        f' xmlns:office="{_NAMES}:office:1.0" xmlns:table="{_NAMES}:table:1.0"'
        f' xmlns:text="{_NAMES}:text:1.0"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        f' xmlns:manifest="{_NAMES}:manifest:1.0"><manifest:file-entry manifest:full-path="/"'
        f' manifest:media-type="{OPEN_DOCUMENT}"/></manifest:manifest>'
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("mimetype", OPEN_DOCUMENT)
        file.writestr("META-INF/manifest.xml", manifest)
        file.writestr("content.xml", text)
    return content.getvalue()


def _cell(text: str) -> str:
    typed = _typed(text)
    if isinstance(typed, int):
        return f'<table:table-cell office:value-type="float" office:value="{typed}"/>'
    if typed is None:
        return "<table:table-cell/>"
    shown = f"<text:p>{escape(text)}</text:p>"
    return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'


def _plans() -> Shape:
    places = {"Wiltshire": "wiltshire", "Somerset": "somerset", "": "england"}
    figures: Figures = {}
    for row in good_rows()[1:]:
        name = row[9] or row[6] or row[4]
        place = places.get(row[9] or row[6], _SLUGS.get(name, name.lower().replace(" ", "-")))
        figures[place, "cp_plans", f"at {row[0]}-03-31", ""] = row[-1]
    return Shape("dfe_child_protection_plans", {"": good_rows()}, figures, value=11)


_SLUGS = {
    "England": "england",
    "South West": "south-west",
    "Bath and North East Somerset": "banes",
    "Bristol, City of": "bristol",
    "Herefordshire, County of": "herefordshire-county-of",
}


def _workforce() -> Shape:
    measures = {
        "inpost_fte": "", "vacancy_rate_fte": "social_worker_vacancy_percent",
        "agency_rate_fte": "social_worker_agency_percent",
        "turnover_rate_fte": "social_worker_turnover_percent",
        "caseload_fte": "social_worker_caseload",
    }  # fmt: skip
    rows, figures = [[*DEPARTMENT, *measures]], {}
    places = {"england": ENGLAND, "south-west": SOUTH_WEST, "banes": BANES, "wiltshire": WILTSHIRE}
    for year in (2023, 2024):
        for number, (slug, place) in enumerate(places.items()):
            cells = [
                f"{1000 - 90 * number}",
                *(f"{7 + number + at}.{at}" for at in range(1, 4)),
                "c",
            ]
            if slug != "wiltshire":
                cells[-1] = f"{14 + number}.5"
            rows.append([str(year), "Reporting year", *place, *cells])
            for name, cell in zip([*measures.values()][1:], cells[1:], strict=True):
                figures[slug, name, f"at {year}-09-30", ""] = cell
        rows.append([str(year), "Reporting year", *TOGETHER, "200", "1", "2", "3", "z"])
    return Shape("dfe_workforce", {"": rows}, figures, value=11)


def _interactive_tool() -> Shape:
    heading = ["LA Number", "LA and Regions", "2023", "2024", "2025",
               "Change from previous year", "Rank"]  # fmt: skip
    rows = [
        heading,
        ["800", "Bath and North East Somerset", "71.7", "85.5", "91.4", "5.9", "25"],
        ["865", "Wiltshire", "80.1", "NA", "79.2", "NA", "77"],
        ["970", "England", "78.4", "79", "79.5", "0.5", "-"],
        ["987", "London (Inner)", "NA", "NA", "NA", "NA", "-"],
        ["990", "South West", "77.9", "76.2", "78.8", "2.6", "-"],
    ]
    name = "icpc_within_15_days_percent"
    slugs = {"800": "banes", "865": "wiltshire", "970": "england", "990": "south-west"}
    figures = {
        (slugs[row[0]], name, f"{int(year) - 1}-{year[2:]}", ""): {"NA": "x"}.get(cell, cell)
        for row in rows[1:]
        if row[0] in slugs
        for year, cell in zip(heading[2:5], row[2:5], strict=True)
    }
    return Shape("dfe_interactive_tool", {"": rows}, figures, value=2, options={"indicator": name})


FINGERTIPS_HEADING = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,"
    "Category Type,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,"
    "Lower CI 99.8 limit,Upper CI 99.8 limit,Count,Denominator,Value note,Recent Trend,"
    "Compared to England value or percentiles,Compared to percentiles,Time period Sortable,"
    "New data,Compared to goal,Time period range"
)
FINGERTIPS = FINGERTIPS_HEADING.split(",")


def _fingertips() -> Shape:
    def row(code: str, name: str, kind: str, sex: str, year: str, value: str, count: str,
            group: str = "") -> list[str]:  # fmt: skip
        parent = [] if name == "England" else ["E92000001", "England"]
        return ["90284", "Hospital admissions caused by injuries", *(parent or ["", ""]), code,
                name, kind, sex, "<15 yrs", *([group, "Most deprived"] if group else ["", ""]),
                f"{year[:4]}/{year[5:]}", value, "1", "2", "", "", count, "27500", "", "", "", "",
                f"{year[:4]}0000", "", "", "1y"]  # fmt: skip

    rows, figures = [FINGERTIPS], {}
    places = {
        "england": ("E92000001", "England", "England"),
        "south-west": ("E12000009", "South West region (statistical)", "Regions (statistical)"),
        "banes": ("E06000022", "Bath and North East Somerset", "Counties & UAs (from Apr 2023)"),
        "wiltshire": ("E06000054", "Wiltshire", "Counties & UAs (from Apr 2023)"),
    }
    for year in ("2022-23", "2023-24"):
        for number, (slug, place) in enumerate(places.items()):
            value, count = f"{80 + number}.44911", str(1240 - 300 * number)
            if (slug, year) == ("wiltshire", "2023-24"):
                value = count = ""
            rows.append(row(*place, "Persons", year, value, count))
            rows.append(row(*place, "Male", year, "90.5", "130"))
            name = "injury_admissions_0_to_14"
            figures[slug, name, year, ""] = count or "x"
            figures[slug, f"{name}_rate_per_10000", year, ""] = value[:4] or "x"
        rows.append(row(*places["england"], "Persons", year, "", "", "Deprivation deciles"))
    return Shape("ohid_injuries", {"": rows}, figures, value=17, is_strict=False)


def _nomis() -> Shape:
    rows = [["DATE_NAME", "GEOGRAPHY_NAME", "GEOGRAPHY_CODE", "GENDER_NAME", "C_AGE_NAME",
             "MEASURES_NAME", "OBS_VALUE", "OBS_STATUS_NAME"]]  # fmt: skip
    figures: Figures = {}
    places = {"england": ("England", "E92000001"), "south-west": ("South West", "E12000009"),
              "banes": ("Bath and North East Somerset", "E06000022"),
              "wiltshire": ("Wiltshire", "E06000054"), "": ("Mendip", "E07000187")}  # fmt: skip
    for slug, (name, code) in places.items():
        scale = 1000 if slug == "england" else 100
        for sex, age, number in (
            ("Total", "All Ages", scale * 190),
            ("Male", "All Ages", scale * 95),
            *(("Total", f"Age {age}", scale + age) for age in range(30)),
        ):
            rows.append(["2023", name, code, sex, age, "Value", str(number), "Normal Value"])
        if slug:
            figures[slug, "resident_population", "at 2023-06-30", ""] = str(scale * 190)
            children = sum(scale + age for age in range(18))
            figures[slug, "children_population", "at 2023-06-30", ""] = str(children)
    return Shape("nomis_population", {"": rows}, figures, value=6, is_strict=False)


TITLES = {
    "A1": "Table A1 - Number of households by initial assessment\nEngland, January to March 2024",
    "A3": "Table A3 - Number of households by support needs\nEngland, January to March 2024",
    "TA1": "Table TA1 - Number of households by type of accommodation\nEngland, 31 March 2024",
}


def homelessness_sheets(moved: int = 0, hidden: bool = False) -> dict[str, Rows]:
    """The tables of a quarter; columns stand further to the right, hidden ones among them."""
    gap = [""] * moved
    regions = ["East Midlands", "E12000004"] if hidden else ["", ""]

    def table(
        title: str, upper: list[str], lower: list[str], last: Mapping[str, list[str]]
    ) -> Rows:
        heads = [["", "", "", "", *gap, *upper], ["", "", "", "", *gap, *lower]]
        places = [
            ["E92000001", "ENGLAND"], ["E12000007", "London"], ["-", "Rest of England"], [],
            ["E12000009", "South West"], [], ["E07000223", "Adur"],
            ["E06000022", "Bath & North East Somerset"], ["E06000054", "Wiltshire"],
        ]  # fmt: skip
        body = [
            [*place, *regions, *gap, *last.get(place[1], ["90", "80", "70", "60"])] if place else []
            for place in places
        ]
        notes = [
            [], ["Notes:"], ["1", "Totals are rounded to 10 households."],
            ["..", "Authority with missing data."], ["", "Latest update: August 2024"],
        ]  # fmt: skip
        return [[TITLES[title]], *heads, *body, *notes]

    return {
        "Contents": [["A1", "Assessments"], ["", "Contact: somebody@example.org"]],
        "A1": table(
            "A1",
            ["Total initial assessments1,2", "Assessed as owed a duty", "", ""],
            ["", "Total owed a prevention or relief duty", "Homeless - \nRelief duty owed4", ""],
            {"Bath & North East Somerset": ["150", "146", "57", "3"],
             "Wiltshire": ["..", "..", "..", ".."]},
        ),
        "A3": table(
            "A3",
            ["Total households with support needs", "", "", ""],
            ["", "Young person aged 16-17 years", "Care leaver aged 18-20 years3",
             "At risk of / has experienced domestic abuse"],
            {"Bath & North East Somerset": ["60", "1", "3", "6"],
             "Wiltshire": ["4", "-", "-", "-"]},
        ),
        "TA1": table(
            "TA1",
            ["Total number of households in TA1,2",
             "Total number of households in TA with children",
             "Total number of children in TA", "Bed and breakfast"],
            ["", "", "", "Total with children"],
            {"Bath & North East Somerset": ["58", "15", "43", "0"]},
        ),
    }  # fmt: skip


def _homelessness() -> Shape:
    usual = {
        "homeless_owed_duty": "80", "homeless_support_need_aged_16_17": "80",
        "homeless_support_need_care_leaver_18_20": "70",
        "homeless_support_need_domestic_abuse": "60",
        "ta_households_with_children": "80", "ta_children": "70",
    }  # fmt: skip
    own = dict(zip(usual, ["146", "1", "3", "6", "15", "43"], strict=True))
    others = {**usual, **dict(zip(list(usual)[:4], ["x", "c", "c", "c"], strict=True))}
    figures = {
        (slug, name, "at 2024-03-31" if name.startswith("ta_") else "2023-24 Q4", ""): value
        for slug, its in (("england", usual), ("london", usual), ("south-west", usual),
                          ("banes", own), ("wiltshire", others))
        for name, value in its.items()
    }  # fmt: skip
    sheets = homelessness_sheets()
    del sheets["Contents"]
    return Shape("mhclg_homelessness_duties", sheets, figures, value=5, heading=2, ending="xlsx")


def crime_sheets() -> dict[str, Rows]:
    """A sheet for each year, of kinds of offences by quarter, with two negative numbers."""
    heading = ["Financial Year", "Financial Quarter", "Police Force", "CSP Name",
               "Offence Description", "Offence Group", "Offence Subgroup", "Offence Code",
               "Offence Count"]  # fmt: skip
    sheets = {}
    for year in ("2022/23", "2023/24"):
        rows = [heading]
        for quarter in "1234":
            for place in ("Bath and North East Somerset", "Bristol", "Unassigned", "Leeds"):
                for code, group, number in (
                    ("4.4", "Violence against the person", "10"),
                    ("5D", "Violence against the person", "-2" if place == "Bristol" else "7"),
                    ("34A", "Robbery", "-1" if quarter == "4" else "4"),
                ):
                    rows.append([year, quarter, "Avon and Somerset", place, f"Offence {code}",
                                 group, group, code, number])  # fmt: skip
        sheets[year.replace("/", "_")] = rows
    return sheets


def _crime() -> Shape:
    figures: Figures = {}
    for year in ("2022-23", "2023-24"):
        for quarter in (1, 2, 3, 4):
            for slug, violence in (("banes", "17"), ("bristol", "8")):
                key = (slug, "recorded_crime_by_quarter", f"{year} Q{quarter}")
                figures[*key, "Violence against the person"] = violence
                figures[*key, "Robbery"] = "-1" if quarter == 4 else "4"
    return Shape("home_office_crime", crime_sheets(), figures, value=8, ending="xlsx")


def _adults() -> Shape:
    rows = [["GEOGRAPHY", "COUNCIL_TYPE", "REGION_CODE", "REGION_NAME", "ONS_CODE", "LA_CODE",
             "LA_NAME", "TABLE_REFERENCE", "ENQUIRY_TYPE", "CATEGORY", "SUBCATEGORY",
             "VALUE"]]  # fmt: skip
    figures: Figures = {}
    kinds = {"Safeguarding Concerns": "sac_concerns", "Section 42 Enquiries": "sac_s42_enquiries",
             "Other Enquiries": "sac_other_enquiries"}  # fmt: skip
    for slug, code, name in (("banes", "E06000022", "Bath and North East Somerset"),
                             ("wiltshire", "E06000054", "Wiltshire")):  # fmt: skip
        place = ["England", "Unitary authority", "J", "South West", code, "908", name]
        for number, (kind, indicator) in enumerate(kinds.items()):
            value = "[c]" if (slug, number) == ("wiltshire", 2) else str(1605 - 500 * number)
            rows.append([*place, "SG1f", kind, "Total", "Total", value])
            rows.append([*place, "SG1b", kind, "Total", "Male", "40"])
            figures[slug, indicator, "2022-23", ""] = "c" if value == "[c]" else value
    options = {"period": "2022-23"}
    return Shape("safeguarding_adults_collection", {"": rows}, figures, value=11,
                 options=options, is_strict=False)  # fmt: skip


SHAPES = (
    _plans(), _workforce(), _interactive_tool(), _fingertips(), _nomis(), _homelessness(),
    _crime(), _adults(),
)  # fmt: skip
