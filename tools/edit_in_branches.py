"""An instruction that two branches obey better than a reference, as the model's card says → that tool's call.

Plain English by pattern. Knows no pixels and no attention.
"""

import re
from typing import Any

from ..models.vocabulary import Vocabulary
from .recolor import Recolor
from .remove import Remove
from .tool import Bench

RECOLORS = re.compile(
    r"^(?:please\s+)?(?:make|paint|colou?r|dye|turn)\s+(?:the|its|his|her)\s+"
    r"(?P<what>[\w -]+?)\s+(?P<color>\w+)[.!]?$",
    re.IGNORECASE,
)
REMOVES = re.compile(
    r"^(?:please\s+)?(?:remove|delete|erase|take\s+away)\s+(?:the|its)\s+(?P<what>[\w -]+?)[.!]?$",
    re.IGNORECASE,
)


def in_branches(bench: Bench, instruction: str, **given: Any) -> Recolor | Remove | None:
    """The call with what is `given` (image, mask, box, seed); None where a reference is the better way."""
    painter = bench.painter
    branching = painter.settings.branching
    if "branches" not in painter.abilities:
        return None
    recolors, removes = RECOLORS.match(instruction), REMOVES.match(instruction)
    if recolors and (not painter.max_references or branching.recolor in branching.preferred):
        return Recolor(**given, what=recolors["what"], color=recolors["color"])
    # What goes is what adding would bring: one rule for both.
    if removes and "add" in branching.preferred and not _is_worn(removes["what"], painter.vocabulary):
        return Remove(**given, what=removes["what"])
    return None


def _is_worn(what: str, words: Vocabulary | None) -> bool:
    """Whether a small world's painter was taught to take it off."""
    return words is not None and any(what in (name, *ways) for name, ways in words.clothes.items())
