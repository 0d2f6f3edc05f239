"""Undo, redo, going back and branching off, by words: which moment of the version tree a message goes to.

Only a message that says so from its first word moves anything. Changes no picture.
"""

import re
from dataclasses import dataclass
from typing import Literal

from ..situation import Situation
from .lexicon import Lexicon
from .numbers import NUMBER, counted, number
from .pointing import ID, ORDINAL, place
from .questions import AFRESH, START_OVER, Unclear
from .versions import STATE, Versions
from .wishes import VERB, plainly

Way = Literal["undo", "redo", "revert_to", "branch"]

REST = (
    r"(?:\s*(?:please|thanks|thank you|instead|now|again))*[\s.!?]*"
    r"(?:$|(?:(?:[,.;:!]|\band\b|\bthen\b|\bbut\b|\binstead\b)[\s,]*)+(?P<rest>\S.*)$)"
)
CHANGE = r"(?:change|edit|step|one|thing|turn|move|picture|operation|action|modification|part)s?"
LAST = (
    r"(?:(?:that|the|my|this|your)\s+)?(?:very\s+)?"
    rf"(?:last|latest|previous|most recent|recent)(?:\s+{CHANGE})?"
)
BACKWARD = r"(?!\s+(?:to|in|into|on|onto|at)\b)\b"
UNDO_WORD = r"(?:un-?do|take\s+back|roll\s?back|revert|reverse|cancel|never\s?mind|scratch|forget)"
UNDO = re.compile(
    rf"(?:{UNDO_WORD}\s+(?:that|this|it|{LAST}|(?:that|the|this|my)\s+{CHANGE}|what\s+you\s+(?:just\s+)?did)|"
    r"un-?do|revert|roll\s?back|ctrl[\s+-]?z|take\s+(?:that|it|this)\s+back|"
    rf"(?:go|step|move)\s+back(?:wards?)?(?:\s+by)?(?:\s+(?:one|a|1)\s+{CHANGE})?|(?:one|a)\s+step\s+back(?:wards?)?|back)"
    + BACKWARD
    + REST,
    re.I | re.S,
)
UNDO_MORE = re.compile(
    rf"(?:{UNDO_WORD}\s+(?:the\s+)?(?:last\s+)?(?P<many>{NUMBER})\s+(?:{CHANGE}|times)|"
    rf"(?:go|step|move)\s+back(?:\s+by)?\s+(?P<steps>{NUMBER})\s+(?:{CHANGE}|versions?)|"
    rf"(?P<back>{NUMBER})\s+steps?\s+back|un-?do\s+(?P<twice>twice))\b" + REST,
    re.I | re.S,
)
UNDO_ALL = re.compile(
    rf"{UNDO_WORD}\s+(?:everything|it\s+all|all(?:\s+(?:of\s+(?:it|that|them)|that|(?:of\s+)?(?:my|the|these|those|your)\s+{CHANGE}|"
    rf"{CHANGE}))?)\b" + REST,
    re.I | re.S,
)
UNDO_NAMED = re.compile(r"(?:un-?do)\s+(?:the|that|my|her|his|its)\s+(?P<what>[^,.;!?]+)[\s.!?]*", re.I)
REDO = re.compile(
    rf"(?:re-?do(?:\s+(?P<it>that|it|this|{LAST}|(?:the|my)\s+(?:undone\s+)?{CHANGE}))?|"
    r"(?:undo|revert|reverse|cancel|take\s+back)\s+(?:the|that|my|your)\s+(?:last\s+)?undo(?:ing)?|"
    r"(?:go|step|move)\s+forwards?(?:\s+(?:one|a)\s+step)?|(?:bring|put)\s+(?:it|that|this)\s+back|"
    r"i\s+(?:want|liked|prefer)\s+(?:it|that)\s+back|ctrl[\s+-]?y)" + BACKWARD + REST,
    re.I | re.S,
)
MOVE = r"(?:(?:let'?s\s+)?(?:go|get|come|move|roll|jump|switch|take\s+(?:me|us|it)|bring\s+(?:me|us|it))\s+)?"
REF = (
    rf"(?P<ref>[^,;!?\n]{{1,80}}?)(?:\s*[.!?]*$|"
    rf"\s*(?:[,;:!]|\.\s|\band\s+(?=(?:then\s+|now\s+|please\s+)*(?:{VERB}|draw|"
    r"paint|show|try|use|write|continue|start|with|without))|\bbut\b|\bthen\b)[\s,]*(?P<rest>\S.*)$)"
)
REVERT = re.compile(
    rf"(?:{MOVE}back\s+(?:in)?to|return(?:\s+(?:me|us|it))?\s+to|revert(?:\s+(?:it|this|that|everything))?(?:\s+back)?\s+to|"
    r"reset(?:\s+(?:it|everything))?\s+to|(?P<weak>restore|recover|bring\s+back|switch\s+to|go\s+to|i\s+(?:want|prefer|liked)))"
    rf"\s+{REF}",
    re.I | re.S,
)
BETTER = re.compile(
    r"(?:i\s+(?:liked?|preferred|prefer)\s+)?(?P<ref>the\s+(?:[\w-]+\s+){0,3}(?:one|version|picture|try|attempt|original))\s+"
    r"(?:(?:was|is|looked|looks)\s+)?(?:so\s+|much\s+|far\s+)*(?:better|nicer|best|prettier|more)[\s.!]*",
    re.I,
)
ANOTHER = r"(?:another|an?\s+(?:new|different|second|third|further|alternative)|an|one\s+more)"
BRANCH = re.compile(
    rf"(?:(?:(?:let'?s\s+)?(?:start|begin)(?:\s+(?:again|over|anew|afresh|fresh|off|out))?\s+(?:from|with|at)|"
    rf"(?:(?:make|create|draw|paint|do|give\s+me|try|start)\s+)?{ANOTHER}\s+"
    r"(?:version|variant|variation|branch|take|try|alternative)\s+"
    r"(?:(?:starting|going|branching)\s+)?(?:from|based\s+on|out\s+of|off)|"
    r"(?:branch|fork)(?:\s+(?:off|out))?\s+(?:from|at|of)|"
    r"(?:continue|go\s+on|carry\s+on|work\s+on|proceed)\s+(?:from|with))\s+"
    rf"{REF}|(?:make\s+a\s+)?(?:branch|fork)(?:\s+(?:off|out|it|this))?(?:\s+(?:from\s+)?here)?\b"
    rf"{REST.replace('rest', 'then')})",
    re.I | re.S,
)
START_WITH = re.compile(
    rf"{AFRESH}(?:\s+(?:please|now|instead))*(?:[\s,.;:!]+(?:and|with|then|now|this\s+time))*[\s,.;:!]+(?P<rest>\S.*)",
    re.I | re.S,
)
HERE = re.compile(r"(?:here|this(?: one)?|that(?: one)?|it)", re.I)
NAMES_A_VERSION = re.compile(rf"{ID.pattern}|\b(?:{STATE}|original|before|previous)\b", re.I)
ONE_OF_THE_SET = re.compile(rf"the\s+(?P<ordinal>{ORDINAL})\s+(?:one|picture|image|page|drawing)", re.I)
NOTHING_TO_UNDO = "There is nothing to undo: nothing has been made yet."
EMPTY_TABLE = "There is nothing to undo: the table is empty. Say “redo” for what was there."
NOTHING_TO_REDO = "There is nothing to redo. Say “try again” for another try at the last picture."


