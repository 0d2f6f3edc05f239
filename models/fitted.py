"""A pipeline of diffusers in the best tier that fits the machine, and in the next where that one does not.

Knows cards, tiers and devices; knows no request.
"""

import gc
import logging
import threading
from collections.abc import Callable
from typing import Any

import torch

from .card import DiffusersCard
from .image_model import ModelError
from .machine import Machine
from .pipeline_parts import load_pipeline
from .precision import best_dtype
from .switches import Switches, switch_on
from .tiers import Tier, choose, tiers

Loader = Callable[[DiffusersCard, torch.device, Tier], Any]
LOG = logging.getLogger(__name__)


class Fitted:
    """Loads at once; says which tier it took before it loads. `pipeline` is the loaded one."""

    pipeline: Any

    def __init__(
        self, card: DiffusersCard, machine: Machine, switches: Switches, load: Loader = load_pipeline
    ) -> None:
        self.device = torch.device(machine.device)
        fast = best_dtype(self.device) == torch.bfloat16
        self._card, self._lock, self._switches = card, threading.Lock(), switches
        self._loader = load
        self.tier = choose(card, machine, fast_bf16=fast)
        every = tiers(card, machine, fast_bf16=fast)
        self._below = list(every[1:])
        LOG.info("%s is loaded with %s", card.name, self.tier)
        self._load()

    def check_below(self, failed: Tier) -> None:
        """Raise `ModelError` where `failed` ran out of memory and is the last."""
        if self.tier is failed and not self._below:
            raise ModelError(
                f"{self._card.name} ran out of memory with {failed}, and nothing smaller is left; paint a "
                "smaller picture, or choose a smaller model"
            )

    def step_down(self, failed: Tier) -> None:
        """After `failed` ran out of memory: free it, and load the next one."""
        with self._lock:
            if self.tier is not failed:  # another thread was faster
                return
            self.tier = self._below.pop(0)
            LOG.warning(
                "%s ran out of memory with %s; it is loaded again with %s", self._card.name, failed, self.tier
            )
            del self.pipeline
            gc.collect()
            if torch.cuda.is_available():
                torch.cuda.empty_cache()
            self._load()

    def _load(self) -> None:
        self.pipeline = self._loader(self._card, self.device, self.tier)
        switch_on(self._card, self.pipeline.transformer, self._switches)
