"""Flawed pictures with advice → a picture that has what they lack. Judges nothing."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from ..models.image_model import ImageRequest
from .after_edit import Target, Way, paint_edit
from .arguments import ADAPTERS, Adapters, ImageId, Prompt, Seed, resolve_seed
from .in_context import fitted, in_context_request
from .tool import Bench, Tool, ToolResult


class Flawed(BaseModel):
    """A picture that is not right, and the one sentence that would mend it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    image: ImageId = Field(description="id of the flawed picture")
    advice: Prompt = Field(description="what to correct, such as “make the hat blue”")


class Refine(Tool):
    """Correct a picture that came out wrong: earlier tries and what was wrong with each go to the painter
    again, as references with advice.
    """

    prompt: Prompt = Field(description="what the picture is to show, all of it")
    drafts: Annotated[tuple[Flawed, ...], Field(min_length=1, max_length=3)] = Field(
        description="earlier tries, each with another advice, the best first"
    )
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint the corrected picture; the tries that the painter saw become its parents."""
        seed = resolve_seed(self.seed)
        call = self.model_copy(update={"seed": seed}).as_call()
        if not bench.painter.settings.instructions.tries or bench.painter.max_references == 1:
            return self._edit(bench, seed, call)
        # None at all means panels, which have room for every try.
        shown = self.drafts[: bench.painter.max_references or None]
        request = bench.adapted(self._tries(bench, shown, seed), self.adapters)
        parents = tuple(draft.image for draft in shown)
        return ToolResult(images=(bench.paint(request, call=call, parents=parents),))

    def _edit(self, bench: Bench, seed: int, call: Mapping[str, Any]) -> ToolResult:
        """A painter not taught more understands one change in one picture: an edit like any other."""
        best = self.drafts[0]
        source = fitted(bench, best.image)
        request = in_context_request(bench, best.advice, [source], size=source.image.size, seed=seed)
        way = Way("reference" if bench.painter.max_references else "panels", "as one thing was wrong")
        return paint_edit(bench, bench.adapted(request, self.adapters), Target(best.image), way, call=call)

    def _tries(self, bench: Bench, shown: tuple[Flawed, ...], seed: int) -> ImageRequest:
        """The whole prompt, and what to correct in which reference (Reflect-DiT, Li et al. 2025)."""
        references = tuple(bench.picture(draft.image) for draft in shown)
        said = bench.painter.settings.instructions
        advice = [said.advice.format(n=n, advice=draft.advice) for n, draft in enumerate(shown, start=1)]
        return in_context_request(
            bench,
            said.tries.format(prompt=self.prompt, advice=" ".join(advice)),
            references,
            size=references[0].image.size if bench.painter.max_references else None,
            seed=seed,
        )
