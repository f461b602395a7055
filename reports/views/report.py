"""One report: how far it is, what is written in it, and its way to publication."""

from __future__ import annotations

import datetime
import uuid as uuids
from abc import ABC, abstractmethod
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, View

from agencies.access import Guarded, SignedInRequest
from agencies.enums import Permission
from agencies.lists import Told, told_as_of
from agencies.models import Event
from agencies.permissions import has_permission
from config.clock import day_of
from config.persian.calendar import format_date
from config.persian.letters import normalise
from config.persian.numbers import format_number
from projects.refusals import Moved, Refused
from reports.enums import UNFINISHED, JobProblem, JobState, PartKind, PartState, PublicationStage, ReportKind
from reports.files import downloads
from reports.forms import NarrativeForm, PublishForm
from reports.models import Publication, ReportJob, ReportJobQuerySet, ReportPart
from reports.operations import (
    cancel_job,
    publish,
    request_check,
    review_report,
    send_back,
    sign_publication,
    take_back,
    write_narrative,
)
from reports.operations.publishing import contents_hash, published_about, texts_hash, was_sent_back
from reports.tables import LANGUAGE_NAMES, STAGE_TONES, TONES
from reports.tables.desk import YOURS, waits_of, waits_since

PART_TONES = {
    PartState.QUEUED: "idle",
    PartState.RUNNING: "info",
    PartState.DONE: "ok",
    PartState.FAILED: "bad",
}


def reports_for(view: Guarded) -> ReportJobQuerySet:
    jobs = ReportJob.objects.visible_to(view.person)
    return jobs.select_related("plan_year", "agency", "sector", "county", "requested_by")


def titles_of(job: ReportJob) -> dict[str, str]:
    """What the sections are called, by their keys."""
    return {
        part.key: part.content.get("title", part.key)
        for part in job.parts.filter(kind=PartKind.SECTION).order_by("position")
    }


def name_of_part(part: ReportPart) -> str:
    """As it is headed, once it is compiled; an agency by its code and a file by its kind until then."""
    if part.kind == PartKind.SECTION and not part.content:
        return _("Section %(number)s") % {"number": format_number(part.position)}
    return part.content.get("title") or part.key


class ReportDetail(Guarded, DetailView):
    """One report: how far it is, its files once they are there, and what is still to be said about it."""

    permission = Permission.REPORT_VIEW
    template_name = "reports/report_detail.html"
    slug_field = slug_url_kwarg = "uuid"
    context_object_name = "job"

    def get_queryset(self) -> ReportJobQuerySet:
        return reports_for(self)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.object
        return super().get_context_data(**kwargs) | {
            "tone": TONES[JobState(job.state)],
            "language_name": LANGUAGE_NAMES[job.language],
            "poll_url": job.get_absolute_url() if job.state in UNFINISHED else "",
            "problem": JobProblem(job.problem).label if job.problem else "",
            "files": downloads(job),
            "parts": self.parts,
            "failed": [part for part in self.parts if part["problem"]],
            "done": sum(part["tone"] == "ok" for part in self.parts),
            "checks": self.checks,
            "may_cancel": job.state in UNFINISHED and has_permission(self.person, Permission.REPORT_COMPILE),
            **(publication := publication_of(job, self.person)),
            "standing": _standing(job, publication),
        }

    @cached_property
    def parts(self) -> list[dict[str, Any]]:
        return [
            {
                "name": name_of_part(part),
                "kind": part.get_kind_display(),
                "word": part.get_state_display(),
                "tone": PART_TONES[PartState(part.state)],
                "problem": part.problem if part.state == PartState.FAILED else "",
            }
            for part in self.object.parts.exclude(kind=PartKind.DATA).order_by("position")
        ]

    @cached_property
    def checks(self) -> list[ReportJob]:
        return list(self.object.checks.filter(kind=ReportKind.CHECK).select_related("requested_by")[:5])

    def get_template_names(self) -> list[str]:
        return ["reports/report_detail_progress.html" if self.request.htmx else self.template_name]  # type: ignore[attr-defined]


