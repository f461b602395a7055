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

AXIS = {"fa": "احیای ظرفیت‌های راکد", "en": "Reviving idle capacity"}
SILENT: dict[str, Any] = {
    "programs": 1,
    "projects": 1,
    "targets": 1,
    "reported": None,
    "verified": None,
    "rate": None,
    "proved": None,
    "coverage": {"reported": 0, "due": 1, "share": None},
    "verified_coverage": {"reported": 0, "due": 1, "share": None},
    "disputed": 0,
    "standings": {"not_reported": 1},
}
REPORTING: dict[str, Any] = SILENT | {
    "reported": "51.4",
    "verified": "41.6233",
    "rate": "112.2727",
    "coverage": {"reported": 1, "due": 1, "share": None},
    "standings": {"behind": 1},
}
WHOLE: dict[str, Any] = REPORTING | {
    "programs": 2,
    "projects": 2,
    "targets": 2,
    "coverage": {"reported": 1, "due": 2, "share": None},
    "standings": {"behind": 1, "not_reported": 1},
}


def year_1399() -> dict[str, Any]:
    """Two macro targets, two agencies, two targets of which one is not reported, one action."""
    return {
        "format": 2,
        "kind": "year_end",
        "as_of": "2021-04-20T19:29:59.999999+00:00",
        "day": "2021-04-20",
        "extent": {
            "span": "year",
            "ordinal": None,
            "period": {"kind": "month", "ordinal": 12},
            "agency": None,
            "sector": None,
            "county": None,
        },
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
        "versions": [
            {
                "version": 1,
                "frozen_on": "2020-06-01",
                "rows": 2,
                "content_hash": "ab" * 32,
                "reason": "",
                "authority": "",
                "authority_number": "",
                "authority_on": None,
                "text": "",
            }
        ],
        "together": WHOLE | {"programs": 2, "projects": 2, "targets": 2},
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
                "disputed": None,
                "gap": "10.25",
                "proved": None,
                "verified_coverage": {"reported": 1, "due": 1, "share": "100"},
                "targets": 2,
                "not_counted": 1,
                "still_growing": 0,
                "suspected_double_counts": 0,
                "counted_in_part": 0,
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
                "disputed": None,
                "gap": "5",
                "proved": None,
                "verified_coverage": {"reported": 0, "due": 1, "share": "0"},
                "targets": 1,
                "not_counted": 0,
                "still_growing": 0,
                "suspected_double_counts": 0,
                "counted_in_part": 0,
            },
        ],
        "agencies": [
            JAHAD | SILENT | {"rank": None, "group": "production", "returns": {"due": 2, "received": 1, "late": 1}},
            SAMT | REPORTING | {"rank": 1, "group": "production", "returns": {"due": 2, "received": 2, "late": 0}},
        ],
        "axes": [{"code": "idle_units", "name": AXIS} | WHOLE],
        "counties": [
            {"code": "0303", "name": {"fa": "تبریز", "en": "Tabriz"}, "tile": [2, 1]} | REPORTING,
            {"code": "", "name": {"fa": "", "en": ""}, "tile": None} | SILENT,
        ],
        "industries": [{"code": "carpet", "name": {"fa": "فرش", "en": "Carpet"}} | WHOLE],
        "clauses": [{"code": "10", "name": {"fa": "حمایت از صادرات", "en": "Exports"}} | WHOLE],
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
                "disputed": None,
                "achievement": "41.6233",
                "standing": "behind",
                "about_jobs": False,
                "due": 2,
                "periods": [
                    {"ordinal": 1, "reported": "60", "verified": "60", "disputed": None},
                    {"ordinal": 2, "reported": "63.5", "verified": "40", "disputed": None},
                ],
                "shortfall": {"missing": "20", "unfunded": "15", "not_executed": "5", "basis": "allocation"},
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
                "disputed": None,
                "achievement": None,
                "standing": "not_reported",
                "about_jobs": True,
                "due": 2,
                "periods": [],
                "shortfall": None,
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
                "disputed": None,
            }
        ],
        "projects": [
            {
                "agency": SAMT,
                "program": PROGRAM,
                "code": PROJECT["code"],
                "title": PROJECT["title"],
                "tier": "A",
                "scope_level": "provincial",
                "industry": "carpet",
                "chain_link": "",
                "money": [
                    {"source": "bank_loan", "approved": "4000000000", "allocated": "1000000000", "spent": None},
                ],
                "jobs_direct": 40,
                "jobs_indirect": None,
                "progress": {"value": "62.5", "counted": 1, "of": 1},
                "verified_progress": {"value": None, "counted": 0, "of": 1},
            }
        ],
        "challenges": [
            {
                "agency": SAMT,
                "project": PROJECT,
                "title": "نرسیدن تسهیلات",
                "category": "credit",
                "level": "national",
                "desk": "headquarters",
                "state": "open",
                "asked": None,
                "asked_name": "بانک مرکزی",
                "wanted": "تخصیص سهمیه",
                "until": "2020-12-20",
            }
        ],
        "headquarters_sessions": {"sessions": [], "resolutions": []},
        "previous": None,
        "restatements": [],
    }
