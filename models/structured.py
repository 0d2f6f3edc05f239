"""Lets a language model write nothing but JSON of one schema (llguidance). Knows no pictures, no weights."""

import numpy as np
import torch
from llguidance import LLMatcher, LLTokenizer
from pydantic import BaseModel
from torch import Tensor

from .vision_model import VisionError


class Answer:
    """One answer while it is written: which tokens may come next, and whether it is over.

    The schema should forbid extra fields; otherwise a model may add some for ever.
    """

    def __init__(self, tokenizer: LLTokenizer, schema: type[BaseModel]) -> None:
        grammar = LLMatcher.grammar_from_json_schema(
            schema.model_json_schema(), overrides={"whitespace_flexible": False, "coerce_one_of": True}
        )
        self._tokenizer, self._schema = tokenizer, schema.__name__
        self._matcher = LLMatcher(tokenizer, grammar, log_level=0)
        self._tokens: list[int] = []
        self._check()

    @property
    def is_over(self) -> bool:
        """Nothing but the end can follow, or it has been written."""
        return self._matcher.is_stopped()

    @property
    def json(self) -> str:
        """What has been written, without the end."""
        return self._tokenizer.decode_bytes(self._tokens).decode()

    def next(self, logits: Tensor) -> list[int]:
        """Write the likeliest token that the schema allows, from logits (V,), and all that must follow it."""
        allowed = torch.from_numpy(np.frombuffer(self._matcher.compute_logit_bias(), np.uint8) > 0)
        self._check()
        token = int(logits.cpu().masked_fill(~allowed[: len(logits)], -torch.inf).argmax())
        return self._write([token]) + self.forced()

    def forced(self) -> list[int]:
        """Write the tokens that have no alternative, such as the names of fields."""
        return [] if self.is_over else self._write(self._matcher.compute_ff_tokens())

    def _write(self, tokens: list[int]) -> list[int]:
        self._matcher.consume_tokens(tokens)
        self._check()
        self._tokens += [token for token in tokens if token != self._tokenizer.eos_token]
        return tokens

    def _check(self) -> None:
        if self._matcher.is_error():
            reason = self._matcher.get_error().splitlines()[0]
            raise VisionError(
                f"an answer of the form {self._schema} cannot be asked for: {reason}; simplify it"
            )
