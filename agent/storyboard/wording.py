"""The words for hero, friend and thing that a story's texts are filled with. Tells no story."""

from random import Random

from ...models.vocabulary import Vocabulary, with_article
from ..phrasebook.scene import Figure, Thing
from .commission import Commission

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


class Wording:
    """Fills texts and titles for one commission, with `friend`, `thing` and `goal` as the story has them."""

    def __init__(
        self, asked: Commission, friend: Figure, thing: Thing, goal: str, vocabulary: Vocabulary, rng: Random
    ) -> None:
        words = {
            **_hero_words(asked, rng),
            **_friend_words(asked, friend, vocabulary),
            **_thing_words(thing, vocabulary),
            "goal": GOALS.get(goal, goal),
        }
        self._words = words | {_upper(key): _upper(word) for key, word in words.items()}
        titles = {
            "Name": words["hero"],
            "Friend": words["friend"],
            "Thing": words["thing"],
            "A_Thing": with_article(words["thing"]),
            "Color": words["color"],
            "Goal": words["goal"],
        }
        self._titles = {key: title_case(word) for key, word in titles.items()}

    def text(self, template: str) -> str:
        """A page's text."""
        return template.format_map(self._words)

    def title(self, template: str) -> str:
        """A title, in title case at its start."""
        title = template.format_map(self._titles)
        return title[:1].upper() + title[1:]


def title_case(words: str) -> str:
    """ "the little fox" → "the Little Fox"."""
    return " ".join(word if word in SMALL else _upper(word) for word in words.split())


def _hero_words(asked: Commission, rng: Random) -> dict[str, str]:
    he, him, his = FORMS.get(asked.names.pronoun, FORMS[_pronoun(asked, rng)])
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


def _pronoun(asked: Commission, rng: Random) -> str:
    """Where the request gives no hint: by the name's sound, else by chance."""
    if asked.names.hero:
        return "she" if asked.names.hero.lower().endswith(("a", "ie", "y", "elle")) else "he"
    return "it" if asked.hero.kind == "robot" else rng.choice(("he", "she"))


def _upper(word: str) -> str:
    return word[:1].upper() + word[1:]
