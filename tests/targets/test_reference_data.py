"""Reference files: what is shipped, what repeating does, what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from agencies.enums import Act, AgencyKind
from agencies.fingerprints import fingerprint
from agencies.history import record
from agencies.models import Agency, County, Event, Sector
from agencies.operations import save_reference_row
from agencies.reference_data import BadReferenceFile
from agencies.reference_lists import LISTS
from projects.models import KeyCore, PolicyClause, PriorityIndustry
from targets.models import Indicator, Unit
from targets.reference_data import FILES, load_reference
from tests.cast import Cast

pytestmark = pytest.mark.django_db

# One valid row of each kind of mistake's neighbourhood.
SECTORS = [{"code": "industry", "name_fa": "صنعت", "name_en": "Industry"}]
AGENCY = {
    "code": "SAMT",
    "name_fa": "سازمان صنعت، معدن و تجارت",
    "name_en": "Industry, Mine and Trade Organization",
    "kind": "organization",
    "evaluation_group": "production",
    "sector": "industry",
}


@pytest.fixture
def no_reference(db: None) -> None:
    """A province that has loaded nothing yet."""
    Agency.objects.filter(parent__isnull=False).delete()
    for file in reversed(FILES):
        file.model._default_manager.all().delete()
    record(by=None, act=Act.REMOVED, kind="agencies.reference", object_id=None, label="all")


def write(folder: Path, **files: object) -> Path:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("no_reference")
def test_load_reference_own_files() -> None:
    loaded = load_reference(by=None)

    assert {name: len(one.created) for name, one in loaded.items()} == {
        "sectors": 24,
        "counties": 23,
        "agencies": 95,
        "axes": 4,
        "policy_clauses": 24,
        "key_cores": 0,
        "topics": 11,
        "priority_industries": 14,
        "chain_links": 66,
        "holidays": 21,
        "units": 49,
        "indicators": 109,
    }
    event = Event.objects.latest("pk")
    assert event.act == "loaded"
    assert event.actor is None
    assert event.changes["agencies.created"] == [None, "95"]
    assert len(event.file_hashes) == 11


def test_load_reference_twice_changes_nothing() -> None:
    load_reference(by=None)
    events = Event.objects.count()

    again = load_reference(by=None)

    assert sum(one.unchanged for one in again.values()) == sum(file.model._default_manager.count() for file in FILES)
    assert [one.changed for one in again.values()] == [{}] * len(FILES)
    assert Event.objects.count() == events


def test_shipped_facts() -> None:
    load_reference(by=None)

    governorates = Agency.objects.filter(kind=AgencyKind.COUNTY_GOVERNORATE)
    assert governorates.filter(expected_to_submit=False, parent__code="OSTANDARI").count() == County.objects.count()
    not_asked = Agency.objects.filter(expected_to_submit=False).exclude(pk__in=governorates)
    assert sorted(not_asked.values_list("code", flat=True)) == [
        "INSPECT",
        "IRIB",
        "JUSTICE",
        "OSTANDARI",
        "POLICE",
        "TAZIRAT",
    ]
    assert str(County.objects.get(name_en="Leylan").valid_from) == "2023-05-03"
    assert str(County.objects.get(name_en="Torkamanchay").valid_from) == "2024-04-21"
    assert list(County.objects.filter(is_verified=False).values_list("name_en", flat=True)) == ["Torkamanchay"]
    assert PolicyClause.objects.filter(provincially_actionable=True).count() == 13
    assert not PriorityIndustry.objects.filter(is_verified=True).exists()
    assert not KeyCore.objects.exists()
    assert Unit.objects.get(code="kg").factor == Decimal("0.001")
    assert Unit.objects.get(code="thousand_billion_rial").factor == Decimal(10) ** 12
    assert Unit.objects.get(code="percent").adds_within == "nothing"
    assert not Indicator.objects.filter(means_of_verification="").exists()


def test_every_row_names_its_source() -> None:
    load_reference(by=None)

    for file in FILES:
        if hasattr(file.model, "source"):
            assert not file.model._default_manager.filter(source="").exists(), file.name


def test_load_reference_own_folder_updates_what_it_gives(tmp_path: Path) -> None:
    load_reference(by=None)
    write(tmp_path, sectors=SECTORS, agencies=[AGENCY | {"name_fa": "اداره كل صمت"}])

    loaded = load_reference(by=None, folder=tmp_path)

    agency = Agency.objects.get(code="SAMT")
    assert agency.name_fa == "اداره کل صمت"  # Arabic kaf read as Persian
    assert agency.former_names == ["سازمان صنعت، معدن و تجارت"]
    assert loaded["agencies"].changed["SAMT"]["name_fa"] == ["سازمان صنعت، معدن و تجارت", "اداره کل صمت"]
    assert Agency.objects.count() == 95
    assert Event.objects.latest("pk").changes["agencies.SAMT.name_fa"] == [
        "سازمان صنعت، معدن و تجارت",
        "اداره کل صمت",
    ]

    assert load_reference(by=None, folder=tmp_path)["agencies"].counts == {
        "created": 0,
        "changed": 0,
        "unchanged": 1,
        "kept": 0,
    }


@pytest.mark.parametrize(
    ("files", "row", "reason"),
    [
        ({"sectors": "{"}, None, "JSON"),
        ({"sectors": {"code": "industry"}}, None, "list"),
        ({"sectors": ["industry"]}, 1, "named columns"),
        ({"sectors": '[{"code": "a", "name_fa": "آ", "name_en": "a", "position": NaN}]'}, None, "NaN"),
        ({"sectors": [SECTORS[0] | {"code": ""}]}, 1, "code"),
        ({"sectors": [SECTORS[0] | {"colour": "red"}]}, 1, "colour"),
        ({"sectors": [*SECTORS, {"code": "mining", "name_fa": "معدن"}]}, 2, "name_en"),
        ({"sectors": [*SECTORS, *SECTORS]}, 2, "twice"),
        ({"sectors": SECTORS, "agencies": [AGENCY, AGENCY | {"code": "X", "sector": "nowhere"}]}, 2, "nowhere"),
        ({"sectors": SECTORS, "agencies": [{k: v for k, v in AGENCY.items() if k != "sector"}]}, 1, "sector"),
        ({"sectors": SECTORS, "agencies": [AGENCY | {"kind": "club"}]}, 1, "club"),
        ({"sectors": SECTORS, "agencies": [AGENCY | {"valid_from": "1400/12/30"}]}, 1, "29"),
        ({"sectors": SECTORS, "agencies": [AGENCY | {"expected_to_submit": "perhaps"}]}, 1, "expected_to_submit"),
        (
            {
                "units": [
                    {
                        "code": "x",
                        "name_fa": "ایکس",
                        "name_en": "x",
                        "dimension": "count",
                        "factor": 0,
                        "decimals": 0,
                        "adds_within": "unit",
                    }
                ]
            },
            1,
            "unit_factor_is_positive",
        ),
    ],
)
@pytest.mark.usefixtures("no_reference")
def test_load_reference_bad_file_names_file_and_row(
    tmp_path: Path, files: dict[str, object], row: int | None, reason: str
) -> None:
    write(tmp_path, **files)

    with override("en"), pytest.raises(BadReferenceFile) as refusal:
        load_reference(by=None, folder=tmp_path)

    assert refusal.value.file == f"{list(files)[-1]}.json"
    assert refusal.value.row == row
    assert reason in str(refusal.value)
    assert Sector.objects.count() == 0


def test_load_reference_folder_without_files(tmp_path: Path) -> None:
    with pytest.raises(BadReferenceFile, match=r"sectors\.json"):
        load_reference(by=None, folder=tmp_path)


def test_load_reference_command_json(tmp_path: Path) -> None:
    out = StringIO()
    call_command("load_reference", write(tmp_path, sectors=SECTORS), "--json", stdout=out)

    assert json.loads(out.getvalue())["verdict"] == "loaded"


def test_load_reference_command_refused(tmp_path: Path) -> None:
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("load_reference", write(tmp_path, sectors=[*SECTORS, {}]), "--json", stdout=out)

    assert refusal.value.returncode == 1
    answer = json.loads(out.getvalue())
    assert (answer["verdict"], answer["file"], answer["row"]) == ("refused", "sectors.json", 2)


def test_load_reference_command_not_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("load_reference", tmp_path / "nowhere")

    assert refusal.value.returncode == 2


# --- what people edited on screen ------------------------------------------------------------------


def edit_on_screen(cast: Cast, slug: str, key: str, **fields: object) -> None:
    listed = LISTS[slug]
    row = listed.model._default_manager.get(**{listed.key: key})
    save_reference_row(by=cast.administrator, listed=listed, row=row, seen=fingerprint(row, listed.fields), **fields)


def test_what_was_edited_on_screen_is_kept(tmp_path: Path, cast: Cast) -> None:
    edit_on_screen(cast, "agencies", "SAMT", name_fa="اداره کل صمت", expected_to_submit=False)

    loaded = load_reference(by=None)

    agency = Agency.objects.get(code="SAMT")
    assert (agency.name_fa, agency.expected_to_submit) == ("اداره کل صمت", False)
    assert agency.former_names == ["سازمان صنعت، معدن و تجارت"]
    assert loaded["agencies"].kept == {"SAMT": ["expected_to_submit", "name_fa"]}
    assert loaded["agencies"].changed == {}


def test_other_columns_of_an_edited_row_still_follow_the_file(tmp_path: Path, cast: Cast) -> None:
    edit_on_screen(cast, "agencies", "SAMT", name_fa="اداره کل صمت")
    write(tmp_path, sectors=SECTORS, agencies=[AGENCY | {"name_en": "SAMT Directorate"}])

    loaded = load_reference(by=None, folder=tmp_path)

    agency = Agency.objects.get(code="SAMT")
    assert (agency.name_fa, agency.name_en) == ("اداره کل صمت", "SAMT Directorate")
    assert loaded["agencies"].changed == {
        "SAMT": {"name_en": ["Industry, Mine and Trade Organization", "SAMT Directorate"]}
    }


def test_a_row_added_on_screen_is_kept_whole(tmp_path: Path, cast: Cast) -> None:
    sectors = LISTS["sectors"]
    fields = {"code": "space", "name_fa": "فضا", "name_en": "Space", "source": "نامه ۱۲", "is_verified": True}
    save_reference_row(by=cast.administrator, listed=sectors, row=None, **fields)
    write(tmp_path, sectors=[{"code": "space", "name_fa": "هوافضا", "name_en": "Aerospace"}])

    loaded = load_reference(by=None, folder=tmp_path)

    assert Sector.objects.get(code="space").name_fa == "فضا"
    assert loaded["sectors"].kept == {"space": ["name_en", "name_fa", "position"]}


def test_edited_back_to_the_file_is_no_difference(cast: Cast) -> None:
    for name in ("اداره کل صمت", "سازمان صنعت، معدن و تجارت"):
        edit_on_screen(cast, "agencies", "SAMT", name_fa=name)

    assert load_reference(by=None)["agencies"].kept == {}


def test_a_holiday_is_known_by_its_day(tmp_path: Path) -> None:
    write(tmp_path, holidays=[{"day": "1399/03/04", "name_fa": "عید فطر", "name_en": "Eid al-Fitr"}])

    first, second = (load_reference(by=None, folder=tmp_path)["holidays"] for _time in range(2))

    assert (first.created, second.unchanged) == (["2020-05-24"], 1)


def test_load_reference_command_names_what_was_kept(cast: Cast) -> None:
    edit_on_screen(cast, "counties", "0303", name_en="Tabris")
    words, answer = StringIO(), StringIO()

    call_command("load_reference", stdout=words)
    call_command("load_reference", "--json", stdout=answer)

    assert "0303: kept, edited on screen: name_en" in words.getvalue()
    assert json.loads(answer.getvalue())["kept"] == {"counties": {"0303": ["name_en"]}}
