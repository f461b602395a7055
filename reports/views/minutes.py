"""The minutes of a sitting for signature, as PDF and as Word."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.text import slugify

from agencies.access import SignedInRequest
from config.clock import today
from reports import pdf, word
from reports.minutes import minutes_of
from targets.views.sittings import OfAgency, OfSector, SittingView

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class MinutesFile(SittingView):
    """What the reader's sitting shows, laid out; it is made anew each time, from what stands now."""

    def get(self, request: SignedInRequest, code: str, extension: str) -> HttpResponse:
        if extension not in CONTENT_TYPES:
            raise Http404
        sitting = self.read(request, code)
        minutes = minutes_of(sitting, today())
        content = pdf.minutes_document(minutes) if extension == "pdf" else word.minutes_document(minutes)
        response = HttpResponse(content, content_type=CONTENT_TYPES[extension])
        name = slugify(f"minutes-{code}-{sitting.plan_year.year}")
        response["Content-Disposition"] = f'attachment; filename="{name}.{extension}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class AgencyMinutes(OfAgency, MinutesFile):
    pass


class SectorMinutes(OfSector, MinutesFile):
    pass
