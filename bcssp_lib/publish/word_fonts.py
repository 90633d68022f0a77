"""The typeface within a Word file, so that it looks the same where the typeface is not installed.

Word keeps fonts with their first 32 bytes mixed with a key, which is in the file too (ECMA-376,
part 4, 2.8.1): it is no secret, and only keeps the font from being taken for a file of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, UUID, uuid5

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from bcssp_lib.files.typeface import FAMILY, typeface_files

_TYPES, _TABLE = "[Content_Types].xml", "word/fontTable.xml"
_LINKS = "word/_rels/fontTable.xml.rels"
_KIND = (
    '<Default Extension="odttf" '
    'ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/>'
)
_LINK = (
    '<Relationship Id="{id}" Target="fonts/{id}.odttf" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/font"/>'
)
_MIXED = 32  # bytes
# What comes before it in the settings, which Word wants in their order.
_BEFORE = (
    "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
    "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
    "printFractionalCharacterWidth", "printFormsData",
)  # fmt: skip
STAND_IN = "Calibri"  # for a program that reads no fonts from files


def say_embedded(document: Document) -> None:
    """Note in the settings that the file brings its typeface."""
    settings = document.settings.element
    names = {qn(f"w:{name}") for name in _BEFORE}
    before = [child for child in settings if child.tag in names]
    settings.insert(len(before), OxmlElement("w:embedTrueTypeFonts"))


def embed_typeface(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The members of a Word archive, with the two weights of the typeface among them."""
    links, embedded, fonts = "", "", {}
    for weight, path in typeface_files().items():
        font, name = path.read_bytes(), f"face-{weight}"
        key = uuid5(NAMESPACE_URL, path.name)
        fonts[f"word/fonts/{name}.odttf"] = _mix(font, key)
        kind = "Regular" if weight == "normal" else "Bold"
        embedded += f'<w:embed{kind} r:id="{name}" w:fontKey="{{{str(key).upper()}}}"/>'
        links += _LINK.format(id=name)
    entry = (
        f'<w:font w:name="{FAMILY}"><w:altName w:val="{STAND_IN}"/><w:charset w:val="00"/>'
        f'<w:family w:val="swiss"/><w:pitch w:val="variable"/>{embedded}</w:font></w:fonts>'
    )
    table = members[_TABLE].decode().replace("</w:fonts>", entry)
    types = members[_TYPES].decode().replace("<Default ", f"{_KIND}<Default ", 1)
    links = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
        f'"http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>'
    )
    made = {_TYPES: types.encode(), _TABLE: table.encode(), _LINKS: links.encode()}
    return {**members, **made, **fonts}


def _mix(font: bytes, key: UUID) -> bytes:
    """A font with its first bytes mixed with the key, read from its end; done twice, it is back."""
    backwards = key.bytes[::-1] * 2
    start = bytes(byte ^ mask for byte, mask in zip(font[:_MIXED], backwards, strict=True))
    return start + font[_MIXED:]
