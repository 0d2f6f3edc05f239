"""What goes back to the user instead of a picture: questions, greetings, and what can be asked for.

Knows words only; when to ask is decided where a request is read.
"""

import re

from ...models.vocabulary import Vocabulary
from ..state import Output


class Unclear(ValueError):
    """A request that cannot be read one way; the message is the question that goes back."""


class Unable(Unclear):
    """A request that is plain, but that the painter has no words for."""


GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|good (?:morning|afternoon|evening|day)|greetings|howdy)\b[\w\s,!.'?]{0,30}", re.I
)
THANKS = re.compile(
    r"(?:thanks?|thank you|thx|cheers|great|perfect|lovely|wonderful|nice|cool|wow|awesome|"
    r"i (?:really )?(?:love|like))\b"
    r"[\w\s,!.']{0,30}",
    re.I,
)
HELP = re.compile(
    r".{0,20}\b(?:help|what(?: \w+)? (?:can|do|could) (?:you|i|we) (?:do|draw|paint|make|know|say|ask)|"
    r"how (?:do|does|can) (?:i|this|it|you)\b"
    r"|who are you|what are you|what is this|which words).{0,80}",
    re.I | re.S,
)
NEVER_MIND = re.compile(
    r"(?:never ?mind|cancel|stop|no|nothing|forget it|leave it)[\s,.!]*(?:please|thanks)?[\s.!]*", re.I
)
AFRESH = (
    r"(?:let'?s\s+)?(?:(?:(?:re)?start|begin)(?:\s+all)?(?:\s+(?:over|again|anew|afresh|fresh))*"
    r"(?:\s+(?:over|again|anew|afresh|fresh)|\s+from\s+(?:scratch|zero|nothing|the\s+(?:very\s+)?(?:beginning|start)))|"
    r"(?:all\s+over\s+)?from\s+(?:scratch|zero|the\s+(?:very\s+)?(?:beginning|start))|(?:a\s+)?(?:new|fresh)\s+start|"
    r"(?:clear|empty|wipe)\s+(?:the\s+)?(?:table|canvas|slate))"
)
START_OVER = re.compile(rf"{AFRESH}(?:\s+(?:please|now|instead))*[\s.!]*", re.I)
ACKNOWLEDGED = re.compile(
    r"(?:(?:yes|yeah|yep|ok(?:ay)?|all? ?right|sure|fine|good|right|hm+|ah+|oh|i see|got it)\b[\s,.!]*)+",
    re.I,
)
NO_WORDS = re.compile(r"\b(?:it|this|that|then|now|and|so|please|the|an?|page|picture|i?\d+)\b|[\W\d_]", re.I)
TELL_ME = (
    "Tell me what to draw, for example “a red fox in the snow” or “a picture book about a lost balloon”."
)
NO_LETTERS = f"I read words, and there are none in your message. {TELL_ME}"
NO_ENGLISH = f"I read English only so far. {TELL_ME}"
NO_PICTURE = f"There is no picture yet that I could change. {TELL_ME}"


def small_talk(text: str, vocabulary: Vocabulary | None) -> str:
    """The answer to a greeting, to thanks or to a call for help; "" where the text is none of these."""
    if HELP.fullmatch(text):
        return what_i_can(vocabulary)
    if NEVER_MIND.fullmatch(text):
        return "All right, nothing changes."
    if START_OVER.fullmatch(text):
        return f"A new start: all that was made stays in the history. {TELL_ME}"
    if ACKNOWLEDGED.fullmatch(text):
        return f"All right. {TELL_ME}"
    if GREETING.fullmatch(text):
        return f"Hello! {TELL_ME}"
    return "You are welcome. What shall we draw next?" if THANKS.fullmatch(text) else ""


def what_i_can(vocabulary: Vocabulary | None) -> str:
    """What can be asked for, with the painter's words."""
    asks = (
        "I draw pictures (“three pictures of a cat at the beach”), change them (“give her a red hat”, “now "
        "in the snow”), put characters from your pictures into new ones, and make picture books (“a book in "
        "six pages about a brave little fox who finds a star”)."
    )
    return asks if vocabulary is None else f"{asks} {words_known(vocabulary)}"


def words_known(vocabulary: Vocabulary) -> str:
    """ "I can draw: cat, dog … In the colours …" """
    listed = {group: ", ".join(words) for group, words in vocabulary.groups().items()}
    return (
        f"I can draw these characters: {listed['kind']}; wearing: {listed['clothing']}; these things: "
        f"{listed['thing']}; in these colours: {listed['color']}; in these places: {listed['place']}; "
        f"in these styles: {listed['style']}."
    )


def says_something(output: Output) -> bool:
    """Whether a prompt has words of its own beside pointing words and names of pictures."""
    return NO_WORDS.sub("", output.prompt).strip() != ""


def unreadable(text: str) -> str:
    """Why a text cannot be read at all; "" where it can."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return NO_LETTERS if text else TELL_ME
    return NO_ENGLISH if sum(char.isascii() for char in letters) * 2 < len(letters) else ""
