# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo agglomeration: generated, loaded through the importers of a real town, and never mixed with one."""
