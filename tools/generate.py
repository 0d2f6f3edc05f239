"""Pictures from sentences. Knows no references; `compose` and `edit` take those."""

from typing import Annotated

from pydantic import Field

from .arguments import ADAPTERS, Adapters, Prompt, Seed, Side, resolve_seed
from .tool import Bench, Tool, ToolError, ToolResult


class Generate(Tool):
    """Paint new pictures from words alone: one picture for each prompt.

    Each prompt stands for itself: it names everything that is to be seen, without "the same" or "it".
    """

    prompts: Annotated[tuple[Prompt, ...], Field(min_length=1, max_length=16)] = Field(
        description="one self-contained description for each picture"
    )
    width: Side | None = Field(default=None, description="pixels; left out, what the painter does best")
    height: Side | None = Field(default=None, description="pixels; left out, what the painter does best")
    negative_prompt: Prompt | None = Field(
        default=None,
        description="what is not to be seen, as things, without “no”; not every painter knows it",
    )
    adapters: Adapters = Field(default=(), description=ADAPTERS)
    seed: Seed | None = Field(default=None, description="the same seed, the same pictures")

    def run(self, bench: Bench) -> ToolResult:
        """Paint the prompts in order; picture n has the seed `seed` + n."""
        self._check(bench)
        seed = resolve_seed(self.seed)
        call = self.model_copy(update={"seed": seed}).as_call()
        images = []
        for n, prompt in enumerate(self.prompts):
            request = bench.painter.settings.request(
                prompt, width=self.width, height=self.height, seed=seed + n
            ).model_copy(update={"negative_prompt": self.negative_prompt or ""})
            images.append(bench.paint(bench.adapted(request, self.adapters), call=call, output=n))
        return ToolResult(images=tuple(images))

    def _check(self, bench: Bench) -> None:
        """Before anything is painted; `ToolError` says what to do instead."""
        painter = bench.painter
        if self.negative_prompt is None:
            return
        if "negative_prompt" not in painter.abilities:
            raise ToolError(
                f"{painter.name} reads no negative prompt; say in the prompt what is to be seen instead of "
                f"{self.negative_prompt!r}, or choose a painter that reads one, such as qwen-image or "
                "stable-diffusion-3.5-medium"
            )
        if painter.settings.guidance_scale <= 1:
            raise ToolError(
                f"{painter.name} paints without guidance, which a negative prompt needs; leave it out, or "
                "choose a painter that is guided, such as qwen-image"
            )
