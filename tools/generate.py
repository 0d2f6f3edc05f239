"""Pictures from sentences. Knows no references; `compose` and `edit` take those."""

from typing import Annotated

from pydantic import Field

from .arguments import ADAPTERS, Adapters, Prompt, Seed, Side, resolve_seed
from .tool import Bench, Tool, ToolResult


class Generate(Tool):
    """Paint new pictures from words alone: one picture for each prompt.

    Each prompt stands for itself: it names everything that is to be seen, without "the same" or "it".
    """

    prompts: Annotated[tuple[Prompt, ...], Field(min_length=1, max_length=16)] = Field(
        description="one self-contained description for each picture"
    )
    width: Side | None = Field(default=None, description="pixels; left out, what the painter does best")
    height: Side | None = Field(default=None, description="pixels; left out, what the painter does best")
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same pictures")

    def run(self, bench: Bench) -> ToolResult:
        """Paint the prompts in order; picture n has the seed `seed` + n."""
        seed = resolve_seed(self.seed)
        call = self.model_copy(update={"seed": seed}).as_call()
        images = []
        for n, prompt in enumerate(self.prompts):
            request = bench.painter.settings.request(
                prompt, width=self.width, height=self.height, seed=seed + n
            )
            images.append(bench.paint(bench.adapted(request, self.adapters), call=call, output=n))
        return ToolResult(images=tuple(images))
