"""The reference lists that programs are aligned with."""

from __future__ import annotations

from pathlib import Path

from agencies.reference_data import ReferenceFile
from projects.models import Axis, KeyCore, PolicyClause, PriorityIndustry, Topic

_FOLDER = Path(__file__).parent / "reference"

FILES = (
    ReferenceFile(_FOLDER / "axes.json", Axis),
    ReferenceFile(_FOLDER / "policy_clauses.json", PolicyClause),
    ReferenceFile(_FOLDER / "key_cores.json", KeyCore),
    ReferenceFile(_FOLDER / "topics.json", Topic),
    ReferenceFile(_FOLDER / "priority_industries.json", PriorityIndustry),
)
