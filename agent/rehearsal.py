"""A conversation that is only planned, as if each turn had been painted.

Uploads are `u1`, `u2` … over the whole conversation; the pictures of turn 2 are `t2.1`, `t2.2` …
Knows no painter, no store and no weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..models.image_model import Ability, Settings
from ..tools.members import Member
from ..tools.sketch import Blob
from .locks import respecting_locks
from .message import check_uploads, readable
from .planner import Planner
from .remember import remembered
from .remember import situation as situation_of
from .state import Brief, Check, Estimate, Plan, Seen, State, Step
from .versions import at

Price = Callable[[Plan, Brief], Estimate]


class Rehearsal:
    """One conversation; it remembers what a thread would. `price` says what a plan will cost.

    `adapters` and `sketch` are as in `Situation`.
    """

    def __init__(
        self,
        planner: Planner,
        settings: Settings,
        most_references: int,
        price: Price,
        abilities: frozenset[Ability] = frozenset(),
        adapters: tuple[str, ...] = (),
        sketch: Callable[[str], tuple[Blob, ...]] = lambda _: (),
    ) -> None:
        self._planner = planner
        self._abilities = abilities
        self._adapters, self._sketch = adapters, sketch
        self._price = price
        self._settings = settings
        self._most_references = most_references
        self._turns = 0
        self._uploads = 0
        self._state: State = {}
        self._cast: dict[str, Member] = {}

    def say(self, text: str, images: int = 0, *, shows: Sequence[str] = ()) -> tuple[Brief, Plan]:
        """The brief and the plan of a message that comes with `images` pictures, its outputs with their ids.

        `shows` says of the first pictures what they show. Raises `MessageError`.
        """
        text = readable(text)
        check_uploads(images)
        self._turns += 1
        uploads = self._taken_in(images, shows)
        known: State = {**self._state, "uploads": list(uploads)}
        situation = replace(
            situation_of(known, self._settings, self._most_references, self._abilities),
            adapters=self._adapters,
            cast=tuple(self._cast.values()),
            sketch=self._sketch,
        )
        table = at(known.get("moments", ()), known.get("head", ""))
        brief = respecting_locks(self._planner.brief(text, situation), table)
        plan = self._planner.plan(brief, situation, None)
        filled = {name: f"t{self._turns}.{n}" for n, name in enumerate(plan.outputs, start=1)}
        self._remember(brief, plan, filled, uploads)
        steps = tuple(step.named(filled) for step in plan.steps)
        self._cast |= _kept(steps)
        priced = plan.model_copy(update={"steps": steps, "estimate": self._price(plan, brief)})
        return _named(brief, filled), priced

    def _taken_in(self, images: int, shows: Sequence[str]) -> tuple[Seen, ...]:
        known = [*shows, *[""] * images]
        first = self._uploads + 1
        self._uploads += images
        return tuple(Seen(id=f"u{first + n}", shows=known[n], turn=f"t{self._turns}") for n in range(images))

    def _remember(self, brief: Brief, plan: Plan, filled: dict[str, str], uploads: tuple[Seen, ...]) -> None:
        """What the graph keeps of a turn in which everything went well."""
        turn: State = {
            "turn": f"t{self._turns}",
            "uploads": list(uploads),
            "brief": brief,
            "plan": plan,
            "filled": filled,
        }
        self._state = {**self._state, **remembered({**self._state, **turn})}


def _kept(steps: Sequence[Step]) -> dict[str, Member]:
    """Who comes into the cast by these steps; locks are not rehearsed."""
    members = [member for step in steps if step.tool == "cast" for member in step.arguments.get("keep", ())]
    return {member["name"].lower(): Member.model_construct(**member) for member in members}


def _named(brief: Brief, names: dict[str, str]) -> Brief:
    """The brief with other names for the pictures that checks compare with."""

    def named(check: Check) -> Check:
        return check.model_copy(update={"of": names.get(check.of, check.of)})

    outputs = (
        output.model_copy(update={"checks": tuple(map(named, output.checks))}) for output in brief.outputs
    )
    return brief.model_copy(update={"outputs": tuple(outputs)})
