# SPDX-License-Identifier: AGPL-3.0-or-later
"""Export and erasure of all that the platform holds of a person, through what each app contributes."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, dataclass
from typing import IO

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from parvis.kernel.accounts.models import Person
from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.registry import contributions
from parvis.kernel.registry.extension_points.personal_data import Erasure, PersonalData, Record

_OWN = "accounts"


@dataclass(frozen=True, kw_only=True)
class AppErasure:
    """What one app did with the person's data."""

    slug: str
    erasure: Erasure


def write_export(actor: Actor, *, person: Person, into: IO[bytes]) -> int:
    """Writes a ZIP: one JSON file per app, and the files that belong to the records. Returns the number of records.

    The JSON is meant for people and machines alike (GDPR, article 20): UTF-8, indented, stable order.
    """
    total = 0
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for app in _apps():
            records = list(app.export(person))
            if not records:
                continue
            total += len(records)
            text = json.dumps([asdict(one) for one in records], cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(f"{app.slug}.json", text)
            _write_files(archive, app.slug, records)
        about = {"made_at": timezone.now().isoformat(), "records": total}
        archive.writestr("export.json", json.dumps(about, indent=2))
    record(actor, verb="accounts.export_data", target=person, detail={"records": total})
    return total


def _write_files(archive: zipfile.ZipFile, slug: str, records: list[Record]) -> None:
    wanted = [identifier for one in records for identifier in one.files]
    for store in contributions("file_contents") if wanted else []:
        for number, file in enumerate(store.contents(wanted), start=1):
            # The number keeps two files of one name apart; the name is ours, never a path from outside.
            safe = file.name.replace("/", "_").replace("\\", "_").lstrip(".")
            archive.writestr(f"{slug}/{number:04d}-{safe}", file.content)


@transaction.atomic
def erase_person(actor: Actor, *, person: Person) -> list[AppErasure]:
    """Has each app forget the person, the account itself last; all or nothing. Idempotent.

    Raises:
        ErasureRefusedError: an app asks for something to be done first; nothing is erased.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    done = [AppErasure(slug=app.slug, erasure=app.erase(locked)) for app in _apps()]
    detail = {each.slug: asdict(each.erasure) for each in done}
    # The act's author is gone by now: their number says who it was, their name must not come back.
    anonymised = Actor(kind=actor.kind, label="", person=actor.person)
    record(anonymised, verb="accounts.erase_person", target=locked, detail=detail)
    return done


def _apps() -> list[PersonalData]:
    apps: list[PersonalData] = contributions("personal_data")
    return sorted(apps, key=lambda app: app.slug == _OWN)
