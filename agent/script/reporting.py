"""What a turn of a task file came to, copied into the result folder and compared with what was expected."""

from dataclasses import dataclass
from pathlib import Path

from ...tools.tool import ToolError
from ..message import readable
from ..session import Project
from ..state import Turn as Done
from .expecting import Came, compared
from .format import Call, Expect, GoTo, Move, Say, Show, Turn
from .manifest import TurnReport
from .names import Names, Unknown
from .results import copy_files, copy_pictures, pictures_of


@dataclass(frozen=True)
class Ended:
    """A turn that is over: as it is in the thread, or the problem for which it could not begin."""

    done: Done | None
    problem: str = ""
    refused: tuple[str, ...] = ()
    seed: int | None = None
    seconds: float = 0.0


def report_of(
    number: int, turn: Turn, ended: Ended, project: Project, folder: Path, names: Names
) -> TurnReport:
    """The report; what is asked of the eyes is asked now."""
    done, store = ended.done, project.store
    pictures = copy_pictures(pictures_of(done, store), store, folder, number, turn.save) if done else ()
    files = copy_files(done, store, folder, number) if done else ()
    reply = " ".join(filter(None, [done.reply, *ended.refused])) if done else ""
    outcome = done.outcome if done else "failed"
    came = Came(outcome, reply or ended.problem, pictures, files, store.open)
    expect, problem = _expected(turn, names)
    return TurnReport(
        number=number,
        name=turn.name or "",
        told=told_in(turn),
        turn=done.id if done else "",
        outcome=outcome,
        reply=reply,
        problem=ended.problem or problem,
        seed=ended.seed,
        seconds=round(ended.seconds, 2),
        pictures=pictures,
        uploads=done.uploads if done else (),
        files=files,
        expectations=tuple(compared(expect, came, project.eyes)),
    )


def _expected(turn: Turn, names: Names) -> tuple[Expect, str]:
    """What is expected, pictures in the places of references; and the problem where one is not there."""
    try:
        return Expect.model_validate(names.used(turn.expect.model_dump())), ""
    except (Unknown, ToolError) as error:
        return turn.expect, str(error)


def told_in(turn: Turn) -> str:
    """A turn in one line."""
    match turn:
        case Say(say=text):
            return readable(text)
        case Show(images=images):
            return f"images {', '.join(images)}"
        case Call(tool=tool, arguments=arguments):
            return f"{tool}: " + ", ".join(f"{name} {value}" for name, value in arguments.items())
        case Move(do=do):
            return do
        case GoTo(go_to=name):
            return f"go to {name}"
