"""Keeps what a pipeline read of its last prompts, so that equal prompts are read once. Knows no picture."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from PIL import Image

from .picture import Picture

_MOST = 32  # a prompt of FLUX.1 takes 4 MB


class RememberedPrompts:
    """Stands in for a pipeline's `encode_prompt`, whose arguments are words, pictures and a device."""

    def __init__(self, encode_prompt: Callable[..., Any]) -> None:
        self._encode_prompt = encode_prompt
        self._read: OrderedDict[str, Any] = OrderedDict()
        self._lock = threading.Lock()  # tokenizers and text encoders serve one call at a time

    def __call__(self, *places: Any, **arguments: Any) -> Any:
        """What `encode_prompt` gave for these arguments, the first time or now."""
        text = json.dumps([places, arguments], sort_keys=True, default=_told)
        key = hashlib.sha256(text.encode()).hexdigest()
        with self._lock:
            if key not in self._read:
                self._read[key] = self._encode_prompt(*places, **arguments)
            self._read.move_to_end(key)
            if len(self._read) > _MOST:
                self._read.popitem(last=False)
            return self._read[key]


def _told(value: Any) -> str:
    return Picture.of(value).sha256 if isinstance(value, Image.Image) else str(value)
