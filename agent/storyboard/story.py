"""One telling with its people, thing and places → pages. Knows no sentence for the painter."""

from dataclasses import dataclass
from random import Random

from ...models.vocabulary import Vocabulary
from ..phrasebook.scene import Figure, Side, Thing
from .commission import Commission
from .english import pronoun
from .stories import Beat, Line, Telling, lore
from .wording import Parts

OUTDOORS = ("meadow", "beach", "forest", "snow", "city", "desert")
STAR = Thing("star", "yellow")


@dataclass(frozen=True)
class Page:
    """A page before it is put into words: its English texts, slots and all, who and what is seen beside the
    hero, and where.
    """

    texts: tuple[str, ...]
    place: str
    thing: Thing | None = None
    friend: Figure | None = None
    side: Side | None = None


class Story:
    """One telling with its people, thing and places."""

    def __init__(self, asked: Commission, telling: Telling, vocabulary: Vocabulary, rng: Random) -> None:
        self._asked, self._telling, self._vocabulary, self._rng = asked, telling, vocabulary, rng
        self._thing = asked.thing or (STAR if telling.star else self._some_thing())
        self.friend = asked.friend or self._some_friend()
        self._home, self._goal = self._home_and_goal()
        self.parts = Parts(asked, self.friend, self._thing, self._goal, pronoun(asked, rng), vocabulary)

    def pages(self) -> list[Page]:
        """As many pages as were asked for; short books tell two beats on a page."""
        telling = self._telling
        opening, problem, turn, ending = (
            self._page(beat) for beat in (telling.opening, telling.problem, telling.turn, telling.ending)
        )
        if self._asked.pages == 2:
            pages = [_joined(opening, problem, opening), _joined(turn, ending, ending)]
        elif self._asked.pages == 3:
            pages = [opening, problem, _joined(turn, ending, ending)]
        else:
            pages = [opening, problem, *self._way(self._asked.pages - 4), turn, ending]
        return self._placed(pages)

    def _page(self, beat: Beat) -> Page:
        place = {"home": self._home, "goal": self._goal}.get(beat.place, beat.place)
        thing = self._thing if beat.thing else None
        if beat.place == "home" and not beat.thing and not beat.friend:
            thing = self._asked.landmark
        return Page((beat.text,), place, thing, self.friend if beat.friend else None, beat.side)

    def _way(self, count: int) -> list[Page]:
        """The pages in between: first new places, then second lines; indoors comes first and night last."""
        lines = lore(self._telling.way, self._vocabulary)
        beats = (self._telling.opening, self._telling.problem, self._telling.turn, self._telling.ending)
        taken = {self._home, self._goal, *(beat.place for beat in beats)}
        places = [place for place in lines if place not in taken]
        self._rng.shuffle(places)
        first = [(place, lines[place][0]) for place in places]
        second = [(place, line) for place in places if place in OUTDOORS for line in lines[place][1:]]
        passing = lore("passing", self._vocabulary)
        more = [(place, line) for place in OUTDOORS for line in passing.get(place, ())]
        self._rng.shuffle(more)
        told = [one for one in [*first, *second, *more] if self._can_be_told(*one)]
        chosen = sorted(_apart(told, count), key=lambda one: {"room": 0, "night": 2}.get(one[0], 1))
        return [self._line(place, line) for place, line in chosen]

    def _can_be_told(self, place: str, line: Line) -> bool:
        """A lost ball is not found among other balls by mistake, and a goal not before the end."""
        mistaken = line.shows and line.shows.kind == self._thing.kind and self._telling.thing
        return not mistaken and place != self._goal

    def _line(self, place: str, line: Line) -> Page:
        shown = Thing(line.shows.kind, line.shows.color) if line.shows else None
        if line.carried or (shown is None and self._telling.plot == "found"):
            shown = self._thing
        return Page((line.text,), self._telling.way_place or place, shown, None, line.side)

    def _placed(self, pages: list[Page]) -> list[Page]:
        """Give a place to pages on the way: a new one if possible, never that of the page before or after."""
        used = [page.place for page in pages if page.place]
        free = [place for place in OUTDOORS if place in self._vocabulary.places and place != self._goal]
        self._rng.shuffle(free)
        for n, page in enumerate(pages):
            if not page.place:
                beside = {pages[m].place for m in (n - 1, n + 1) if 0 <= m < len(pages)}
                possible = [place for place in free if place not in beside]
                place = min(possible, key=used.count)
                used.append(place)
                pages[n] = Page(page.texts, place, page.thing, page.friend, page.side)
        return pages

    def _home_and_goal(self) -> tuple[str, str]:
        places = self._asked.places
        if self._telling.plot == "journey":
            goal = places[-1] if places else self._rng.choice(["beach", "snow", "city", "forest"])
            home = places[0] if len(places) > 1 else self._telling.home
            return (home if home != goal else "room"), goal
        if self._telling.plot == "astray":
            return self._telling.home, next(
                (place for place in places if place != self._telling.home), "forest"
            )
        return (places[0] if places else self._telling.home), ""

    def _some_thing(self) -> Thing:
        kind = self._rng.choice(
            [name for name in ("ball", "balloon", "kite", "boat") if name in self._vocabulary.things]
        )
        return Thing(kind, self._vocabulary.natural_colors.get(kind, "red"))

    def _some_friend(self) -> Figure:
        hero = self._asked.hero
        kind = self._rng.choice([name for name in self._vocabulary.kinds if name != hero.kind])
        natural = self._vocabulary.natural_colors.get(kind, "")
        colors = [name for name in (natural, *self._vocabulary.colors) if name and name != hero.color]
        return Figure(kind, colors[0])


def _joined(first: Page, second: Page, seen: Page) -> Page:
    """Two beats on one page, with the picture of one of them."""
    return Page((*first.texts, *second.texts), seen.place, seen.thing, seen.friend, seen.side)


def _apart(lines: list[tuple[str, Line]], count: int) -> list[tuple[str, Line]]:
    """The first `count` lines, none in the place of the line before it if that can be."""
    left = list(lines)
    chosen: list[tuple[str, Line]] = []
    while left and len(chosen) < count:
        last = chosen[-1][0] if chosen else ""
        one = next((one for one in left if one[0] != last), left[0])
        left.remove(one)
        chosen.append(one)
    return chosen
