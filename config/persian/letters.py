"""Persian letters: one spelling for what is stored, and a key under which all spellings are found.

Unicode's own normal forms do not fold Arabic yeh and kaf, so the map is explicit.
"""

import re
import unicodedata

from config.persian.digits import ARABIC_INDIC, LATIN, PERSIAN

ZWNJ = "\u200c"

_ARABIC_TO_PERSIAN = str.maketrans(
    {
        "\u064a": "\u06cc",  # Arabic yeh
        "\u0649": "\u06cc",  # alef maksura
        "\u0643": "\u06a9",  # Arabic kaf
    }
)

_INVISIBLE = dict.fromkeys(
    [
        0x061C,  # Arabic letter mark
        0x200B,  # zero-width space
        0x200E,  # left-to-right mark
        0x200F,  # right-to-left mark
        *range(0x202A, 0x202F),  # embeddings and overrides
        0x2060,  # word joiner
        *range(0x2066, 0x206A),  # isolates
        0xFEFF,  # zero-width no-break space, byte order mark
    ]
)
_TATWEEL = {0x0640: None}

# Folded in the search key only, as PostgreSQL's translate() takes it: each character of SEARCH_FROM becomes the one at
# its place in SEARCH_TO, those beyond the end of SEARCH_TO are dropped.
SEARCH_FROM = (
    "\u0622\u0623\u0625\u0671"  # alef with madda, with hamza, wasla
    "\u0624\u0626\u064a\u0649\u0643"  # waw and yeh with hamza, Arabic yeh, alef maksura, Arabic kaf
    "\u0629\u06d5\u06c0"  # teh marbuta, ae, heh with yeh above
    + (PERSIAN + ARABIC_INDIC)
    + " \u00a0\u200b\u200c\u200d\u200e\u200f\n\r\u0640"  # spaces, joiners, marks of direction, tatweel
    + "\u0621"  # hamza on its own
    + "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0670"  # harakat, combining madda and hamza
)
SEARCH_TO = "\u0627" * 4 + "\u0648\u06cc\u06cc\u06cc\u06a9" + "\u0647" * 3 + LATIN * 2

_SEARCH = str.maketrans(SEARCH_FROM[: len(SEARCH_TO)], SEARCH_TO, SEARCH_FROM[len(SEARCH_TO) :])

# What `normalise` changes wherever it stands; most texts hold none of it.
_CHANGED = re.compile("[{}]|[^\\S ]".format("".join(map(chr, [*_ARABIC_TO_PERSIAN, *_INVISIBLE, *_TATWEEL]))))
_IDLE_ZWNJ = re.compile(f"(?:^|(?<=\\s)){ZWNJ}+|{ZWNJ}+(?=\\s|$|{ZWNJ})")
_SPACES = re.compile(r"[^\S\r\n]+")
_LINE_BREAK = re.compile(r" ?(?:\r\n?|\n) ?")


def remove_invisible(text: str) -> str:
    """The text without bidi controls and zero-width spaces. ZWNJ stays: it is part of the spelling."""
    return text.translate(_INVISIBLE)


def normalise(text: str) -> str:
    """The one spelling in which text is stored.

    Arabic yeh and kaf become Persian, tatweel and invisible characters go, every kind of space becomes one plain
    space; ZWNJ is kept, once, where it stands between letters. Line breaks are kept, as "\\n".
    """
    if _is_normal(text):
        return text
    text = remove_invisible(text).translate(_TATWEEL)
    text = _IDLE_ZWNJ.sub("", text)
    text = unicodedata.normalize("NFC", text).translate(_ARABIC_TO_PERSIAN)
    text = _SPACES.sub(" ", text)
    return _LINE_BREAK.sub("\n", text).strip()


def _is_normal(text: str) -> bool:
    """Whether the text is its own spelling already. One that is marked as safe for a page loses the mark on the way."""
    return (
        type(text) is str
        and _CHANGED.search(text) is None
        and "  " not in text
        and text == text.strip()
        and (ZWNJ not in text or _IDLE_ZWNJ.search(text) is None)
        and unicodedata.is_normalized("NFC", text)
    )


def search_key(text: str) -> str:
    """What is compared in a search, for the stored text and for what is searched alike (`key__contains=search_key(…)`).

    Beyond `normalise`: alef, waw, yeh and heh without madda and hamza, no hamza alone, teh marbuta as heh, no harakat,
    Latin digits, no difference of case. Spaces and ZWNJ are left out: people write a compound word in all three ways.
    """
    return normalise(text).lower().translate(_SEARCH)
