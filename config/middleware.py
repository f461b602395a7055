"""What happens to every request, whatever the page."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils import translation

from config.storage import NotStored

logger = logging.getLogger(__name__)

View = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Persian unless the person chose English: the browser's own preference is not asked.

    Most office computers here run an English browser; Persian must still come first.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class CompressionMiddleware(GZipMiddleware):
    """Pages travel compressed; workbooks, documents and pictures are compressed by themselves."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith("text/html"):
            return super().process_response(request, response)
        return response


class NoStoreMiddleware:
    """Pages of a signed-in person are not kept by browsers or proxies."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class StorageMiddleware:
    """Where a file can't be stored, a page says so: nothing of what was sent is kept then, nothing is half there."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, NotStored):
            return None
        logger.error("not stored: %s", error)
        return render(request, "507.html", status=507)
