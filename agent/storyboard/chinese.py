"""The Chinese words for hero, friend and thing that a story's texts are filled with. Tells no story.

Nouns do not change; they are counted with measure words, and who a story is about is small: 小狐狸.
"""

from collections.abc import Mapping

from ..languages.naming import Unnamed, named
from .texts import texts
from .wording import Parts, Wording

CODE = "zh"
NOUNS = {"ball": "皮球", "boat": "小船", "car": "小汽车", "elephant": "象", "hero": "小家伙"}
"""As they are called in a story, where that is not the first word of the language's list."""
SIZES = {"big": "大", "old": "老"}
"""What the hero is called instead of small."""
AS_THEY_ARE = frozenset(
    ["panda", "man", "woman", "mother", "father", "grandmother", "grandfather", "king", "queen", "person"]
)
WOMEN = frozenset(["girl", "woman", "princess", "queen", "mother", "grandmother", "witch", "fairy"])
MEN = frozenset(
    ["boy", "man", "prince", "king", "father", "grandfather", "knight", "wizard", "pirate", "astronaut"]
)
PRONOUNS = {"he": "他", "she": "她", "it": "它"}
MEASURES = {
    "个": {"robot", "person", "child", "snowman", "ghost", "monster", "hero", *WOMEN, *MEN},
    "条": {"dragon", "fish"},
    "匹": {"horse", "unicorn"},
    "头": {"elephant", "cow", "pig"},
}
THINGS = {
    "只": {"kite", "boat"},
    "颗": {"star"},
    "朵": {"flower", "rose"},
    "辆": {"car", "bicycle", "bus"},
    "把": {"umbrella", "key"},
    "顶": {"hat", "crown"},
}
GOALS = {
    "meadow": "大草地",
    "beach": "大海",
    "forest": "大森林",
    "snow": "大雪山",
    "night": "夜空",
    "room": "暖和的小屋",
    "desert": "大沙漠",
    "city": "大城市",
}


def chinese(parts: Parts) -> Wording:
    """The Chinese texts. Raises `Unnamed` where there is no word for who or what a story is about."""
    words = {**_hero_words(parts), **_friend_words(parts), **_thing_words(parts)}
    return Wording(words, words, texts(CODE), between="")


def chinese_about(kind: str, name: str) -> Wording:
    """The Chinese texts that speak of one of a kind alone, by its name, "" for none."""
    words = {"hero": name or _small(kind, kind, ()), "he": PRONOUNS["it"]}
    return Wording(words, words, texts(CODE), between="")


def _hero_words(parts: Parts) -> dict[str, str]:
    asked = parts.asked
    noun = _small(asked.said, asked.hero.kind, asked.traits)
    traits = "".join(map(_trait, asked.traits))
    looks = traits or (f"{named('color', asked.hero.color, CODE)}的" if asked.hero.color else "")
    pronoun = _pronoun(parts)
    return {
        "hero": asked.names.hero or noun,
        "a_hero": _introduced(looks, noun, _measure(MEASURES, asked.said, "只"), asked.names.hero),
        "he": pronoun,
        "they": "它们" if pronoun == "它" else "他们",
    }


def _friend_words(parts: Parts) -> dict[str, str]:
    asked, kind = parts.asked, parts.friend.kind
    english = asked.friend_said or parts.vocabulary.kinds.get(kind, (kind,))[0]
    noun, measure = _small(english, kind, ()), _measure(MEASURES, english, "只")
    other = f"另一{measure}{noun}" if english == asked.said else noun
    color = f"{named('color', parts.friend.color, CODE)}的" if parts.friend.color else ""
    return {
        "friend": asked.names.friend or other,
        "a_friend": _introduced(color, noun, measure, asked.names.friend),
    }


def _thing_words(parts: Parts) -> dict[str, str]:
    kind, measure = parts.thing.kind, _measure(THINGS, parts.thing.kind, "个")
    noun, color = _noun(kind, kind), named("color", str(parts.thing.color), CODE)
    goal = GOALS.get(parts.goal) or (named("place", parts.goal, CODE) if parts.goal else "")
    return {
        "thing": noun,
        "a_thing": f"一{measure}{color}的{noun}",
        "m": measure,
        "color": color,
        "goal": goal,
    }


def _introduced(looks: str, noun: str, measure: str, name: str) -> str:
    return f"一{measure}叫{name}的{looks.removesuffix('的')}{noun}" if name else f"一{measure}{looks}{noun}"


def _small(english: str, kind: str, traits: tuple[str, ...]) -> str:
    """小狐狸 of "fox"; 小狗 of "puppy" stays, and kings are not small."""
    noun = _noun(english, kind)
    size = next((SIZES[trait] for trait in traits if trait in SIZES), "小")
    return noun if english in AS_THEY_ARE or noun.startswith("小") else size + noun


def _noun(english: str, kind: str) -> str:
    """The word for it, or for its kind; what is in Chinese already stays."""
    if not english.isascii():
        return english
    if english in NOUNS:
        return NOUNS[english]
    try:
        return named("noun", english, CODE)
    except Unnamed:
        if english == kind:
            raise
        return _noun(kind, kind)


def _trait(english: str) -> str:
    """勇敢的 of "brave"; "" for sizes, which are said elsewhere, and for what has no word."""
    try:
        return "" if english in ("little", *SIZES) else f"{named('adjective', english, CODE)}的"
    except Unnamed:
        return ""


def _measure(measures: Mapping[str, set[str]], english: str, other: str) -> str:
    return next((measure for measure, nouns in measures.items() if english in nouns), other)


def _pronoun(parts: Parts) -> str:
    """As the request has it; who is nobody's girl or boy is 它."""
    if said := PRONOUNS.get(parts.asked.names.pronoun):
        return said
    return "她" if parts.asked.said in WOMEN else "他" if parts.asked.said in MEN else "它"
