# SPDX-License-Identifier: AGPL-3.0-or-later
"""The unguessable link of a request: signed from its key, kept nowhere."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

_SIGNER = "parvis.specimen.follow"


def follow_token(case_id: int) -> str:
    """Opens the page of one request."""
    return Signer(salt=_SIGNER).sign(str(case_id))


def case_id_of(token: str) -> int | None:
    """The request behind a token; None for a forged or cut one."""
    try:
        return int(Signer(salt=_SIGNER).unsign(token))
    except (BadSignature, ValueError):
        return None
