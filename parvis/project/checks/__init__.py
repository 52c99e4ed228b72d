# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `parvis check` looks at; each probe returns findings and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parvis.project.checks import machine, running, safety, store
from parvis.project.checks.finding import Finding, failed

__all__ = ["Finding", "run_checks"]

PROBES: tuple[Callable[[], Iterable[Finding]], ...] = (
    safety.configuration,
    store.database,
    store.migrations,
    machine.disk,
    machine.storage,
    machine.assets,
    machine.pictures,
    running.jobs,
    running.clock,
    running.antivirus,
    running.mail,
    safety.https,
    safety.proxies,
    safety.secret,
    safety.debug,
    safety.second_factor,
    safety.demo,
)


def run_checks() -> list[Finding]:
    """All findings, in a fixed order; a probe that itself breaks is a finding too."""
    found: list[Finding] = []
    for probe in PROBES:
        try:
            found.extend(probe())
        except Exception as error:  # the others still say what they see
            reason = (str(error).splitlines() or [""])[0]
            found.append(failed(probe.__name__, f"{type(error).__name__}: {reason}"))
    return found
