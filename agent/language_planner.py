"""The planner that asks a language model, and the phrasebook where the model's answer cannot be used.

What the model says is checked against the situation before it counts: an id, a turn or a tool that does not
exist goes back to it once. Knows no graph and paints nothing.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PIL import Image

from ..models.vision_model import VisionError, VisionModel
from ..models.vocabulary import Vocabulary
from ..prompts.library import Prompt, load
from ..prompts.plain_text import plain_line
from . import situation_in_words
from .checked_brief import brief_of
from .checked_outputs import PAINTING
from .checked_plan import steps_of, tools_in_words
from .drafts import BriefDraft, PlanDraft, Unusable
from .planner import Planner
from .previews import previews
from .situation import Situation
from .state import Brief, Plan, Step, Value
from .steps import steps_for

MOST_LETTERS = 12_000
TOO_LONG = f"Your message is long; I read its first {MOST_LETTERS} characters."
NO_BRIEF = "The language model's plan could not be used ({why}); planned by the phrasebook."

Draft = TypeVar("Draft", bound=Value)
Result = TypeVar("Result")


class LanguagePlanner:
    """Plans with a language model in two calls; `vocabulary` is what the painter can draw, None for all."""

    def __init__(
        self,
        model: VisionModel,
        fallback: Planner,
        open_image: Callable[[str], Image.Image],
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self._model = model
        self._fallback = fallback
        self._open_image = open_image
        self._vocabulary = vocabulary
        self._brief = load("brief")
        self._plan = load("plan")

    def brief(self, text: str, situation: Situation) -> Brief:
        """What a message asks for, as the model reads it; never raises."""
        model = self._model.for_turn()
        try:
            brief = self._understood(model, text, situation)
            brief = _noted(brief, TOO_LONG) if len(text) > MOST_LETTERS else brief
        except (VisionError, Unusable) as error:
            brief = self._fallback.brief(text, situation)
            brief = _noted(brief, NO_BRIEF.format(why=_reason(error)))
        return brief.model_copy(update={"spent": model.usage})

    def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Plan:
        """The tool calls that the model chooses; by rule where it cannot, or where it did not understand."""
        if brief.operation not in PAINTING:
            return Plan(steps=steps_for(brief, seed), made_by=brief.made_by)
        if brief.made_by != self._made_by(self._brief):
            return self._fallback.plan(brief, situation, seed)
        model = self._model.for_turn()
        try:
            steps, made_by = self._planned(model, brief, situation, seed), self._made_by(self._plan)
        except (VisionError, Unusable) as error:
            steps = steps_for(brief, seed, situation.abilities)
            made_by = f"rules, since the plan of {self._model.name} could not be used ({_reason(error)})"
        return Plan(steps=steps, made_by=made_by, spent=model.usage)

    def _understood(self, model: VisionModel, text: str, situation: Situation) -> Brief:
        small = previews(situation, self._open_image)
        slots = {
            "words": situation_in_words.words(self._vocabulary),
            "limits": situation_in_words.limits(situation),
            "versions": situation_in_words.versions(situation),
            "wishes": situation_in_words.wishes(situation),
            "loras": situation_in_words.loras(situation),
            "pictures": situation_in_words.pictures(situation, list(small)),
            "message": text[:MOST_LETTERS],
        }
        made_by = self._made_by(self._brief)
        return _asked(
            model,
            self._brief,
            slots,
            list(small.values()),
            BriefDraft,
            lambda draft: brief_of(draft, situation, made_by),
        )

    def _planned(
        self, model: VisionModel, brief: Brief, situation: Situation, seed: int | None
    ) -> tuple[Step, ...]:
        slots = {
            "tools": tools_in_words(situation.abilities),
            "limits": situation_in_words.limits(situation),
            "brief": situation_in_words.asked(brief),
        }
        return _asked(
            model, self._plan, slots, [], PlanDraft, lambda draft: steps_of(draft, brief, situation, seed)
        )

    def _made_by(self, prompt: Prompt) -> str:
        return f"{self._model.name} · {prompt.label}"


def _asked(
    model: VisionModel,
    prompt: Prompt,
    slots: dict[str, str],
    images: Sequence[Image.Image],
    schema: type[Draft],
    checked: Callable[[Draft], Result],
) -> Result:
    """The checked answer; what is wrong with the first goes back to the model, once."""
    draft = model.ask(prompt.fill(**slots, problem=""), images, schema)
    try:
        return checked(draft)
    except Unusable as error:
        problem = str(error)
    return checked(model.ask(prompt.fill(**slots, problem=problem), images, schema))


def _noted(brief: Brief, note: str) -> Brief:
    return brief.model_copy(update={"notes": (*brief.notes, note)})


def _reason(error: Exception) -> str:
    return plain_line(str(error))[:300]
