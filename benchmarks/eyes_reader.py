"""Reads pictures with an eyes model in batches: descriptions without a grammar, and P(yes).

Works on a folder of weights or on a checkpoint of the training. Knows no truth.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import torch
from PIL import Image
from pydantic import ValidationError
from torch import Tensor
from transformers import AutoProcessor, Qwen2TokenizerFast, Qwen3VLForConditionalGeneration
from triptych.models.pocket.description import DESCRIBE, SceneDescription
from triptych.models.pocket.eyes_architecture import SIZE, build_processor
from triptych.models.pocket.eyes_stages import trained

BATCH = 32
MOST_TOKENS = 160

Item = TypeVar("Item")
Pictures = Sequence[Image.Image]


class EyesReader:
    """An eyes model with its processor."""

    def __init__(self, model: Qwen3VLForConditionalGeneration, processor: Any) -> None:
        self.model, self.processor = model.eval(), processor
        self.yes, self.no = processor.tokenizer.convert_tokens_to_ids(["yes", "no"])

    @classmethod
    def load(cls, folder: Path) -> "EyesReader":
        """A folder of weights, or one of the training with its latest checkpoint."""
        if (folder / "eyes.pt").exists():
            tokenizer = Qwen2TokenizerFast.from_pretrained(folder / "tokenizer")
            return cls(trained(folder, tokenizer), build_processor(tokenizer))
        model = Qwen3VLForConditionalGeneration.from_pretrained(folder, dtype=torch.float32)
        return cls(model, AutoProcessor.from_pretrained(folder))

    def describe(self, pictures: Pictures) -> list[SceneDescription | None]:
        """What each picture shows; None where the answer is no description."""
        found: list[SceneDescription | None] = []
        for some in _batches(pictures):
            inputs = self._inputs([(DESCRIBE, [picture]) for picture in some])
            with torch.inference_mode():
                tokens = self.model.generate(**inputs, max_new_tokens=MOST_TOKENS, do_sample=False)
            answers = tokens[:, inputs["input_ids"].shape[1] :]
            found += map(_parsed, self.processor.batch_decode(answers, skip_special_tokens=True))
        return found

    def probabilities(self, asked: Sequence[tuple[str, Pictures]]) -> list[float]:
        """P(yes) of each question about its pictures; all have equally many."""
        found: list[float] = []
        for some in _batches(asked):
            inputs = self._inputs(some)
            last = inputs["attention_mask"].sum(1) - 1
            with torch.inference_mode():
                logits: Tensor = self.model(**inputs).logits[torch.arange(len(some)), last]
            found += (logits[:, self.yes] - logits[:, self.no]).float().sigmoid().tolist()
        return found

    def _inputs(self, asked: Sequence[tuple[str, Pictures]]) -> Any:
        chats = [
            [{"role": "user", "content": [{"type": "image"}] * len(some) + [{"type": "text", "text": text}]}]
            for text, some in asked
        ]
        text = self.processor.apply_chat_template(chats, tokenize=False, add_generation_prompt=True)
        size = (SIZE, SIZE)
        images = [picture.resize(size, Image.Resampling.BICUBIC) for _, some in asked for picture in some]
        options = {"padding": True, "padding_side": "right", "return_tensors": "pt"}
        return self.processor(text=text, images=images, **options)


def _parsed(answer: str) -> SceneDescription | None:
    try:
        return SceneDescription.model_validate_json(answer)
    except ValidationError:
        return None


def _batches(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for first in range(0, len(items), BATCH):
        yield items[first : first + BATCH]
