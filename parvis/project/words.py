# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command's own words in the language of the terminal's user.

Django's translations need its applications loaded, which takes a second and a valid configuration;
`parvis --help` has neither. The catalogue is the same file, read directly.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_LANGUAGE = os.environ.get("PARVIS_LANGUAGE", "fr")
_CATALOGUE = gettext.translation("django", Path(__file__).parent / "locale", languages=[_LANGUAGE], fallback=True)

_ = _CATALOGUE.gettext
ngettext = _CATALOGUE.ngettext
