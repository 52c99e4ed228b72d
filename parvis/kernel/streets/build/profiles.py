# SPDX-License-Identifier: AGPL-3.0-or-later
"""OSRM's own profiles, with one word more for directions: which ways are stairs."""

from __future__ import annotations

from pathlib import Path

from parvis.kernel.streets.build.programs import osrm_profile

STAIRS = "stairs"
STAIRS_MODES = ("foot", "bicycle")

_WITH_STAIRS = """-- {mode} as OSRM has it; stairs are named besides
package.path = {folder} .. "/?.lua;" .. package.path
local base = dofile({folder} .. "/{mode}.lua")

local function setup()
  local made = base.setup()
  made.classes = made.classes or Sequence {{}}
  table.insert(made.classes, "{stairs}")
  return made
end

local function process_way(profile, way, result, relations)
  base.process_way(profile, way, result, relations)
  if way:get_value_by_key("highway") == "steps" then
    result.forward_classes["{stairs}"] = true
    result.backward_classes["{stairs}"] = true
  end
end

local made = {{}}
for name, value in pairs(base) do made[name] = value end
made.setup, made.process_way = setup, process_way
return made
"""


def profile_for(mode: str, folder: Path) -> Path:
    """The profile of a mode, written into `folder` where it is not OSRM's own file."""
    own = osrm_profile(mode)
    if mode not in STAIRS_MODES:
        return own
    path = folder / "profile.lua"
    text = _WITH_STAIRS.format(mode=mode, folder=_quoted(str(own.parent)), stairs=STAIRS)
    path.write_text(text, encoding="utf-8")
    return path


def _quoted(text: str) -> str:
    """A text as Lua writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
