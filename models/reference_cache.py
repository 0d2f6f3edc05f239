"""Keeps what was read once: prompts, reference pictures, and the keys and values of ordered references.

In `Flux2KleinKVPipeline` (diffusers) references attend only to references and are modulated at t = 0, so
that their keys and values depend on no prompt, noise or timestep; that pipeline keeps them within one call.
Here they are kept across steps, turns, candidates and sessions: one cache a loaded model, bounded in bytes,
least recently used goes first. A key names all that decides the value, so that a kept value is the one that
would be made anew. Knows no transformer and no pictures; nobody may write into the tensors that it hands out.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

Kept = tuple[Tensor, ...]


@dataclass(frozen=True)
class PromptKey:
    """The embedding of a text padded to `length` tokens."""

    model: str
    sha256: str
    length: int


@dataclass(frozen=True)
class PictureKey:
    """The VAE's tokens of a picture read at a size in pixels."""

    model: str
    sha256: str
    width: int
    height: int


@dataclass(frozen=True)
class ReferencesKey:
    """The keys and values of references in this order.

    `adapters` are (sha256, weight) of the LoRAs they were read with, `pictures` and `slots` say what stands
    where: by its slot, a number, a reference's positions are told from those of others.
    """

    model: str
    adapters: tuple[tuple[str, float], ...]
    pictures: tuple[PictureKey, ...]
    slots: tuple[int, ...]


Key = PromptKey | PictureKey | ReferencesKey


class ReferenceCache:
    """At most `limit` bytes of tensors, for any number of threads."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.made: Counter[type[Key]] = Counter()
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._making: set[Key] = set()
        self._changed = threading.Condition()

    @property
    def extractions(self) -> int:
        """How often keys and values of references were computed."""
        return self.made[ReferencesKey]

    def get(self, key: Key, make: Callable[[], Kept]) -> Kept:
        """What is kept under the key, or what `make` returns; two threads never make the same at once.

        Where `make` raises, nothing is kept and the next one tries again.
        """
        with self._changed:
            self._changed.wait_for(lambda: key not in self._making)
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            self._making.add(key)
        try:
            value = make()
            with self._changed:
                self._keep(key, value)
        finally:
            with self._changed:
                self._making.remove(key)
                self._changed.notify_all()
        return value

    def _keep(self, key: Key, value: Kept) -> None:
        self.made[type(key)] += 1
        size = _bytes(value)
        if size > self.limit:
            return
        self._kept[key] = value
        self.size += size
        while self.size > self.limit:
            self.size -= _bytes(self._kept.popitem(last=False)[1])


def _bytes(value: Kept) -> int:
    return sum(tensor.nbytes for tensor in value)
