"""P(yes) from the most likely first tokens of an answer, as OpenAI's protocol lists them. Knows no server."""

import math
from typing import Any

from pydantic import BaseModel, Field, ValidationError

# Less than this on yes and no together says nothing about the question: the model begins in another way.
LEAST_MASS = 0.1


class _Token(BaseModel):
    token: str
    # Rounding leaves some certain tokens a little above 0.
    logprob: float = Field(le=1e-3, allow_inf_nan=False)


class _Position(_Token):
    top_logprobs: list[_Token] = Field(min_length=1)


class _Logprobs(BaseModel):
    content: list[_Position] = Field(min_length=1)


def yes_in(logprobs: Any) -> float | None:
    """Yes / (yes + no) over the first position's tokens; None where they are missing or say neither."""
    try:
        first = _Logprobs.model_validate(logprobs).content[0]
    except ValidationError:
        return None
    yes, no = (_mass(first.top_logprobs, word) for word in ("yes", "no"))
    return yes / (yes + no) if yes + no >= LEAST_MASS else None


def _mass(tokens: list[_Token], word: str) -> float:
    # Tokens differ in case, in the mark of a space and in punctuation.
    return sum(math.exp(each.logprob) for each in tokens if each.token.strip(" ▁Ġ\n\t\"'*.,").lower() == word)
