"""Addresses of how it is seen."""

from django.urls import path

from reports.views import (
    call,
    dashboard,
    delegation,
    finding,
    inbox,
    letters,
    minutes,
    receipts,
    reports,
    saved,
    signing,
)

urlpatterns = [
    path("", inbox.Inbox.as_view(), name="inbox"),
    path("signing/", signing.SigningSheet.as_view(), name="signing"),
    path("signing/give-back/", signing.SigningGiveBack.as_view(), name="signing-give-back"),
    path("call/", call.CallList.as_view(), name="call-list"),
    path("call/<int:year>/", call.CallBoardPage.as_view(), name="call-board"),
    path("signing/delegation/", delegation.Delegations.as_view(), name="delegations"),
    path("signing/delegation/<uuid:uuid>/revoke/", delegation.DelegationRevoke.as_view(), name="delegation-revoke"),
    path("signing/paper/<slug:what>/<uuid:uuid>/", letters.SigningPaper.as_view(), name="signing-paper"),
    path("signing/letters/", letters.LetterList.as_view(), name="letters"),
    path("signing/letters/new/", letters.LetterRegister.as_view(), name="letter-register"),
    path("signing/letters/<uuid:uuid>/scan/", letters.LetterScan.as_view(), name="letter-scan"),
    path("receipts/<str:code>/", receipts.ReceiptPage.as_view(), name="receipt"),
    path(
        "sittings/agencies/<slug:code>/minutes.<slug:extension>",
        minutes.AgencyMinutes.as_view(),
        name="sitting-agency-minutes",
    ),
    path(
        "sittings/sectors/<slug:code>/minutes.<slug:extension>",
        minutes.SectorMinutes.as_view(),
        name="sitting-sector-minutes",
    ),
    path("dashboard/", dashboard.DashboardPage.as_view(), name="dashboard"),
    path("search/", finding.Search.as_view(), name="search"),
    path("choices/<slug:name>/", finding.Choices.as_view(), name="choices"),
    path("views/", saved.ViewSave.as_view(), name="view-save"),
    path("views/<uuid:uuid>/", saved.ViewChange.as_view(), name="view-change"),
    path("views/<uuid:uuid>/remove/", saved.ViewRemove.as_view(), name="view-remove"),
    path("reports/", reports.ReportList.as_view(), name="report-list"),
    path("reports/request/", reports.ReportRequest.as_view(), name="report-request"),
    path("reports/<uuid:uuid>/", reports.ReportDetail.as_view(), name="report-detail"),
    path("reports/<uuid:uuid>/report.<str:extension>", reports.ReportFile.as_view(), name="report-file"),
]
