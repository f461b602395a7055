import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.persian.letters import normalise, remove_invisible, search_key

ZWNJ = "\u200c"
# Every character with a rule of its own, among ordinary ones.
typed = st.text(
    "Ab 1۲٣ \t\r\n\u00a0\u202f\u200b\u200c\u200d\u200e\u2067\ufeff\u0640\u064e\u0653\u0654 ابپگهیآأؤئءيىكةۀ",
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param("\u0643\u064a\u0649", "\u06a9\u06cc\u06cc", id="arabic-kaf-and-yeh"),
        pytest.param("جهـــش", "جهش", id="tatweel"),
        pytest.param("\u200eتولید\u200f\u202b\u2069\u061c", "تولید", id="bidi-controls"),
        pytest.param("تو\u200bلید\ufeff\u2060", "تولید", id="zero-width-spaces"),
        pytest.param("جهش\u00a0تولید", "جهش تولید", id="no-break-space"),
        pytest.param("  جهش \t  تولید ", "جهش تولید", id="runs-of-spaces"),
        pytest.param(f"می{ZWNJ}شود", f"می{ZWNJ}شود", id="zwnj-kept"),
        pytest.param(f"می{ZWNJ}{ZWNJ}{ZWNJ}شود", f"می{ZWNJ}شود", id="zwnj-once"),
        pytest.param(f"{ZWNJ}سرمایه {ZWNJ} گذاری{ZWNJ}", "سرمایه گذاری", id="zwnj-beside-spaces"),
        pytest.param("ئ آ ؤ أ ة ۀ", "ئ آ ؤ أ ة ۀ", id="letters-of-their-own"),
        pytest.param("ا\u0653", "آ", id="composed"),
        pytest.param("سطر یک \r\n سطر دو\rسطر سه", "سطر یک\nسطر دو\nسطر سه", id="lines"),
        pytest.param("۱۲ ٣ 4", "۱۲ ٣ 4", id="digits-left-alone"),
    ],
)
def test_normalise(typed, stored):
    assert normalise(typed) == stored


@given(typed)
def test_normalise_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


class Marked(str):
    """A text that is more than its letters: it is written anew whatever they are."""


@given(st.text(st.sampled_from("ابی يكة\u200c\u200f ـ \n\r\t\xa0aé1e\u0301"), max_size=8))
def test_a_text_that_needs_no_change_is_what_it_would_become(text):
    assert normalise(text) == normalise(Marked(text))


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param([f"سرمایه{ZWNJ}گذاری", "سرمایه گذاری", "سرمایهگذاری"], id="compound-word"),
        pytest.param(["آذربايجان", "آذربایجان", "اذربایجان"], id="yeh-and-madda"),
        pytest.param(["مؤسسة", "موسسه"], id="hamza-and-teh-marbuta"),
        pytest.param(["خانۀ", "خانه", "خانه\u0654"], id="heh-with-yeh-above"),
        pytest.param(["مُدیر", "مدیر", "مدیـر"], id="harakat-and-tatweel"),
        pytest.param(["پروژه ۱۲", "پروژه ١٢", "پروژه 12"], id="digits"),
        pytest.param(["ISIC", "isic"], id="case"),
    ],
)
def test_search_key_is_one_for_all_spellings(spellings):
    assert {search_key(spelling) for spelling in spellings} == {search_key(spellings[0])}


def test_search_key_of_different_words_differs():
    assert search_key("شیر") != search_key("سیر")


@given(typed)
def test_search_key_of_stored_text_is_that_of_typed_text(text):
    assert search_key(normalise(text)) == search_key(text)


@given(typed)
def test_search_key_has_no_spaces(text):
    assert "".join(search_key(text).split()) == search_key(text)


def test_remove_invisible_keeps_zwnj():
    assert remove_invisible(f"\u200eمی{ZWNJ}شود\u2069") == f"می{ZWNJ}شود"
