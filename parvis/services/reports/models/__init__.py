# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of the service. Only this service imports them; others use `operations` and `queries`."""

from parvis.services.reports.models.alerts import AreaSubscription
from parvis.services.reports.models.catalogue import Category
from parvis.services.reports.models.desk import BulkAct, ResponseTemplate, RoutingRule, SavedFilter
from parvis.services.reports.models.draft import Draft
from parvis.services.reports.models.exchange import ApiKey, Forwarding, ForwardTarget
from parvis.services.reports.models.parts import Answer, Event, Follower, Note, ReportPhoto
from parvis.services.reports.models.report import ReferenceCounter, Report

__all__ = [
    "Answer",
    "ApiKey",
    "AreaSubscription",
    "BulkAct",
    "Category",
    "Draft",
    "Event",
    "Follower",
    "ForwardTarget",
    "Forwarding",
    "Note",
    "ReferenceCounter",
    "Report",
    "ReportPhoto",
    "ResponseTemplate",
    "RoutingRule",
    "SavedFilter",
]
