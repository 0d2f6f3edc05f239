"""Words for places in a picture, such as "top left" and "behind the cat" → the parts of a layout.

What they mean in boxes is the layout designer's.
"""

import re
from collections.abc import Sequence

from ...tools.boxes import Box
from ..layout_designer import lay_out
from ..layout_words import Part, Relation
from .placing import Item

RELATION = re.compile(
    r"(?:(?:to|on|at) the )?(?P<side>left|right) of\b|(?P<word>above|overhead|below|under(?:neath)?|behind|"
    r"in front(?: of)?|next to|beside|between)\b"
)
WORDS: dict[str, Relation] = {
    "above": "above",
    "overhead": "above",
    "below": "below",
    "under": "below",
    "underneath": "below",
    "behind": "behind",
    "in front": "front",
    "in front of": "front",
    "next to": "beside",
    "beside": "beside",
    "between": "between",
}
ALL = frozenset({"", "them", "it", "all", "both"})
UNPLACED = {"above": "top", "below": "bottom"}


def laid_out(items: Sequence[Item], described: Sequence[str]) -> tuple[Box, ...]:
    """A box for each thing, those behind first. What is placed by another thing comes after it."""
    order = sorted(range(len(items)), key=lambda n: RELATION.match(items[n].where) is not None)
    parts = [_part(str(n), items[n].where, [items[m] for m in order[:rank]]) for rank, n in enumerate(order)]
    boxes = lay_out(parts).boxes
    return tuple(box.model_copy(update={"description": described[int(box.description)]}) for box in boxes)


def _part(description: str, where: str, before: Sequence[Item]) -> Part:
    if relation := RELATION.match(where):
        kind = WORDS.get(relation["word"] or "") or ("left" if relation["side"] == "left" else "right")
        to = _meant(where[relation.end() :].strip(), before)
        if to:
            return Part(description, relation=kind, to=to)
        return Part(description, across="center" if kind in UNPLACED else "", down=UNPLACED.get(kind, ""))
    words = set(re.split(r"[\s-]+", where))
    side = next((word for word in ("left", "right") if word in words), "")
    down = "top" if words & {"top", "upper"} else "bottom" if words & {"bottom", "lower"} else ""
    middle = bool(words & {"middle", "center", "centre", "centered"})
    return Part(
        description,
        across=side or ("center" if down or middle else ""),
        down=down or ("middle" if middle and side else ""),
        depth=("foreground" in words or "front" in words) - ("background" in words or "back" in words),
    )


def _meant(other: str, before: Sequence[Item]) -> tuple[int, ...]:
    """Which of the things before "the cat" is; all of them for "them" and where nothing is named."""
    if other in ALL:
        return tuple(range(len(before)))
    noun = other.rsplit(maxsplit=1)[-1]
    return tuple(n for n, item in enumerate(before) if re.search(rf"\b{re.escape(noun)}", item.text, re.I))[
        :1
    ]
