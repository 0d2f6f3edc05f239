"""Text that asks for changes → the changes, clause by clause. Knows what a picture shows, not the picture."""

import re
from dataclasses import dataclass, replace

from ...models.vocabulary import Vocabulary
from .changes import Change, ChangePlace, ChangeStyle, Recast
from .fitting import SIDES, Fitter
from .garments import dressing, undressing
from .lexicon import Lexicon
from .looks import Dress, Recolor
from .mirroring import mirror
from .nouns import Noun, Reading, as_noun, in_the_clothes
from .numbers import say_number
from .questions import Unclear
from .reading import read
from .scene import Scene
from .thing_changes import MoveThing, PutThing, RecolorThing, RemoveThing
from .turning import shift, turn
from .whom import Whom, with_kinds_for_sides

WITHOUT = re.compile(r"^(?:(?:but\s+)?it\s+)?without\s+(?=(?:the|a|an|his|her|its|any)\s)", re.I)
GONE = re.compile(
    r"^(?P<what>(?:the|its|his|her)\s.+?)\s+(?:should|must|has\s+to|needs\s+to)\s+"
    r"(?:go(?:\s+away)?|disappear|vanish|be\s+gone|be\s+removed)\b",
    re.I,
)
POLITE = re.compile(
    r"^(?:(?:please|now|ok(?:ay)?|and|then|also|but|so|can you|could you|would you|will you|just|well|"
    r"i want (?:you )?to|i(?:'d| would) like (?:you )?to|let'?s|great|nice|good|perfect|thanks|thank you|"
    r"actually|next|hm+|oh|ah|nah|nope|yes|yeah|(?:no|wait)(?=\s*[,.!]|\s+wait)|"
    r"i (?:don't|do not|don’t) like (?:it|that|this)(?=\s*[,.!;]))\b[\s,!.:;]*)+",
    re.I,
)
VERB = (
    r"(?:make|turn|paint|colou?r|recolou?r|dye|change|give|dress|put|move|bring|take|send|place|add|remove|delete|erase|"
    r"get rid|replace|swap|let|set)\b"
)
PRAISE = re.compile(rf"^[^.!?]*[.!?]+\s+(?=(?:(?:now|please|and|then|can you|could you)\s+)*{VERB})", re.I)
CLAUSES = re.compile(rf"[.;!]\s+|,?\s+(?:and|then|but)\s+(?:then\s+|also\s+)?(?={VERB})|,\s*(?={VERB})", re.I)
REMOVAL = re.compile(
    r"^(?:remove|delete|erase|take\b.*\b(?:away|off|out)|get rid of|drop|without|no|not|"
    r"i (?:don'?t|do not) (?:want|like|need))\b",
    re.I,
)
NEGATION = re.compile(r"\b(?:without|no|not|don'?t)\b", re.I)
INTO = re.compile(r"^(?:turn|change|transform|make|replace|swap)\b.*?\b(?:into|with|for|by)\b", re.I)
EVERYBODY = re.compile(r"\b(?:them|they|their|both|everybody|everyone|all|each)\b", re.I)
IT_IS_NEW = re.compile(r"\b(?:it|him|her|them|this|that)\s+(?:into\s+)?(?:an?|two|three|four|\d)\b", re.I)


def plainly(text: str) -> str:
    """A text without the polite words that it begins with; all of it where there are no others."""
    said = text.strip()
    return POLITE.sub("", said) or said


@dataclass(frozen=True)
class Wish:
    """A change as it was understood, with what the picture shows before it."""

    change: Change
    before: Scene | None


