"""Runs the small network that enlarges drawn pictures, tile by tile; four times is twice doubled.

Knows no training and no store.
"""

import numpy as np
import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from .card import SmallUpscalerCard, folder_of
from .image_model import ModelError
from .precision import best_dtype
from .threads import bounded
from .tiles import Pixels, tiles, with_surroundings
from .upscaler import Factor, Watch, unwatched
from .upscaler_network import RADIUS, UpscalerNetwork

TILE = 256
WEIGHTS = "model.safetensors"


class SmallUpscaler:
    """`UpscalerNetwork` with the weights of a card."""

    def __init__(self, card: SmallUpscalerCard, tile: int = TILE) -> None:
        self.name, self.revision = card.name, card.revision
        self._threads, self._tile = card.threads, tile
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._network = _loaded(card).to(self._device, best_dtype(self._device))
        for kernel in self._network.parameters():
            if kernel.ndim == 4:
                kernel.data = kernel.data.contiguous(memory_format=torch.channels_last)

    def enlarge(self, image: Image.Image, factor: Factor, watch: Watch = unwatched) -> Image.Image:
        """See `Upscaler`. The memory it takes beside the pictures is that of one tile."""
        pixels, done = np.asarray(image.convert("RGB")), 0
        sizes = [(part * image.height, part * image.width) for part in (1, 2)[: factor // 2]]
        of = sum(len(list(tiles(*size, self._tile))) for size in sizes)
        for height, width in sizes:
            doubled = np.empty((2 * height, 2 * width, 3), np.uint8)
            for tile in tiles(height, width, self._tile):
                doubled[tile.times(2)] = self._doubled(with_surroundings(pixels, tile, RADIUS))
                done += 1
                watch(done, of)
            pixels = doubled
        return Image.fromarray(pixels)

    @torch.no_grad()
    def _doubled(self, crop: Pixels) -> Pixels:
        """(h + 2R, w + 2R, 3) → (2h, 2w, 3)."""
        given = torch.from_numpy(crop).to(self._device).permute(2, 0, 1)[None].float().div(127.5).sub(1)
        given = given.contiguous(memory_format=torch.channels_last)
        with bounded(self._threads):
            values: Tensor = self._network(given)
        bytes_ = values[0].add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8)
        return bytes_.permute(1, 2, 0).cpu().numpy()


def _loaded(card: SmallUpscalerCard) -> UpscalerNetwork:
    network = UpscalerNetwork()
    try:
        network.load_state_dict(load_file(f"{folder_of(card)}/{WEIGHTS}"))
    except (OSError, RuntimeError, SafetensorError) as error:
        raise ModelError(
            f"the weights of {card.name} do not fit its network ({str(error).splitlines()[0]}); "
            "install triptych anew"
        ) from error
    return network.eval()
