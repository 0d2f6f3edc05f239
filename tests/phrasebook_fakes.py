"""A thread of planned turns without painter or store: it keeps what the planner may know of earlier turns."""

from dataclasses import dataclass, field

from triptych.agent.languages.polyglot import Polyglot
from triptych.agent.phrasebook.phrasebook import Phrasebook
from triptych.agent.situation import Situation
from triptych.agent.state import Brief, Moment, Seen
from triptych.models.image_model import Settings
from triptych.models.pocket.vocabulary import VOCABULARY

SETTINGS = Settings(
    side=256, multiple_of=32, max_side=768, max_area=512 * 512, num_inference_steps=20, guidance_scale=3
)
MOVES = ("undo", "redo", "revert_to", "branch")


@dataclass
class Thread:
    """Pictures get the ids i1, i2 … in the order in which they come; turns are t1, t2 …"""

    knows_all: bool = False
    polyglot: bool = False
    seen: list[Seen] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    head: str = ""
    wishes: tuple[str, ...] = ()
    last: Brief | None = None
    turns: int = 0
    pictures: int = 0

    def say(self, text: str, *uploads: str) -> Brief:
        """The brief for a message with uploads that show this; then as if all had been painted."""
        self.turns += 1
        new = tuple(self._seen(shows) for shows in uploads)
        rules = Phrasebook(None if self.knows_all else VOCABULARY)
        planner = Polyglot(rules) if self.polyglot else rules
        brief = planner.brief(
            text,
            Situation(
                SETTINGS,
                2,
                seen=tuple(self.seen),
                uploads=new,
                moments=tuple(self.moments),
                head=self.head,
                wishes=self.wishes,
                last=self.last,
            ),
        )
        self.seen += new
        self._remember(brief)
        return brief

    @property
    def table(self) -> tuple[str, ...]:
        """The ids on the table."""
        return next((moment.images for moment in self.moments if moment.turn == self.head), ())

    def _seen(self, shows: str) -> Seen:
        self.pictures += 1
        return Seen(id=f"i{self.pictures}", shows=shows, turn=f"t{self.turns}")

    def _remember(self, brief: Brief) -> None:
        self.wishes = brief.wishes
        if brief.operation in MOVES:
            self.head, self.last = brief.target, None
        elif brief.operation == "delete":
            gone = {use.id for use in brief.images}
            self.seen = [seen for seen in self.seen if seen.id not in gone]
            self._grow(brief, brief.keeps, ())
        elif brief.outputs or brief.keeps:
            made = [self._seen(output.shows) for output in brief.outputs]
            self.seen += made
            ids = tuple(seen.id for seen in made)
            sources = {use.id for use in brief.images if use.role == "source"}
            if brief.keeps:
                images = tuple(ids[-1] if id in sources and ids else id for id in brief.keeps)
            else:
                images = ids[-1:] if brief.operation == "edit" else ids
            self._grow(brief, images, ids)

    def _grow(self, brief: Brief, images: tuple[str, ...], made: tuple[str, ...]) -> None:
        texts = tuple(output.text for output in brief.outputs) if brief.operation == "book" else brief.texts
        turn = f"t{self.turns}"
        moment = Moment(turn=turn, parent=self.head, images=images, made=made, title=brief.title, texts=texts)
        self.moments.append(moment)
        self.head, self.last = turn, brief


def talk(*texts: str) -> Brief:
    """The brief of the last of several messages in one thread."""
    thread = Thread()
    return [thread.say(text) for text in texts][-1]


def prompts(brief: Brief) -> list[str]:
    """What the painter is told."""
    return [output.prompt for output in brief.outputs]
