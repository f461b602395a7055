"""Sessions of the headquarters, their resolutions, and what is done about each."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0009_reach"),
        ("projects", "0018_closing_of_periods"),
        ("reports", "0006_year_end_report"),
        ("targets", "0023_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("notified", "Notified"),
                            ("reported", "Progress reported"),
                            ("claimed", "Said to be implemented"),
                            ("confirmed", "Confirmed as implemented"),
                            ("returned", "Not confirmed"),
                            ("asked", "Extension asked for"),
                            ("extended", "Extended"),
                            ("not_extended", "Not extended"),
                            ("objected", "Objected to"),
                            ("upheld", "Objection upheld"),
                            ("overruled", "Objection not accepted"),
                            ("dropped", "Dropped"),
                            ("reopened", "Taken up again"),
                            ("commented", "Commented"),
                            ("taken_over", "Taken over from the register"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_implemented", "Not implemented"),
                            ("in_progress", "In progress"),
                            ("implemented", "Implemented"),
                            ("dropped", "Dropped"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("percent", models.PositiveSmallIntegerField(null=True)),
                ("until", models.DateField(null=True)),
                ("made_on", models.DateField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "made_for",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up of a resolution",
                "ordering": ["resolution", "version", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FollowUpFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("content_type", models.CharField(max_length=80)),
                ("original_name", models.CharField(max_length=200)),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="reports.followup"
                    ),
                ),
            ],
            options={
                "verbose_name": "file about a resolution",
                "ordering": ["follow_up", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HqSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="number of the session")),
                ("held_on", models.DateField(verbose_name="day of the session")),
                ("held_at", models.TimeField(blank=True, null=True, verbose_name="hour")),
                ("place", models.CharField(blank=True, max_length=150, verbose_name="place of the session")),
                ("chair", models.CharField(blank=True, max_length=150, verbose_name="chair")),
                ("secretary", models.CharField(blank=True, max_length=150, verbose_name="secretary")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("held", "Held"),
                            ("minuted", "Minutes wait for the signature"),
                            ("signed", "Minutes signed"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("minuted_at", models.DateTimeField(blank=True, null=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("is_taken_over", models.BooleanField(default=False)),
                ("stored_as", models.CharField(blank=True, max_length=120)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("bytes", models.PositiveIntegerField(null=True)),
                ("content_type", models.CharField(blank=True, max_length=80)),
                ("original_name", models.CharField(blank=True, max_length=200)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "minuted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session of the headquarters",
                "ordering": ["-held_on", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Attendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="name")),
                ("office", models.CharField(blank=True, max_length=150, verbose_name="office")),
                (
                    "presence",
                    models.CharField(
                        choices=[("invited", "Invited"), ("present", "Present"), ("absent", "Absent")],
                        default="invited",
                        max_length=10,
                        verbose_name="presence",
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendees", to="reports.hqsession"
                    ),
                ),
            ],
            options={
                "verbose_name": "attendee of a session",
                "ordering": ["session", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("presentation", "Report of an agency"),
                            ("challenge", "Challenge to decide on"),
                            ("resolution", "Overdue resolution"),
                            ("amendment", "Amendment"),
                            ("other", "Other matter"),
                        ],
                        max_length=12,
                        verbose_name="kind of matter",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="matter")),
                ("minutes", models.TextField(blank=True, verbose_name="what was said")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="targets.amendment",
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.challenge",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="reports.hqsession"
                    ),
                ),
            ],
            options={
                "verbose_name": "matter on the agenda",
                "ordering": ["session", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("text", models.TextField(verbose_name="text of the resolution")),
                ("due_on", models.DateField(null=True, verbose_name="deadline")),
                ("objection_days", models.PositiveSmallIntegerField(default=10, verbose_name="days to object")),
                (
                    "follow_up_by",
                    models.CharField(blank=True, max_length=200, verbose_name="how it is followed up, by whom"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_implemented", "Not implemented"),
                            ("in_progress", "In progress"),
                            ("implemented", "Implemented"),
                            ("dropped", "Dropped"),
                        ],
                        default="not_implemented",
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("state_since", models.DateField(null=True)),
                (
                    "percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="progress in percent"),
                ),
                (
                    "awaits",
                    models.CharField(
                        choices=[
                            ("nothing", "Nothing"),
                            ("confirmation", "Confirmation that it is implemented"),
                            ("extension", "Extension of the deadline"),
                            ("settlement", "Settlement of an objection"),
                        ],
                        default="nothing",
                        max_length=12,
                        verbose_name="waits for",
                    ),
                ),
                ("awaits_since", models.DateField(null=True)),
                ("asked_until", models.DateField(null=True)),
                ("extended_until", models.DateField(null=True)),
                ("letter_number", models.CharField(blank=True, max_length=60, verbose_name="letter number")),
                ("letter_on", models.DateField(null=True, verbose_name="date of the letter")),
                ("objection_until", models.DateField(null=True)),
                ("notified_at", models.DateTimeField(null=True)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="responsible agency",
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reports.agendaitem",
                        verbose_name="matter",
                    ),
                ),
                (
                    "challenge",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.challenge",
                        verbose_name="challenge",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cooperating",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="agencies.agency", verbose_name="cooperating agencies"
                    ),
                ),
                (
                    "notified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.project",
                        verbose_name="project",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="resolutions", to="reports.hqsession"
                    ),
                ),
            ],
            options={
                "verbose_name": "resolution",
                "ordering": ["-session__held_on", "session", "number"],
            },
        ),
        migrations.AddField(
            model_name="followup",
            name="resolution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="reports.resolution"
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="resolution",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reports.resolution",
            ),
        ),
        migrations.AddConstraint(
            model_name="hqsession",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "held", "minuted", "signed"])),
                name="hq_session_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="hqsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", True), ("sent_by__isnull", True)),
                    models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                    _connector="OR",
                ),
                name="hq_session_sent_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="hqsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("minuted_at__isnull", True), ("minuted_by__isnull", True), ("state__in", ["planned", "held"])
                    ),
                    models.Q(
                        ("minuted_at__isnull", False),
                        ("minuted_by__isnull", False),
                        ("state__in", ["minuted", "signed"]),
                    ),
                    _connector="OR",
                ),
                name="hq_session_minuted_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="hqsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                    models.Q(("signed_at__isnull", False), ("signed_by__isnull", False), ("state", "signed")),
                    _connector="OR",
                ),
                name="hq_session_signed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="hqsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "signed"), _negated=True),
                    ("is_taken_over", True),
                    ("signed_by__isnull", False),
                    _connector="OR",
                ),
                name="hq_session_signed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="hqsession",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by__isnull", True),
                    models.Q(("signed_by", models.F("minuted_by")), _negated=True),
                    _connector="OR",
                ),
                name="hq_session_signed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(("presence__in", ["invited", "present", "absent"])),
                name="attendee_presence_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(("agency__isnull", True), ("name", ""), ("office", ""), _negated=True),
                name="attendee_is_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="resolution",
            index=models.Index(fields=["state", "agency"], name="resolution_by_agency"),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.UniqueConstraint(fields=("session", "number"), name="resolution_number_once_a_session"),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="resolution_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["not_implemented", "in_progress", "implemented", "dropped"])),
                name="resolution_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("awaits__in", ["nothing", "confirmation", "extension", "settlement"])),
                name="resolution_awaits_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("awaits", "nothing"), ("awaits_since__isnull", True)),
                    models.Q(models.Q(("awaits", "nothing"), _negated=True), ("awaits_since__isnull", False)),
                    _connector="OR",
                ),
                name="resolution_awaits_since_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__isnull", True), ("percent__lte", 100), _connector="OR"),
                name="resolution_percent_is_a_percentage",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_until__isnull", True), ("awaits", "extension"), _connector="OR"),
                name="resolution_asked_until_while_it_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("notified_at__isnull", True), ("notified_by__isnull", True)),
                    models.Q(
                        ("letter_on__isnull", False),
                        ("notified_at__isnull", False),
                        ("notified_by__isnull", False),
                        models.Q(("letter_number", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="resolution_notified_by_letter",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claimed_at__isnull", True), ("claimed_by__isnull", True)),
                    models.Q(("claimed_at__isnull", False), ("claimed_by__isnull", False)),
                    _connector="OR",
                ),
                name="resolution_claimed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False), ("state", "implemented")
                    ),
                    _connector="OR",
                ),
                name="resolution_confirmed_by_and_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="resolution",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(
                        ("claimed_by__isnull", False), models.Q(("confirmed_by", models.F("claimed_by")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="resolution_confirmed_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(fields=("resolution", "version"), name="follow_up_once_a_version"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "notified",
                            "reported",
                            "claimed",
                            "confirmed",
                            "returned",
                            "asked",
                            "extended",
                            "not_extended",
                            "objected",
                            "upheld",
                            "overruled",
                            "dropped",
                            "reopened",
                            "commented",
                            "taken_over",
                        ],
                    )
                ),
                name="follow_up_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["not_implemented", "in_progress", "implemented", "dropped"])),
                name="follow_up_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["notified", "taken_over"]), models.Q(("text", ""), _negated=True), _connector="OR"
                ),
                name="follow_up_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["asked", "extended"]), _negated=True),
                    ("until__isnull", False),
                    _connector="OR",
                ),
                name="follow_up_extends_to_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["presentation", "challenge", "resolution", "amendment", "other"])),
                name="agenda_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="agenda_item_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", False), ("kind", "presentation")),
                    models.Q(("challenge__isnull", False), ("kind", "challenge")),
                    models.Q(("kind", "resolution"), ("resolution__isnull", False)),
                    models.Q(("amendment__isnull", False), ("kind", "amendment")),
                    ("kind", "other"),
                    _connector="OR",
                ),
                name="agenda_item_is_of_its_kind",
            ),
        ),
    ]
