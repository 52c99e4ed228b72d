# SPDX-License-Identifier: AGPL-3.0-or-later
"""Triggers that make a table append-only whoever writes to it, Django or not.

One exception is guarded: within a transaction that has set `parvis.anonymise_history` to `on`
(`operations.anonymise_history` does, and leaves an act), an UPDATE is let through, because the law
lets a person have their personal data erased (GDPR, article 17). DELETE is never let through.
Tests empty tables with TRUNCATE between them; it is let through in test databases only, unless the
session says `parvis.test_truncate = off`.
"""

from __future__ import annotations

import pgtrigger

ANONYMISE = "parvis.anonymise_history"

_REFUSE = (
    "RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';"
)


def _func(sql: str) -> pgtrigger.Func:
    return pgtrigger.Func(sql)  # type: ignore[no-untyped-call]


def append_only_triggers() -> list[pgtrigger.Trigger]:
    """Fresh triggers for the Meta of an append-only table."""
    return [
        pgtrigger.Trigger(
            name="append_only_update",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            func=_func(f"IF current_setting('{ANONYMISE}', true) = 'on' THEN RETURN NEW; END IF; {_REFUSE}"),
        ),
        pgtrigger.Trigger(
            name="append_only_delete", operation=pgtrigger.Delete, when=pgtrigger.Before, func=_func(_REFUSE)
        ),
        pgtrigger.Trigger(
            name="append_only_truncate",
            operation=pgtrigger.Truncate,
            when=pgtrigger.Before,
            level=pgtrigger.Statement,
            func=_func(
                "IF current_database() LIKE 'test\\_%' "
                "AND coalesce(current_setting('parvis.test_truncate', true), '') <> 'off' THEN RETURN NULL; END IF; "
                f"{_REFUSE}"
            ),
        ),
    ]
