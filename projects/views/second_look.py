"""A decision on what the person had before their eyes, where somebody else may have been faster."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.views import View

from agencies.access import SignedInRequest
from projects.refusals import Moved, Refused


class SecondLook(View, ABC):
    """A form that is never lost: what is refused is said beside what was typed.

    Where what it is about has moved meanwhile, what was typed stays and what stands now counts as seen, so that after a
    second look it can be saved.
    """

    @abstractmethod
    def look_again(self) -> None:
        """Fetch what it is about, as it stands now. Raises Http404."""

    @abstractmethod
    def form(self, data: Any = None) -> BaseForm: ...

    @abstractmethod
    def save(self, form: Any) -> HttpResponse:
        """Call the operation, and answer where the person goes on. Raises Moved or Refused."""

    @abstractmethod
    def page(self, form: Any, *, status: int = 200, refusal: object = "") -> HttpResponse: ...

    def seen(self) -> dict[str, Any]:
        """The fields of the form that say what the person had before their eyes, as it stands now."""
        return {}

    def told(self, refusal: Moved) -> object:
        """What is said to the one who was slower."""
        return refusal

    def get(self, request: SignedInRequest, **address: Any) -> HttpResponse:
        self.look_again()
        return self.page(self.form())

    def post(self, request: SignedInRequest, **address: Any) -> HttpResponse:
        self.look_again()
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            return self.save(form)
        except Moved as refusal:
            self.look_again()
            typed = self.request.POST.copy()
            for name, value in self.seen().items():
                typed[name] = str(value)
            form, told, status, field = self.form(typed), self.told(refusal), 409, ""
        except Refused as refusal:
            told, status, field = refusal, 422, refusal.field
        form.add_error(field if field in form.fields else None, str(told))
        return self.page(form, status=status, refusal=told)
