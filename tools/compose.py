"""References in context → a new picture. Knows no roles; the prompt says who is who.

A painter that takes no references, or whose card says so, sees one subject by two branches (subject.py).
"""

from typing import Annotated

from pydantic import Field

from .arguments import ADAPTERS, Adapters, ImageId, Prompt, Seed, Side, resolve_seed
from .edit_asked import Asked
from .in_context import in_context_request
from .subject import Subject
from .tool import Bench, Tool, ToolError, ToolResult


class Compose(Tool):
    """Paint one new picture with what is seen in other pictures: the same character in a new scene, two
    characters from two pictures together.

    The prompt describes the new picture and speaks of the references in their order.
    """

    prompt: Prompt = Field(description="what the new picture shows")
    references: Annotated[tuple[ImageId, ...], Field(min_length=1, max_length=16)] = Field(
        description="ids of the pictures to take from, in the order in which the prompt speaks of them"
    )
    width: Side | None = Field(default=None, description="pixels; left out, what the painter does best")
    height: Side | None = Field(default=None, description="pixels; left out, what the painter does best")
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it; the references become the picture's parents."""
        if done := self._by_branches(bench):
            return done
        side = bench.painter.settings.side
        request = in_context_request(
            bench,
            self.prompt,
            [bench.picture(id) for id in self.references],
            size=(self.width or side, self.height or side) if self.width or self.height else None,
            seed=resolve_seed(self.seed),
        )
        request = bench.adapted(request, self.adapters)
        call = self.model_copy(update={"seed": request.seed}).as_call()
        return ToolResult(images=(bench.paint(request, call=call, parents=self.references),))

    def _by_branches(self, bench: Bench) -> ToolResult | None:
        """The picture of one subject, where that is the better way or the only one; None for references."""
        asked = Asked(bench, self.references[0], self.prompt, seed=self.seed)
        as_it_is = len(self.references) == 1 and not (self.width or self.height or self.adapters)
        if not as_it_is or not asked.goes_by_branches("subject"):
            return None
        try:
            return Subject(what=asked.seen, prompt=self.prompt, **asked.plainly).run(bench)
        except ToolError:  # nobody can say what the reference shows, or where in it the subject is
            return None
