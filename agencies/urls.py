"""Addresses of who: sign-in, the history, people and reference lists."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from agencies.views import door, people, reference

urlpatterns = [
    path("sign-in/", door.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("password/", door.PasswordChange.as_view(), name="password-change"),
    path("history/", door.History.as_view(), name="history"),
    path("people/", people.PersonList.as_view(), name="person-list"),
    path("people/new/", people.PersonCreate.as_view(), name="person-new"),
    path("people/<uuid:uuid>/", people.PersonDetail.as_view(), name="person-detail"),
    path("people/<uuid:uuid>/edit/", people.PersonUpdate.as_view(), name="person-edit"),
    path("people/<uuid:uuid>/deactivate/", people.PersonDeactivate.as_view(), name="person-deactivate"),
    path("people/<uuid:uuid>/reactivate/", people.PersonReactivate.as_view(), name="person-reactivate"),
    path("people/<uuid:uuid>/password/", people.PersonPassword.as_view(), name="person-password"),
    path("people/<uuid:uuid>/seats/new/", people.SeatGive.as_view(), name="seat-give"),
    path("people/<uuid:uuid>/seats/<uuid:seat_uuid>/end/", people.SeatEnd.as_view(), name="seat-end"),
    path("reference/", reference.ReferenceOverview.as_view(), name="reference"),
    path("reference/<slug:slug>/", reference.ReferenceRows.as_view(), name="reference-rows"),
    path("reference/<slug:slug>/new/", reference.ReferenceCreate.as_view(), name="reference-new"),
    path("reference/<slug:slug>/rows/<slug:key>/", reference.ReferenceUpdate.as_view(), name="reference-row"),
]
