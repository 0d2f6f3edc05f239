"""How well messages are understood: `python -m benchmarks planner --planner NAME`.

The golden sessions of the tests are talked through with painters that take no time, and each turn is
compared with what its file says must come of it: task, operation, pictures meant, prompts, plan, and what
lies on the table. The phrasebook was written beside these sessions: its score must hold, and says little of
new sentences. A turn after a wrong one is often wrong, too. Pictures in the sessions are of one colour, so
that a language model that looks at uploads is at a loss where a file says what they show.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field
from triptych.agent.planner import Planner as Plans
from triptych.agent.rules import rules
from triptych.agent.session import SessionError
from triptych.models.pocket.vocabulary import VOCABULARY
from triptych.tools.assets import Store
from triptych.ui.assembly import PHRASEBOOK, Loaders

from benchmarks.benchmark import Benchmark
from benchmarks.progress import counted
from benchmarks.table import Row, Table, share_row
from benchmarks.wilson import Share

TESTS = Path(__file__).resolve().parents[1] / "tests"
ASPECTS = ("task", "operation", "outputs", "images", "prompts", "plan", "table")


@dataclass(frozen=True)
class Told:
    """One turn: where it stands, its language, and what went otherwise, in sentences."""

    session: str
    turn: int
    language: str
    wrong: tuple[str, ...]


class Planner(Benchmark):
    """How well messages are understood: the golden sessions, turn by turn."""

    quick: ClassVar[Mapping[str, Any]] = {"n": 29}

    planner: str = Field(default=PHRASEBOOK, description="“phrasebook”, a vision model's name, or “endpoint”")
    n: int | None = Field(default=None, ge=1, description="about so many sessions, if not all")

    def run(self) -> Table:
        """Talk all sessions through."""
        sys.path.insert(0, str(TESTS))
        from golden_sessions import FILES  # noqa: PLC0415 - the sessions are of the tests, which are no package

        told = [
            turn
            for file in counted(FILES[:: self._apart(len(FILES))], "planner")
            for turn in self._talk(file)
        ]
        details = [vars(one) for one in told if one.wrong]
        return Table(about={"planner": self.planner}, rows=tuple(rows(told)), details=details)

    def _apart(self, all_: int) -> int:
        return max(1, all_ // self.n) if self.n else 1

    def _talk(self, file: Path) -> Iterator[Told]:
        from golden_conversation import Conversation  # noqa: PLC0415 - as above
        from golden_sessions import read  # noqa: PLC0415

        script = read(file)
        with tempfile.TemporaryDirectory() as folder:
            planner = self._planner(Store(Path(folder) / "project"))
            with Conversation(script, Path(folder), planner) as talk:
                for number, turn in enumerate(script.turns, start=1):
                    try:
                        wrong = talk.say(number, turn)
                    except (AssertionError, SessionError) as error:  # the next session begins anew
                        wrong = [f"{name}: {type(error).__name__}: {error}" for name in ASPECTS]
                        yield Told(file.stem, number, script.language, tuple(wrong))
                        return
                    yield Told(file.stem, number, script.language, tuple(wrong))

    def _planner(self, store: Store) -> Plans:
        if self.planner == PHRASEBOOK:
            return rules(VOCABULARY)
        from triptych.agent.language_planner import LanguagePlanner  # noqa: PLC0415 - slow to import

        return LanguagePlanner(Loaders().vision(self.planner), rules(VOCABULARY), store.open, VOCABULARY)


def rows(told: Sequence[Told]) -> list[Row]:
    """Turns as written in everything, in each aspect, and in each language."""
    aspects = {
        name: [not any(w.startswith(f"{name}:") for w in one.wrong) for one in told] for name in ASPECTS
    }
    languages = {
        name: [not one.wrong for one in told if one.language == name]
        for name in sorted({one.language for one in told})
    }
    return [
        _row("turns as written", [not one.wrong for one in told], main=True),
        *(_row(name, right) for name, right in aspects.items()),
        *(_row(f"turns as written, {name}", right) for name, right in languages.items()),
    ]


def _row(name: str, right: Sequence[bool], *, main: bool = False) -> Row:
    return share_row(name, Share(sum(right), len(right)), judge="written sessions", main=main)
