"""How an exported task file names pictures and turns, in the places of ids, which other projects lack."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ...tools.records import ids_in
from ..state import Turn
from .variables import escaped

ID = re.compile(r"\bi[1-9]\d{0,17}\b")


class Names:
    """Names of what earlier turns made, by id."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._numbers = {turn.id: number for number, turn in enumerate(turns, start=1)}
        self._known: dict[str, str] = {}

    def of_turn(self, number: int) -> str:
        """The name of a turn."""
        return f"turn_{number}"

    def of_turn_id(self, turn: str) -> str:
        """The name of the turn with that id; "" where the thread has none."""
        return self.of_turn(self._numbers[turn]) if turn in self._numbers else ""

    def learn(self, number: int, turn: Turn, pictures: Sequence[str]) -> None:
        """Keep what a turn brought; its uploads first, for that is how they came."""
        self.learn_uploads(self.of_turn(number), turn.uploads)
        self._learn(self.of_turn(number), pictures)

    def learn_uploads(self, name: str, ids: Sequence[str]) -> None:
        """Keep what was uploaded in a turn of that name."""
        self._learn(f"{name}.upload", ids)

    def knows(self, id: str) -> bool:
        """Whether an earlier turn has the picture."""
        return id in self._known

    def told(self, text: str) -> str:
        """A text with names in the places of ids."""
        parts = re.split(rf"({ID.pattern})", text)
        return "".join(self._named(part) if n % 2 else escaped(part) for n, part in enumerate(parts))

    def written(self, value: Any) -> Any:
        """A value with names in the places of ids of pictures and turns; ids inside of texts stay."""
        if isinstance(value, dict):
            return {key: self.written(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.written(part) for part in value]
        if not isinstance(value, str):
            return value
        if turn := self.of_turn_id(value):
            return f"${{{turn}.turn}}"
        return self._named(value) if ID.fullmatch(value) else escaped(value)

    def _learn(self, name: str, ids: Sequence[str]) -> None:
        for n, id in enumerate(ids, start=1):
            self._known.setdefault(id, name if n == 1 else f"{name}.{n}")

    def _named(self, id: str) -> str:
        return f"${{{self._known[id]}}}" if id in self._known else id


def ids_of(turn: Turn) -> Iterator[str]:
    """The ids of pictures that a turn speaks of, in its words or its calls."""
    yield from ID.findall(turn.text)
    yield from (use.id for use in turn.brief.images)
    for step in turn.plan.steps:
        yield from ids_in(step.arguments)
