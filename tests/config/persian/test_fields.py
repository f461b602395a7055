from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.validators import MaxValueValidator
from django.db import models
from django.test.utils import isolate_apps

from config.persian.fields import (
    PersianCharField,
    PersianDecimalField,
    PersianForm,
    PersianIntegerField,
    PersianModelForm,
    PersianNumberInput,
    SolarDateField,
    SolarDateInput,
)


class SheetForm(PersianForm):
    title = PersianCharField()
    amount = PersianDecimalField(places=2, max_value=1000)
    share = PersianDecimalField(percent=True, required=False)
    jobs = PersianIntegerField(required=False)
    due_on = SolarDateField(required=False)


TYPED = {
    "title": " توليد  \u0643اشی ",
    "amount": "۱۲٫۵",
    "share": "۷۸٫۴٪",
    "jobs": "1,250",
    "due_on": "۱۳۹۹/۶/۳۱",
}


def test_form_stores_neutral_values(persian):
    form = SheetForm(TYPED)
    assert form.is_valid()
    assert form.cleaned_data == {
        "title": "تولید کاشی",
        "amount": Decimal("12.5"),
        "share": Decimal("78.4"),
        "jobs": 1250,
        "due_on": date(2020, 9, 21),
    }


def test_form_left_empty(english):
    form = SheetForm({"title": " \u200f ", "amount": " ", "share": "", "jobs": "  ", "due_on": " "})
    assert form.errors == {"title": ["This field is required."], "amount": ["This field is required."]}
    assert form.cleaned_data == {"share": None, "jobs": None, "due_on": None}


def test_form_says_what_stood_there_and_what_to_write(english):
    form = SheetForm({"title": "x", "amount": "12/5", "share": "1,5", "jobs": "12.5", "due_on": "1400/12/30"})
    assert form.errors == {
        "amount": ["“12/5”: a slash is not a decimal mark. Did you mean 12.5?"],
        "share": ["“1,5”: thousands stand in groups of three, like 1,250.5."],
        "jobs": ["“12.5”: only whole numbers are taken here."],
        "due_on": ["“1400/12/30” does not exist: Esfand 1400 has 29 days."],
    }


def test_form_refuses_more_decimals_than_the_unit_has(english):
    form = SheetForm({"title": "x", "amount": "12.345"})
    assert form.errors == {
        "amount": ["“12.345” has too many decimals: at most 2 are taken here, and nothing is rounded."]
    }


def test_messages_of_django_have_persian_digits_in_persian(persian):
    (message,) = SheetForm({"title": "x", "amount": "1001"}).errors["amount"]
    assert "۱۰۰۰" in message
    assert not any(digit in message for digit in "0123456789")


def test_messages_of_django_are_unchanged_in_english(english):
    assert SheetForm({"title": "x", "amount": "1001"}).errors["amount"] == [
        "Ensure this value is less than or equal to 1000."
    ]


def test_amount_is_shown_localised(persian):
    form = SheetForm(initial={"amount": Decimal("1234.5000")})
    assert str(form["amount"]) == (
        '<input type="text" name="amount" value="۱٬۲۳۴٫۵" inputmode="decimal" dir="ltr" autocomplete="off"'
        ' class="j-number" required id="id_amount">'
    )


def test_date_is_shown_solar_in_persian(persian):
    form = SheetForm(initial={"due_on": date(2020, 9, 21)})
    assert str(form["due_on"]) == (
        '<input type="text" name="due_on" value="۱۳۹۹/۰۶/۳۱" data-solar="" dir="ltr" autocomplete="off" '
        'placeholder="۱۳۹۹/۰۴/۱۵" id="id_due_on">'
    )


def test_date_is_shown_gregorian_in_english(english):
    assert 'value="2020-09-21"' in str(SheetForm(initial={"due_on": date(2020, 9, 21)})["due_on"])


def test_what_was_typed_is_shown_as_it_was_typed(persian):
    form = SheetForm({"amount": "12/5", "due_on": "1400/12/30"})
    assert 'value="12/5"' in str(form["amount"])
    assert 'value="1400/12/30"' in str(form["due_on"])


def test_form_shown_and_sent_back_has_not_changed(persian):
    initial = {
        "title": "کاشی",
        "amount": Decimal("-1234.5000"),
        "share": Decimal("5.0000"),
        "jobs": 1250,
        "due_on": date(2020, 9, 21),
    }
    shown = SheetForm(initial=initial)
    sent = {name: shown[name].field.widget.format_value(shown[name].value()) for name in initial}
    assert SheetForm(sent, initial=initial).changed_data == []


@pytest.fixture
def sheet_form_class():
    with isolate_apps("config"):

        class Sheet(models.Model):  # noqa: DJ008 (no row of it is ever shown)
            title = models.CharField(max_length=100)
            text = models.TextField()
            mail = models.EmailField()
            kind = models.CharField(max_length=1, choices=[("a", "A")])
            weight = models.DecimalField(max_digits=5, decimal_places=2, validators=[MaxValueValidator(100)])
            jobs = models.PositiveIntegerField()
            due_on = models.DateField()
            seen_at = models.DateTimeField()

            class Meta:
                app_label = "config"

        class SheetModelForm(PersianModelForm):
            class Meta:
                model = Sheet
                fields = "__all__"
                labels = {"weight": "Weight"}

        return SheetModelForm


def test_model_form_takes_our_fields_where_django_would_take_plain_ones(sheet_form_class):
    assert {name: type(field) for name, field in sheet_form_class.base_fields.items()} == {
        "title": PersianCharField,
        "text": PersianCharField,
        "mail": forms.EmailField,
        "kind": forms.TypedChoiceField,
        "weight": PersianDecimalField,
        "jobs": PersianIntegerField,
        "due_on": SolarDateField,
        "seen_at": forms.DateTimeField,
    }


def test_model_form_keeps_what_the_model_says(sheet_form_class):
    fields = sheet_form_class.base_fields
    weight = fields["weight"]
    assert (weight.label, weight.places, weight.integer_digits) == ("Weight", 2, 3)
    assert {name: type(fields[name].widget) for name in ("title", "text", "weight", "due_on")} == {
        "title": forms.TextInput,
        "text": forms.Textarea,
        "weight": PersianNumberInput,
        "due_on": SolarDateInput,
    }


def test_model_form_refuses_what_the_column_would_not_hold(english, sheet_form_class):
    errors = sheet_form_class({"weight": "1234", "jobs": "-1"}).errors
    assert errors["weight"] == ["“1234” is too large: at most 3 digits before the decimal mark."]
    assert errors["jobs"] == ["Ensure this value is greater than or equal to 0."]


def test_model_form_of_a_factory_takes_our_fields(sheet_form_class):
    factory_made = forms.modelform_factory(sheet_form_class.Meta.model, form=PersianModelForm, fields=["weight"])
    assert type(factory_made.base_fields["weight"]) is PersianDecimalField


def test_model_form_leaves_a_field_class_that_was_asked_for(sheet_form_class):
    class PlainForm(PersianModelForm):
        class Meta:
            model = sheet_form_class.Meta.model
            fields = ("title",)
            field_classes = {"title": forms.CharField}

    assert type(PlainForm.base_fields["title"]) is forms.CharField
