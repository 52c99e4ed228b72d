# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a clone ready to run, with nothing beforehand but Python: `python -m tools.setup base|test`.

Each step has a stamp that holds a digest of what it was made from, written once the step is whole:
a second run does nothing, an interrupted one goes on where it stopped. The standard library only.
"""
