# SPDX-License-Identifier: AGPL-3.0-or-later
"""PDF documents that everybody can read, from Typst templates; see `docs/kernel/documents.md`."""

from parvis.kernel.documents.render import DocumentFailed, render_pdf

__all__ = ["DocumentFailed", "render_pdf"]
