"""What is shown of a turn that is over, waits or was cut off: read from what is stored of it."""

from collections.abc import Iterable
from dataclasses import replace

from ..agent.events import ApprovalAsked
from ..agent.finished import Pending
from ..agent.state import Draft, Turn, output_of
from ..tools.assets import Store
from .view import BROKE, BROKE_OFF, CUT_OFF, PictureView, TurnView, addresses


def as_view(turn: Turn, store: Store) -> TurnView:
    """A stored turn as it is shown."""
    view = TurnView(turn.text, turn=turn.id, uploads=turn.uploads, waiting=False, notes=turn.brief.notes)
    view.moves = turn.asked_by == "move"
    view.files = addresses((store.folder / file for file in turn.files), store)
    view.lay_out(turn.plan)
    for name, id in turn.filled.items():
        picture, output = view.slots[turn.plan.outputs.index(name)], output_of(turn.brief, name)
        picture.id, picture.caption = id, output.shows or output.prompt
        _judge(picture, turn.drafts.get(name, ()), turn.brief.language)
    view.end(turn.reply, turn.outcome)
    return view


def _judge(picture: PictureView, drafts: Iterable[Draft], language: str) -> None:
    """Show the tries as the critic saw them come."""
    highest = -1.0
    for critique in (draft.critique for draft in drafts if draft.critique.verdicts):
        picture.judged(critique, language, best=critique.score > highest)
        highest = max(highest, critique.score)


def question_view(pending: Pending, asked: ApprovalAsked | None, known: TurnView | None) -> TurnView:
    """The turn whose plan waits, or that was cut off; of an earlier process only what was said is known."""
    view = known
    if view is None or view.turn != pending.turn:
        view = TurnView(pending.text, pending.turn, uploads=pending.uploads, waiting=False)
    if asked is None:
        return replace(view, outcome=BROKE_OFF if view.outcome in (BROKE, BROKE_OFF) else CUT_OFF)
    if view is not known:
        view.ask(asked)
    return view


def table_of(ids: Iterable[str], turns: Iterable[TurnView]) -> list[PictureView]:
    """What lies on the table, with what was said of it when it was made."""
    known = {picture.id: picture for turn in turns for picture in turn.pictures}
    return [known.get(id) or PictureView(id=id) for id in ids]
