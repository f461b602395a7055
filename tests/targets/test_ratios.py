"""A ratio's value and its two parts say the same, wherever they are typed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from projects.refusals import Refused
from targets.models import Indicator, Target
from targets.ratios import fault_of_parts, value_of_parts
from tests.factories import make_program, make_project, make_target

pytestmark = pytest.mark.django_db


@pytest.fixture
def rate():
    """Percent, with two decimals."""
    return Indicator.objects.select_related("unit").get(code="unemployment_rate")


@pytest.mark.parametrize(
    ("value", "numerator", "denominator", "field"),
    [
        ("8.20", "82", "1000", None),
        ("8.2", "82", "1000", None),
        (None, "82", "1000", None),
        ("8.33", "1", "12", None),
        ("8.34", "1", "12", "value"),
        ("0.082", "82", "1000", "value"),
        ("8.20", "82", "-1000", "denominator"),
        ("8.20", "82", "0", "denominator"),
        ("-8.20", "-82", "1000", None),
        ("8.20", None, "1000", None),
    ],
)
def test_what_contradicts_is_named(rate, value, numerator, denominator, field):
    amounts = {"value": value, "numerator": numerator, "denominator": denominator}
    fault = fault_of_parts(rate, **{name: text and Decimal(text) for name, text in amounts.items()})
    assert (fault and fault[0]) == field


def test_value_follows_from_the_parts_in_the_units_decimals(rate):
    assert value_of_parts(rate, Decimal(1), Decimal(12)) == Decimal("8.33")


def test_what_is_no_ratio_has_no_parts_to_contradict():
    exports = Indicator.objects.filter(aggregation="sum").select_related("unit").first()
    assert fault_of_parts(exports, value=Decimal(1), numerator=Decimal(5), denominator=Decimal(-2)) is None


def test_operation_refuses_parts_that_contradict(cast, rate):
    program = make_program(cast, targets=0)
    project = make_project(cast, program)
    with pytest.raises(Refused):
        make_target(
            cast, project, indicator=rate, baseline=9, value=8, numerator=Decimal(82), denominator=Decimal(1000)
        )
    assert not Target.objects.filter(indicator=rate).exists()


def test_form_says_it_beside_the_field_and_keeps_what_was_typed(client, cast, rate):
    program = make_program(cast, targets=0)
    project = make_project(cast, program)
    program.refresh_from_db()
    client.force_login(cast.jahad_editor)
    typed = {
        "version": program.version,
        "indicator": rate.pk,
        "baseline": "۹",
        "value": "۸٫۴",
        "numerator": "۸۲",
        "denominator": "۱۰۰۰",
        "weight": "۱",
        "feeds": "level",
    }
    page = client.post(reverse("target-add", args=[program.uuid, project.uuid]), typed)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["value"]
    assert "۸٫۲" in str(page.context["form"].errors)
    assert 'value="۸٫۴"' in page.content.decode()
