"""A story's texts with its slots filled, in one language. Knows no word of any.

What the slots mean is said by a function for each language, such as `english`; English texts name the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ...models.vocabulary import Vocabulary
from ..phrasebook.scene import Figure, Thing
from .commission import Commission


@dataclass(frozen=True)
class Parts:
    """Who and what a story is filled with: what was asked, and `friend`, `thing` and `goal` as it has them.

    `pronoun` is the hero's, "he", "she" or "it"; where the request gives no hint it is a guess.
    """

    asked: Commission
    friend: Figure
    thing: Thing
    goal: str
    pronoun: str
    vocabulary: Vocabulary


@dataclass(frozen=True)
class Wording:
    """Fills texts and titles; `texts` is English text → the text that stands for it, {} for English.

    `words` fill the slots of texts, and with a capital those of the slots' names with a capital; `titles`
    those of titles. `between` is put between two texts on one page.
    """

    words: Mapping[str, str]
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    between: str = " "

    def text(self, *texts: str) -> str:
        """A page's text, from one or two of the English ones."""
        capital = {upper(key): upper(word) for key, word in self.words.items()}
        words = {**self.words, **capital}
        return self.between.join(self.texts.get(text, text).format_map(words) for text in texts)

    def title(self, title: str) -> str:
        """A title from the English one."""
        return upper(self.texts.get(title, title).format_map(self.titles))


def upper(word: str) -> str:
    """With a capital at its start."""
    return word[:1].upper() + word[1:]
