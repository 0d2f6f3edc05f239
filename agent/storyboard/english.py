"""The English words for hero, friend and thing that a story's texts are filled with. Tells no story."""

from random import Random

from ...models.vocabulary import Vocabulary, with_article
from ..phrasebook.scene import Figure, Thing
from .commission import Commission
from .wording import Parts, Wording, upper

FORMS = {
    "he": ("he", "him", "his"),
    "she": ("she", "her", "her"),
    "it": ("it", "it", "its"),
}
GOALS = {
    "meadow": "the widest meadow",
    "beach": "the sea",
    "forest": "the great forest",
    "snow": "the white mountain",
    "night": "the night sky",
    "room": "the cosy little room",
    "desert": "the golden desert",
    "city": "the big city",
}
SMALL = frozenset(["and", "the", "a", "an", "of", "to", "is", "in", "for", "from", "it"])


def english(parts: Parts) -> Wording:
    """The texts as they are written, and titles in title case."""
    words = {
        **_hero_words(parts.asked, parts.pronoun),
        **_friend_words(parts.asked, parts.friend, parts.vocabulary),
        **_thing_words(parts.thing, parts.vocabulary),
        "goal": GOALS.get(parts.goal, parts.goal),
    }
    titles = {
        "Name": words["hero"],
        "Friend": words["friend"],
        "Thing": words["thing"],
        "A_Thing": with_article(words["thing"]),
        "Color": words["color"],
        "Goal": words["goal"],
    }
    return Wording(words, {key: title_case(word) for key, word in titles.items()}, {})


def pronoun(asked: Commission, rng: Random) -> str:
    """The hero's: as the request has it, else by the name's sound, else by chance."""
    guess = _guess(asked, rng)
    return asked.names.pronoun if asked.names.pronoun in FORMS else guess


def title_case(words: str) -> str:
    """ "the little fox" → "the Little Fox"."""
    return " ".join(word if word in SMALL else upper(word) for word in words.split())


def _guess(asked: Commission, rng: Random) -> str:
    if asked.names.hero:
        return "she" if asked.names.hero.lower().endswith(("a", "ie", "y", "elle")) else "he"
    return "it" if asked.hero.kind == "robot" else rng.choice(("he", "she"))


def _hero_words(asked: Commission, said: str) -> dict[str, str]:
    he, him, his = FORMS[said]
    traits = asked.traits or ("little",)
    trait = "little" if "little" in traits else traits[0]
    return {
        "hero": asked.names.hero or f"the {trait} {asked.said}",
        "a_hero": _introduced(
            " ".join(filter(None, [*traits, asked.hero.color, asked.said])), asked.names.hero
        ),
        "he": he,
        "him": him,
        "his": his,
    }


def _friend_words(asked: Commission, friend: Figure, vocabulary: Vocabulary) -> dict[str, str]:
    noun = asked.friend_said or vocabulary.kinds.get(friend.kind, (friend.kind,))[0]
    said = asked.names.friend or (f"the other {noun}" if noun == asked.said else f"the {noun}")
    return {
        "friend": said,
        "friend_s": f"{said}’s",
        "a_friend": _introduced(f"small {friend.color} {noun}", asked.names.friend),
    }


def _thing_words(thing: Thing, vocabulary: Vocabulary) -> dict[str, str]:
    noun = vocabulary.things.get(thing.kind, (thing.kind,))[0]
    return {
        "thing": noun,
        "things": vocabulary.plural(noun),
        "color": str(thing.color),
        "a_thing": with_article(f"{thing.color} {noun}"),
    }


def _introduced(noun: str, name: str) -> str:
    return with_article(noun) + (f" called {name}" if name else "")
