"""Writes into a catalog card what its weights are, once they are exported. Trains nothing."""

import hashlib
from pathlib import Path

CATALOG = Path(__file__).parents[1] / "catalog"


def name_weights(card: Path, folder: Path) -> None:
    """Write the digests of the weights at the end of the catalog card."""
    text = card.read_text().partition("\n[sha256]")[0]
    lines = [
        f'"{path.relative_to(folder)}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"'
        for path in sorted(folder.rglob("*.safetensors"))
    ]
    card.write_text("\n".join([text.rstrip("\n"), "", "[sha256]", *lines, ""]))
