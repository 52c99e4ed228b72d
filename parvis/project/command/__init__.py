# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `parvis` command: one module per group of subcommands."""

from __future__ import annotations

from parvis.project.command.app import main

__all__ = ["main"]
