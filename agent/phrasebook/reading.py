"""Words → who and what is in a picture: which colour, number, clothing and side belongs to which noun.

Takes the text as it is; what fits into a picture is decided in `fitting.py`.
"""

from dataclasses import dataclass

from .lexicon import Lexicon, Word
from .nouns import Noun, Reading
from .numbers import WORDS as NUMBERS

OPPOSITE = {"left": "right", "right": "left", "above": "below", "below": "above"}
POINTING = ("this", "that", "these", "those", "her")
BEFORE_A_NOUN = ("kind", "thing", "clothing", "color", "adjective", "unknown")


def read(text: str, lexicon: Lexicon) -> Reading:
    """Read a text word by word. `colors`, `clothes` and `side` are those that belong to no noun."""
    reader = _Reader(lexicon.words(text))
    for at, word in enumerate(reader.words):
        reader.take(at, word)
    return reader.finish()


@dataclass
class _Pending:
    """What was said before a noun and waits for it."""

    number: int = 0
    color: str | None = None
    definite: bool = False
    more: bool = False
    negated: bool = False


class _Reader:
    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self._reading = Reading()
        self._pending = _Pending()
        self._last: Noun | None = None
        self._dropped = False  # the last noun was negated: "no hat or scarf"
        self._facing = False
        self._link: tuple[Noun | None, str] | None = None
        self._side_of_next: str | None = None
        self._near_places: dict[str, str] = {}
        self._near_styles: dict[str, str] = {}

    def take(self, at: int, word: Word) -> None:
        """Take the word at `at` into account."""
        if word.near and not self._pending.negated:
            near = {"place": self._near_places, "style": self._near_styles}.get(
                word.group, self._reading.near
            )
            near.setdefault(word.said, word.name)
        match word.group:
            case "kind" | "thing":
                self._noun(word)
            case "clothing":
                self._garment(word)
            case "color":
                self._color(at, word)
            case "place" if not word.near and not self._pending.negated:
                self._reading.listed_places |= self._listed(at)
                _append(self._reading.places, word.name)
            case "style" if not word.near and not self._pending.negated:
                _append(self._reading.styles, word.name)
            case "left" | "right":
                self._left_or_right(at, word)
            case "above" | "below":
                self._link = (self._last, word.group)
            case "unknown" | "action":
                self._meaningless(word)
            case _:
                self._small_word(word)

    def finish(self) -> Reading:
        """The reading, once all words are taken."""
        self._settle_link()
        self._take_near(self._reading.places, self._near_places)
        self._take_near(self._reading.styles, self._near_styles)
        return self._reading

    def _take_near(self, names: list[str], near: dict[str, str]) -> None:
        """What is known beats what is only near it."""
        for said, name in list(near.items())[:1] if not names else ():
            names.append(name)
            self._reading.near[said] = name

    def _small_word(self, word: Word) -> None:
        match word.group:
            case "number":
                self._pending.number = NUMBERS[word.name] if word.name in NUMBERS else int(word.name)
            case "article":
                self._pending = _Pending(negated=self._pending.negated)
            case "more":
                self._pending.more = True
            case "the":
                self._pending.definite = True
                self._reading.pronoun |= word.said in POINTING
            case "no":
                self._pending.negated = True
            case "or":
                self._pending.negated = self._dropped
            case "pronoun":
                self._reading.pronoun = True
                self._reading.both |= word.said == "both"
                self._settle_link()
            case "facing":
                self._facing = True
            case "stop":
                self._settle_link()
                self._pending = _Pending()

    def _noun(self, word: Word) -> None:
        nouns = self._reading.figures if word.group == "kind" else self._reading.things
        noun, negated = self._taken(word)
        self._dropped = negated
        if negated:
            _append(self._reading.without, noun.name)
            return
        known = next((other for other in nouns if other.name == noun.name), None)
        if known and noun.definite:
            known.color = known.color or noun.color
            noun = known
        else:
            nouns.append(noun)
        if word.group == "kind" and self._reading.clothes and noun.clothing is None:
            noun.clothing = self._reading.clothes.pop(0)  # "put a hat on the cat"
        self._connect(noun)
        self._last = noun

    def _taken(self, word: Word) -> tuple[Noun, bool]:
        """A noun with what waited for it, and whether it is negated."""
        wait, self._pending = self._pending, _Pending()
        noun = Noun(
            word.group,
            word.name,
            word.said,
            number=wait.number,
            plural=word.plural,
            color=wait.color,
            definite=wait.definite,
            more=wait.more,
        )
        return noun, wait.negated

    def _garment(self, word: Word) -> None:
        garment, self._dropped = self._taken(word)
        figures = self._reading.figures
        worn = figures[-1].clothing if figures else None
        if worn and garment.definite and worn.name == garment.name and not self._dropped:
            worn.color, self._last = worn.color or garment.color, worn
            return
        if self._dropped:
            _append(self._reading.without, garment.name)
            for figure in figures[-1:]:
                figure.without = figure.without or garment.name
            return
        for figure in figures if word.plural else figures[-1:]:
            if figure.clothing and figure.clothing.name != garment.name:
                _append(self._reading.surplus, garment.said)
            figure.clothing = figure.clothing or garment
        if not figures:
            self._reading.clothes.append(garment)
        self._last = garment

    def _color(self, at: int, word: Word) -> None:
        if self._pending.negated and self._last and not self._before_a_noun(at):
            self._last.unlike, self._pending.negated = word.name, False
        elif self._before_a_noun(at):
            self._pending.color = self._pending.color or word.name
        elif self._last is None:
            self._reading.colors.append(word.name)
        else:
            self._last.becomes = self._last.becomes or word.name

    def _before_a_noun(self, at: int) -> bool:
        """Whether the colour at `at` belongs to what follows: "red ball", "red and blue ball"."""
        after = [word.group for word in self.words[at + 1 : at + 3]]
        if after[:1] == ["and"]:
            return after[1:] == ["color"]
        return after[:1] != [] and after[0] in BEFORE_A_NOUN

    def _listed(self, at: int) -> bool:
        """Whether the place at `at` follows another one, with no more than an "and" or a comma between."""
        before = [word.group for word in self.words[:at] if word.group not in ("filler", "article", "the")]
        return before[-1:] in (["and"], ["stop"]) and before[-2:-1] == ["place"]

    def _left_or_right(self, at: int, word: Word) -> None:
        after = self.words[at + 1].group if at + 1 < len(self.words) else ""
        if self._facing and self._reading.figures:
            self._reading.figures[-1].facing = word.group
        elif after == "of":
            self._link = (self._last, word.group)
        elif self._last is None or self._last.side:
            self._side_of_next = self._reading.side = word.group
        else:
            self._last.side = word.group
        self._facing = False

    def _connect(self, noun: Noun) -> None:
        """Give sides: "A left of B" puts A left and B right; "on the left A" puts A left."""
        if self._link:
            first, side = self._link
            noun.side = OPPOSITE[side]
            if first:
                first.side = side
            else:
                self._side_of_next = side
            self._link = None
        elif self._side_of_next:
            noun.side, self._side_of_next = self._side_of_next, None
            self._reading.side = None

    def _settle_link(self) -> None:
        """ "With a star above": no second noun came."""
        if self._link:
            first, side = self._link
            if first:
                first.side = side
            else:
                self._reading.side = side
            self._link = None

    def _meaningless(self, word: Word) -> None:
        if word.group == "action" and not self._pending.negated:
            _append(self._reading.actions, word.said)
        elif word.group == "unknown":
            _append(self._reading.unknown, word.said)


def _append(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)
