# SPDX-License-Identifier: AGPL-3.0-or-later
"""The processes of a running town: one supervisor, the web server and its workers, the worker of jobs."""
