"""A data set as the report reads it, small and known to the last digit."""

from __future__ import annotations

from typing import Any

EXPORT = {"fa": "ارزش صادرات غیرنفتی", "en": "Value of non-oil exports"}
IDLE = {"fa": "واحدهای راکدِ باقی‌مانده", "en": "Idle plants remaining"}
DOLLAR = {"code": "usd_m", "name": {"fa": "میلیون دلار", "en": "million US dollars"}}
PLANT = {"code": "plant", "name": {"fa": "واحد تولیدی", "en": "plant"}}
JAHAD = {"code": "JAHAD", "name": {"fa": "سازمان جهاد کشاورزی", "en": "Agriculture-Jahad Organization"}}
SAMT = {"code": "SAMT", "name": {"fa": "سازمان صمت", "en": "Industry, Mine and Trade Organization"}}
PROGRAM = {"code": "1399-SAMT-01", "title": "احیای واحدهای راکد"}
PROJECT = {"code": "1399-SAMT-01-1", "title": "=HYPERLINK(1) راه‌اندازی دوباره"}


def year_1399() -> dict[str, Any]:
    """Two macro targets, two agencies, two targets of which one is not reported, one action."""
    return {
        "format": 1,
        "kind": "year_end",
        "as_of": "2021-04-20T19:29:59.999999+00:00",
        "day": "2021-04-20",
        "headquarters": "ستاد اقتصاد مقاومتی استان",
        "province": "آذربایجان شرقی",
        "plan_year": {
            "year": 1399,
            "slogan": {"fa": "جهش تولید", "en": "Leap in production"},
            "state": "frozen",
            "achievement_cap": "100",
            "is_illustrative": True,
        },
        "master_table": {"version": 1, "rows": 2, "content_hash": "ab" * 32, "frozen_at": "2020-06-01T08:00:00+00:00"},
        "coverage": {"reported": 1, "due": 2, "share": None},
        "returns": {"due": 4, "received": 3, "late": 1},
        "agencies_asked": 61,
        "macro_targets": [
            {
                "indicator": {"code": "export", "name": EXPORT},
                "part": None,
                "unit": DOLLAR,
                "baseline": "1200",
                "value": "1450.5",
                "needed": "250.5",
                "offered": "230",
                "agreed": "240.25",
                "reported": "123.5",
                "verified": "100",
                "achievement": "41.6233",
                "observation": {"value": "1310.4", "period": {"kind": "month", "ordinal": 3}},
                "coverage": {"reported": 1, "due": 1, "share": "100"},
                "targets": 2,
                "not_counted": 1,
                "still_growing": 0,
            },
            {
                "indicator": {"code": "idle", "name": IDLE},
                "part": {"fa": "صنعت", "en": "Industry"},
                "unit": PLANT,
                "baseline": "40",
                "value": "10",
                "needed": "-30",
                "offered": None,
                "agreed": "-25",
                "reported": None,
                "verified": None,
                "achievement": None,
                "observation": None,
                "coverage": {"reported": 0, "due": 1, "share": "0"},
                "targets": 1,
                "not_counted": 0,
                "still_growing": 0,
            },
        ],
        "agencies": [
            JAHAD
            | {
                "programs": 1,
                "projects": 1,
                "targets": 1,
                "reported": None,
                "verified": None,
                "returns": {"due": 2, "received": 1, "late": 1},
            },
            SAMT
            | {
                "programs": 1,
                "projects": 1,
                "targets": 1,
                "reported": "51.4",
                "verified": "41.6233",
                "returns": {"due": 2, "received": 2, "late": 0},
            },
        ],
        "axes": [
            {
                "code": "idle_units",
                "name": {"fa": "احیای ظرفیت‌های راکد", "en": "Reviving idle capacity"},
                "programs": 2,
                "projects": 2,
                "targets": 2,
                "reported": "51.4",
                "verified": "41.6233",
            }
        ],
        "targets": [
            {
                "agency": SAMT,
                "program": PROGRAM,
                "project": PROJECT,
                "indicator": {"code": "export", "name": EXPORT},
                "unit": DOLLAR,
                "direction": "up",
                "baseline": "1200",
                "value": "240.25",
                "expected": "110",
                "reported": "123.5",
                "verified": "100",
                "achievement": "41.6233",
                "standing": "on_plan",
            },
            {
                "agency": JAHAD,
                "program": PROGRAM,
                "project": PROJECT,
                "indicator": {"code": "idle", "name": IDLE},
                "unit": PLANT,
                "direction": "down",
                "baseline": "40",
                "value": "15",
                "expected": "30",
                "reported": None,
                "verified": None,
                "achievement": None,
                "standing": "not_reported",
            },
        ],
        "actions": [
            {
                "agency": SAMT,
                "project": PROJECT,
                "title": "تأمین سرمایه در گردش",
                "responsible": "",
                "starts_on": "2020-04-03",
                "ends_on": None,
                "weight": "100",
                "reported": "62.5",
                "verified": None,
            }
        ],
    }