@dataclass(frozen=True)
class Move:
    """Where a message goes in the version tree, what it wants done there, and with which picture.

    A branch to the turn "" begins at the empty table.
    """

    operation: Way
    target: str
    rest: str = ""
    about: str = ""
    notes: tuple[str, ...] = ()


class History:
    """Reads moves in the words of one vocabulary."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._versions = Versions(lexicon)

    def move(self, text: str, situation: Situation) -> Move | None:  # noqa: PLR0911 (a table)
        """The move that a message begins with; None where it begins with none.

        Raises `Unclear` where there is nothing to go to.
        """
        text = plainly(text)
        if START_OVER.fullmatch(text):
            return Move("branch", "") if situation.moments else None
        if match := REDO.fullmatch(text):
            return _redone(match, situation)
        if match := UNDO_ALL.fullmatch(text):
            return Move("undo", _first(situation), match["rest"] or "")
        if match := UNDO_MORE.fullmatch(text):
            said = match["many"] or match["steps"] or match["back"]
            return _undone(number(said) if said else 2, match["rest"] or "", situation)
        if match := UNDO.fullmatch(text):
            return _undone(1, match["rest"] or "", situation)
        if (match := UNDO_NAMED.fullmatch(text)) and self._versions.introduced(match["what"], situation):
            return _undone(1, "", situation)
        if (match := BETTER.fullmatch(text)) and not _is_set(situation):
            moment = self._versions.named(match["ref"], situation)
            return Move("revert_to", moment.turn) if moment else None
        if match := REVERT.fullmatch(text):
            return self._reverted(match, situation)
        if (match := BRANCH.fullmatch(text)) and (move := self._branched(match, situation)):
            return move
        if (match := START_WITH.fullmatch(text)) and situation.moments:
            return Move("branch", "", match["rest"])
        return None

    def _reverted(self, match: re.Match[str], situation: Situation) -> Move | None:
        if not situation.moments and not match["weak"] and re.search(r"\bversion\b", match["ref"], re.I):
            raise Unclear("There is no version yet to go back to: nothing has been made.")
        moment = self._versions.named(match["ref"], situation)
        if moment is None or (match["weak"] and not NAMES_A_VERSION.search(match["ref"])):
            return None
        return Move("revert_to", moment.turn, match["rest"] or "", _id_in(match["ref"]))

    def _branched(self, match: re.Match[str], situation: Situation) -> Move | None:
        rest, ref = match["rest"] or match["then"] or "", match["ref"] or "here"
        about = _of_the_set(ref, situation) or _id_in(ref)
        here = HERE.fullmatch(ref) is not None
        moment = situation.table if here else self._versions.named(about or ref, situation)
        return Move("branch", moment.turn, rest, about) if moment else None


def _undone(steps: int, rest: str, situation: Situation) -> Move:
    """So many steps back; the step before the first is the empty table."""
    _check_there_is_a_step(situation)
    if steps < 1:
        raise Unclear("How many steps shall I go back?")
    parents = {moment.turn: moment.parent for moment in situation.moments}
    turn, taken = parents[situation.head], 1
    while taken < steps and parents.get(turn):
        turn, taken = parents[turn], taken + 1
    notes = () if taken == steps else (f"I can go back {counted(taken, 'step')} only, so I do that.",)
    return Move("undo", turn, rest, notes=notes)


def _check_there_is_a_step(situation: Situation) -> None:
    if situation.table is None:
        raise Unclear(EMPTY_TABLE if situation.moments else NOTHING_TO_UNDO)


def _first(situation: Situation) -> str:
    """The first version of what is on the table; from there, the empty table."""
    _check_there_is_a_step(situation)
    parents = {moment.turn: moment.parent for moment in situation.moments}
    turn = situation.head
    while parents.get(turn):
        turn = parents[turn]
    return turn if turn != situation.head else ""


def _redone(match: re.Match[str], situation: Situation) -> Move | None:
    """What was undone last from here; "redo it", where nothing was undone, is another try."""
    children = [moment.turn for moment in situation.moments if moment.parent == situation.head]
    if children:
        return Move("redo", children[-1], match["rest"] or "")
    if match["it"] and situation.seen:
        return None
    raise Unclear(NOTHING_TO_REDO)


def _is_set(situation: Situation) -> bool:
    """Whether several pictures lie on the table, of which one may be meant."""
    return situation.table is not None and len(situation.table.images) > 1


def _id_in(ref: str) -> str:
    match = ID.search(ref)
    return match[0].lower() if match else ""


def _of_the_set(ref: str, situation: Situation) -> str:
    """ "The second one" of a set that lies on the table; "" where there is none."""
    match, images = ONE_OF_THE_SET.fullmatch(ref), situation.table.images if situation.table else ()
    if not match or len(images) < 2:
        return ""
    number = place(match["ordinal"])
    return images[number - (number > 0)] if -1 <= number <= len(images) and number else ""
