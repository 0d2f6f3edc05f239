"""The words for hero, friend and thing that a story's texts are filled with. Tells no story."""

from random import Random

from ..models.vocabulary import Vocabulary
from .commission import Commission
from .scene import Figure, Thing, with_article

FORMS = {
    "he": ("he", "him", "his", "himself"),
    "she": ("she", "her", "her", "herself"),
    "it": ("it", "it", "its", "itself"),
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
SMALL = frozenset("and the a an of to is in for from it".split())


class Wording:
    """Fills texts and titles for one commission, with `friend`, `thing` and `goal` as the story has them."""

    def __init__(
        self, asked: Commission, friend: Figure, thing: Thing, goal: str, vocabulary: Vocabulary, rng: Random
    ) -> None:
        he, him, his, himself = FORMS.get(asked.names.pronoun, FORMS[_pronoun(asked, rng)])
        hero = asked.names.hero or f"the {_trait(asked)} {asked.said}"
        friend_noun = asked.friend_said or vocabulary.kinds.get(friend.kind, (friend.kind,))[0]
        other = "other " if friend_noun == asked.said else ""
        friend_said = asked.names.friend or f"the {other}{friend_noun}"
        things = vocabulary.things.get(thing.kind, (thing.kind,))[0]
        words = {
            "hero": hero,
            "a_hero": _introduced(" ".join([*_traits(asked), _color_said(asked), asked.said]), asked.names.hero),
            "he": he,
            "him": him,
            "his": his,
            "himself": himself,
            "friend": friend_said,
            "friend_s": f"{friend_said}’s",
            "a_friend": _introduced(f"small {friend.color} {friend_noun}", asked.names.friend),
            "thing": things,
            "things": vocabulary.plural(things),
            "color": str(thing.color),
            "a_thing": with_article(f"{thing.color} {things}"),
            "goal": GOALS.get(goal, goal),
        }
        self._words = words | {_upper(key): _upper(word) for key, word in words.items()}
        titles = {"name": hero, "friend": friend_said, "thing": things, "a_thing": with_article(things), "color": str(thing.color)}
        self._titles = {_title_key(key): title_case(word) for key, word in {**titles, "goal": words["goal"]}.items()}

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


def _trait(asked: Commission) -> str:
    return "little" if "little" in asked.traits else next(iter(asked.traits), "little")


def _traits(asked: Commission) -> tuple[str, ...]:
    return asked.traits or ("little",)


def _color_said(asked: Commission) -> str:
    return str(asked.hero.color)


def _introduced(noun: str, name: str) -> str:
    return with_article(" ".join(noun.split())) + (f" called {name}" if name else "")


def _pronoun(asked: Commission, rng: Random) -> str:
    """Where the request gives no hint: by the name's sound, else by chance."""
    if asked.names.hero:
        return "she" if asked.names.hero.lower().endswith(("a", "ie", "y", "elle")) else "he"
    return "it" if asked.hero.kind == "robot" else rng.choice(("he", "she"))


def _upper(word: str) -> str:
    return word[:1].upper() + word[1:]


def _title_key(key: str) -> str:
    return "_".join(_upper(part) for part in key.split("_"))
