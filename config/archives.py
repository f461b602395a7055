"""Zip archives that are the same bytes for the same content: office files carry the time of day otherwise."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# A zip archive dates its members; nothing in a file of ours tells when it was made.
STILL = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 -- the file format knows no zone


class StillZip(ZipFile):
    """An archive whose members all carry the same date."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        name = zinfo_or_arcname.filename if isinstance(zinfo_or_arcname, ZipInfo) else zinfo_or_arcname
        member = ZipInfo(name, STILL.timetuple()[:6])
        member.compress_type = ZIP_DEFLATED
        member.external_attr = 0o600 << 16
        super().writestr(member, data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        self.writestr(arcname, Path(filename).read_bytes())


def stilled(content: bytes) -> bytes:
    """The same archive without a date."""
    into = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as found, StillZip(into, "w", ZIP_DEFLATED) as archive:
        for member in found.infolist():
            archive.writestr(member.filename, found.read(member))
    return into.getvalue()
