"""Addresses of how much."""

from django.urls import path

from targets.views import calendar, carrying, figure, macro, master_table, progress, promises, year_grid, years

urlpatterns = [
    path("calendar/", calendar.CalendarPage.as_view(), name="calendar"),
    path("calendar/<int:year>/<slug:kind>/<int:ordinal>/", calendar.DueDayChange.as_view(), name="due-day"),
    path("call/new/", years.YearOpen.as_view(), name="year-open"),
    path(
        "programs/<uuid:uuid>/projects/<uuid:project_uuid>/targets/new/",
        promises.TargetEdit.as_view(),
        name="target-add",
    ),
    path("programs/<uuid:uuid>/targets/<uuid:target_uuid>/", promises.TargetEdit.as_view(), name="target-edit"),
    path(
        "programs/<uuid:uuid>/targets/<uuid:target_uuid>/remove/",
        promises.TargetRemove.as_view(),
        name="target-remove",
    ),
    path("programs/carry-over/<int:year>/", carrying.CarryOver.as_view(), name="carry-over"),
    path("programs/<uuid:uuid>/copy/", carrying.ProgramCopy.as_view(), name="program-copy"),
    path("programs/grid/<int:year>/", year_grid.YearGridPage.as_view(), name="year-grid"),
    path("programs/grid/<int:year>/preview/", year_grid.YearGridPreview.as_view(), name="year-grid-preview"),
    path(
        "programs/grid/<int:year>/trajectories/<slug:pattern>/",
        year_grid.YearGridTrajectories.as_view(),
        name="year-grid-trajectories",
    ),
    path("targets/", master_table.MasterTablePage.as_view(), name="master-table"),
    path("targets/export.xlsx", master_table.MasterTableExport.as_view(), name="master-table-export"),
    path("targets/macro/", macro.MacroTargetList.as_view(), name="macro-target-list"),
    path("targets/macro/new/<int:year>/", macro.MacroTargetAdd.as_view(), name="macro-target-add"),
    path("targets/macro/<uuid:uuid>/", macro.MacroTargetPage.as_view(), name="macro-target"),
    path("targets/macro/<uuid:uuid>/propose/", macro.MacroTargetPropose.as_view(), name="macro-target-propose"),
    path("targets/macro/<uuid:uuid>/<slug:decision>/", macro.MacroTargetDecide.as_view(), name="macro-target-decide"),
    path("targets/<uuid:uuid>/", figure.Figure.as_view(), name="figure"),
    path("targets/freeze/<int:year>/", promises.YearFreeze.as_view(), name="year-freeze"),
    path("progress/", progress.ReturnList.as_view(), name="progress"),
    path("progress/<uuid:uuid>/", progress.ReturnPage.as_view(), name="progress-report"),
    path("progress/<uuid:uuid>/grid/", progress.ReturnGridPage.as_view(), name="progress-grid"),
    path("progress/<uuid:uuid>/grid/send/", progress.ReturnGridSend.as_view(), name="progress-grid-send"),
    path("progress/<uuid:uuid>/grid/preview/", progress.ReturnGridPreview.as_view(), name="progress-grid-preview"),
    path("progress/<uuid:uuid>/save/", progress.ReturnSave.as_view(), name="progress-save"),
    path("progress/<uuid:uuid>/send/", progress.ReturnSend.as_view(), name="progress-send"),
    path("progress/<uuid:uuid>/sign/", progress.ReturnSign.as_view(), name="progress-sign"),
    path("progress/<uuid:uuid>/send-back/", progress.ReturnSendBack.as_view(), name="progress-send-back"),
    path("progress/<uuid:uuid>/settle/", progress.ReturnSettle.as_view(), name="progress-settle"),
    path(
        "progress/<uuid:uuid>/lines/<uuid:line_uuid>/settle/",
        progress.LineSettle.as_view(),
        name="progress-line-settle",
    ),
    path(
        "progress/<uuid:uuid>/lines/<uuid:line_uuid>/return/",
        progress.LineReturn.as_view(),
        name="progress-line-return",
    ),
    path("progress/<uuid:uuid>/lines/<uuid:line_uuid>/evidence/", progress.EvidenceAdd.as_view(), name="evidence-add"),
    path("progress/evidence/<uuid:uuid>/", progress.EvidenceFile.as_view(), name="evidence-file"),
]
