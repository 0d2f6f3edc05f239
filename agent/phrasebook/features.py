"""What a sentence names, as a set of the painter's words: to find the picture that is meant. No grammar."""

from collections.abc import Iterable

from .lexicon import Lexicon

SEEN = frozenset({"kind", "color", "clothing", "thing", "place", "style"})
"""The groups of words for what can be seen in a picture."""


def features(text: str, lexicon: Lexicon) -> frozenset[str]:
    """The names of all that a text says can be seen."""
    return frozenset(word.name for word in lexicon.words(text) if word.group in SEEN)


def features_of_all(texts: Iterable[str], lexicon: Lexicon) -> frozenset[str]:
    """What is seen in any of several pictures."""
    return frozenset().union(*(features(text, lexicon) for text in texts))
