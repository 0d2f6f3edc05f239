"""Names: "draw Bruno in the city", once a book or a picture told of a bear called Bruno. Knows no looks."""

import re

from ...models.vocabulary import Vocabulary
from ...tools.cast import described
from ...tools.members import Member
from ..situation import Situation
from ..state import Brief, Output
from ..storyboard.names import CALLED, THE
from .lexicon import Lexicon

OWN = re.compile(r"\b(?:my|our)\s+(?:[\w-]+\s+){1,3}?([A-Z][\w-]{1,23})\b")
INTRODUCED = re.compile(r"(?P<before>(?:[\w-]+\s+){1,6})called\s+(?P<name>[^\W\da-z_][\w-]{1,23})")


def names_in(situation: Situation, lexicon: Lexicon) -> dict[str, str]:
    """Name → kind, of everybody whom a book or a picture of this thread introduced."""
    told = [text for moment in situation.moments for text in moment.texts]
    names: dict[str, str] = {}
    for text in [*told, *(seen.shows for seen in situation.seen)]:
        for match in INTRODUCED.finditer(text[:500]):
            if kind := _last_kind(match["before"], lexicon):
                names[match["name"]] = kind
    return names


def cast_named(text: str, situation: Situation) -> list[Member]:
    """The members of the cast that a text names, and does not introduce as somebody else."""
    named = [one for one in situation.cast if re.search(rf"\b{re.escape(one.name)}\b", text)]
    return [one for one in named if not _introduces(one.name, text)]


def looks_of(member: Member) -> str:
    """ "orange cat wearing a blue hat"."""
    return described(member).partition(" ")[2]


def _introduces(name: str, text: str) -> bool:
    """ "A bear called Bruno", "Bruno the bear"."""
    escaped = re.escape(name)
    return re.search(rf"\b(?:called|named)\s+{escaped}\b|\b{escaped},?\s+(?:the|an?)\b", text) is not None


def with_kinds(text: str, names: dict[str, str], *, keep: bool) -> str:
    """ "the bear" for "Bruno", or to `keep` it "the bear called Bruno"; who is introduced anew stays."""
    for name, kind in names.items():
        known = rf"(?<!called )(?<!named )\b{re.escape(name)}\b(?:'s|’s)?(?!,? the\b)"
        text = re.sub(known, f"the {kind} called {name}" if keep else f"the {kind}", text)
    return text


def introduced(text: str, lexicon: Lexicon) -> tuple[dict[str, str], str]:
    """Name → kind of "a cat called Mia", "Mia the cat" and "my cat Mia", and the text without the names.

    A word that means something else is no name: "a bear called Star" stays.
    """
    names: dict[str, str] = {}
    said = [*CALLED.finditer(text), *OWN.finditer(text), *THE.finditer(text, 1)]
    for match in sorted(said, key=lambda match: -match.end()):
        start, end = match.start(1 if match.re is OWN else 0), match.end()
        before, after = _last_kind(text[:start][-60:], lexicon), _first_kind(text[end:], lexicon)
        kind, name = after if match.re is THE else before, match[1] or ""
        if kind and name and lexicon.words(name)[0].group == "unknown":
            names[name[:1].upper() + name[1:]] = kind
            text = f"{text[:start]} {text[end:]}"
    return names, text


def with_names(brief: Brief, names: dict[str, str], vocabulary: Vocabulary) -> Brief:
    """The brief whose pictures show who is called what: "a cat called Mia"; the painter need not know."""
    outputs = tuple(_with_names(output, names, vocabulary) for output in brief.outputs)
    return brief.model_copy(update={"outputs": outputs})


def _with_names(output: Output, names: dict[str, str], vocabulary: Vocabulary) -> Output:
    shows = output.shows
    for name, kind in names.items():
        noun = vocabulary.kinds[kind][0]
        shows = re.sub(rf"\b{noun}\b(?! called)", f"{noun} called {name}", shows, count=1)
    return output.model_copy(update={"shows": shows})


def _last_kind(text: str, lexicon: Lexicon) -> str:
    return next((word.name for word in reversed(lexicon.words(text)) if word.group == "kind"), "")


def _first_kind(text: str, lexicon: Lexicon) -> str:
    """The animal of "the brave little bear", where that comes next."""
    passed = ("adjective", "color", "the")
    words = [word for word in lexicon.words(text[:60])[:5] if word.group not in passed]
    return words[0].name if words and words[0].group == "kind" else ""
