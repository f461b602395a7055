"""Who: agencies, counties, sectors, people, the seats they hold, and the history of what they did."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from agencies.enums import AGENCY_ROLES, PROVINCE_ROLES, Act, AgencyKind, EvaluationGroup, Role
from config.persian.calendar import format_date
from config.sorting import search_key_field, sort_key_field


class NamedInTwoLanguages(models.Model):
    """Reference rows that carry a Persian and an English name."""

    name_fa = models.CharField(_("Persian name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_en if get_language() == "en" else self.name_fa


class LoadedRow(NamedInTwoLanguages):
    """A row that a reference file may bring and people may edit on screen."""

    # Columns that somebody edited on screen: the file does not overwrite them any more.
    edited_on_screen = ArrayField(models.CharField(max_length=60), default=list, blank=True, editable=False)

    class Meta(NamedInTwoLanguages.Meta):
        abstract = True


class ListedRowQuerySet(models.QuerySet[Any]):
    def in_force(self, on: datetime.date) -> ListedRowQuerySet:
        """Rows that are still offered on that day."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))


class ListedRow(LoadedRow):
    """A row of a reference list: where it is from, whether the client has confirmed it, until when it is offered."""

    is_verified = models.BooleanField(_("confirmed"), default=False)
    source = models.CharField(_("source"), max_length=250, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = ListedRowQuerySet.as_manager()

    class Meta(LoadedRow.Meta):
        abstract = True


class Sector(ListedRow):
    """Economic sector (بخش), as in the reference file."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("sector")


class County(ListedRow):
    """County (شهرستان) by its code of the Statistical Centre of Iran; counties come into being by date."""

    sci_code = models.CharField(_("code of the Statistical Centre"), max_length=4, unique=True)
    capital_fa = models.CharField(_("capital"), max_length=100, blank=True)
    population_1395 = models.PositiveIntegerField(_("population in 1395"), null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField(_("row on the map"))
    tile_column = models.PositiveSmallIntegerField(_("column on the map"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    sort_key = sort_key_field("name_fa")

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("county")


class AgencyQuerySet(ListedRowQuerySet):
    def expected(self) -> AgencyQuerySet:
        """Agencies that are asked for programs: the m in every "n of m"."""
        return self.filter(expected_to_submit=True)

    def without(self, role: Role, on: datetime.date) -> AgencyQuerySet:
        """Agencies in which nobody who may sign in holds the role on that day; who signs for the head is not one."""
        held = Membership.objects.in_force(on).filter(
            agency=OuterRef("pk"), role=role, user__is_active=True, delegated_by__isnull=True
        )
        return self.filter(~Exists(held))


class Agency(ListedRow):
    """Executive agency (دستگاه اجرایی). The code is stable; names change and are kept in `former_names`."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=AgencyKind.choices)
    evaluation_group = models.CharField(_("evaluation group"), max_length=20, choices=EvaluationGroup.choices)
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+", verbose_name=_("sector"))
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("parent agency")
    )
    expected_to_submit = models.BooleanField(_("expected to submit"), default=True)
    former_names = models.JSONField(_("former names"), default=list, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    sort_key = sort_key_field("name_fa")
    search_key = search_key_field("name_fa", "name_en", "code")

    objects = AgencyQuerySet.as_manager()  # type: ignore[misc]  # more than the lists have in common

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("agency")
        indexes = [GinIndex(OpClass(F("search_key"), name="gin_trgm_ops"), name="agency_search")]


class UserQuerySet(models.QuerySet["User"]):
    def without_seat(self, on: datetime.date) -> UserQuerySet:
        """People who may sign in and then do nothing."""
        return self.filter(~Exists(Membership.objects.in_force(on).filter(user=OuterRef("pk"))), is_active=True)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Store a person; without a password they cannot sign in."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. What they may do comes from their memberships alone: there is no superuser."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    full_name = models.CharField(_("full name"), max_length=120)
    full_name_en = models.CharField(_("full name in English"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    mobile = models.CharField(_("mobile number"), max_length=11, blank=True)
    # How they want to be told, besides on their page: in which language, by which way.
    language = models.CharField(_("language of messages"), max_length=2, choices=settings.LANGUAGES, default="fa")
    by_email = models.BooleanField(_("by e-mail"), default=True)
    by_sms = models.BooleanField(_("by text message"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    # Their password is known to somebody else: until they change it, no other page opens.
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    sort_key = sort_key_field("full_name")
    search_key = search_key_field("full_name")

    # The seats of today, once agencies.permissions has asked for them.
    _seats_today: Sequence[Membership]

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("person")
        constraints = [
            models.CheckConstraint(
                name="user_mobile_is_a_number", condition=Q(mobile="") | Q(mobile__regex=r"^09[0-9]{9}$")
            ),
            models.CheckConstraint(
                name="user_language_is_spoken", condition=Q(language__in=[code for code, _name in settings.LANGUAGES])
            ),
        ]

    def __str__(self) -> str:
        return (get_language() == "en" and self.full_name_en) or self.full_name

    def get_full_name(self) -> str:
        """The name in the language of the page, under the name Django's own templates ask for."""
        return str(self)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, on: datetime.date) -> MembershipQuerySet:
        """Seats that are held on that day; one that was revoked is held no longer on the very day."""
        return self.lasting(on).filter(valid_from__lte=on)

    def lasting(self, on: datetime.date) -> MembershipQuerySet:
        """Seats that are held on that day or from a later one on."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=on), Q(revoked_on__isnull=True) | Q(revoked_on__gt=on)
        )


class Membership(models.Model):
    """A seat: a person has a role, in an agency or for the whole province, between two days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    is_acting = models.BooleanField(_("acting"), default=False)
    # A head's seat that another head has lent for a span of days (تفویض امضا), by a letter where there is one.
    delegated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by delegation of")
    )
    letter_number = models.CharField(_("letter number"), max_length=60, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user", "valid_from"]
        verbose_name = _("membership")
        constraints = [
            models.CheckConstraint(name="membership_role_is_known", condition=Q(role__in=Role.values)),
            models.CheckConstraint(
                name="membership_agency_roles_name_an_agency",
                condition=Q(role__in=sorted(AGENCY_ROLES), agency__isnull=False)
                | Q(role__in=sorted(PROVINCE_ROLES), agency__isnull=True),
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="membership_delegated_is_a_signature_for_a_span",
                condition=Q(delegated_by__isnull=True)
                | Q(role=Role.AGENCY_HEAD, valid_until__isnull=False) & ~Q(delegated_by=models.F("user")),
            ),
            models.CheckConstraint(
                name="membership_revoked_by_and_on",
                condition=Q(revoked_by__isnull=True, revoked_on__isnull=True)
                | Q(revoked_by__isnull=False, revoked_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        role = _("Signs for the head") if self.delegated_by_id else self.get_role_display()
        return f"{role} – {self.agency}" if self.agency else str(role)

    @property
    def last_day(self) -> datetime.date | None:
        """The day on which it is held for the last time; before its first day where it was revoked at once."""
        if self.revoked_on is not None:
            return min(self.revoked_on - datetime.timedelta(days=1), self.valid_until or datetime.date.max)
        return self.valid_until

    @property
    def term(self) -> str:
        """«از ۱۳۹۹/۰۱/۰۱ تا …» in the language of the page."""
        if self.last_day is None:
            return _t("since %(first)s") % {"first": format_date(self.valid_from)}
        days = {"first": format_date(self.valid_from), "last": format_date(self.last_day)}
        return _t("from %(first)s to %(last)s") % days


class Event(models.Model):
    """One recorded act (سوابق تغییرات): who, in which role, did what to which object, old and new values.

    Written only by `agencies.history.record`; the database refuses to change or delete it, and chains it at
    commit (see the migration and docs/decisions). It names objects by kind and UUID instead of foreign keys, so that
    the history never interferes with what it describes.
    """

    # Set by the database: clock and number of the transaction.
    at = models.DateTimeField(db_index=True, editable=False)
    transaction = models.BigIntegerField(editable=False)

    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=20, choices=Act.choices)
    object_kind = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    # The whole that the object belongs to: a program, a return, a report.
    root_id = models.UUIDField(null=True, db_index=True)
    label = models.CharField(max_length=300)
    # {field: [old, new]} of the changed fields only, values as text or null.
    changes = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    # SHA-256 of the files that came or went with the act.
    file_hashes = ArrayField(models.CharField(max_length=64), default=list)
    origin = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("history entry")
        # What the guard of every changed row asks for: with an index for each half it would read all of a large
        # transaction's events each time.
        indexes = [models.Index(fields=["transaction", "at"], name="event_of_a_transaction")]
        constraints = [models.CheckConstraint(name="event_act_is_known", condition=Q(act__in=Act.values))]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.label}"


class SentForm(models.Model):
    """A form that somebody sent and that was carried out, with the answer it got (agencies.once)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    # Where the answer led to; empty while it is being carried out, which nobody else can see.
    answer = models.TextField(blank=True)
    sent_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("sent form")
        constraints = [models.UniqueConstraint(name="sent_form_is_carried_out_once", fields=["person", "key"])]

    def __str__(self) -> str:
        return self.key


class EventSeal(models.Model):
    """The place of an event in the chain: made by the database at commit, never by the application.

    hash = SHA-256 over the previous hash and the event's canonical text, by the method of `method`.
    """

    number = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    method = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("seal")

    def __str__(self) -> str:
        return f"{self.number} · {self.hash}"


class HistoryHead(models.Model):
    """The last seal; one row. A chain that ends before its head has lost its tail."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("head of the history")
        constraints = [models.CheckConstraint(name="history_has_one_head", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"{self.number} · {self.hash}"


class LastChange(models.Model):
    """When a table was changed last, or one part of it: not a time, but a stamp that nothing had before.

    Kept by the database in the transaction that changes it, for `agencies.unchanged`. What has no row was not changed
    since stamps are kept. Part 0 is the whole table.
    """

    name = models.CharField(max_length=63)
    part = models.BigIntegerField(default=0)
    stamp = models.UUIDField()

    class Meta:
        verbose_name = _("last change")
        constraints = [models.UniqueConstraint(name="last_change_once_a_part", fields=["name", "part"])]

    def __str__(self) -> str:
        return f"{self.name} · {self.part}"
