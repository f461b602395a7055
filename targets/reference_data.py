"""Units and indicators, and loading the reference files of all apps as one act."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import reference_data as who
from agencies.enums import Act
from agencies.history import record
from agencies.models import User
from agencies.reference_data import BadReferenceFile, Loaded, ReferenceFile, load_file
from projects import reference_data as what
from targets.models import Indicator, Unit

_FOLDER = Path(__file__).parent / "reference"

# In the order in which they refer to each other.
FILES = (
    *who.FILES,
    *what.FILES,
    ReferenceFile(_FOLDER / "units.json", Unit),
    ReferenceFile(_FOLDER / "indicators.json", Indicator),
)


@transaction.atomic
def load_reference(*, by: User | None, folder: Path | None = None) -> dict[str, Loaded]:
    """Load or update all reference lists: everything or nothing, with one event if anything changed.

    Without `folder` the project's own files are read; with it, those files of the same names that stand there.
    Raises BadReferenceFile, naming file and row.
    """
    files = [(file, folder / file.path.name if folder else file.path) for file in FILES]
    present = [(file, path) for file, path in files if path.is_file()]
    if not present:
        names = ", ".join(file.path.name for file in FILES)
        raise BadReferenceFile(
            _("none of the reference files stands there: %(names)s") % {"names": names}, file=str(folder)
        )

    loaded = {file.name: load_file(file, path) for file, path in present}
    changes = {
        **{f"{name}.created": [None, str(len(one.created))] for name, one in loaded.items() if one.created},
        **{
            f"{name}.{key}.{column}": pair
            for name, one in loaded.items()
            for key, row in one.changed.items()
            for column, pair in row.items()
        },
    }
    if changes:
        record(
            by=by,
            act=Act.LOADED,
            kind="agencies.reference",
            object_id=None,
            label=_("Reference data"),
            changes=changes,
            file_hashes=[one.sha256 for one in loaded.values() if one.has_news],
        )
    return loaded
