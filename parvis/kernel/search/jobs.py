# SPDX-License-Identifier: AGPL-3.0-or-later
"""The nightly rebuild of the index."""

from django.utils.translation import gettext_lazy

from parvis.kernel.jobs import job
from parvis.kernel.search import operations


@job(
    name="search.rebuild", title=gettext_lazy("Rebuild the search index"), retries=2, unique=True, lock="search.rebuild"
)
def rebuild() -> None:
    """Brings the index in line with what the sources say."""
    operations.rebuild()
