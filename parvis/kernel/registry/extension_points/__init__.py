# SPDX-License-Identifier: AGPL-3.0-or-later
"""Typed extension points: what one app may ask of all the others without importing them.

Each module holds one Protocol and its dataclasses. The name of the module is the name of the point
in `Manifest.provides` and in `contributions(...)`.
"""
