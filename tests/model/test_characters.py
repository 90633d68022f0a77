import pytest

from bcssp_lib.model.characters import find_bad_characters, fold_text, name_character, quote_text

JOINED = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}"
TONED = "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}\N{ZERO WIDTH JOINER}\N{ROCKET}"
FLAG = "\N{WAVING BLACK FLAG}\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize(
    "character",
    [
        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
        *"\u200b\u200c\u200d\u2060\u2061\ufeff\u00ad\u180e\ufff9\u2028\u2029",
        *"\x00\x07\x0b\x0c\x1b\x7f\x80\x85\x9f",
        *"\ud800\udfff\ue000\uf8ff\U000f0000\U0010ffff\ufdd0\uffff\U0001fffe\U000e0041",
    ],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_a_character_that_nobody_sees_is_found_and_named(character):
    (bad,) = find_bad_characters(f"one\ntwo{character}")
    assert (bad.position, bad.line, bad.column) == (7, 2, 4)
    assert bad.name.startswith(f"U+{ord(character):04X} ")


@pytest.mark.parametrize(
    "text",
    ["", "plain\ttext\r\n", "Ynys Ŵyn, 中文, বাংলা, العربية", "\N{NO-BREAK SPACE}", "❤️", JOINED,
     TONED, FLAG, "\N{ARABIC NUMBER SIGN}", "葛\U000e0100"],
)  # fmt: skip
def test_what_is_seen_or_shapes_what_is_seen_is_let_through(text):
    assert list(find_bad_characters(text)) == []


@pytest.mark.parametrize("text", ["a\u200db", f"a{JOINED[1:]}", f"{JOINED[:2]}a", FLAG[1:]])
def test_a_joiner_or_tag_of_no_emoji_is_found(text):
    assert list(find_bad_characters(text))


def test_a_soft_hyphen_may_divide_a_word_where_that_is_allowed():
    assert list(find_bad_characters("safe\u00adguarding", soft_hyphens=True)) == []
    assert list(find_bad_characters("28\u00ad2", soft_hyphens=True))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("282", "'282'"),
        ("two words", "'two words'"),
        ("282\u00a0", "'282' followed by U+00A0 NO-BREAK SPACE"),
        ("282\u200b", "'282' followed by U+200B ZERO WIDTH SPACE"),
        ("\ufeff282", "U+FEFF ZERO WIDTH NO-BREAK SPACE followed by '282'"),
        ("282 ", "'282' followed by U+0020 SPACE"),
        ("1\u202f000", "'1' followed by U+202F NARROW NO-BREAK SPACE followed by '000'"),
        ("\x07", "U+0007 control character"),
        ("", "''"),
    ],
)
def test_a_text_is_quoted_with_what_nobody_sees_by_name(text, quoted):
    assert quote_text(text) == quoted


def test_characters_without_a_name_are_told_by_their_kind():
    assert name_character("\ud800") == "U+D800 unpaired surrogate"
    assert name_character("\ue000") == "U+E000 private use"
    assert name_character("\ufdd0") == "U+FDD0 not a character"


def test_texts_are_compared_without_blanks_capitals_and_ways_to_compose():
    assert fold_text(" Other\u00a0 Group ") == fold_text("other group")
    assert fold_text("Cafe\u0301") == fold_text("Café")
    assert fold_text("White") != fold_text("White British")
