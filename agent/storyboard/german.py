"""The German words for hero, friend and thing that a story's texts are filled with. Tells no story.

Slots are forms of nouns with an article and adjectives: nominative, and accusative and dative as _a and _d.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..languages.naming import Unnamed, named
from .texts import texts
from .wording import Parts, Wording, upper

CODE = "de"
Gender = Literal["m", "f", "n"]
Case = Literal["", "_a", "_d"]
CASES: tuple[Case, ...] = ("", "_a", "_d")


@dataclass(frozen=True)
class Noun:
    """`other` is the form that is not the nominative, where it differs: "den Bären"."""

    gender: Gender
    word: str
    other: str = ""
    plural: str = ""


NOUNS: Mapping[str, Noun] = {
    "cat": Noun("f", "Katze"),
    "kitten": Noun("n", "Kätzchen"),
    "dog": Noun("m", "Hund"),
    "puppy": Noun("m", "Welpe", "Welpen"),
    "bear": Noun("m", "Bär", "Bären"),
    "bear cub": Noun("n", "Bärenkind"),
    "teddy bear": Noun("m", "Teddy"),
    "rabbit": Noun("m", "Hase", "Hasen"),
    "fox": Noun("m", "Fuchs"),
    "robot": Noun("m", "Roboter"),
    "hero": Noun("m", "Held", "Helden"),
    "ball": Noun("m", "Ball", plural="Bälle"),
    "balloon": Noun("m", "Luftballon", plural="Luftballons"),
    "kite": Noun("m", "Drachen", plural="Drachen"),
    "boat": Noun("n", "Boot", plural="Boote"),
    "star": Noun("m", "Stern", plural="Sterne"),
    "flower": Noun("f", "Blume", plural="Blumen"),
    "car": Noun("n", "Auto", plural="Autos"),
    "mushroom": Noun("m", "Pilz", plural="Pilze"),
}
GOALS: Mapping[str, tuple[str, Noun]] = {
    "meadow": ("weit", Noun("f", "Wiese")),
    "beach": ("weit", Noun("n", "Meer")),
    "forest": ("groß", Noun("m", "Wald")),
    "snow": ("weiß", Noun("m", "Berg")),
    "night": ("weit", Noun("m", "Himmel")),
    "room": ("klein", Noun("n", "Zimmer")),
    "desert": ("golden", Noun("f", "Wüste")),
    "city": ("groß", Noun("f", "Stadt")),
}
DEFINITE = {"m": ("der", "den", "dem"), "f": ("die", "die", "der"), "n": ("das", "das", "dem")}
ENDINGS = {"m": ("", "en", "em"), "f": ("e", "e", "er"), "n": ("", "", "em")}
"""Of "ein", "kein", "mein", "sein", "ihr"."""
STRONG = {"m": "er", "f": "e", "n": "es"}
PRONOUNS = {
    "m": ("er", "ihn", "ihm", "sein"),
    "f": ("sie", "sie", "ihr", "ihr"),
    "n": ("es", "es", "ihm", "sein"),
}
SPOKEN: Mapping[str, Gender] = {"he": "m", "she": "f"}
FIXED = {"rosa", "lila"}
"""Colours that have no endings."""
COLORS = {"orange": "orangefarben"}
NOMINAL = {"rosa": "rosafarben", "lila": "lilafarben"}


def german(parts: Parts) -> Wording:
    """The German texts. Raises `Unnamed` where there is no word for who or what a story is about."""
    words = dict([*_hero_words(parts), *_friend_words(parts), *_thing_words(parts), *_goal_words(parts.goal)])
    return Wording(words, words, texts(CODE))


def german_about(kind: str, name: str) -> Wording:
    """The German texts that speak of one of a kind alone, by its name, "" for none."""
    noun = _noun(kind, kind)
    words = dict(_spoken_of(noun, noun.gender, "klein", name))
    return Wording(words, words, texts(CODE))


def _hero_words(parts: Parts) -> Iterator[tuple[str, str]]:
    asked, noun = parts.asked, _noun(parts.asked.said, parts.asked.hero.kind)
    traits = [*_traits(asked.traits)] or ["klein"]
    name = asked.names.hero
    main = "klein" if "klein" in traits else traits[0]
    looks = [*traits, _color(asked.hero.color)] if asked.hero.color else traits
    yield "a_hero", _called(_a("ein", noun, "", looks), name)
    yield "dear", name or f"{main}{STRONG[noun.gender]} {noun.word}"
    spoken = SPOKEN.get(parts.pronoun, noun.gender) if name else noun.gender
    yield from _spoken_of(noun, spoken, main, name)
    for case in CASES:
        thing = _noun(parts.thing.kind, parts.thing.kind)
        yield f"his_thing{case}", _a(PRONOUNS[spoken][3], thing, case, ())


def _spoken_of(noun: Noun, spoken: Gender, main: str, name: str) -> Iterator[tuple[str, str]]:
    yield from ((f"hero{case}", name or _the(noun, case, main)) for case in CASES)
    yield from zip(("he", "him", "to_him", "his"), PRONOUNS[spoken], strict=True)


def _friend_words(parts: Parts) -> Iterator[tuple[str, str]]:
    asked, kind = parts.asked, parts.friend.kind
    english = asked.friend_said or parts.vocabulary.kinds.get(kind, (kind,))[0]
    noun, name = _noun(english, kind), asked.names.friend
    looks = ["klein", *([_color(parts.friend.color)] if parts.friend.color else [])]
    for case in CASES:
        other = ("ander",) if noun == _noun(asked.said, asked.hero.kind) else ()
        yield f"friend{case}", name or _the(noun, case, *other)
        yield f"a_friend{case}", _called(_a("ein", noun, case, looks), name)


def _thing_words(parts: Parts) -> Iterator[tuple[str, str]]:
    noun, color = _noun(parts.thing.kind, parts.thing.kind), _color(str(parts.thing.color))
    yield from {"thing": noun.word, "things": noun.plural, "it": PRONOUNS[noun.gender][0]}.items()
    yield "something", f"etwas {upper(NOMINAL.get(color, color))}es"
    for case in CASES:
        yield f"the_thing{case}", _the(noun, case)
        yield f"the_color_thing{case}", _the(noun, case, color)
        yield f"a_thing{case}", _a("ein", noun, case, (color,))
        for key, determiner in (("one", "ein"), ("no", "kein"), ("my", "mein")):
            yield f"{key}_thing{case}", _a(determiner, noun, case, ())


def _goal_words(goal: str) -> Iterator[tuple[str, str]]:
    if goal:
        adjective, noun = GOALS[goal]
        yield from ((f"goal{case}", _the(noun, case, adjective)) for case in CASES)


def _the(noun: Noun, case: Case, *adjectives: str) -> str:
    """ "der kleine Fuchs", "den kleinen Fuchs", "dem kleinen Fuchs"."""
    plain = case == "" or (case == "_a" and noun.gender != "m")
    ending = "e" if plain else "en"
    return _phrase(DEFINITE[noun.gender][CASES.index(case)], adjectives, ending, noun, case)


def _a(determiner: str, noun: Noun, case: Case, adjectives: Sequence[str]) -> str:
    """ "ein kleiner Fuchs", "meinen Ball"; the adjective has the ending that the determiner lacks."""
    plain = case == "" or (case == "_a" and noun.gender != "m")
    ending = STRONG[noun.gender] if plain else "en"
    return _phrase(determiner + ENDINGS[noun.gender][CASES.index(case)], adjectives, ending, noun, case)


def _phrase(determiner: str, adjectives: Sequence[str], ending: str, noun: Noun, case: Case) -> str:
    told = (one if one in FIXED else one + ending for one in adjectives)
    return " ".join((determiner, *told, noun.other if case and noun.other else noun.word))


def _called(phrase: str, name: str) -> str:
    return f"{phrase} namens {name}" if name else phrase


def _noun(english: str, kind: str) -> Noun:
    if found := NOUNS.get(english) or NOUNS.get(kind):
        return found
    raise Unnamed(english)


def _color(english: str) -> str:
    return COLORS.get(english) or named("color", english, CODE)


def _traits(traits: Sequence[str]) -> Iterator[str]:
    for trait in traits:
        try:
            yield named("adjective", trait, CODE)
        except Unnamed:
            continue
