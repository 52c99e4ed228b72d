# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the `files` app provides: personal data and figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from parvis.kernel.files import queries
from parvis.kernel.files.operations import disown
from parvis.kernel.files.rules import State
from parvis.kernel.registry.extension_points.file_contents import FileContent
from parvis.kernel.registry.extension_points.personal_data import Erasure, Record
from parvis.kernel.registry.extension_points.statistics import Gauge


class FilesOfAPerson:
    """Pictures and documents that a person sent."""

    slug = "files"

    def export(self, person: Any) -> Iterable[Record]:
        """Each file with what is kept about it."""
        for file in queries.files_of(person.pk):
            yield Record(
                kind="file",
                reference=str(file.pk),
                data={
                    "name": file.original_name,
                    "sent_at": file.created_at.isoformat(),
                    "purpose": file.purpose,
                    "camera_lon": file.camera_lon,
                    "camera_lat": file.camera_lat,
                    "taken_at": file.taken_at.isoformat() if file.taken_at else None,
                },
                files=(str(file.pk),),
            )

    def erase(self, person: Any) -> Erasure:
        """Cuts the link between the person and their files; the app that each one belongs to deletes or keeps it."""
        return Erasure(anonymised=disown(person_id=person.pk))


class StoredContents:
    """The bytes of files, for the export of a person's data."""

    def contents(self, identifiers: Iterable[str]) -> Iterable[FileContent]:
        """The clean ones, one at a time; pictures as JPEG, at their largest."""
        for identifier in identifiers:
            file = queries.stored_file(identifier)
            if file is None or file.state != State.CLEAN:
                continue
            yield FileContent(name=file.original_name, content=queries.content(file))


class FileStatistics:
    """How many files, in each state."""

    def gauges(self) -> Iterable[Gauge]:
        """One figure a state."""
        for state, value in queries.counts().items():
            yield Gauge(name="parvis_files", help="Stored files by state", value=value, labels=(("state", state),))


FILE_CONTENTS = StoredContents()
PERSONAL_DATA = FilesOfAPerson()
STATISTICS = FileStatistics()