def _standing(job: ReportJob, about: dict[str, Any]) -> list[Told]:
    """As of when its figures are, and whose turn it is on the way to publication, since when."""
    said = [told_as_of(job.day)]
    if job.is_early:
        said.append(Told(_("compiled before the year's end: of the year so far"), "warn"))
    said += _completeness(job)
    stage = about["stage"]
    if job.state != JobState.DONE or stage == PublicationStage.PUBLISHED:
        return said
    back: Event | None = about["sent_back"]
    if back:
        is_mine = about["may_write"]
        words = _("waits for you to correct it") if is_mine else _("waits for the secretariat to correct it")
        since: datetime.date | None = day_of(back.at)
    else:
        is_mine = about["may_review"] or about["may_sign"] or about["may_publish"]
        words = str(YOURS[stage]) if is_mine else waits_of(stage, about["publication"])
        since = waits_since(job, about["publication"])
    if since:
        words = f"{words} {_('since %(day)s') % {'day': format_date(since)}}"
    return [*said, Told(words, "mine" if is_mine else "turn", "#publication-title")]


def _completeness(job: ReportJob) -> list[Told]:
    """How much of what was due the figures rest on; nothing before the data are read."""
    coverage, returns = job.result.get("coverage"), job.result.get("returns")
    if not coverage or not returns or not coverage["due"]:
        return []
    words = _("reported for every period due: %(n)s of %(of)s targets")
    parts = {"n": format_number(coverage["reported"]), "of": format_number(coverage["due"])}
    said = [Told(words % parts, "ok" if coverage["reported"] == coverage["due"] else "warn")]
    if missing := returns["due"] - returns["received"]:
        words = ngettext("%(n)s of %(of)s returns is missing", "%(n)s of %(of)s returns are missing", missing)
        said.append(Told(words % {"n": format_number(missing), "of": format_number(returns["due"])}, "warn"))
    return said


def publication_of(job: ReportJob, person: Any) -> dict[str, Any]:
    """Where the report stands on its way to publication, and what this person may do about it now."""
    publication = (
        Publication.objects.filter(job=job)
        .select_related("reviewed_by", "secretariat_by", "deputy_by", "published_by", "replaces__job")
        .first()
    )
    stage = PublicationStage(publication.stage) if publication else PublicationStage.DRAFT
    is_ready = job.state == JobState.DONE

    def may(permission: Permission, *stages: PublicationStage) -> bool:
        return is_ready and stage in stages and has_permission(person, permission)

    back = was_sent_back(job) if is_ready and stage == PublicationStage.DRAFT else None
    signed_by = {publication.secretariat_by_id, publication.deputy_by_id} if publication else set()
    before = published_about(job) if may(Permission.REPORT_PUBLISH, PublicationStage.SIGNED) else None
    return {
        "publication": publication,
        "stage": stage,
        "stage_tone": STAGE_TONES[stage],
        "sent_back": back,
        "content_hash": contents_hash(job) if is_ready else "",
        "may_write": may(Permission.REPORT_WRITE, PublicationStage.DRAFT),
        "may_review": may(Permission.REPORT_REVIEW, PublicationStage.DRAFT),
        "may_send_back": may(Permission.REPORT_REVIEW, PublicationStage.DRAFT) and back is None,
        "may_sign": may(Permission.REPORT_SIGN, PublicationStage.REVIEWED) and person.pk not in signed_by,
        "may_take_back": may(Permission.REPORT_REVIEW, PublicationStage.REVIEWED, PublicationStage.SIGNED)
        or may(Permission.REPORT_SIGN, PublicationStage.REVIEWED, PublicationStage.SIGNED),
        "may_publish": may(Permission.REPORT_PUBLISH, PublicationStage.SIGNED),
        "publish_form": PublishForm() if may(Permission.REPORT_PUBLISH, PublicationStage.SIGNED) else None,
        "restates": before,
    }


