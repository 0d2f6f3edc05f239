"""A model in the best tier that fits the machine, and in the next where that one does not.

Of the tiers that fit, those count whose files are on this machine; where there are none, all do. Knows cards,
tiers and devices; knows no request and no question.
"""

import gc
import logging
import threading
from collections.abc import Callable
from typing import Any

import torch

from .card import Weights, packaged_folder
from .image_model import ModelError
from .machine import Machine
from .needed_files import is_here
from .tiers import Tier, choose, tiers

LOG = logging.getLogger(__name__)


class Fitted:
    """Loads at once; says which tier it took before it loads. `loaded` is what `load` gave.

    `less` is what somebody may do where even the last tier runs out of memory, such as "paint a smaller
    picture".
    """

    loaded: Any

    def __init__(
        self, card: Weights, machine: Machine, load: Callable[[torch.device, Tier], Any], less: str
    ) -> None:
        self.device = torch.device(machine.device)
        self._card, self._lock, self._load, self._less = card, threading.Lock(), load, less
        every = tiers(card, machine) or (choose(card, machine),)
        here = [tier for tier in every if is_here(card, tier.precision)]
        self.tier, *self._below = here or every
        if packaged_folder(card) is None:  # what ships has one way, on any machine
            LOG.info("%s is loaded with %s", card.name, self.tier)
        self.loaded = load(self.device, self.tier)

    def check_below(self, failed: Tier) -> None:
        """Raise `ModelError` where `failed` ran out of memory and is the last."""
        if self.tier is failed and not self._below:
            raise self.exhausted("and nothing smaller is left")

    def exhausted(self, why: str) -> ModelError:
        """What is told where memory ran out and there is no further try."""
        return ModelError(
            f"{self._card.name} ran out of memory with {self.tier}, {why}; {self._less}, or choose a "
            "smaller model"
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
            del self.loaded
            gc.collect()
            if torch.cuda.is_available():
                torch.cuda.empty_cache()
            self.loaded = self._load(self.device, self.tier)
