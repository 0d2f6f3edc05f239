"""How long and how fast a LoRA is taught, and what that costs beside painting. Trains nothing."""

from dataclasses import dataclass

from .image_model import Settings


@dataclass(frozen=True)
class Recipe:
    """How a LoRA is taught. The defaults are In-Context LoRA's own, for large models."""

    steps: int = 5000
    batch: int = 4
    rate: float = 1e-4
    rank: int = 16
    dropout: float = 0.05
    average: float = 0.99
    seed: int = 0
    sheet_every: int = 250
    save_every: int = 50

    @classmethod
    def for_world(cls, *, small: bool) -> "Recipe":
        """What suits a painter: a small world is learnt in minutes."""
        if not small:
            return cls()
        return cls(steps=300, batch=8, rate=1e-3, sheet_every=100, save_every=25)

    def in_pictures(self, panels: int, settings: Settings) -> float:
        """How many pictures of one panel are painted in the time that it takes for sets of so many.

        Counted in passes through the transformer; learning makes three of them (there, back, and weights).
        """
        passes = settings.num_inference_steps * (2 if settings.guidance_scale > 1 else 1)
        return self.steps * self.batch * panels * 3 / passes
