"""Indicators, targets, macro targets and returns as they are found by their words."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.enums import Permission
from agencies.finding import Found, Kind, Words, kind
from agencies.models import User
from config.persian.letters import search_key
from projects.enums import PeriodKind
from projects.models import Period, Program
from projects.signed import kept_from
from targets.models import Indicator, MacroTarget, ProgressReport, ReturnSignature, SharedObject, Target


def _indicators(_person: User, words: Words) -> QuerySet[Indicator]:
    return Indicator.objects.filter(words.within("search_key")).select_related("unit")


def _indicator_found(indicator: Indicator) -> Found:
    return Found(str(indicator), indicator.get_absolute_url(), note=str(indicator.unit))


def _targets(person: User, words: Words) -> QuerySet[Target]:
    """By the indicator, or by indicator and project together."""
    readable = Program.objects.visible_to(person).exclude(kept_from(person))
    fits = words.within("indicator__search_key", "project__search_key") & _in_some(words, "indicator__search_key")
    targets = Target.objects.filter(fits, project__program__in=readable)
    return targets.select_related("indicator", "project").order_by("indicator__sort_key", "project__code")


def _in_some(words: Words, column: str) -> Q:
    """One of the words stands in the column."""
    some = Q(pk__in=[])
    for key in words.keys:
        some |= Q(**{f"{column}__contains": key})
    return some


def _target_found(target: Target) -> Found:
    return Found(str(target), reverse("figure", args=[target.uuid]), target.project.code, target.project.title)


def _objects(_person: User, words: Words) -> QuerySet[SharedObject]:
    return SharedObject.objects.filter(words.within("search_key")).select_related("county")


def _object_found(shared_object: SharedObject) -> Found:
    url = f"{reverse('shared-object-list')}?{urlencode({'q': shared_object.name})}"
    return Found(shared_object.name, url, shared_object.identifier, str(shared_object.get_kind_display()))


def _macro_targets(_person: User, words: Words) -> QuerySet[MacroTarget]:
    macro_targets = MacroTarget.objects.filter(words.within("indicator__search_key"))
    return macro_targets.select_related("indicator", "plan_year", "sector", "priority_industry").order_by(
        "-plan_year__year", "position", "pk"
    )


def _macro_target_found(macro: MacroTarget) -> Found:
    url = f"{reverse('master-table')}?year={macro.plan_year.year}&macro={macro.uuid}"
    return Found(str(macro), url, note=str(macro.plan_year))


def _returns(person: User, words: Words) -> QuerySet[ProgressReport]:
    """By agency and period in any order («خرداد جهاد کشاورزی ۱۳۹۹»), or by the tracking code of any signature on it."""
    reports = ProgressReport.objects.visible_to(person).select_related("agency", "period__plan_year")
    by_code, code = Q(pk__in=[]), words.typed if "-" in words.typed else words.joined
    if code.replace("-", "").isdecimal():
        later = ReturnSignature.objects.filter(report=OuterRef("pk"), tracking_code__contains=code)
        by_code = Q(tracking_code__contains=code) | Q(Exists(later))
    periods = {}
    if any(_may_be_of_a_period(key) for key in words.keys):
        periods = {period.pk: search_key(str(period)) for period in Period.objects.select_related("plan_year")}
    of_period, rest = Q(), []
    for key in words.keys:
        named = [pk for pk, name in periods.items() if key in name]
        if named:
            of_period &= Q(period__in=named)
        else:
            rest.append(key)
    about = of_period
    for key in rest:
        about &= Q(agency__search_key__contains=key)
    return reports.filter(about | by_code).order_by("-period__first_day", "agency__sort_key")


def _may_be_of_a_period(key: str) -> bool:
    """Whether it has a number, or is part of a month's name or another period's; one letter («و») names none."""
    months = (Period(kind=PeriodKind.MONTH, ordinal=ordinal) for ordinal in range(1, 13))
    others = (Period(kind=kind, ordinal=1) for kind in PeriodKind if kind != PeriodKind.MONTH)
    return any(letter.isdecimal() for letter in key) or any(
        len(key) > 1 and key in search_key(period.name) for period in (*months, *others)
    )


def _return_found(report: ProgressReport) -> Found:
    return Found(str(report), report.get_absolute_url(), report.tracking_code, str(report.get_status_display()))


kind(
    Kind(
        "indicators",
        _("Indicators"),
        Permission.INDICATOR_VIEW,
        _indicators,
        _indicator_found,
        lambda _person: Indicator.objects.select_related("unit"),
        near="name_fa",
    )
)
kind(Kind("targets", _("Targets"), Permission.MASTER_TABLE_VIEW, _targets, _target_found))
kind(Kind("macro-targets", _("Macro targets"), Permission.MASTER_TABLE_VIEW, _macro_targets, _macro_target_found))
kind(Kind("returns", _("Progress returns"), Permission.PROGRESS_VIEW, _returns, _return_found))
kind(
    Kind(
        "objects",
        _("Shared objects"),
        Permission.OBJECT_VIEW,
        _objects,
        _object_found,
        lambda _person: SharedObject.objects.all(),
        near="name",
    )
)
