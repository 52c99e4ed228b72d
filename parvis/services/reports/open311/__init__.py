# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport v2 (Open311): the server at `/open311/v2/`, and the client by which reports are forwarded."""
