"""Deciding on suspected double counts."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.enums import Act, Permission
from agencies.history import as_text, record
from agencies.models import User
from agencies.permissions import check_permission
from config.persian.numbers import format_number
from projects.refusals import Moved, Refused
from targets.double_count_cases import wrote_in
from targets.double_counts import NOT_ADDED, Decided, amount_of, decisions_on, kept_by_others
from targets.enums import Ground, Verdict
from targets.models import DoubleCount, DoubleCountShare, Target
from targets.planned import Planned, plan_of, table_in_force

WHOLE = Decimal(100)


@transaction.atomic
def decide_double_count(
    *,
    by: User,
    targets: Collection[uuid.UUID],
    verdict: Verdict,
    ground: Ground,
    reason: str,
    seen: Collection[uuid.UUID] = (),
    common_amount: Decimal | None = None,
    shares: Mapping[uuid.UUID, Decimal] | None = None,
) -> DoubleCount:
    """Confirm that these targets count the same, clear them of it, or reopen what was decided.

    `seen` are the decisions in force on them that the planner has read; the new one takes their place. Confirmed, the
    `common_amount` is counted once: `shares` says, in percent by target, who counts how much of it. Raises Moved when
    another decision is in force by now, Refused for what does not fit, PermissionDenied for whoever wrote in one of the
    programs.
    """
    check_permission(by, Permission.DOUBLE_COUNT_DECIDE)
    if not reason.strip():
        raise Refused(_("Say why."))
    rows = _locked_rows(by, targets)
    if wrote_in(by, rows):
        raise PermissionDenied(_("You have written in one of these programs; another planner must decide."))
    keys = {row.target_id for row in rows}
    on_them = decisions_on(keys)
    replaced = [each for each in on_them if each.shares.keys() <= keys]
    if {each.uuid for each in replaced} != set(seen):
        raise Moved(_("Somebody has decided on these targets meanwhile; please load the page again."))
    given: Mapping[uuid.UUID, Decimal] = {}
    if verdict == Verdict.CONFIRMED:
        given = shares or {}
        _refuse_what_is_no_whole(rows, common_amount, given)
        _refuse_more_than_there_is(rows, common_amount, given, [each for each in on_them if each not in replaced])
    elif verdict == Verdict.REOPENED and not replaced:
        raise Refused(_("Nothing was decided on these targets that could be reopened."))
    decision = DoubleCount.objects.create(
        verdict=verdict,
        ground=ground,
        common_amount=common_amount if verdict == Verdict.CONFIRMED else None,
        reason=reason.strip(),
        decided_by=by,
    )
    decision.replaces.add(*DoubleCount.objects.filter(uuid__in=[each.uuid for each in replaced]))
    DoubleCountShare.objects.bulk_create(
        DoubleCountShare(decision=decision, target_id=row.target_id, share=given.get(row.target_uuid)) for row in rows
    )
    record(
        by=by,
        act=Act.CREATED,
        kind="targets.double_count",
        object_id=decision.uuid,
        label=f"{rows[0].indicator} · " + " · ".join(row.project_code for row in rows),
        changes={
            "verdict": [_before(replaced), verdict.value],
            **({"common_amount": [None, as_text(common_amount)]} if given else {}),
            **{f"share {row.project_code}": [None, as_text(given[row.target_uuid])] for row in rows if given},
        },
        note=decision.reason,
    )
    return decision


def _before(replaced: Collection[Decided]) -> str | None:
    return "، ".join(sorted({each.verdict.value for each in replaced})) or None


def _locked_rows(by: User, targets: Collection[uuid.UUID]) -> list[Planned]:
    """The targets as they stand in the master table. Who decides on one of them at the same time waits here."""
    found = list(
        Target.objects.filter(uuid__in=targets)
        .select_related("project__program__plan_year")
        .select_for_update(of=("self",), no_key=True)
        .order_by("pk")
    )
    visible = Target.objects.visible_to(by).filter(uuid__in=targets)
    if len(found) != len(set(targets)) or visible.count() != len(found):
        raise PermissionDenied(_("You may not read all of these targets."))
    years = {target.project.program.plan_year for target in found}
    if len({target.project_id for target in found}) < 2 or len({target.indicator_id for target in found}) != 1:
        raise Refused(_("A double count is of two or more projects with one indicator."))
    if len(years) != 1:
        raise Refused(_("A double count is of one plan year."))
    plan_year = years.pop()
    rows = plan_of(plan_year, table=table_in_force(plan_year), targets=visible)
    if len(rows) != len(found) or rows[0].sheet.measure.aggregation in NOT_ADDED:
        raise Refused(_("These targets are not added up together; nothing is counted twice."))
    return rows


def _refuse_what_is_no_whole(
    rows: Collection[Planned], common_amount: Decimal | None, shares: Mapping[uuid.UUID, Decimal]
) -> None:
    if common_amount is None or common_amount <= 0:
        raise Refused(_("Say how much these targets have in common: more than zero."), field="common_amount")
    if shares.keys() != {row.target_uuid for row in rows} or any(not 0 <= share <= WHOLE for share in shares.values()):
        raise Refused(_("Give each target its share of the common amount, from 0 to 100 percent."), field="shares")
    total = sum(shares.values(), Decimal(0))
    if total != WHOLE:
        words = _("The shares make %(total)s percent; they must make 100.") % {"total": format_number(total)}
        raise Refused(words, field="shares")


def _refuse_more_than_there_is(
    rows: Collection[Planned],
    common_amount: Decimal | None,
    shares: Mapping[uuid.UUID, Decimal],
    others: Collection[Decided],
) -> None:
    common = common_amount or Decimal(0)
    for row in rows:
        amount = amount_of(row) or Decimal(0)
        if common > amount:
            raise Refused(
                _("The common amount %(common)s is more than “%(project)s” has: %(amount)s.")
                % {"common": format_number(common), "project": row.project_title, "amount": format_number(amount)}
            )
        elsewhere = kept_by_others(row.target_id, others)
        if elsewhere + common * (WHOLE - shares[row.target_uuid]) / WHOLE > amount:
            raise Refused(
                _("Of “%(project)s” other decisions count %(elsewhere)s elsewhere already; so much is not left.")
                % {"project": row.project_title, "elsewhere": format_number(elsewhere)}
            )
