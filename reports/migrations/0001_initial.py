import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("projects", "0001_initial"),
        ("targets", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("day", models.DateField(unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "round of reminders",
                "ordering": ["-day"],
            },
        ),
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
                "constraints": [
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["not_implemented", "in_progress", "implemented", "dropped"])),
                        name="follow_up_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["notified", "taken_over"]),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="follow_up_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["asked", "extended"]), _negated=True),
                            ("until__isnull", False),
                            _connector="OR",
                        ),
                        name="follow_up_extends_to_a_day",
                    ),
                ],
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "held", "minuted", "signed"])),
                        name="hq_session_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", True), ("sent_by__isnull", True)),
                            models.Q(("sent_at__isnull", False), ("sent_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="hq_session_sent_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("minuted_at__isnull", True),
                                ("minuted_by__isnull", True),
                                ("state__in", ["planned", "held"]),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by__isnull", True)),
                            models.Q(("signed_at__isnull", False), ("signed_by__isnull", False), ("state", "signed")),
                            _connector="OR",
                        ),
                        name="hq_session_signed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "signed"), _negated=True),
                            ("is_taken_over", True),
                            ("signed_by__isnull", False),
                            _connector="OR",
                        ),
                        name="hq_session_signed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_by__isnull", True),
                            models.Q(("signed_by", models.F("minuted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="hq_session_signed_by_another",
                    ),
                ],
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("presence__in", ["invited", "present", "absent"])),
                        name="attendee_presence_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agency__isnull", True), ("name", ""), ("office", ""), _negated=True),
                        name="attendee_is_somebody",
                    ),
                ],
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="agenda_item_says_something"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("channel", models.CharField(choices=[("mail", "E-mail"), ("sms", "Text message")], max_length=10)),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=120, unique=True)),
                ("message_id", models.CharField(max_length=150, unique=True)),
                ("language", models.CharField(max_length=2)),
                ("address", models.CharField(max_length=254)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField()),
                ("html", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be sent"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("given_up", "Given up"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("leased_until", models.DateTimeField(null=True)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "message of the outbox",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["mail", "sms"])), name="message_channel_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sending", "sent", "given_up"])),
                        name="message_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("leased_until__isnull", False), ("state", "sending")),
                            models.Q(models.Q(("state", "sending"), _negated=True), ("leased_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="message_has_a_lease_while_it_is_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="message_sent_has_its_moment",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sending"])),
                        fields=["next_at"],
                        name="message_to_send",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("content", models.BinaryField()),
                (
                    "message",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="file", to="reports.message"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a message",
                "ordering": ["message"],
            },
        ),
        migrations.CreateModel(
            name="MinistryForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("original_name", models.CharField(max_length=200, verbose_name="file")),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("sheet", models.CharField(max_length=100, verbose_name="sheet")),
                ("header_row", models.PositiveIntegerField(verbose_name="row of the headings")),
                ("last_header_row", models.PositiveIntegerField()),
                ("headings", models.JSONField(default=list)),
                ("headings_hash", models.CharField(db_index=True, max_length=64)),
                ("columns", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                ("mapped_at", models.DateTimeField(null=True)),
                (
                    "mapped_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "form of a ministry",
                "ordering": ["-uploaded_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mapped_at__isnull", True), ("mapped_by__isnull", True)),
                            models.Q(("mapped_at__isnull", False), ("mapped_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="ministry_form_mapped_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("header_row__gte", 1), ("last_header_row__gte", models.F("header_row"))),
                        name="ministry_form_headings_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportJob",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("year_end", "Year-end report"),
                            ("check", "Check of a report"),
                            ("export", "Excel output"),
                        ],
                        default="year_end",
                        max_length=20,
                    ),
                ),
                ("as_of", models.DateTimeField()),
                ("language", models.CharField(default="fa", max_length=2)),
                (
                    "span",
                    models.CharField(
                        choices=[
                            ("year", "The whole year"),
                            ("quarter", "Until the end of a quarter"),
                            ("month", "Until the end of a month"),
                        ],
                        default="year",
                        max_length=10,
                    ),
                ),
                ("ordinal", models.PositiveSmallIntegerField(null=True)),
                ("parameters", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Being compiled"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
                ("data_set", models.CharField(blank=True, max_length=120)),
                ("data_hash", models.CharField(blank=True, max_length=64)),
                ("files", models.JSONField(default=dict)),
                ("scheduled_as", models.CharField(max_length=40, null=True, unique=True)),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.county"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="reports.reportjob",
                    ),
                ),
                (
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.planyear",
                        verbose_name="plan year",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sector",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.sector"
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "ordering": ["-requested_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["year_end", "check", "export"])),
                        name="report_job_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "failed", "cancelled"])),
                        name="report_job_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="report_job_progress_is_a_percentage"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "done"), _negated=True),
                            models.Q(("kind", "year_end"), _negated=True),
                            models.Q(("data_hash", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_job_done_has_files",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ordinal__isnull", True), ("span", "year")),
                            models.Q(("ordinal__gte", 1), ("ordinal__lte", 4), ("span", "quarter")),
                            models.Q(("ordinal__gte", 1), ("ordinal__lte", 12), ("span", "month")),
                            _connector="OR",
                        ),
                        name="report_job_span_has_its_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agency__isnull", True), ("sector__isnull", True)),
                            models.Q(("agency__isnull", True), ("county__isnull", True)),
                            models.Q(("county__isnull", True), ("sector__isnull", True)),
                            _connector="OR",
                        ),
                        name="report_job_is_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("requested_by__isnull", False), ("scheduled_as__isnull", True)),
                            models.Q(("requested_by__isnull", True), ("scheduled_as__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_job_is_asked_for_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "check"), ("of__isnull", False)),
                            models.Q(models.Q(("kind", "check"), _negated=True), ("of__isnull", True)),
                            _connector="OR",
                        ),
                        name="report_job_check_is_of_a_report",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["requested_at"],
                        name="report_job_unfinished",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("reviewed", "Reviewed"),
                            ("signed", "Signed"),
                            ("published", "Published"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("secretariat_at", models.DateTimeField(null=True)),
                ("deputy_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number of the report")),
                ("changes", models.JSONField(default=list)),
                ("why", models.TextField(blank=True, verbose_name="why it is restated")),
                (
                    "deputy_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="reports.publication",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "secretariat_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publication", to="reports.reportjob"
                    ),
                ),
            ],
            options={
                "verbose_name": "publication of a report",
                "ordering": ["-published_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stage__in", ["draft", "reviewed", "signed", "published"])),
                        name="publication_stage_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                            models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="publication_reviewed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("secretariat_at__isnull", True), ("secretariat_by__isnull", True)),
                            models.Q(("secretariat_at__isnull", False), ("secretariat_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="publication_secretariat_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deputy_at__isnull", True), ("deputy_by__isnull", True)),
                            models.Q(("deputy_at__isnull", False), ("deputy_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="publication_deputy_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(("published_at__isnull", False), ("published_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="publication_published_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("secretariat_by__isnull", True),
                            ("deputy_by__isnull", True),
                            models.Q(("secretariat_by", models.F("deputy_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="publication_is_signed_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewed_by__isnull", True), ("secretariat_by__isnull", True), ("stage", "draft")
                            ),
                            models.Q(
                                ("published_by__isnull", True), ("reviewed_by__isnull", False), ("stage", "reviewed")
                            ),
                            models.Q(
                                ("deputy_by__isnull", False),
                                ("published_by__isnull", True),
                                ("reviewed_by__isnull", False),
                                ("secretariat_by__isnull", False),
                                ("stage", "signed"),
                            ),
                            models.Q(
                                ("deputy_by__isnull", False),
                                ("published_by__isnull", False),
                                ("reviewed_by__isnull", False),
                                ("secretariat_by__isnull", False),
                                ("stage", "published"),
                                models.Q(("number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="publication_stage_has_its_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces__isnull", True), models.Q(("why", ""), _negated=True), _connector="OR"
                        ),
                        name="publication_restatement_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("section", "Section"), ("agency", "Agency"), ("file", "File")], max_length=10
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Being compiled"),
                            ("done", "Ready"),
                            ("failed", "Failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("problem", models.TextField(blank=True)),
                ("content", models.JSONField(default=dict)),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="reports.reportjob"
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a report",
                "ordering": ["job", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("job", "kind", "key"), name="report_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["section", "agency", "file"])),
                        name="report_part_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "running", "done", "failed"])),
                        name="report_part_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), _negated=True),
                            models.Q(("problem", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_part_failed_says_why",
                    ),
                ],
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
                "constraints": [
                    models.UniqueConstraint(fields=("session", "number"), name="resolution_number_once_a_session"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="resolution_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["not_implemented", "in_progress", "implemented", "dropped"])),
                        name="resolution_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("awaits__in", ["nothing", "confirmation", "extension", "settlement"])),
                        name="resolution_awaits_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("awaits", "nothing"), ("awaits_since__isnull", True)),
                            models.Q(models.Q(("awaits", "nothing"), _negated=True), ("awaits_since__isnull", False)),
                            _connector="OR",
                        ),
                        name="resolution_awaits_since_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__isnull", True), ("percent__lte", 100), _connector="OR"),
                        name="resolution_percent_is_a_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked_until__isnull", True), ("awaits", "extension"), _connector="OR"),
                        name="resolution_asked_until_while_it_waits",
                    ),
                    models.CheckConstraint(
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claimed_at__isnull", True), ("claimed_by__isnull", True)),
                            models.Q(("claimed_at__isnull", False), ("claimed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="resolution_claimed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                ("state", "implemented"),
                            ),
                            _connector="OR",
                        ),
                        name="resolution_confirmed_by_and_at",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(
                                ("claimed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("claimed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="resolution_confirmed_by_another",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["state", "agency"], name="resolution_by_agency"),
                ],
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
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("about", models.CharField(max_length=120)),
                ("title_fa", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                ("text_fa", models.CharField(max_length=500)),
                ("text_en", models.CharField(max_length=500)),
                ("url", models.CharField(max_length=300)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="reports.round"
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "ordering": ["-round__day", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "about"), name="notice_once_a_person"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["person"], name="notice_unread"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("page", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=80, verbose_name="name of the view")),
                ("query", models.CharField(blank=True, max_length=2000)),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared with colleagues")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "agency",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agencies.agency"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "ordering": ["position", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("person", "page", "name"), name="saved_view_name_once_a_page"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SectionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.CharField(max_length=40)),
                ("draft", models.TextField()),
                ("text", models.TextField(blank=True, verbose_name="narrative")),
                ("version", models.PositiveIntegerField(default=1)),
                ("edited_at", models.DateTimeField(null=True)),
                (
                    "edited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="texts", to="reports.reportjob"
                    ),
                ),
            ],
            options={
                "verbose_name": "narrative of a section",
                "ordering": ["job", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("job", "section"), name="section_text_once_a_report"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("edited_at__isnull", True), ("edited_by__isnull", True)),
                            models.Q(("edited_at__isnull", False), ("edited_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="section_text_edited_by_and_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TableHabit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("headings", models.JSONField(default=dict)),
                ("indicators", models.JSONField(default=dict)),
                ("money", models.CharField(blank=True, max_length=20)),
                ("source", models.CharField(blank=True, max_length=12)),
                (
                    "agency",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "habits of an agency's tables",
            },
        ),
        migrations.CreateModel(
            name="WorkbookBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("handed_at", models.DateTimeField(auto_now_add=True)),
                ("refused", models.JSONField(default=list)),
                (
                    "handed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="projects.planyear"
                    ),
                ),
            ],
            options={
                "verbose_name": "workbooks handed in at once",
                "ordering": ["-handed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Intake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("agency_workbook", "Agency workbook"), ("flat_table", "Flat table")],
                        default="agency_workbook",
                        max_length=20,
                    ),
                ),
                ("on_behalf", models.BooleanField(default=False)),
                ("original_name", models.CharField(max_length=200, verbose_name="file")),
                ("stored_as", models.CharField(max_length=120)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("bytes", models.PositiveIntegerField()),
                ("handed_at", models.DateTimeField(auto_now_add=True)),
                ("language", models.CharField(default="fa", max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting to be read"),
                            ("reading", "Being read"),
                            ("asking", "Waits for answers about the file"),
                            ("previewed", "Read, not applied yet"),
                            ("applied", "Applied"),
                            ("discarded", "Discarded"),
                            ("refused", "File refused"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("heartbeat_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("answers", models.JSONField(default=dict)),
                ("tables", models.JSONField(default=list)),
                ("problems", models.JSONField(default=list)),
                ("notes", models.JSONField(default=list)),
                ("decisions", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("effects", models.JSONField(default=list)),
                ("applied_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "applied_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "plan_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="projects.planyear",
                        verbose_name="plan year",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intakes",
                        to="reports.workbookbatch",
                    ),
                ),
            ],
            options={
                "verbose_name": "workbook handed in",
                "ordering": ["-handed_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["agency_workbook", "flat_table"])), name="intake_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["waiting", "reading", "asking", "previewed", "applied", "discarded", "refused"],
                            )
                        ),
                        name="intake_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="intake_progress_is_a_percentage"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("applied_at__isnull", False), ("applied_by__isnull", False), ("state", "applied")
                            ),
                            models.Q(
                                models.Q(("state", "applied"), _negated=True),
                                ("applied_at__isnull", True),
                                ("applied_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="intake_applied_by_and_at",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["agency", "plan_year"], name="intake_of_an_agency"),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "reading"])),
                        fields=["handed_at"],
                        name="intake_to_read",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(fields=("resolution", "version"), name="follow_up_once_a_version"),
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
