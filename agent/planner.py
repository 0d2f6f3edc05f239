"""What a planner is: text and what lies on the table → Brief, Brief → Plan. Paints nothing."""

from typing import Protocol

from .situation import Situation
from .state import Brief, Plan


class Planner(Protocol):
    """Understands and plans. `Phrasebook` does it by rules, `LanguagePlanner` with a language model."""

    def brief(self, text: str, situation: Situation) -> Brief:
        """What a message asks for. Never raises: a question back is a Brief, too."""
        ...

    def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Plan:
        """The tool calls for a brief, without the estimate."""
        ...
