"""What references of a task file mean once turns have run: ids of pictures, of uploads and of turns."""

from collections.abc import Sequence
from typing import Any

from .variables import WRITTEN, unescaped


class Unknown(ValueError):
    """A reference to a picture that did not come to be; one sentence."""


class Names:
    """The named turns that have run."""

    def __init__(self) -> None:
        self._ids: dict[str, Sequence[str]] = {}

    def remember(self, name: str, pictures: Sequence[str], uploads: Sequence[str], turn: str) -> None:
        """Keep what a turn came to."""
        self._ids |= {name: pictures, f"{name}.upload": uploads, f"{name}.turn": [turn] if turn else []}

    def used(self, value: Any) -> Any:
        """A value with ids in the places of references. Raises `Unknown`."""
        return unescaped(value, self.found)

    def found(self, written: str) -> str:
        """The id that "hero", "hero.2", "hero.upload", "hero.upload.2" or "hero.turn" means."""
        match = WRITTEN.fullmatch(written)
        parts = written.split(".")
        number = int(parts.pop()) if parts[-1].isdigit() else 1
        ids = self._ids.get(".".join(parts), ()) if match else ()
        if number > len(ids):
            raise Unknown(f"${{{written}}} means nothing: that turn gave {len(ids) or 'none'} of it")
        return ids[number - 1]
