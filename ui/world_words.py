"""The small world in words of the page: colours, characters and clothes in the language of the reader.

A word that the language does not list stays English, as the painter knows it.
"""

from ..agent.languages.english import bare
from ..agent.languages.naming import Unnamed, named
from ..agent.languages.translation import to_english
from ..tools.cast import described
from ..tools.members import Member
from .words import word


def native(slot: str, english: str, language: str) -> str:
    """ "蓝色" of the color "blue"; a slot is one of `agent/languages/naming.py`."""
    if language == "en" or not english:
        return english
    try:
        return named(slot, english, language)
    except Unnamed:
        return english


def english(said: str) -> str:
    """ "cat" of "猫": a word of any language that is understood, as the painter knows it."""
    return bare(to_english(said).text) if not said.isascii() else said


def looks(member: Member, language: str) -> str:
    """ "an orange cat wearing a blue hat", "戴蓝色帽子的橙色猫"."""
    if language == "en":
        return described(member)
    who = native("color", member.color, language) + native("noun", member.kind, language)
    worn = native("color", member.clothing_color, language) + native("noun", member.clothing, language)
    return word("looks_wearing", language, who=who, worn=worn) if worn else who
