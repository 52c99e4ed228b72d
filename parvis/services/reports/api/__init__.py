# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API of the service: `routes.router`, mounted at `/api/reports/`."""

from parvis.services.reports.api.routes import router

__all__ = ["router"]
