"""Ways to paint with pictures in context, on the same weights, each from pictures and prompt to a picture.

Ours: references are read once and kept. In call: `Flux2KleinKVPipeline` (diffusers) keeps them within a call.
Plain: references stand beside the picture in every step. Canvas: ChatDiT's way, references and target are
panels of one picture that is encoded, denoised and decoded whole (encoded once here, twice in ChatDiT). All
read prompts of one length, though a canvas has more to say. Knows no clock.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from triptych.models.causal_references import positions
from triptych.models.flux2 import Flux2Painter
from triptych.models.flux2_condition import Condition, ConditionReader
from triptych.models.image_model import ImageRequest
from triptych.models.latents import encode
from triptych.models.picture import Picture
from triptych.models.reference_cache import ReferenceCache

PANELS = {2: (1, 2), 4: (2, 2), 8: (2, 4)}  # number → rows and columns of the canvas
Way = Callable[[str], object]  # paints a prompt


@dataclass(frozen=True)
class Ways:
    """Ways to paint with pictures of one size in context."""

    painter: Flux2Painter
    side: int
    steps: int
    guidance: float

    def pictures(self, number: int) -> tuple[Picture, ...]:
        """Noise: what is seen does not matter for the time."""
        noise = np.random.default_rng(number).integers(0, 256, (number, self.side, self.side, 3), np.uint8)
        return tuple(Picture.of(Image.fromarray(pixels)) for pixels in noise)

    def ours(self, references: Sequence[Picture], kept: bool) -> Way:
        """Read anew for each picture, or kept from a picture before."""
        memory = self._reader()
        if kept:
            memory.read(self._request("a dog at night", references))

        def paint(prompt: str) -> object:
            wanted = self._request(prompt, references)
            return self._finish(wanted, (memory if kept else self._reader()).read(wanted))

        return paint

    def in_call(self, references: Sequence[Picture]) -> Way:
        """The stock pipeline; it knows no guidance."""
        from diffusers import Flux2KleinKVPipeline  # noqa: PLC0415 - only after triptych prepared torchvision

        parts, card = self.painter.conditions.parts, self.painter.conditions.card
        pipeline = Flux2KleinKVPipeline(
            parts.scheduler, parts.vae, parts.text_encoder, parts.tokenizer, parts.transformer
        )
        pipeline.set_progress_bar_config(disable=True)

        def paint(prompt: str) -> object:
            return pipeline(
                [picture.image for picture in references],
                prompt,
                height=self.side,
                width=self.side,
                num_inference_steps=self.steps,
                max_sequence_length=card.text_lengths[0],
                text_encoder_out_layers=card.text_layers,
            )

        return paint

    def plain(self, references: Sequence[Picture]) -> Way:
        """References are tokens of the picture in each step; only the target is decoded."""

        def paint(prompt: str) -> object:
            wanted, cells = self._request(prompt), self.painter.grid(self.side, self.side)
            seen = self._reader().read(wanted)
            tokens = [encode(self.painter.vae, [picture.image]) for picture in references]
            places = [positions(*cells, slot) for slot in range(1, len(references) + 1)]
            seen = replace(seen, image_ids=torch.cat([seen.image_ids, *places]))
            return self._finish(wanted, seen, tokens)

        return paint

    def canvas(self, references: Sequence[Picture]) -> Way:
        """All panels are encoded, denoised and decoded as one picture."""
        rows, columns = PANELS[len(references) + 1]

        def paint(prompt: str) -> object:
            wanted = self._request(prompt, rows=rows, columns=columns)
            grid = Image.new("RGB", (wanted.width, wanted.height))
            for panel, picture in enumerate(references):
                grid.paste(picture.image, (panel % columns * self.side, panel // columns * self.side))
            encode(self.painter.vae, [grid])
            return self._finish(wanted, self._reader().read(wanted))

        return paint

    def _finish(self, wanted: ImageRequest, seen: Condition, beside: Sequence[Tensor] = ()) -> object:
        noise = self.painter.noise(wanted)
        *_, (tokens, _) = self.painter.denoise(torch.cat([noise, *beside], 1), seen, wanted)
        cells = self.painter.grid(wanted.width, wanted.height)
        return self.painter.decode(tokens[:, : noise.shape[1]], *cells)

    def _request(
        self, prompt: str, references: Sequence[Picture] = (), rows: int = 1, columns: int = 1
    ) -> ImageRequest:
        return ImageRequest(
            prompt=prompt,
            references=tuple(references),
            width=columns * self.side,
            height=rows * self.side,
            num_inference_steps=self.steps,
            guidance_scale=self.guidance,
        )

    def _reader(self) -> ConditionReader:
        settings = self.painter.settings.model_copy(update={"side": self.side})
        card = self.painter.conditions.card.model_copy(update={"settings": settings})
        return replace(self.painter.conditions, card=card, cache=ReferenceCache(10**9))
