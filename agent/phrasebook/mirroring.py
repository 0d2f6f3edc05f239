"""A picture the other way round: "flip it", "mirror image please", "turn her the other way"."""

import re
from dataclasses import dataclass, replace

from typing_extensions import override

from .changes import Change
from .scene import Figure, Scene, Side, Speaker

_WHAT = r"(?:it|them|him|her|(?:the|its|his|her|my|this|that)\s+(?:whole\s+)?[\w-]+)"
_WAY = r"(?:other|opposite)\s+(?:way|side|direction)(?:\s+a?round)?"
_OTHER_WAY = rf"(?:(?:to(?:wards)?|in|into|at)\s+)?(?:the\s+)?{_WAY}"
_ACROSS = r"(?:\s+(?:horizontally|sideways|a?round|over|left\s+to\s+right))?"
MIRROR = re.compile(
    rf"^(?:(?:(?:mirror|flip)\s+{_WHAT}{_ACROSS})|(?:(?:turn|rotate|flip)\s+{_WHAT}\s+(?:a?round\s+)?{_OTHER_WAY})|"
    rf"(?:turn\s+{_WHAT}\s+a?round)|"
    rf"(?:(?:(?:make|paint|show)\s+)?(?:an?\s+|its\s+)?mirror(?:ed)?\s+(?:image|picture|version)(?:\s+of\s+{_WHAT})?)|"
    rf"(?:(?:(?:make|let|have)\s+)?{_WHAT}\s+(?:(?:should|must)\s+)?(?:look|face|turn)\s+{_OTHER_WAY}))"
    r"(?:,?\s+please)?\W*$",
    re.I,
)
_OTHER = {"left": "right", "right": "left"}
_SIDES: dict[Side | None, Side | None] = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class Mirror(Change):
    """Left becomes right."""

    @override
    def say(self, speaker: Speaker, before: Scene | None) -> str:
        return "mirror it"

    @override
    def after(self, before: Scene) -> Scene:
        figures = tuple(map(_turned, reversed(before.figures)))
        return replace(before, figures=figures, side=_SIDES.get(before.side, before.side))


def mirror(clause: str) -> Mirror | None:
    """Whether a clause asks for it."""
    return Mirror() if MIRROR.match(clause) else None


def _turned(figure: Figure) -> Figure:
    return replace(figure, facing=_OTHER.get(figure.facing or "", figure.facing))
