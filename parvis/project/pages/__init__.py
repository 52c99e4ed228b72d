# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that the law or good manners want on every site: each is also a document of the search."""

from parvis.project.pages.sources import PAGES

__all__ = ["PAGES"]
