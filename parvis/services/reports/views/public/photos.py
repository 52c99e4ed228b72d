# SPDX-License-Identifier: AGPL-3.0-or-later
"""The photos of a draft: stored as soon as they are sent, shown, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.kernel.audit.refusals import Refused
from parvis.kernel.files import operations as files
from parvis.kernel.files.queries import camera_position, signed_url, stored_file
from parvis.kernel.files.rules import FileRefused
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.places import queries as places
from parvis.kernel.places.hits import AddressHit
from parvis.services.reports.operations import photo_policy, respect_draft_photo_limit


@dataclass(frozen=True)
class DraftPhoto:
    """A photo of a draft with the address of its small picture."""

    id: str
    thumb: str


def add_photos(request: HttpRequest, data: dict[str, Any], uploads: Sequence[UploadedFile]) -> list[str]:
    """Stores each good photo in the draft; returns what is wrong with the others, in the user's words."""
    policy, actor, problems = photo_policy(), actor_of(request), []
    for upload in uploads:
        if len(data["photos"]) >= policy.max_count:
            problems.append(_("You can add %(count)d photos at most.") % {"count": policy.max_count})
            break
        try:
            respect_draft_photo_limit(actor, at=timezone.now())
            stored = files.store(actor, upload, policy=policy)
        except Refused as refused:
            problems.append(str(refused))
            break
        except FileRefused as refused:
            problems.append(_("%(file)s: %(problem)s") % {"file": upload.name, "problem": refused})
        else:
            data["photos"].append(str(stored.pk))
            _propose_place(data, stored.pk)
    return problems


def _propose_place(data: dict[str, Any], file_id: UUID) -> None:
    file = stored_file(file_id)
    position = camera_position(file) if file else None
    if position is not None and "photo_place" not in data and places.in_territory(position.lon, position.lat):
        data["photo_place"] = [position.lon, position.lat]


def remove_photo(request: HttpRequest, data: dict[str, Any], file_id: str) -> None:
    """Takes a photo out of the draft and destroys it."""
    if file_id not in data["photos"]:
        return
    data["photos"].remove(file_id)
    file = stored_file(file_id)
    if file is not None:
        files.delete(actor_of(request), file, reason="draft")


def photos_of(data: dict[str, Any]) -> list[DraftPhoto]:
    """The draft's photos, in their order."""
    found = [stored_file(file_id) for file_id in data.get("photos", ())]
    return [DraftPhoto(str(file.pk), signed_url(file, "thumb")) for file in found if file is not None]


def proposed_place(data: dict[str, Any]) -> AddressHit | None:
    """The address where the photo says that it was taken, until another place is chosen."""
    if "photo_place" not in data or data.get("lon") is not None:
        return None
    lon, lat = data["photo_place"]
    near = places.reverse(lon, lat)
    label = near.text if near else places.place_to_keep(lon, lat)  # it becomes the address of the report
    return AddressHit(label=label, hint="", lon=lon, lat=lat, kind="point")