class Narrative(Guarded, View):
    """What the sections say in words: the computed drafts, and what the secretariat makes of them."""

    permission = Permission.REPORT_WRITE

    def get(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
        job = self.job
        return self._answer(job, self._form(job))

    def post(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
        job = self.job
        form = self._form(job, request.POST)
        if not form.is_valid():
            return self._answer(job, form, status=422)
        try:
            write_narrative(by=request.user, job=job, texts=form.written, seen=form.cleaned_data["seen"])
        except Moved as refusal:
            form.add_error(None, str(refusal))
            return self._answer(job, form, status=409)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("Kept. The files are made anew with these words; the figures stay as they are.")
            )
        return redirect(job)

    @cached_property
    def job(self) -> ReportJob:
        return get_object_or_404(reports_for(self), uuid=self.kwargs["uuid"])

    def _form(self, job: ReportJob, typed: Any = None) -> NarrativeForm:
        texts = list(job.texts.order_by("pk"))
        seen = texts_hash({row.section: row.text for row in texts})
        return NarrativeForm(typed, texts=texts, titles=titles_of(job), initial={"seen": seen})

    def _answer(self, job: ReportJob, form: NarrativeForm, status: int = 200) -> HttpResponse:
        stage = Publication.objects.filter(job=job).values_list("stage", flat=True).first()
        is_open = job.state == JobState.DONE and stage in (None, PublicationStage.DRAFT)
        context = {"job": job, "form": form, "is_open": is_open}
        return render(self.request, "reports/report_narrative.html", context, status=status)


class ReportAct(Guarded, View, ABC):
    """An act on a report by one button; what is refused is said on its page."""

    http_method_names = ["post"]
    done: Any

    def post(self, request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
        job = get_object_or_404(reports_for(self), uuid=uuid)
        try:
            self.act(job)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.done))
        return redirect(job)

    @abstractmethod
    def act(self, job: ReportJob) -> None:
        """What the button does. Raises Refused."""

    def publication(self, job: ReportJob) -> tuple[Publication, int]:
        """The report's publication, and the version of it that the person read."""
        publication = Publication.objects.filter(job=job).first()
        version = self.request.POST.get("version", "")
        if publication is None or not version.isdecimal():
            raise Moved
        return publication, int(version)


class ReportCancel(ReportAct):
    permission = Permission.REPORT_COMPILE
    done = gettext_lazy("The report was cancelled.")

    def act(self, job: ReportJob) -> None:
        cancel_job(by=self.person, job=job)


class ReportCheck(ReportAct):
    permission = Permission.REPORT_VIEW
    done = gettext_lazy("The report is compiled once more and compared; the result will stand here.")

    def act(self, job: ReportJob) -> None:
        request_check(by=self.person, job=job)


class ReportReview(ReportAct):
    permission = Permission.REPORT_REVIEW
    done = gettext_lazy("The report is reviewed. It waits for the two signatures.")

    def act(self, job: ReportJob) -> None:
        review_report(by=self.person, job=job, content_hash=self.request.POST.get("content_hash", ""))


class ReportSign(ReportAct):
    permission = Permission.REPORT_SIGN
    done = gettext_lazy("Signed.")

    def act(self, job: ReportJob) -> None:
        publication, version = self.publication(job)
        content_hash = self.request.POST.get("content_hash", "")
        sign_publication(by=self.person, publication=publication, version=version, content_hash=content_hash)


class ReportTakeBack(ReportAct):
    """By the reviewer, or by whoever signs."""

    permission = Permission.REPORT_VIEW
    done = gettext_lazy("The report is with the secretariat again.")

    def act(self, job: ReportJob) -> None:
        reason = normalise(self.request.POST.get("reason", ""))
        if seen := self.request.POST.get("content_hash"):
            # A draft was never reviewed: nothing is withdrawn.
            send_back(by=self.person, job=job, content_hash=seen, reason=reason)
        else:
            publication, version = self.publication(job)
            take_back(by=self.person, publication=publication, version=version, reason=reason)


class ReportPublish(ReportAct):
    permission = Permission.REPORT_PUBLISH
    done = gettext_lazy("The report is published. Nothing of it changes from now on.")

    def act(self, job: ReportJob) -> None:
        publication, version = self.publication(job)
        form = PublishForm(self.request.POST)
        if not form.is_valid():
            raise Refused(_("A report is published under a number."))
        publish(by=self.person, publication=publication, version=version, **form.cleaned_data)
