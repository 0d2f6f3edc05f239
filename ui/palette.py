"""Colours to choose from: the words of a painter's vocabulary, each with a dab of paint for the eye."""

from ..models.vocabulary import Vocabulary

PAINT = {
    "red": "#da3234",
    "orange": "#f79022",
    "yellow": "#fad440",
    "green": "#409e54",
    "blue": "#3470d6",
    "purple": "#864ab4",
    "pink": "#f78ab8",
    "brown": "#885838",
    "black": "#26221f",
    "white": "#ffffff",
    "grey": "#8d8a86",
}


def swatches(vocabulary: Vocabulary | None) -> dict[str, str]:
    """Word → CSS colour; of a painter that knows all words, the common ones."""
    if vocabulary is None:
        return PAINT
    return {color: PAINT.get(color, color) for color in vocabulary.colors}


def nouns(vocabulary: Vocabulary | None) -> tuple[str, ...]:
    """Everything that can be pointed at by a word; nothing where all words are known."""
    if vocabulary is None:
        return ()
    groups = (vocabulary.kinds, vocabulary.clothes, vocabulary.things)
    return tuple(way for group in groups for ways in group.values() for way in ways)
