"""The data set of the year-end report: everything the report says, read in one moment and written to one file.

Workbook and document are made of this file alone, and it can be compiled again years later. It is JSON with sorted
keys; amounts and percentages are text of exact decimals, days and moments ISO 8601, names in both languages; null is
"not reported" or "not computable", never zero.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from agencies.models import Agency, NamedInTwoLanguages, Sector
from config.persian.calendar import tehran_date
from projects.models import Axis, PlanYear
from reports.enums import ReportKind
from targets.models import MasterTable, MasterTableRow, ProgressReport

# Counts the changes of what the file looks like.
FORMAT = 1

Data = dict[str, Any]


def read(plan_year: PlanYear, *, as_of: datetime.datetime, on: datetime.date) -> Data:
    """The data set, read in one snapshot of the database.

    What was recorded until `as_of` counts; `on` is the day for which it is asked what was due. Nothing can be written
    meanwhile, and no transaction may be open: the snapshot is one of its own.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return collect(plan_year, as_of=as_of, on=on)


def written(data: Data) -> bytes:
    """The file: the same bytes for the same data."""
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def parse(content: bytes) -> Data:
    """The data set that stands in the file."""
    return json.loads(content)
