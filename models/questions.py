"""The yes/no questions that a critic is asked about a picture, in plain English.

One wording for all: the embedded eyes are taught these very sentences, and larger models understand
them as they are. Nouns come as words; this file knows no vocabulary.
"""

from typing import Literal

from .vocabulary import with_article

Side = Literal["left", "right", "above"]

SAME_CHARACTER = "Do both pictures show the same character?"
SAME_STYLE = "Do both pictures have the same style?"


def exists(noun: str, number: str = "") -> str:
    """ "Is there a cat?"; with a number and a plural noun, "Are there three stars?"."""
    return f"Are there {number} {noun}?" if number else f"Is there {with_article(noun)}?"


def colored(noun: str, color: str, *, several: bool = False) -> str:
    """ "Is the cat red?", "Are the stars yellow?"; `noun` may be "cat on the left"."""
    return f"{'Are' if several else 'Is'} the {noun} {color}?"


def wears(noun: str, garment: str, color: str | None = None) -> str:
    """ "Is the cat wearing a hat?", "Is the cat wearing a blue hat?"."""
    return f"Is the {noun} wearing {with_article(f'{color} {garment}' if color else garment)}?"


def bare(noun: str) -> str:
    """ "Is the cat wearing nothing?"."""
    return f"Is the {noun} wearing nothing?"


def beside(thing: str, side: Side, noun: str, *, several: bool = False) -> str:
    """ "Is the star to the left of the cat?", "Are the kites above the cat?"."""
    where = "above" if side == "above" else f"to the {side} of"
    return f"{'Are' if several else 'Is'} the {thing} {where} the {noun}?"


def faces(noun: str, side: Literal["left", "right"]) -> str:
    """ "Is the cat looking to the left?"."""
    return f"Is the {noun} looking to the {side}?"


def placed(phrase: str) -> str:
    """ "Is it in the snow?", from a whole phrase."""
    return f"Is it {phrase}?"


def styled(style: str) -> str:
    """ "Is the style pastel?", from the name of a style."""
    return f"Is the style {style}?"
