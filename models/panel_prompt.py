"""The one prompt for several panels, as the painters learned it: "[2-PANEL] … [PANEL-1] … [PANEL-2] …".

Names of panels are whole tokens in brackets, never parts of words. Knows no pictures.
"""

import re
from collections.abc import Sequence

from .panel_grid import Grid

_NAME = re.compile(r"\[PANEL-(\d+)\]")
_ANY_NAME = re.compile(r"\[(PANEL-\d+|\d+-PANEL)\]")
_ROWS = {1: ("",), 2: ("TOP", "BOTTOM"), 3: ("TOP", "MIDDLE", "BOTTOM")}
_COLUMNS = {1: ("",), 2: ("LEFT", "RIGHT"), 3: ("LEFT", "MIDDLE", "RIGHT")}


def joint_prompt(panels: Sequence[str], whole: str = "") -> str:
    """What all panels show together, then each one; a name inside a description loses its brackets."""
    parts = [f"[PANEL-{n}] {_nameless(panel)}" for n, panel in enumerate(panels, start=1)]
    return " ".join([f"[{len(panels)}-PANEL]", *([_nameless(whole)] if whole else []), *parts])


def named_by_place(prompt: str, grid: Grid) -> str:
    """The same with [LEFT], [TOP-RIGHT] … for the names, for models that know all words; up to 3 × 3."""
    if grid.panels == 1 or grid.rows not in _ROWS or grid.columns not in _COLUMNS:
        return prompt
    places = [
        "-".join(filter(None, dict.fromkeys((row, column))))
        for row in _ROWS[grid.rows]
        for column in _COLUMNS[grid.columns]
    ]
    return _NAME.sub(lambda name: f"[{_place(name, places)}]", prompt)


def _place(name: re.Match[str], places: Sequence[str]) -> str:
    number = int(name[1])
    return places[number - 1] if 1 <= number <= len(places) else f"PANEL-{number}"


def _nameless(text: str) -> str:
    return _ANY_NAME.sub(r"\1", text)
