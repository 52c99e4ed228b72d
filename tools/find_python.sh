#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Prints the first Python 3.12 or later that really runs: a name on the path may be a shim that fails.
for candidate in "$PYTHON" python3.14 python3.13 python3.12 python3 python; do
    [ -n "$candidate" ] || continue
    found=$(command -v "$candidate" 2>/dev/null) || continue
    if "$found" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then
        echo "$found"
        exit 0
    fi
done
echo "Parvis a besoin de Python 3.12 ou plus récent : installez-le, ou indiquez-le avec PYTHON=/chemin/vers/python3." >&2
echo "Parvis needs Python 3.12 or later: install it, or name it with PYTHON=/path/to/python3." >&2
exit 1
