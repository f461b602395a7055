"""Who: the closed lists of roles, permissions and recorded acts."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """The seats a person can hold (design: the people)."""

    AGENCY_EDITOR = "agency_editor", _("Agency officer")
    AGENCY_HEAD = "agency_head", _("Head of agency")
    PLANNER = "planner", _("Planning organization")
    DEPUTY = "deputy", _("Deputy governor for economic coordination")
    SECRETARIAT = "secretariat", _("Headquarters secretariat")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


AGENCY_ROLES = frozenset({Role.AGENCY_EDITOR, Role.AGENCY_HEAD})
PROVINCE_ROLES = frozenset(Role) - AGENCY_ROLES


class Permission(StrEnum):
    """What a role may do. `agencies.permissions.ROLE_PERMISSIONS` says which role has which."""

    INBOX_VIEW = "inbox.view"
    CALL_VIEW = "call.view"
    CALL_ISSUE = "call.issue"
    PROGRAM_VIEW = "program.view"
    PROGRAM_EDIT = "program.edit"
    PROGRAM_SUBMIT = "program.submit"
    PROGRAM_SIGN = "program.sign"
    LETTER_REGISTER = "letter.register"
    ON_BEHALF_ENTER = "on_behalf.enter"
    PROGRAM_WITHDRAW = "program.withdraw"
    PROGRAM_REVIEW = "program.review"
    GRADING_VIEW = "grading.view"
    CRITERIA_SET = "criteria.set"
    GRADE_DECIDE = "grade.decide"
    PROGRAM_APPROVE = "program.approve"
    PROGRAM_CLOSE = "program.close"
    BARGAIN_AGENCY = "bargain.agency"
    BARGAIN_PROVINCE = "bargain.province"
    BARGAIN_RULE = "bargain.rule"
    SITTING_VIEW = "sitting.view"
    WORKING_VALUES = "working_values.keep"
    MASTER_TABLE_VIEW = "master_table.view"
    FORM_FILL = "master_table.fill_form"
    MASTER_TABLE_FREEZE = "master_table.freeze"
    AMENDMENT_VIEW = "amendment.view"
    AMENDMENT_PROPOSE = "amendment.propose"
    AMENDMENT_APPROVE = "amendment.approve"
    WORDING_CORRECT = "wording.correct"
    MACRO_VIEW = "macro.view"
    MACRO_PROPOSE = "macro.propose"
    MACRO_APPROVE = "macro.approve"
    STATISTICS_ENTER = "statistics.enter"
    INDICATOR_VIEW = "indicator.view"
    INDICATOR_EDIT = "indicator.edit"
    OBJECT_VIEW = "object.view"
    OBJECT_ADD = "object.add"
    OBJECT_EDIT = "object.edit"
    DOUBLE_COUNT_VIEW = "double_count.view"
    DOUBLE_COUNT_DECIDE = "double_count.decide"
    PROGRESS_VIEW = "progress.view"
    PROGRESS_ENTER = "progress.enter"
    PROGRESS_SIGN = "progress.sign"
    PROGRESS_VERIFY = "progress.verify"
    PROGRESS_RULE = "progress.rule"
    CHALLENGE_VIEW = "challenge.view"
    CHALLENGE_AGENCY = "challenge.agency"
    CHALLENGE_PROVINCE = "challenge.province"
    CHALLENGE_HEADQUARTERS = "challenge.headquarters"
    PERIOD_REOPEN = "period.reopen"
    SESSION_VIEW = "session.view"
    SESSION_KEEP = "session.keep"
    SESSION_SIGN = "session.sign"
    RESOLUTION_ANSWER = "resolution.answer"
    RESOLUTION_OBJECT = "resolution.object"
    RESOLUTION_SETTLE = "resolution.settle"
    DASHBOARD_VIEW = "dashboard.view"
    PROVINCE_VIEW = "province.view"
    REPORT_VIEW = "report.view"
    REPORT_COMPILE = "report.compile"
    REPORT_WRITE = "report.write"
    REPORT_REVIEW = "report.review"
    REPORT_SIGN = "report.sign"
    REPORT_PUBLISH = "report.publish"
    HISTORY_VIEW = "history.view"
    PEOPLE_MANAGE = "people.manage"
    REFERENCE_MANAGE = "reference.manage"
    OUTBOX_MANAGE = "outbox.manage"


class AgencyKind(TextChoices):
    """Legal form of an agency (the values of the reference file)."""

    BANK = "bank", _("Bank")
    CHAMBER = "chamber", _("Chamber")
    COMPANY = "company", _("Company")
    COUNCIL = "council", _("Council")
    COUNTY_GOVERNORATE = "county_governorate", _("County governorate")
    GENERAL_DIRECTORATE = "general_directorate", _("General directorate")
    GOVERNORATE_GENERAL = "governorate_general", _("Governorate-general")
    JUDICIAL = "judicial", _("Judicial body")
    MILITARY_POLICE = "military_police", _("Military or police")
    MUNICIPALITY = "municipality", _("Municipality")
    ORGANIZATION = "organization", _("Organization")
    PUBLIC_INSTITUTION = "public_institution", _("Public institution")
    PUBLIC_NONGOV = "public_nongov", _("Public non-governmental body")
    RESEARCH_CENTER = "research_center", _("Research centre")
    REVOLUTIONARY_FOUNDATION = "revolutionary_foundation", _("Revolutionary foundation")
    STATE_COMPANY = "state_company", _("State company")
    UNIVERSITY = "university", _("University")
    ZONE_AUTHORITY = "zone_authority", _("Zone authority")


class EvaluationGroup(TextChoices):
    """The six groups in which agencies are compared with their like."""

    INFRASTRUCTURE = "infrastructure", _("Infrastructure")
    PRODUCTION = "production", _("Production and services")
    ECONOMIC = "economic", _("Economic and financial")
    HEALTH_WELFARE = "health_welfare", _("Health and welfare")
    CULTURE_EDUCATION = "culture_education", _("Culture and education")
    GENERAL = "general", _("General, security and judicial")


class Act(TextChoices):
    """What an event of the history says was done."""

    LOADED = "loaded", pgettext_lazy("act", "Reference data loaded")
    CREATED = "created", pgettext_lazy("act", "Created")
    CHANGED = "changed", pgettext_lazy("act", "Changed")
    REMOVED = "removed", pgettext_lazy("act", "Removed")
    MOVED = "moved", pgettext_lazy("act", "Moved")
    REMARKED = "remarked", pgettext_lazy("act", "Remark made")
    ANSWERED = "answered", pgettext_lazy("act", "Remark answered")
    OFFERED = "offered", pgettext_lazy("act", "Offered")
    AGREED = "agreed", pgettext_lazy("act", "Agreed")
    RULING_ASKED = "ruling_asked", pgettext_lazy("act", "Ruling asked for")
    RULED = "ruled", pgettext_lazy("act", "Ruled")
    FROZEN = "frozen", pgettext_lazy("act", "Frozen")
    OPENED = "opened", pgettext_lazy("act", "Opened")
    REPORTED = "reported", pgettext_lazy("act", "Reported")
    SIGNED = "signed", pgettext_lazy("act", "Signed")
    DELEGATED = "delegated", pgettext_lazy("act", "Signature delegated")
    REVOKED = "revoked", pgettext_lazy("act", "Delegation revoked")
    SETTLED = "settled", pgettext_lazy("act", "Settled")
    RETURNED = "returned", pgettext_lazy("act", "Returned")
    EVIDENCE_ADDED = "evidence_added", pgettext_lazy("act", "Evidence added")
    REPORT_REQUESTED = "report_requested", pgettext_lazy("act", "Report requested")
    COMPILED = "compiled", pgettext_lazy("act", "Report compiled")
    FAILED = "failed", pgettext_lazy("act", "Failed")
