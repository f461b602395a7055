"""Whether what was frozen and signed is still what it was: for `verify_history`, after the chain itself.

A hash alone proves nothing against somebody who may write it again, so each must also stand in a sealed event.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection

from agencies.enums import Act
from agencies.models import Event
from projects import revisions
from projects.models import Revision
from targets.freeze import content_hash
from targets.models import MasterTable


class Kind(StrEnum):
    """What was altered behind the application's back."""

    MASTER_TABLE = "master_table_altered"
    FROZEN_FIGURE = "frozen_figure_altered"
    REVISION = "revision_altered"


@dataclass(frozen=True)
class Alteration:
    """One altered thing. `record` names it as people do: "1399 · 1", a project's code and indicator, a revision."""

    kind: Kind
    record: str
    message: str


def altered_master_tables() -> Iterator[Alteration]:
    """Versions whose rows are not as many, or not the same, as when they were frozen."""
    for table in MasterTable.objects.select_related("plan_year").order_by("plan_year", "version"):
        name = f"{table.plan_year.year} · {table.version}"
        rows = list(table.rows.order_by("position"))
        if len(rows) != table.row_count:
            message = f"Master table {name} holds {len(rows)} rows and says {table.row_count}."
            yield Alteration(Kind.MASTER_TABLE, name, message)
        if content_hash(rows) != table.content_hash:
            yield Alteration(Kind.MASTER_TABLE, name, f"The rows of master table {name} are not what its hash says.")
        recorded = Event.objects.filter(
            act=Act.FROZEN, object_id=table.uuid, file_hashes__contains=[table.content_hash]
        )
        if not recorded.exists():
            message = f"No event of the history froze master table {name} with the hash it carries."
            yield Alteration(Kind.MASTER_TABLE, name, message)


def altered_frozen_figures() -> Iterator[Alteration]:
    """Live targets that differ from their row in the year's latest version; wording and responsible people are free."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT frozen.project_code || ' · ' || frozen.indicator_code
            FROM targets_mastertablerow AS frozen
                JOIN targets_mastertable AS version ON version.id = frozen.master_table_id
                LEFT JOIN targets_target AS target ON target.id = frozen.target_id
                LEFT JOIN targets_offer AS agreed ON agreed.id = target.accepted_offer_id
                LEFT JOIN targets_indicator AS indicator ON indicator.id = target.indicator_id
                LEFT JOIN targets_unit AS unit ON unit.id = indicator.unit_id
                LEFT JOIN targets_macrotarget AS macro ON macro.id = target.macro_target_id
                LEFT JOIN agencies_county AS county ON county.id = target.county_id
                LEFT JOIN projects_project AS project ON project.id = target.project_id
                LEFT JOIN agencies_sector AS sector ON sector.id = project.sector_id
                LEFT JOIN projects_program AS program ON program.id = project.program_id
                LEFT JOIN projects_axis AS axis ON axis.id = program.axis_id
            WHERE version.version = (
                    SELECT max(version) FROM targets_mastertable WHERE plan_year_id = version.plan_year_id
                )
                AND ((
                    frozen.agency_id, frozen.program_id_frozen, frozen.program_code, frozen.project_code,
                    frozen.project_weight, frozen.axis_code, frozen.sector_code,
                    frozen.indicator_code, frozen.unit_code, frozen.direction, frozen.kind, frozen.aggregation,
                    frozen.achievement_from, frozen.macro_target_id_frozen, frozen.feeds, frozen.county_code,
                    frozen.baseline, frozen.baseline_on, frozen.value, frozen.numerator, frozen.denominator,
                    frozen.lower_bound, frozen.upper_bound, frozen.trajectory, frozen.weight
                ) IS DISTINCT FROM (
                    program.agency_id, program.uuid, program.code, project.code,
                    project.weight, coalesce(axis.code, ''), coalesce(sector.code, ''),
                    indicator.code, unit.code, indicator.direction, indicator.kind, indicator.aggregation,
                    indicator.achievement_from, macro.uuid, target.feeds, coalesce(county.sci_code, ''),
                    target.baseline, target.baseline_on, agreed.value, agreed.numerator, agreed.denominator,
                    target.lower_bound, target.upper_bound,
                    coalesce(nullif(agreed.trajectory, '{}'), target.trajectory), target.weight
                ) OR (
                    SELECT jsonb_agg(line - 'responsible' ORDER BY line - 'responsible')
                    FROM jsonb_array_elements(frozen.actions) AS line
                ) IS DISTINCT FROM (
                    SELECT jsonb_agg(line ORDER BY line)
                    FROM projects_action AS action, jsonb_build_object(
                        -- A corrected title is frozen as it was before its first correction.
                        'title', nullif(coalesce((
                            SELECT correction.old FROM targets_correction AS correction
                            WHERE correction.object_id = action.uuid AND correction.field = 'title'
                            ORDER BY correction.id LIMIT 1
                        ), action.title), ''),
                        'starts_on', to_char(action.starts_on, 'YYYY-MM-DD'),
                        'ends_on', to_char(action.ends_on, 'YYYY-MM-DD'),
                        'weight', trim_scale(action.weight)::text
                    ) AS line
                    WHERE action.project_id = project.id
                ))
            ORDER BY version.plan_year_id, frozen.position
            """
        )
        for (name,) in cursor.fetchall():
            message = f"{name} is frozen, and what stands in its program differs from the master table."
            yield Alteration(Kind.FROZEN_FIGURE, name, message)


def altered_revisions() -> Iterator[Alteration]:
    """Submitted texts that are not what their hash says, or whose hash no event of their program carries."""
    for revision in Revision.objects.select_related("program").order_by("pk").iterator():
        if revisions.content_hash(revision.content) != revision.content_hash:
            message = f"Revision {revision} is not the text that was submitted."
            yield Alteration(Kind.REVISION, str(revision), message)
        recorded = Event.objects.filter(root_id=revision.program.uuid, file_hashes__contains=[revision.content_hash])
        if not recorded.exists():
            message = f"No event of the history submitted revision {revision} with the hash it carries."
            yield Alteration(Kind.REVISION, str(revision), message)
