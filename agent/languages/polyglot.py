"""A planner that understands several languages: it translates, and another planner reads the English.

What that planner says goes back in the user's language. What is quoted stays in the user's words.
"""

import re
from dataclasses import replace

from ..planner import Planner
from ..remarks import in_language
from ..situation import Situation
from ..state import Brief, Plan
from .table import table
from .translation import Translation, to_english

CALLED = re.compile(r"\bcalled ([\u3041-\u9fff]{2,12})|一\w叫([\u3041-\u9fff]{1,12}?)的")


class Polyglot:
    """Puts a translation before any planner that reads English."""

    def __init__(self, inner: Planner) -> None:
        self._inner = inner

    def brief(self, text: str, situation: Situation) -> Brief:
        """What a message asks for, in whichever of the languages it is written."""
        said = to_english(text, _names(situation))
        brief = self._inner.brief(said.text, replace(situation, language=said.language))
        if said.language == "en":
            return brief
        notes = tuple(in_language(note, said.language, text) for note in brief.notes)
        understood = _notes(said, brief)
        return brief.model_copy(
            update={
                "language": said.language,
                "notes": (*understood, *notes),
                "answer": in_language(brief.answer, said.language, text),
            }
        )

    def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Plan:
        """The tool calls for a brief: they know no language."""
        return self._inner.plan(brief, situation, seed)


def _names(situation: Situation) -> set[str]:
    """Names in scripts without spaces: their characters may mean something else."""
    told = (text for moment in situation.moments for text in moment.texts)
    shown = (seen.shows for seen in situation.seen)
    called = {match[1] or match[2] for text in (*told, *shown) for match in CALLED.finditer(text)}
    return called | {one.name for one in situation.cast if not one.name.isascii()}


def _notes(said: Translation, brief: Brief) -> tuple[str, ...]:
    """How the message was understood, where something is painted."""
    if not brief.outputs or brief.operation == "clarify":
        return ()
    return (f"{table(said.language).file.sentences.understood}: {said.text}",)
