# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `organisations` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Manifest, Mount, Permission, QueueLink, RoleGrant

MANIFEST = Manifest(
    slug="organisations",
    title=_("Organisation"),
    description=_("Members, roles and teams."),
    icon="users",
    mounts=(
        Mount(prefix="agents/", module="parvis.kernel.organisations.urls.desk"),
        Mount(prefix="invitation/", module="parvis.kernel.organisations.urls.invitation"),
    ),
    permissions=(
        Permission(code="organisations.work", title=_("Reach the agents’ side")),
        Permission(code="organisations.manage", title=_("Manage members and teams")),
    ),
    grants=(
        *(
            RoleGrant(role=role, permissions=("organisations.work",))
            for role in ("agent", "call_taker", "supervisor", "administrator", "it")
        ),
        *(
            RoleGrant(role=role, permissions=("organisations.manage",))
            for role in ("supervisor", "administrator", "it")
        ),
    ),
    agent_navigation=(
        QueueLink(
            title=_("Members and teams"),
            route="organisations:members",
            permission="organisations.manage",
            icon="users",
        ),
    ),
    messages={"invitation": _("Invitation of an agent")},
    provides={
        "personal_data": "parvis.kernel.organisations.contributions:PERSONAL_DATA",
        "landing": "parvis.kernel.organisations.contributions:LANDING",
    },
)
