"""All addresses. Each app lists its own; what is not behind sign-in stands here."""

from django.urls import include, path
from django.views.i18n import set_language

from config import pages

urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("", include("agencies.urls")),
    path("", include("projects.urls")),
    path("", include("targets.urls")),
    path("", include("reports.urls")),
]
