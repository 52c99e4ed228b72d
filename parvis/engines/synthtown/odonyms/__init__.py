# SPDX-License-Identifier: AGPL-3.0-or-later
"""French names made by rule: communes, rivers, neighbourhoods and streets."""
