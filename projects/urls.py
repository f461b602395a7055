"""Addresses of what is planned."""

from django.urls import path

from projects.views import calls, decisions, drafts, exemptions, grading, moves, programs, projects

urlpatterns = [
    path("drafts/", drafts.DraftKeeper.as_view(), name="draft"),
    path("call/<int:year>/issue/", calls.CallIssue.as_view(), name="call-issue"),
    path("call/<int:year>/extend/", calls.CallExtend.as_view(), name="call-extend"),
    path("call/<int:year>/agencies/", calls.CallAgencies.as_view(), name="call-agencies"),
    path("programs/", programs.ProgramList.as_view(), name="program-list"),
    path("programs/approve/<int:year>/", decisions.ApproveList.as_view(), name="program-approve-list"),
    path("programs/new/", programs.ProgramCreate.as_view(), name="program-new"),
    path("programs/<uuid:uuid>/", programs.ProgramDetail.as_view(), name="program-detail"),
    path("programs/<uuid:uuid>/edit/", programs.ProgramUpdate.as_view(), name="program-edit"),
    path("programs/<uuid:uuid>/move/<slug:move>/", moves.ProgramMove.as_view(), name="program-move"),
    path("programs/<uuid:uuid>/remarks/", moves.RemarkAdd.as_view(), name="remark-add"),
    path("programs/<uuid:uuid>/remarks/<uuid:remark_uuid>/", moves.RemarkAnswer.as_view(), name="remark-answer"),
    path(
        "programs/<uuid:uuid>/remarks/<uuid:remark_uuid>/settle/", moves.RemarkResolve.as_view(), name="remark-resolve"
    ),
    path("programs/<uuid:uuid>/exemptions/ask/", exemptions.ExemptionAsk.as_view(), name="exemption-ask"),
    path("programs/<uuid:uuid>/exemptions/make/", exemptions.ExemptionMake.as_view(), name="exemption-make"),
    path(
        "programs/<uuid:uuid>/exemptions/<uuid:exemption_uuid>/take-back/",
        exemptions.ExemptionTakeBack.as_view(),
        name="exemption-take-back",
    ),
    path("grading/", grading.GradingList.as_view(), name="grading-list"),
    path("grading/<int:year>/criteria/", grading.GradingCriteria.as_view(), name="grading-criteria"),
    path("grading/projects/<uuid:uuid>/", grading.GradeProject.as_view(), name="grading-project"),
    path("grading/projects/<uuid:uuid>/score/", grading.GradingScore.as_view(), name="grading-score"),
    path("grading/projects/<uuid:uuid>/decide/", grading.GradingDecide.as_view(), name="grading-decide"),
    path("exemptions/", exemptions.ExemptionList.as_view(), name="exemption-list"),
    path("exemptions/<uuid:uuid>/", exemptions.ExemptionDecide.as_view(), name="exemption-decide"),
    path("exemptions/<uuid:uuid>/withdraw/", exemptions.ExemptionWithdraw.as_view(), name="exemption-withdraw"),
    path("programs/<uuid:uuid>/projects/new/", projects.ProjectEdit.as_view(), name="project-add"),
    path("programs/<uuid:uuid>/projects/<uuid:project_uuid>/", projects.ProjectEdit.as_view(), name="project-edit"),
    path(
        "programs/<uuid:uuid>/projects/<uuid:project_uuid>/remove/",
        projects.ProjectRemove.as_view(),
        name="project-remove",
    ),
    path(
        "programs/<uuid:uuid>/projects/<uuid:project_uuid>/decide/",
        decisions.ProjectDecide.as_view(),
        name="project-decide",
    ),
]
