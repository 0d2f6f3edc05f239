"""Standing wishes: what was said to hold from now on, and what it means for a new or changed picture.

A wish is kept as the user's own clause and read anew each turn. What a request says itself comes first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...models.vocabulary import Vocabulary
from .adapters import take_loras
from .changes import Change, ChangePlace, ChangeStyle
from .features import features
from .lexicon import Lexicon
from .looks import Dress, Recolor, Undress
from .nouns import Noun, Reading
from .questions import Unclear
from .reading import read
from .scene import Figure, Scene
from .sizes import Shape, take_shape
from .thing_changes import PutThing, RecolorThing, RemoveThing
from .wishes import Wish, Wishes


@dataclass(frozen=True)
class StandingWish:
    """One wish: what it says of pictures and shapes, what it names, and the LoRAs to paint with."""

    said: str
    reading: Reading
    shape: Shape
    loras: tuple[str, ...] = ()

    @property
    def slots(self) -> frozenset[tuple[str, str | None]]:
        """What it settles, so that a later wish about the same takes its place."""
        reading = self.reading
        slots: list[tuple[str, str | None]] = [
            *(("style", None) for _ in reading.styles),
            *(("place", None) for _ in reading.places),
            *(("shape", None) for _ in [self.shape] if self.shape),
            *(("loras", None) for _ in self.loras[:1]),
            *(("clothing", noun.name) for noun in reading.figures if noun.clothing),
            *(("clothing", None) for _ in reading.clothes),
            *(("color", noun.name) for noun in reading.figures if noun.color or noun.becomes),
            *(("thing", noun.name) for noun in reading.things),
        ]
        return frozenset(slots)


class Standing:
    """All wishes that stand, in the words of a vocabulary."""

    def __init__(self, said: Sequence[str], vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self.said = tuple(said)
        self._words = vocabulary
        self._lexicon = lexicon
        self._wishes = [wish_of(one, lexicon) for one in said]

    @property
    def shape(self) -> Shape:
        """The size that is asked for once and for all."""
        return next((wish.shape for wish in reversed(self._wishes) if wish.shape), Shape())

    @property
    def loras(self) -> tuple[str, ...]:
        """The LoRAs that are asked for once and for all."""
        return next((wish.loras for wish in reversed(self._wishes) if wish.loras), ())

    def beside(self, text: str) -> str:
        """A text with the wishes that it does not say, for a painter that knows all words."""
        said = [wish.said for wish in self._wishes if wish.said]
        return text + "".join(f", {wish}" for wish in said if wish.lower() not in text.lower())

    def on(self, reading: Reading) -> Reading:
        """A reading with what the wishes add to it."""
        for wish in reversed(self._wishes):
            reading = self._added(wish.reading, reading)
        return reading

    def _added(self, wish: Reading, reading: Reading) -> Reading:
        figures = [_looking(noun, wish) for noun in reading.figures]
        things = reading.things
        if not things and wish.things and not {noun.name for noun in wish.things} & set(reading.without):
            things = [replace(noun, definite=False, side=noun.side or wish.side) for noun in wish.things[:1]]
        colors = {noun.name: noun.becomes or noun.color for noun in wish.things}
        return replace(
            reading,
            figures=figures,
            things=[replace(noun, color=noun.color or colors.get(noun.name)) for noun in things],
            styles=reading.styles or wish.styles[:1],
            places=reading.places or wish.places[:1],
            without=[*reading.without, *wish.without],
        )

    def bare(self, figure: Figure) -> Figure:
        """Somebody known from a picture, without what shall not be there any more."""
        gone = {name for wish in self._wishes for name in _without(wish.reading, figure.kind)}
        if figure.clothing is None or figure.clothing not in gone:
            return figure
        return replace(figure, clothing=None, clothing_color=None, without=figure.clothing)

    def changes(self, before: Scene | None, asked: Iterable[Change]) -> list[Wish]:
        """What else must change in a picture so that it is as wished; never against what is asked now."""
        settled = {_settles(change) for change in asked}
        changes = []
        for wish in self._wishes:
            for change in self._understood(wish.said, before):
                same = before is not None and change.after(before) == before
                if _settles(change) not in settled and not same and _possible(change, before):
                    changes.append(Wish(change, before))
                    before = change.after(before) if before else None
        return changes

    def _understood(self, said: str, before: Scene | None) -> list[Change]:
        try:
            understood = Wishes(self._words, self._lexicon).understand(take_shape(said)[0], before)
        except Unclear:  # nobody there wears it
            return []
        return [wish.change for wish in understood]


def wish_of(said: str, lexicon: Lexicon) -> StandingWish:
    """Read one wish."""
    said, loras = take_loras(said)
    text, shape = take_shape(said)
    return StandingWish(said, read(text, lexicon), shape, loras)


def joined_by(said: Sequence[str], new: str, lexicon: Lexicon) -> tuple[str, ...]:
    """All wishes with a new one, which ends those that it contradicts."""
    wish = wish_of(new, lexicon)
    return (*(old for old in said if not _contradict(wish_of(old, lexicon), wish, lexicon)), new)


def _contradict(old: StandingWish, new: StandingWish, lexicon: Lexicon) -> bool:
    return bool(
        old.slots & new.slots
        or set(new.reading.without) & features(old.said, lexicon)
        or set(old.reading.without) & features(new.said, lexicon)
    )


def _looking(noun: Noun, wish: Reading) -> Noun:
    """Somebody with the looks that a wish gives to its kind, or with the clothes it gives to all."""
    model = next((other for other in wish.figures if other.name == noun.name), None)
    worn = model.clothing if model else next(iter(wish.clothes), None)
    takes = worn is not None and noun.clothing is None and noun.without != worn.name
    color = (model.color or model.becomes) if model else None
    gone = next(iter(_without(wish, noun.name)), None)
    return replace(
        noun,
        color=noun.color or noun.becomes or color,
        clothing=worn if takes else noun.clothing,
        without=noun.without or (gone if noun.clothing is None and not takes else None),
    )


def _without(wish: Reading, kind: str) -> list[str]:
    """Clothes that a wish takes from a kind."""
    about = {noun.name for noun in wish.figures}
    return wish.without if not about or kind in about else []


def _settles(change: Change) -> str:
    match change:
        case ChangeStyle():
            return "style"
        case ChangePlace():
            return "place"
        case Recolor():
            return "color"
        case Dress() | Undress():
            return "clothing"
        case PutThing() | RemoveThing() | RecolorThing():
            return "thing"
        case _:
            return "everything"


def _possible(change: Change, before: Scene | None) -> bool:
    """Whether there is somebody to change; of an unknown picture, only the style can safely be changed."""
    if before is None:
        return isinstance(change, ChangeStyle)
    if isinstance(change, Recolor | Dress | Undress):
        return bool(change.whom.chosen(before))
    return isinstance(change, ChangeStyle | ChangePlace | PutThing | RemoveThing | RecolorThing)