class Wishes:
    """Understands changes in the words of a vocabulary; `readings` and `notes`: what is to be said before."""

    def __init__(self, vocabulary: Vocabulary, lexicon: Lexicon) -> None:
        self._words = vocabulary
        self._lexicon = lexicon
        self._fitter = Fitter(vocabulary)
        self.readings: list[Reading] = []
        self.notes: list[str] = self._fitter.notes

    def understand(self, text: str, before: Scene | None) -> list[Wish]:
        """The changes in the order in which they were said; none where nothing was understood.

        Raises `Unclear` where the picture does not show what is to be changed.
        """
        wishes: list[Wish] = []
        text = with_kinds_for_sides(text, before)
        for clause in CLAUSES.split(POLITE.sub("", PRAISE.sub("", text.strip()))):
            said = GONE.sub(r"remove \g<what>", WITHOUT.sub("remove ", POLITE.sub("", clause.strip())))
            reading = self._read(said)
            before = _told_apart(before, reading)
            for change in self._changes(said, reading, before):
                if any(wish.change == change for wish in wishes):
                    continue
                wishes.append(Wish(change, before))
                before = change.after(before) if before else None
        return wishes

    def _read(self, clause: str) -> Reading:
        removal = REMOVAL.search(clause) is not None
        reading = read(NEGATION.sub(" ", clause) if removal else clause, self._lexicon)
        self.readings.append(reading)
        return reading

    def _changes(self, clause: str, reading: Reading, before: Scene | None) -> list[Change]:
        return self._of_somebody(self._understood(clause, reading, before), clause, before)

    def _of_somebody(self, changes: list[Change], clause: str, before: Scene | None) -> list[Change]:
        """ "Give it a hat", where there are two, is about one of them; "give them hats" about each."""
        kinds = [figure.kind for figure in before.figures] if before else []
        if len(set(kinds)) < 2:
            return changes
        meant = kinds if EVERYBODY.search(clause) else kinds[:1]
        told: list[Change] = []
        for change in changes:
            if isinstance(change, Recolor | Dress) and change.whom == Whom():
                told += [replace(change, whom=Whom(kind)) for kind in meant]
                if meant != kinds:
                    self.notes.append(f"I take it that you mean the {meant[0]}, not the {kinds[1]}.")
            else:
                told.append(change)
        return told

    def _understood(self, clause: str, reading: Reading, before: Scene | None) -> list[Change]:
        if REMOVAL.search(clause):
            return self._removals(reading, before)
        if turned := mirror(clause) or turn(clause, reading) or shift(clause, reading):
            return [turned]
        if INTO.search(clause) and len(reading.nouns) == 2:
            return self._replacements(reading, before)
        if IT_IS_NEW.search(clause) and reading.figures:
            return self._recast(reading.figures, before)
        return [
            *map(ChangeStyle, reading.styles[:1]),
            *map(ChangePlace, reading.places[:1]),
            *_recolorings(reading, before),
            *dressing(reading, before, self._fitter),
            *self._things(reading, before),
            *self._newcomers(reading, before),
        ]

    def _things(self, reading: Reading, before: Scene | None) -> list[Change]:
        changes: list[Change] = []
        for noun in reading.things:
            side = SIDES.get(noun.side or reading.side)
            if not noun.definite:
                changes += self._added(noun, reading, before)
            elif noun.becomes:
                changes.append(RecolorThing(_there(noun, before), noun.becomes))
            elif side:
                changes.append(MoveThing(_there(noun, before), side))
        return changes

    def _added(self, noun: Noun, reading: Reading, before: Scene | None) -> list[Change]:
        thing, side = self._fitter.thing(noun, SIDES.get(noun.side or reading.side))
        there = before.thing if before else None
        if there is None or before is None:
            return [PutThing(thing, side)]
        if there.kind != thing.kind:
            self.notes.append(
                f"A picture of mine holds one kind of thing, so the {thing.kind} replaces the {there.kind}."
            )
            return [RemoveThing(there.kind), PutThing(thing, side)]
        if noun.more:
            most = self._words.most_things
            if there.count + thing.count > most:
                many = self._words.plural(there.kind)
                self.notes.append(f"I can draw only {say_number(most)} of the {many} here.")
            thing = replace(there, count=min(there.count + thing.count, most))
        return [PutThing(thing, side or before.side)]

    def _newcomers(self, reading: Reading, before: Scene | None) -> list[Change]:
        new = [noun for noun in reading.figures if not noun.definite]
        if not new or before is None:
            return []
        return self._recast([*map(as_noun, before.figures * before.count), *new], before)

    def _recast(self, figures: list[Noun], before: Scene | None) -> list[Change]:
        if before is None or not figures:
            return []
        scene = self._fitter.spelled_out(self._fitter.cast(figures))
        return [Recast(scene.figures, scene.count)]

    def _removals(self, reading: Reading, before: Scene | None) -> list[Change]:
        changes: list[Change] = [_taken_away(noun, before) for noun in reading.things]
        changes += undressing(reading, before)
        gone = [noun for noun in reading.figures if not noun.clothing]
        if gone and before:
            chosen = {n for noun in gone for n in Whom(noun.name, noun.side).chosen(before)}
            left = tuple(figure for n, figure in enumerate(before.figures) if n not in chosen)
            if not left and not before.thing:
                raise Unclear("Then nobody would be left in the picture. What shall be there instead?")
            changes.append(Recast(left))
        return changes

    def _replacements(self, reading: Reading, before: Scene | None) -> list[Change]:
        """ "Turn the cat into a dog", "replace the ball with a star"."""
        if len(reading.things) == 2:
            old, new = reading.things
            return [RemoveThing(_there(old, before)), *self._added(new, reading, None)]
        if len(reading.figures) != 2 or before is None:
            return []
        old, new = reading.figures
        return self._recast(
            [
                in_the_clothes(new, figure) if figure.kind == old.name else as_noun(figure)
                for figure in before.figures
            ],
            before,
        )


def _taken_away(noun: Noun, before: Scene | None) -> Change:
    """ "Remove one star" of four leaves three; "remove the stars" none."""
    there = before.thing if before else None
    if before and there and there.kind == noun.name and 0 < noun.number < there.count and not noun.definite:
        return PutThing(replace(there, count=there.count - noun.number), before.side)
    return RemoveThing(_there(noun, before))


def _told_apart(before: Scene | None, reading: Reading) -> Scene | None:
    """Two alike, once one of them is named by its side, are two of a kind."""
    named = any(noun.side for noun in reading.figures if noun.definite)
    if before is None or before.count != 2 or not named:
        return before
    return replace(before, figures=before.figures * 2, count=1)


def _recolorings(reading: Reading, before: Scene | None) -> list[Change]:
    if reading.colors and not reading.nouns and not reading.clothes:
        if before and not before.figures and before.thing:
            return [RecolorThing(before.thing.kind, reading.colors[0])]
        return [Recolor(Whom(), reading.colors[0])]
    return [Recolor(Whom(noun.name, noun.side), noun.becomes) for noun in reading.figures if noun.becomes]


def _there(noun: Noun, before: Scene | None) -> str:
    """The thing's name. Raises `Unclear` where the picture is known to show no such thing."""
    if before and (before.thing is None or before.thing.kind != noun.name):
        raise Unclear(f"There is no {noun.name} in that picture. What shall I change instead?")
    return noun.name
