"""Addresses of who: sign-in and the history."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from agencies import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("history/", views.History.as_view(), name="history"),
]
