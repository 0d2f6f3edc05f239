"""The planner without a language model: rules that read English → Brief. Needs no weights, paints nothing."""

from dataclasses import replace

from ...models.pocket.vocabulary import VOCABULARY
from ...models.vocabulary import Vocabulary
from ..situation import Situation
from ..state import Brief, ImageUse, Output, Plan
from ..steps import steps_for
from .adapters import take_loras, take_none, with_loras_said
from .article import article
from .artists import Artists
from .enlarging import Enlarging
from .explaining import Explaining
from .extending import Extending
from .hearing import Hearing, standing_words
from .history import History, Move
from .illustrating import Illustrating
from .lessons import lesson
from .lexicon import Lexicon
from .message import legible
from .pointing import Pointing
from .questions import Unable, Unclear, says_something, small_talk, unreadable
from .quotes import held
from .reading import read
from .request import Request
from .second_thoughts import corrected
from .sets import Sets
from .sliding import Sliding
from .standing import Standing
from .telling import ASKS, Telling
from .understanding import Understanding


class Phrasebook:
    """Reads requests. A painter that knows all words (vocabulary None) gets the user's own."""

    def __init__(self, vocabulary: Vocabulary | None) -> None:
        verbatim = vocabulary is None
        self._vocabulary = vocabulary
        self._words = vocabulary or VOCABULARY
        self._lexicon = Lexicon(self._words, verbatim=verbatim)
        self._hearing = Hearing(self._words, self._lexicon, verbatim=verbatim)
        self._telling = Telling(Pointing(self._lexicon))
        self._enlarging = Enlarging(self._lexicon)
        self._extending = Extending(self._lexicon)
        self._explaining = Explaining(self._lexicon, verbatim=verbatim)
        self._sliding = Sliding(self._words, self._lexicon)
        self._history = History(self._lexicon)
        self._illustrating = Illustrating(self._words, self._lexicon, verbatim=verbatim)
        self._understanding = Understanding(self._words, self._lexicon, self._illustrating, verbatim=verbatim)
        self._sets = Sets(self._words, self._lexicon, verbatim=verbatim)
        self._artists = None if verbatim else Artists(self._words, self._lexicon)
        self._freely = None if verbatim else Phrasebook(None)

    def brief(self, text: str, situation: Situation) -> Brief:
        """What a message asks for; a question back where that is unclear. Never raises."""
        try:
            said, notes = legible(text)
            brief = self._heard(said, situation)
        except Unable as question:
            return self._unable(str(question), said, situation)
        except Unclear as question:
            return _question(str(question), situation.wishes)
        return brief.model_copy(update={"notes": (*notes, *brief.notes)}) if notes else brief

    def plan(self, brief: Brief, situation: Situation, seed: int | None) -> Plan:
        """The tool calls by rule."""
        return Plan(steps=steps_for(brief, seed, situation.abilities))

    def _heard(self, text: str, situation: Situation) -> Brief:
        """First what holds from now on, then what is to be done."""
        if situation.uploads and not text:
            raise Unclear(f"What shall I do with {', '.join(picture.id for picture in situation.uploads)}?")
        quoted, quotes = held(text)
        if problem := unreadable(quoted if any(map(str.isalpha, quoted)) else text):
            raise Unclear(problem)
        quoted, meant = corrected(quoted)
        if self._artists:
            quoted, unstyled = self._artists.without(quoted)
            meant += unstyled
        quoted = with_loras_said(quoted, situation.adapters, self._words.styles)
        if found := article(quoted):
            brief = self._illustrating.article(found, self._request(quoted, quotes, situation))
            return brief.model_copy(update={"wishes": situation.wishes})
        heard = self._hearing.heard(quoted, situation.wishes)
        situation = replace(situation, wishes=heard.wishes)
        if heard.answer and not heard.rest:
            return _said(heard.answer, heard.wishes, heard.notes)
        try:
            brief = self._painted(heard.rest, quotes, situation)
        except Unable as question:
            return self._unable(str(question), text, situation)
        except Unclear as question:
            return _question(str(question), heard.wishes)
        said = (standing_words(heard.wishes),) if heard.answer else ()
        notes = (*meant, *said, *heard.notes, *brief.notes)
        return brief.model_copy(update={"wishes": heard.wishes, "notes": notes})

    def _painted(self, text: str, quotes: tuple[str, ...], situation: Situation) -> Brief:
        """What is to be done, and the LoRAs to paint with: those named now, or else those that are wished."""
        text, bare = take_none(text)
        text, loras = take_loras(text)
        request = self._request(text, quotes, situation)
        brief = self._done(request)
        uses = loras or (() if bare else request.standing.loras or brief.adapters)
        return brief.model_copy(update={"adapters": uses if brief.outputs else ()})

    def _unable(self, answer: str, text: str, situation: Situation) -> Brief:
        """A question back that tells what was asked: pictures in the user's own words, none to be made."""
        question = _question(answer, situation.wishes)
        asked = self._freely.brief(text, situation) if self._freely else question
        if ASKS.search(text) or not any(map(says_something, asked.outputs)):
            return question
        outputs = tuple(Output(prompt=output.prompt, text=output.text) for output in asked.outputs)
        told = {"task": asked.task, "images": asked.images, "outputs": outputs}
        return question.model_copy(update=told)

    def _request(self, text: str, quotes: tuple[str, ...], situation: Situation) -> Request:
        standing = Standing(situation.wishes, self._words, self._lexicon)
        return Request(text, situation, standing, quotes)

    def _done(self, request: Request) -> Brief:
        """A lesson for the painter, a move in the version tree, a chat, or something to paint."""
        if taught := lesson(request):
            return taught
        for reader in (self._enlarging, self._extending, self._explaining, self._sliding):
            if brief := reader.brief(request):
                return brief
        if move := self._history.move(request.text, request.situation):
            return self._moved(move, request)
        nothing_seen = read(request.text, self._lexicon).says_nothing
        if nothing_seen and (answer := small_talk(request.text, self._vocabulary)):
            return _said(answer, request.situation.wishes)
        if answer := self._telling.answer(request):
            return _said(answer, request.situation.wishes)
        return self._sets.together(self._understanding.brief(request), request)

    def _moved(self, move: Move, request: Request) -> Brief:
        """Only the move, or what is wanted from there: that comes with the move's target."""
        about = next((seen for seen in request.situation.seen if seen.id == move.about), None)
        if not move.rest:
            uses = (ImageUse(id=about.id, role="source"),) if about else ()
            return Brief(
                task="edit", operation=move.operation, target=move.target, images=uses, notes=move.notes
            )
        there = replace(request.situation, head=move.target)
        brief = self._done(replace(request, text=move.rest, situation=there, about=about))
        return brief.model_copy(
            update={"target": brief.target or move.target, "notes": (*move.notes, *brief.notes)}
        )


def _question(answer: str, wishes: tuple[str, ...]) -> Brief:
    return Brief(task="clarify", operation="clarify", answer=answer, wishes=wishes)


def _said(answer: str, wishes: tuple[str, ...], notes: tuple[str, ...] = ()) -> Brief:
    return Brief(task="chat", operation="chat", answer=answer, wishes=wishes, notes=notes)
