"""Addresses of how it is seen."""

from django.urls import path

from reports.views import inbox

urlpatterns = [
    path("", inbox.Inbox.as_view(), name="inbox"),
]
