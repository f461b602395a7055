import pytest
from django.db import connection
from django.db.models import GeneratedField

from config.persian.letters import normalise, search_key
from config.sorting import search_key_field, sort_key_field

pytestmark = pytest.mark.django_db


def stored(field: GeneratedField, text: str) -> str:
    """What PostgreSQL stores in the column `field` beside `text`."""
    _source, source_letters, their_keys = field.expression.get_source_expressions()
    with connection.cursor() as cursor:
        cursor.execute("SELECT translate(lower(%s), %s, %s)", [text, source_letters.value, their_keys.value])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "typed",
    [
        "سرمايه\u200cگذاري در كارخانۀ فولاد",
        "مؤسسة خدمات\u00a0ماشيني، ردیف ۱۲ و ٣٤",
        "آئین أخذ إجازه ٱلله\nخط دوم ه\u0654",
        "مُدیرِ شـــرکت\u200e (ISIC-24 Rev.4)\u200f",
    ],
)
def test_search_column_holds_the_search_key(typed):
    assert stored(search_key_field("title"), normalise(typed)) == search_key(typed)


def test_sort_column_follows_the_persian_alphabet():
    names = [
        "آذرشهر",
        "اسکو",
        "بستان‌آباد",
        "بناب",
        "پارس‌آباد",
        "تبریز",
        "جلفا",
        "چاراویماق",
        "خداآفرین",
        "ژاله",
        "سراب",
        "کلیبر",
        "گرگان",
        "مراغه",
        "ورزقان",
        "هریس",
        "هشترود",
        "یزد",
    ]
    keys = [stored(sort_key_field("name"), name) for name in names]
    assert sorted(set(keys)) == keys


def test_sort_column_takes_arabic_letters_for_their_persian_twins():
    assert stored(sort_key_field("name"), "كليبر") == stored(sort_key_field("name"), "کلیبر")
