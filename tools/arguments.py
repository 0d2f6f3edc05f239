"""The arguments that several tools share, checked once. Knows no tool."""

import secrets
from typing import Annotated

from pydantic import Field, StringConstraints

Prompt = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Side = Annotated[int, Field(gt=0, le=4096)]
Seed = Annotated[int, Field(ge=0, lt=2**62)]
AdapterUse = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}(:-?[0-9](\.[0-9]{1,3})?)?$")
]
Adapters = Annotated[tuple[AdapterUse, ...], Field(max_length=4)]
ADAPTERS = "taught LoRAs by name, such as “storyboard”, or “storyboard:0.8” for a little less of it"
ImageId = Annotated[str, StringConstraints(pattern=r"^i[1-9][0-9]{0,17}$")]


def resolve_seed(seed: int | None) -> int:
    """The seed that was asked for, or a fresh one short enough to type."""
    return secrets.randbelow(2**31) if seed is None else seed
