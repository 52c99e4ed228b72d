# SPDX-License-Identifier: AGPL-3.0-or-later
"""`proofs`: what an app does once somebody without an account has proved an e-mail address by a link."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True)
class Proof:
    """An e-mail address that its owner has confirmed, and why it was asked for.

    `purpose` is `<app>.<what>` such as `reports.confirm`; `payload` and `next_url` are what the app
    gave to `accounts.operations.send_proof_link`.
    """

    email: str
    purpose: str
    payload: dict[str, Any] = field(default_factory=dict)
    next_url: str = "/"


class ProofHandler(Protocol):
    """Answers for one app."""

    purposes: frozenset[str]

    def proved(self, actor: Any, proof: Proof) -> str | None:
        """Goes on with what waited for the proof, in the transaction that uses the link up.

        Returns the address of the page to show; None for `proof.next_url`.
        """
        ...
