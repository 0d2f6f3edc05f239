"""Which version of the work is meant: "the first version", "before the hat", "picture i3", "the blue cat".

Reads the version tree and what its pictures show; moves nothing.
"""

import re

from ..situation import Situation
from ..state import Moment
from .features import features, features_of_all
from .lexicon import Lexicon
from .numbers import say_number
from .pointing import ID, ORDINAL, SMALL_NUMBER, place
from .questions import Unclear

STATE = r"(?:versions?|states?|drafts?|attempts?|steps?|tries|try|stages?|takes?)"
THING = rf"(?:{STATE}|one|picture|image|drawing|painting|set|book)"
FIRST = re.compile(rf"(?:very\s+)?(?:original|initial|beginning|start|oldest)(?:\s+{THING})?", re.I)
PREVIOUS = re.compile(rf"(?:previous|prior|earlier|preceding|other)(?:\s+{THING})?|before|one before", re.I)
NUMBERED = re.compile(
    rf"(?:very\s+)?(?P<ordinal>{ORDINAL})(?:\s+{THING})?|(?:{THING}|number)\s+(?:number\s+)?(?P<number>{SMALL_NUMBER})",
    re.I,
)
IDENTIFIED = re.compile(rf"(?:{THING}\s+)?(?P<id>{ID.pattern})", re.I)
BEFORE = re.compile(
    rf"(?:(?:{THING}|how\s+(?:it|that|things)\s+(?:was|were|looked)|the\s+way\s+it\s+(?:was|looked)|what\s+it\s+was|"
    r"what\s+(?:we|i)\s+had|as\s+it\s+was)\s+)?(?:from\s+|just\s+|right\s+)?before\s+(?P<what>.+)",
    re.I,
)
SHOWING = re.compile(
    rf"{THING}\s+(?:with|where|in|on|at|of|showing|that\s+(?:has|had|shows?))\s+(?P<what>.+)", re.I
)
GONE = re.compile(r"\b(?:remov\w*|delet\w*|without|took|taken|lost|disappear\w*)\b", re.I)
LEADING = re.compile(r"^(?:the|that|this|our|my|its)\s+", re.I)


class Versions:
    """Finds moments of the tree in the words of one vocabulary."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def named(self, said: str, situation: Situation) -> Moment | None:  # noqa: PLR0911 (a table)
        """The moment that a few words name; None where they are not about a version.

        Raises `Unclear` where there is no such version.
        """
        definite = LEADING.match(said.strip()) is not None
        said = LEADING.sub("", said.strip(" ,.;:!?"))
        if not situation.moments:
            return None
        if match := IDENTIFIED.fullmatch(said):
            return _with_picture(match["id"].lower(), situation)
        if FIRST.fullmatch(said):
            return situation.moments[0]
        if PREVIOUS.fullmatch(said):
            return _parent(situation.table, situation)
        if match := NUMBERED.fullmatch(said):
            return _numbered(place(match["ordinal"] or match["number"]), situation)
        if match := BEFORE.fullmatch(said):
            return self._before(match["what"], situation)
        if match := SHOWING.fullmatch(said):
            return self._showing(match["what"], situation)
        return self._shown(said, situation) if definite else None

    def introduced(self, said: str, situation: Situation) -> bool:
        """Whether what a text names came with the last change."""
        named, head = features(said, self._lexicon), situation.table
        parent = _parent_or_none(head, situation)
        if not named or head is None:
            return False
        before = self._seen(parent, situation) if parent else frozenset[str]()
        return named <= self._seen(head, situation) and not named <= before

    def _before(self, what: str, situation: Situation) -> Moment:
        """The last moment without something that came later, or with something that went."""
        named = features(what, self._lexicon)
        if not named:
            return _parent(situation.table, situation)
        gone = GONE.search(what) is not None
        for moment in _way(situation):
            parent = _parent_or_none(moment, situation)
            there = named <= self._seen(moment, situation)
            if parent and there != gone and (named <= self._seen(parent, situation)) == gone:
                return parent
        raise Unclear(f"I find no version before “{what[:60]}”. {_versions(situation)}")

    def _showing(self, what: str, situation: Situation) -> Moment:
        if moment := self._shown(what, situation, anything=True):
            return moment
        raise Unclear(f"I find no version with “{what[:60]}”. {_versions(situation)}")

    def _shown(self, said: str, situation: Situation, *, anything: bool = False) -> Moment | None:
        """The moment before this one, or else any, that shows it; a place alone is somewhere to go."""
        named = features(said, self._lexicon)
        words = self._lexicon.words(said)
        if not named or not (anything or any(word.group == "kind" for word in words)):
            return None
        if any(word.group in ("unknown", "action") for word in words) and not anything:
            return None
        before = _way(situation)[1:]
        others = [m for m in reversed(situation.moments) if m not in before and m.turn != situation.head]
        return next((m for m in (*before, *others) if named <= self._seen(m, situation)), None)

    def _seen(self, moment: Moment, situation: Situation) -> frozenset[str]:
        shows = (seen.shows for seen in situation.seen if seen.id in moment.images)
        return features_of_all(shows, self._lexicon)


def _with_picture(id: str, situation: Situation) -> Moment:
    """The moment that made a picture, or that first had it."""
    made = [moment for moment in situation.moments if id in moment.made]
    had = [moment for moment in situation.moments if id in moment.images]
    if found := next(iter([*made, *had]), None):
        return found
    known = ", ".join(dict.fromkeys(id for moment in situation.moments for id in moment.images))
    raise Unclear(f"No version here has a picture {id[:20]}. The pictures are {known}; which one?")


def _numbered(number: int, situation: Situation) -> Moment:
    moments = situation.moments
    if number == -1:
        return moments[-1]
    if 1 <= number <= len(moments):
        return moments[number - 1]
    raise Unclear(f"There is no version {number}. {_versions(situation)}")


def _parent(moment: Moment | None, situation: Situation) -> Moment:
    parent = _parent_or_none(moment, situation)
    if parent is None:
        raise Unclear(f"There is no version before this one. {_versions(situation)}")
    return parent


def _parent_or_none(moment: Moment | None, situation: Situation) -> Moment | None:
    return next((m for m in situation.moments if moment and m.turn == moment.parent), None)


def _way(situation: Situation) -> list[Moment]:
    """From the table back to the root."""
    way: list[Moment] = []
    moment = situation.table
    while moment and moment not in way:
        way.append(moment)
        moment = _parent_or_none(moment, situation)
    return way


def _versions(situation: Situation) -> str:
    count = len(situation.moments)
    there = "is one version" if count == 1 else f"are {say_number(count)} versions"
    return f"There {there} so far; which one do you mean?"
