"""References in context → a new picture. Knows no roles; the prompt says who is who."""

from typing import Annotated

from pydantic import Field

from .arguments import ImageId, Prompt, Seed, Side, resolve_seed
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
    seed: Seed | None = Field(default=None, description="the same seed, the same picture")

    def run(self, bench: Bench) -> ToolResult:
        """Paint it; the references become the picture's parents."""
        self._check_number(bench)
        request = bench.painter.settings.request(
            self.prompt,
            references=tuple(bench.picture(id) for id in self.references),
            width=self.width,
            height=self.height,
            seed=resolve_seed(self.seed),
        )
        call = self.model_copy(update={"seed": request.seed}).as_call()
        return ToolResult(images=(bench.paint(request, call=call, parents=self.references),))

    def _check_number(self, bench: Bench) -> None:
        most = bench.painter.max_references
        if len(self.references) > most:
            raise ToolError(
                f"compose got {len(self.references)} references, but the painter {bench.painter.name} takes "
                f"at most {most}; leave some out, or compose in two steps"
            )
