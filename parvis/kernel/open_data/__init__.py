# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each service's open datasets, in a DCAT-AP catalogue; see `docs/kernel/open_data.md`."""
