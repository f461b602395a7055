"""Addresses of how much."""

from django.urls import path

from targets.views import promises

urlpatterns = [
    path(
        "programs/<uuid:uuid>/projects/<uuid:project_uuid>/targets/new/",
        promises.TargetAdd.as_view(),
        name="target-add",
    ),
    path("programs/<uuid:uuid>/targets/<uuid:target_uuid>/", promises.TargetEdit.as_view(), name="target-edit"),
    path(
        "programs/<uuid:uuid>/targets/<uuid:target_uuid>/remove/",
        promises.TargetRemove.as_view(),
        name="target-remove",
    ),
    path("targets/freeze/<int:year>/", promises.YearFreeze.as_view(), name="year-freeze"),
]
