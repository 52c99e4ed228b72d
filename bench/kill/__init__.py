# SPDX-License-Identifier: AGPL-3.0-or-later
"""`kill -9` of every process of a town, again and again, while residents report: `python -m bench.kill`.

Afterwards: every report that was acknowledged is there, once; every message that a report called for
has left, once; none waits for ever.
"""
