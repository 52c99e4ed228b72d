# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m parvis.project.command`, the same as `parvis`."""

from parvis.project.command.app import main

main()
