"""Turns → the pieces of the conversation. Knows no widgets."""

import re
from collections.abc import Iterator, Sequence

from . import plan_card
from .keyed import Piece
from .markup import markup
from .view import BROKE, BROKE_OFF, CAN_GO_ON, CUT_OFF, NOT_BEGUN, WAITING, TurnView
from .words import word

EXAMPLES = 5
WRONG = ("failed", BROKE, BROKE_OFF)
MOST_SUGGESTIONS = 5
QUOTED = re.compile('[“"]([^”"]{4,120})[”"]')
SAID_BY_OUTCOME = {CUT_OFF: "cut_off", BROKE_OFF: "broke_off", BROKE: "broke", NOT_BEGUN: "not_begun"}


def pieces(turns: Sequence[TurnView], language: str, *, before: int = 0) -> list[Piece]:
    """The whole conversation; `before` are the turns of others that a waiting one waits for."""
    if not turns:
        examples = [word(f"example_{number}", language) for number in range(1, EXAMPLES + 1)]
        return [("welcome", markup("welcome", language, options=examples))]
    last = len(turns) - 1
    return [
        (f"{number}-{name}", html)
        for number, turn in enumerate(turns)
        for name, html in _turn(turn, language, before, is_last=number == last)
    ]


def _turn(turn: TurnView, language: str, before: int, *, is_last: bool) -> Iterator[Piece]:
    if turn.moves:
        yield "moved", markup("moved", language, turn=turn)
        return
    yield "said", markup("said", language, turn=turn)
    if turn.notes:
        yield "notes", markup("told", language, text="\n\n".join(turn.notes), wrong=False)
    if turn.outcome == WAITING:
        yield "asks", plan_card.waiting(turn, language)
    elif not turn.outcome:
        yield from plan_card.running(turn, language, before)
    else:
        yield from _ended(turn, language, is_last=is_last)


def _ended(turn: TurnView, language: str, *, is_last: bool) -> Iterator[Piece]:
    if turn.is_book and turn.pictures:
        yield "book", markup("bookcard", language, turn=turn)
    elif turn.pictures:
        yield "pictures", markup("pictures", language, pictures=turn.pictures)
    if seen := plan_card.tries(turn, language):
        yield "seen", seen
    if reply := said_by(turn, language):
        yield "reply", markup("told", language, text=reply, wrong=turn.outcome in WRONG)
    if turn.outcome in CAN_GO_ON:
        yield "cut", markup("cut_off", language)
    elif is_last and (options := suggestions(turn)):
        yield "options", markup("options", language, options=options)


def said_by(turn: TurnView, language: str) -> str:
    """What a turn that is over, or was cut off, says at the end."""
    key = SAID_BY_OUTCOME.get(turn.outcome)
    return word(key, language) if key else turn.reply


def suggestions(turn: TurnView) -> list[str]:
    """What a reply proposes to say, in quotes; a single word in quotes only speaks of that word.

    Where something was done, the reply only tells of it: a book's title, what a picture was painted for.
    """
    proposes = turn.outcome == "asked" or (turn.outcome == "done" and not turn.plan.steps)
    found = QUOTED.findall(turn.reply) if proposes else []
    proposals = [text for text in found if " " in text or not text.isascii()]
    return list(dict.fromkeys(text for text in proposals if not _is_in(text, turn.text)))[:MOST_SUGGESTIONS]


def _is_in(quoted: str, said: str) -> bool:
    """Whether a quote only gives back what was said, though perhaps without a small word in between."""
    quoted, said = quoted.casefold(), said.casefold()
    return quoted in said or set(quoted.split()) <= set(said.split())
