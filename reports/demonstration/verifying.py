"""What the small demonstration's reviewers doubt: a figure in dispute, and a line that a field visit adjusted."""

from __future__ import annotations

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from config.clock import today
from projects.models import Project
from reports.demonstration import evidence
from reports.demonstration.writing import Stage
from targets.models import ProgressReport
from targets.operations.progress import Entry, adjust_line, object_to_figure
from targets.operations.visits import record_visit
from targets.periods import A_DAY

VISITED = "راه‌اندازی واحدهای راکد شهرک‌های صنعتی"


def doubt(report: ProgressReport, stage: Stage) -> None:
    """SAMT's second month: jobs are adjusted and the head objects; a visit finds fewer idle units looked into."""
    planner, head = stage.people["planner2"], stage.mover("sign", "SAMT")
    jobs = report.lines.filter(target__indicator__code="industry_jobs", target__project__title=VISITED).get()
    adjust_line(
        by=planner,
        line=jobs,
        version=report.version,
        entry=Entry(Decimal(135)),
        reason="۱۵ نفر در فهرست بیمه خرداد نیستند.",
    )
    object_to_figure(by=head, line=jobs, version=report.version, reason="فهرست اصلاحی بیمه در تیر صادر شد.")
    report.refresh_from_db()
    record_visit(
        by=planner,
        report=report,
        version=report.version,
        project=Project.objects.get(program__plan_year=report.period.plan_year, title=VISITED),
        visited_on=today() - 2 * A_DAY,
        place="شهرک صنعتی شهید سلیمی",
        visitors="کارشناس صنعت سازمان برنامه و نماینده ستاد تسهیل",
        findings="از هر ده واحد فهرست، هفت واحد عارضه‌یابی شده و پرونده سه واحد هنوز باز است.",
        photos=[SimpleUploadedFile("واحد شماره ۷.png", evidence.scanned_page(7))],
        seen={
            report.lines.get(action__project__title=VISITED, action__position=1).uuid: Entry(Decimal(70)),
        },
    )
