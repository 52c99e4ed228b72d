# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's ASGI handler with one change of thread per request instead of two or more.

Most of our middleware and views are synchronous. Django's own ASGI handler enters a thread for the
first middleware, comes back to the event loop for the view and enters a thread again. Here the whole
chain, view included, is the synchronous one and runs in a single visit to a thread; an asynchronous
view (server-sent events) still runs on the event loop, and streamed answers are sent from there.
"""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler


class OneHopHandler(ASGIHandler):
    """The ASGI application of the portal."""

    def load_middleware(self, is_async: bool = False) -> None:
        """Builds the synchronous chain, entered once."""
        super().load_middleware(is_async=False)
        self._middleware_chain = sync_to_async(self._middleware_chain, thread_sensitive=True)  # type: ignore[has-type]
