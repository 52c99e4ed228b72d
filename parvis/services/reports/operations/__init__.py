# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes, one verb each: keyword-only, `actor` first, one transaction. `docs/services/reports.md` lists them."""

from parvis.services.reports.operations.alerts import Subscribed, confirm_subscription, subscribe_area, unsubscribe_area
from parvis.services.reports.operations.bulk_acts import BulkChange, BulkResult, Left, Undone, announce_bulk, bulk, undo
from parvis.services.reports.operations.catalogue import CategoryValues, import_categories, save_category
from parvis.services.reports.operations.combine import Part, merge, split
from parvis.services.reports.operations.drafts import forget_draft, forget_old_drafts, save_draft
from parvis.services.reports.operations.forwarding import receive_remote_status
from parvis.services.reports.operations.input import Submission
from parvis.services.reports.operations.intake import Submitted, submit
from parvis.services.reports.operations.limits import respect_draft_photo_limit
from parvis.services.reports.operations.moderation import Moderation, moderate
from parvis.services.reports.operations.photos import (
    add_agent_photo,
    add_photo,
    delete_photo,
    photo_policy,
    redact_photo,
    show_photo,
)
from parvis.services.reports.operations.privacy import anonymise_closed, erase_person, forget_addresses
from parvis.services.reports.operations.residents import (
    MeToo,
    answer_resolved,
    confirm_follower,
    forget_contact,
    me_too,
    reply,
    unfollow,
)
from parvis.services.reports.operations.sending import hold_sending
from parvis.services.reports.operations.settings import (
    RuleDraft,
    TargetValues,
    create_api_key,
    draft_rules,
    remove_filter,
    remove_template,
    revoke_api_key,
    save_filter,
    save_forward_target,
    save_routing,
    save_template,
)
from parvis.services.reports.operations.treat import (
    Changes,
    add_note,
    assign,
    change_state,
    edit,
    promise,
    send_message,
)

__all__ = [
    "BulkChange",
    "BulkResult",
    "CategoryValues",
    "Changes",
    "Left",
    "MeToo",
    "Moderation",
    "Part",
    "RuleDraft",
    "Submission",
    "Submitted",
    "Subscribed",
    "TargetValues",
    "Undone",
    "add_agent_photo",
    "add_note",
    "add_photo",
    "announce_bulk",
    "anonymise_closed",
    "answer_resolved",
    "assign",
    "bulk",
    "change_state",
    "confirm_follower",
    "confirm_subscription",
    "create_api_key",
    "delete_photo",
    "draft_rules",
    "edit",
    "erase_person",
    "forget_addresses",
    "forget_contact",
    "forget_draft",
    "forget_old_drafts",
    "hold_sending",
    "import_categories",
    "me_too",
    "merge",
    "moderate",
    "photo_policy",
    "promise",
    "receive_remote_status",
    "redact_photo",
    "remove_filter",
    "remove_template",
    "reply",
    "respect_draft_photo_limit",
    "revoke_api_key",
    "save_category",
    "save_draft",
    "save_filter",
    "save_forward_target",
    "save_routing",
    "save_template",
    "send_message",
    "show_photo",
    "split",
    "submit",
    "subscribe_area",
    "undo",
    "unfollow",
    "unsubscribe_area",
]
