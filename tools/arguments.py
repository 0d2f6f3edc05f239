"""The arguments that several tools share, checked once. Knows no tool."""

import secrets
from typing import Annotated

from pydantic import Field, StringConstraints

Prompt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Side = Annotated[int, Field(gt=0, le=4096)]
Seed = Annotated[int, Field(ge=0, lt=2**62)]
ImageId = Annotated[str, StringConstraints(pattern=r"^i[1-9][0-9]{0,17}$")]


def resolve_seed(seed: int | None) -> int:
    """The seed that was asked for, or a fresh one short enough to type."""
    return secrets.randbelow(2**31) if seed is None else seed
