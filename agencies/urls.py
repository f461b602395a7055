"""Addresses of who: sign-in and the history."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from agencies.views import door

urlpatterns = [
    path("sign-in/", door.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("history/", door.History.as_view(), name="history"),
]
