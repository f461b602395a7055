"""Objects that several programs may count: entered once, found however they are written, named by targets."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import County, Event
from projects.refusals import Moved
from targets.models import SharedObject, Target
from targets.operations.objects import add_object, correct_object
from tests.factories import make_program

pytestmark = pytest.mark.django_db


def add(cast: Any, name: str, **fields: Any) -> SharedObject:
    return add_object(by=cast.jahad_editor, **{"kind": "plant", "name": name, **fields})


def test_an_object_is_entered_and_corrected(cast):
    made = add(cast, "کارخانه قند میاندوآب", identifier="۱۲-۳", county=County.objects.all()[0])
    assert (str(made), made.version) == ("کارخانه قند میاندوآب (۱۲-۳)", 1)
    assert Event.objects.latest("pk").object_kind == "targets.shared_object"
    saved = correct_object(by=cast.planner, shared_object=made, version=1, name="کارخانه قند")
    assert (saved.version, Event.objects.latest("pk").changes["name"]) == (2, ["کارخانه قند میاندوآب", "کارخانه قند"])
    assert correct_object(by=cast.planner, shared_object=made, version=2, name="کارخانه قند").version == 2
    with pytest.raises(Moved):
        correct_object(by=cast.planner2, shared_object=made, version=1, name="قند")


def test_a_number_stands_once_among_its_kind(cast):
    add(cast, "پروانه یک", kind="licence", identifier="100")
    add(cast, "پرونده یک", kind="loan", identifier="100")
    add(cast, "پروانه بی‌شماره", kind="licence")
    add(cast, "پروانه بی‌شماره دیگر", kind="licence")
    with pytest.raises(ValidationError) as refused:
        add(cast, "پروانه دو", kind="licence", identifier="100")
    assert "پروانه یک" in str(refused.value.message_dict["identifier"])


@pytest.mark.parametrize(
    ("username", "adds", "corrects"),
    [
        ("jahad.editor", True, False),
        ("jahad.head", False, False),
        ("planner", True, True),
        ("deputy", False, False),
        ("auditor", False, False),
        ("administrator", False, False),
    ],
)
def test_who_enters_and_who_corrects(cast, username, adds, corrects):
    made = add(cast, "کارخانه")
    for allowed, act in (
        (adds, lambda: add_object(by=cast[username], kind="plant", name="معدن")),
        (corrects, lambda: correct_object(by=cast[username], shared_object=made, version=1, name="معدن")),
    ):
        if allowed:
            act()
        else:
            with pytest.raises(PermissionDenied):
                act()


# --- the pages ------------------------------------------------------------------------------------


def test_near_duplicates_are_shown_before_a_new_one_is_taken(client: Client, cast):
    there = add(cast, "کارخانه قند میاندوآب")
    client.force_login(cast.jahad_editor)
    path = reverse("shared-object-new")
    # As people write: Arabic letters, a word in another order.
    typed = {"kind": "plant", "name": "كارخانه قند مياندواب", "identifier": ""}
    page = client.post(path, typed)
    assert page.status_code == 422
    assert page.context["form"].near == [there]
    assert SharedObject.objects.count() == 1
    assert client.post(path, typed | {"is_another": "on"}).status_code == 302
    assert client.post(path, {"kind": "mine", "name": "معدن مس سونگون"}).status_code == 302
    assert SharedObject.objects.count() == 3


def test_one_with_the_same_number_is_shown_first(client: Client, cast):
    there = add(cast, "پروانه سهند", kind="licence", identifier="5512")
    client.force_login(cast.planner)
    page = client.post(reverse("shared-object-new"), {"kind": "plant", "name": "چرم تبریز", "identifier": "5512"})
    assert page.context["form"].near[0] == there


def test_refusals_say_where_and_keep_what_was_typed(client: Client, cast):
    add(cast, "پروانه", kind="licence", identifier="5512")
    client.force_login(cast.planner)
    path = reverse("shared-object-new")
    page = client.post(path, {"kind": "بنا", "name": "نو"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["kind"])
    taken = {"kind": "licence", "name": "دیگر", "identifier": "5512", "is_another": "on"}
    page = client.post(path, taken)
    assert page.status_code == 422
    assert "دیگر" in page.content.decode()


def test_an_object_is_corrected_on_its_page(client: Client, cast):
    made = add(cast, "کارخانه قند")
    client.force_login(cast.planner)
    path = made.get_absolute_url()
    assert client.get(path).status_code == 200
    typed = {"version": 1, "kind": "plant", "name": "کارخانه چرم", "identifier": "7"}
    assert client.post(path, typed).status_code == 302
    assert client.post(path, typed | {"name": "کارخانه سوم"}).status_code == 409
    made.refresh_from_db()
    assert (made.name, made.version) == ("کارخانه چرم", 2)


def found(client: Client, **asked: str) -> list[str]:
    page = client.get(reverse("shared-object-list"), asked)
    return [row.record.name for row in page.context["table"].rows]


def test_list_finds_across_spellings_and_offers_what_is_near(client: Client, cast):
    add(cast, "کارخانه قند میاندوآب", identifier="1234", county=County.objects.get(name_fa="مرند"))
    add(cast, "گلخانه سهند", kind="estate")
    client.force_login(cast.jahad_editor)
    assert found(client, q="كارخانه‌ قند") == found(client, q="۱۲۳۴") == ["کارخانه قند میاندوآب"]
    assert found(client, kind="estate") == ["گلخانه سهند"]
    page = client.get(reverse("shared-object-list"), {"q": "کارخانه قنذ میاندواب"})
    assert [each.name for each in page.context["near"]] == ["کارخانه قند میاندوآب"]
    assert "گلخانه سهند" in client.get(reverse("search"), {"q": "گلخانه سهند"}).content.decode()


def test_list_costs_as_much_for_one_as_for_sixty(client: Client, cast):
    client.force_login(cast.planner)
    counts = []
    for number in range(60):
        add(cast, f"کارخانه {number}")
        if number in (0, 59):
            client.get(reverse("shared-object-list"), {"per_page": "60"})
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("shared-object-list"), {"per_page": "60"})
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


# --- what a target counts -------------------------------------------------------------------------


def target_form(client: Client, program: Any, target: Target) -> tuple[str, dict[str, Any]]:
    path = reverse("target-edit", args=[program.uuid, target.uuid])
    form = client.get(path).context["form"]
    typed = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "")}
    return path, typed


def test_a_target_names_what_it_counts(client: Client, cast):
    program = make_program(cast)
    target = Target.objects.get()
    one, other = add(cast, "کارخانه قند"), add(cast, "معدن مس سونگون", identifier="77")
    client.force_login(cast.jahad_editor)
    path, typed = target_form(client, program, target)
    # By its key as the script sends it, or by its name as people write it.
    answer = client.post(path, typed | {"object_1": one.pk, "object_3": "معدن مس سونگون"})
    assert answer.status_code == 302
    assert list(target.shared_objects.order_by("pk")) == [one, other]
    assert Event.objects.latest("pk").changes["shared_objects"] == [None, "معدن مس سونگون (77)، کارخانه قند"]
    page = client.post(path, target_form(client, program, target)[1] | {"object_1": "چیزی که نیست"})
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["object_1"])


def test_the_grid_of_the_year_leaves_the_objects_alone(client: Client, cast):
    program = make_program(cast)
    target = Target.objects.get()
    client.force_login(cast.jahad_editor)
    path, typed = target_form(client, program, target)
    client.post(path, typed | {"object_1": add(cast, "کارخانه قند").pk})
    page = client.get(reverse("year-grid", args=[1399]))
    assert page.status_code == 200
    assert target.shared_objects.count() == 1
