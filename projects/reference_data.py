"""The reference lists that programs are aligned with, and the holidays that deadlines make way for."""

from __future__ import annotations

from pathlib import Path

from agencies.reference_data import ReferenceFile
from projects.models import Axis, ChainLink, Holiday, KeyCore, PolicyClause, PriorityIndustry, Topic

_FOLDER = Path(__file__).parent / "reference"

FILES = (
    ReferenceFile(_FOLDER / "axes.json", Axis),
    ReferenceFile(_FOLDER / "policy_clauses.json", PolicyClause),
    ReferenceFile(_FOLDER / "key_cores.json", KeyCore),
    ReferenceFile(_FOLDER / "topics.json", Topic),
    ReferenceFile(_FOLDER / "priority_industries.json", PriorityIndustry),
    ReferenceFile(_FOLDER / "chain_links.json", ChainLink),
    ReferenceFile(_FOLDER / "holidays.json", Holiday, key="day"),
)
