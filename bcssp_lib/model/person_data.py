"""Data about one person, which never enter: the rules by name, and what a project lets through."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from fnmatch import fnmatchcase

from pydantic import Field

from bcssp_lib.model.records import Record


class PersonRule(StrEnum):
    """What a file is screened for; the name is the one that params/checking/ uses."""

    NHS = "nhs_number"
    NATIONAL_INSURANCE = "national_insurance_number"
    PUPIL = "pupil_number"
    POSTCODE = "postcode"
    BIRTH = "date_of_birth"
    EMAIL = "email"
    TELEPHONE = "telephone"
    NAME_COLUMN = "name_column"
    ADDRESS_COLUMN = "address_column"
    CASE_COLUMN = "case_id_column"
    ONE_ROW_A_PERSON = "one_row_a_person"

    @property
    def wording(self) -> str:
        """The rule as a message says it: "an NHS number"."""
        return _WORDING[self]


# A first look, since most texts hold none: long numbers, and letters after digits.
_LOOK = re.compile(
    r"@|\d(?:[\W_]{0,3}\d){8}|\d\d[ -]?\d\d[ -]?[A-Da-d](?![^\W_])|\d[A-Za-z]{2}(?![^\W_])"
)
_BIRTH_WORDS = ("birth", "born", "dob", "d.o", "d o b", "(b.", "(b ")
_WORDING = {
    PersonRule.NHS: "an NHS number",
    PersonRule.NATIONAL_INSURANCE: "a national insurance number",
    PersonRule.PUPIL: "a unique pupil number",
    PersonRule.POSTCODE: "a full postcode",
    PersonRule.BIRTH: "a date of birth",
    PersonRule.EMAIL: "an e-mail address",
    PersonRule.TELEPHONE: "a telephone number",
    PersonRule.NAME_COLUMN: "a column of people's names",
    PersonRule.ADDRESS_COLUMN: "a column of addresses",
    PersonRule.CASE_COLUMN: "a column of case or person ids",
    PersonRule.ONE_ROW_A_PERSON: "a row for each person",
}


class PublishedContact(Record):
    """Contact details that an organisation has published, as they may be written here."""

    text: str = Field(min_length=3)
    reason: str = Field(min_length=3)


class FalseAlarm(Record):
    """A column in which a rule finds what is none of a person's; ``file`` may hold ``*``.

    An empty ``column`` is for a rule about whole rows.
    """

    file: str = Field(min_length=3)
    column: str = ""
    rule: PersonRule
    reason: str = Field(min_length=3)


class Screening(Record):
    """What params/checking/person_data.yaml lets through, each with the reason."""

    published_contacts: tuple[PublishedContact, ...] = ()
    false_alarms: tuple[FalseAlarm, ...] = ()

    def allows_contact(self, text: str) -> bool:
        """Whether an e-mail address, telephone number or postcode was published."""
        return _contact_key(text) in {_contact_key(contact.text) for contact in
                                     self.published_contacts}  # fmt: skip

    def is_false_alarm(self, file: str, column: str, rule: PersonRule) -> bool:
        """Whether a rule is known to be wrong about a column of a file."""
        return any(
            alarm.rule is rule and alarm.column == column and fnmatchcase(file, alarm.file)
            for alarm in self.false_alarms
        )

    def alarms_of(self, folders: Iterable[str]) -> tuple[FalseAlarm, ...]:
        """The false alarms of files in these folders of the project."""
        begins = tuple(f"{folder}/" for folder in folders)
        return tuple(alarm for alarm in self.false_alarms if alarm.file.startswith((*begins, "*")))


NOTHING_ALLOWED = Screening()


def _contact_key(text: str) -> str:
    """A contact as it is compared: in small letters, and a telephone number by its digits."""
    if "@" in text:
        return text.strip().casefold()
    key = "".join(letter for letter in text.casefold() if letter.isalnum())
    for prefix in ("0044", "44"):
        if key.isdigit() and len(key) > 10 and key.startswith(prefix):
            return f"0{key.removeprefix(prefix).removeprefix('0')}"
    return key


def may_hold_person_data(text: str) -> bool:
    """Whether a text is worth a closer look, which takes twenty times as long."""
    if _LOOK.search(text) is not None:
        return True
    small = text.casefold()
    return any(word in small for word in _BIRTH_WORDS)
