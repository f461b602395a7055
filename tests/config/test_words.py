"""The settled words: what the offices say, and what no translator may guess anew."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Message

from config.management.commands.messages import catalogue_path, read_catalogue
from config.persian.letters import normalise

CATALOGUE = read_catalogue(catalogue_path())

SETTLED = [
    ("On plan", "مطابق برنامه"),
    ("Behind", "دارای تأخیر"),
    ("No progress", "بدون پیشرفت"),
    ("Send for approval", "ثبت و ارسال جهت تأیید"),
    ("Excel output", "خروجی اکسل"),
    ("Master target table", "جدول کلان"),
    ("master target table", "جدول کلان"),
    ("Remark", "نظر کارشناسی"),
    ("reviewer's remark", "نظر کارشناسی"),
    ("History", "سوابق تغییرات"),
    ("Waiting for", "در انتظار اقدامِ"),
    ("Waiting for you", "در انتظار اقدامِ شما"),
    ("Waiting for %(who)s", "در انتظار اقدامِ %(who)s"),
    ("Achievement", "درصد تحقق"),
    ("Sum of periods", "جمع دوره‌ها"),
    ("Last value", "آخرین مقدار"),
    ("Baseline", "وضع موجود (پایان سال قبل)"),
    ("Under review and agreement", "در حال بررسی و توافق"),
    ("Allocated (million rials)", "تخصیص‌یافته (میلیون ریال)"),
    ("Spent (million rials)", "هزینه‌کرد (میلیون ریال)"),
    ("Frozen", "تثبیت‌شده"),
    ("Open", "باز"),
    ("Ruling of the deputy governor", "تعیین تکلیف معاون استاندار"),
    ("Reported", "اعلامی دستگاه"),
    ("Verified", "تأییدشده"),
    ("In dispute", "مورد اختلاف"),
    ("Trajectory", "هدف دوره‌ای تجمعی"),
    ("Coverage", "پوشش گزارش‌دهی"),
    ("Has not reported", "فاقد گزارش"),
    ("Illustrative data", "داده نمایشی"),
    ("Adjustment window", "دوره اصلاح و نهایی‌سازی"),
    ("Inbox", "کارتابل"),
    (
        "The program's status was changed by another user at the same moment; please load the page again.",
        "وضعیت برنامه را هم‌زمان کاربر دیگری تغییر داده است؛ صفحه را دوباره بارگذاری کنید.",
    ),
]
# Words that the offices do not use for these things.
AVOIDED = ("دیرکرد", "انجماد", "انباره", "خروجی Excel", "شب‌نفر", "صداقت", "تذکر", "در حال چانه‌زنی", "غیرقابل رفع")
# One English word, two Persian ones.
BY_CONTEXT = [
    ("Agreed", None, "توافق‌شده"),
    ("Agreed", "act", "توافق"),
    ("Frozen", "act", "تثبیت"),
    ("Settled", "act", "تأیید نهایی"),
    ("Reported", "act", "ثبت عملکرد"),
    ("Due", None, "مهلت"),
    ("Due", "return", "در انتظار تکمیل"),
    ("County", None, "شهرستان"),
    ("County", "scope level", "شهرستانی"),
    ("Agency", None, "دستگاه اجرایی"),
    ("Agency", "scope level", "دستگاهی"),
    ("Submitted", None, "ارسال‌شده"),
    ("Submitted", "signature", "ثبت و ارسال"),
]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
# What is written in Latin letters, digits and marks everywhere: names, and the tags of a page.
LATIN = re.compile(r"SHA-256|</?[a-z][^>]*>")


def english_of(message: Message) -> str:
    return message.id[0] if isinstance(message.id, list | tuple) else message.id


def persian_of(message: Message) -> str:
    return message.string[0] if isinstance(message.string, list | tuple) else message.string


MESSAGES = [message for message in CATALOGUE if message.id]


@pytest.mark.parametrize(("english", "persian"), SETTLED)
def test_word_is_the_settled_one(english: str, persian: str) -> None:
    message = CATALOGUE.get(english)
    assert message is not None
    assert message.string == persian


@pytest.mark.parametrize(("english", "context", "persian"), BY_CONTEXT)
def test_word_follows_its_context(english: str, context: str | None, persian: str) -> None:
    message = CATALOGUE.get(english, context)
    assert message is not None
    assert message.string == persian


@pytest.mark.parametrize("word", AVOIDED)
def test_avoided_word_is_nowhere(word: str) -> None:
    assert [persian_of(message) for message in MESSAGES if word in persian_of(message)] == []


def test_persian_has_one_form_for_every_count() -> None:
    assert CATALOGUE.num_plurals == 1


def test_placeholders_are_kept() -> None:
    lost = [
        english_of(message)
        for message in MESSAGES
        if sorted(PLACEHOLDER.findall(english_of(message))) != sorted(PLACEHOLDER.findall(persian_of(message)))
    ]
    assert lost == []


def test_persian_is_written_with_persian_letters() -> None:
    assert [text for text in map(persian_of, MESSAGES) if text.strip() != normalise(text)] == []


def test_persian_is_written_with_persian_digits_and_marks() -> None:
    plain = (PLACEHOLDER.sub("", LATIN.sub("", persian_of(message))) for message in MESSAGES)
    assert [text for text in plain if re.search(r"[0-9,;?“”\"]", text)] == []
