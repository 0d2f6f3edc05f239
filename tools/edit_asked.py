"""An edit as it is asked for, and what must be looked up in its picture before a tool can do it.

Knows no instruction's words and no way of painting.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..models.conditions import RuleName
from .arguments import ImageId
from .described import Described, shown
from .reworded import names_of
from .room_for import box_of
from .seen_in import first_noun, nouns
from .tool import Bench, ToolError
from .two_branches import thing_in
from .where import Part


@dataclass(frozen=True)
class Asked:
    """The picture and the instruction, the part of it that was marked, and the seed where it is fixed."""

    bench: Bench
    image: ImageId
    instruction: str
    mask: ImageId | None = None
    box: Part | None = None
    seed: int | None = None

    @property
    def plainly(self) -> dict[str, Any]:
        """The arguments that every tool takes."""
        return {"image": self.image, "seed": self.seed}

    @property
    def marked(self) -> dict[str, Any]:
        """The arguments of a tool that changes one part."""
        return {**self.plainly, "mask": self.mask, "box": self.box}

    @property
    def is_marked(self) -> bool:
        """Whether somebody marked a part."""
        return bool(self.mask or self.box)

    def goes_by_branches(self, rule: RuleName) -> bool:
        """Whether two branches are the better way for the painter, or its only one."""
        painter = self.bench.painter
        preferred = painter.settings.branching.preferred
        return "branches" in painter.abilities and (not painter.max_references or rule in preferred)

    @cached_property
    def source(self) -> Described:
        """The picture with its sentence; `ToolError` where nobody knows what it shows."""
        return shown(self.bench, self.image, None)

    @cached_property
    def seen(self) -> str:
        """The noun of who or what the picture shows first of all."""
        noun = first_noun(self.source.prompt, self.bench.painter.vocabulary)
        if noun is None:
            raise ToolError(f"nobody knows who is seen in {self.image}; say “the cat” instead of “it”")
        return noun

    def is_alone(self, what: str) -> bool:
        """Whether a noun names who is seen, and nobody and nothing else is."""
        words = self.bench.painter.vocabulary
        alone = words is None or len(nouns(self.source.prompt, words)) == 1
        return alone and self.seen in {name.lower() for name in (what, *names_of(what, words))}

    def box_of(self, what: str) -> Part:
        """Where a thing is, with what it wears."""
        return box_of(thing_in(self.bench, self.image, what, self.source, mask=None, box=None, dressed=True))
