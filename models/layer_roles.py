"""What the layers of a model do, as a probe measured it, and where that is kept: beside the model.

Published lists of layers are one model's own; each model in use is probed (layer_probe.py). Knows no weights.
"""

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from .card import PainterCard, packaged_folder
from .image_model import ModelError

SHARE = 0.25
"""Of all layers have a role: of FLUX.1-dev's 57 the papers name 7 (position), 13 (content), 10 (vital)."""


class LayerRoles(BaseModel):
    """One figure a layer, in the order double-stream blocks, single-stream blocks.

    PSNR in dB to the unaltered picture: `moved` where the image keys of that layer alone have no or another
    position (FreeFlux), `bypassed` where the layer alone is left out (Stable Flow), over `pictures` pictures.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    revision: str
    pictures: int
    moved: tuple[float, ...]
    bypassed: tuple[float, ...]

    @property
    def position(self) -> frozenset[int]:
        """The layers that decide by where a token is: without it the picture is another one."""
        return _lowest(self.moved)

    @property
    def content(self) -> frozenset[int]:
        """The layers that decide by what a token is."""
        return _lowest([-figure for figure in self.moved])

    @property
    def vital(self) -> frozenset[int]:
        """The layers that a picture needs most."""
        return _lowest(self.bypassed)


def _lowest(figures: tuple[float, ...] | list[float]) -> frozenset[int]:
    most = max(1, round(SHARE * len(figures)))
    return frozenset(sorted(range(len(figures)), key=figures.__getitem__)[:most])


def read_roles(card: PainterCard) -> LayerRoles:
    """What was measured of this model; `ModelError` where nothing was, or of another revision."""
    file = roles_file(card)
    remedy = f"run “triptych probe {card.name}” once"
    try:
        roles = LayerRoles.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ModelError(f"what the layers of {card.name} do is not known yet; {remedy}") from error
    if (roles.model, roles.revision) != (card.name, card.revision):
        raise ModelError(
            f"the layers in {file.name} are those of {roles.model} {roles.revision}, but this is {card.name} "
            f"{card.revision}; {remedy}"
        )
    return roles


def write_roles(card: PainterCard, roles: LayerRoles) -> Path:
    """Keep them beside the model; the file."""
    file = roles_file(card)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(roles.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return file


def roles_file(card: PainterCard) -> Path:
    """In the folder of an embedded model; for others, in the user's cache."""
    if folder := packaged_folder(card):
        return folder / "layers.json"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "triptych" / "layers" / f"{card.name}@{card.revision[:40]}.json"
