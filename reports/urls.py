"""Addresses of how it is seen."""

from django.urls import path

from reports.views import inbox, reports

urlpatterns = [
    path("", inbox.Inbox.as_view(), name="inbox"),
    path("reports/", reports.ReportList.as_view(), name="report-list"),
    path("reports/request/", reports.ReportRequest.as_view(), name="report-request"),
    path("reports/<uuid:uuid>/", reports.ReportDetail.as_view(), name="report-detail"),
    path("reports/<uuid:uuid>/report.<str:extension>", reports.ReportFile.as_view(), name="report-file"),
]
