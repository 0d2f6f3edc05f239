"""`triptych chat`: a conversation in a terminal or from a script. Knows no pixels: pictures are paths.

A line that begins with a slash is a command, any other is said; while a plan waits for approval, it answers.
"""

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from ..agent.events import Event
from ..agent.session import Project, Session, SessionError
from ..agent.state import Plan
from ..tools.intake import read_picture
from ..tools.records import StoreError
from .assembly import Refused
from .chat_screen import ChatScreen
from .history_text import history_tree, turn_named
from .interrupt import stopped_by_interrupt
from .lines import Lines
from .plan_editor import PlanEditor
from .plan_text import plan_lines

Read = Callable[[str], str | None]
"""Shows a prompt and gives the next line; None at the end of the input."""

HELP = """Say what you want, such as “a red fox in the snow”; then change it, such as “make it blue”.
  /image PATH   attach a picture to what you say next; without PATH, detach all
  /undo, /redo  one step back or forth
  /history      everything that was made, as a tree
  /branch ID    go on from that moment of the history
  /help, /quit
Ctrl-C stops a turn and keeps what is finished; at the prompt it ends."""


def converse(project: Project, thread: str) -> None:
    """Talk to a thread over this process's input and output."""
    console = Console(highlight=False, soft_wrap=True)
    try:
        session = project.session(thread)
    except SessionError as error:
        raise Refused(str(error)) from error
    Chat(project, session, Lines(console, sys.stdin), console).run()


class Chat:
    """One conversation: reads lines, shows what comes of them."""

    def __init__(self, project: Project, session: Session, read: Read, console: Console) -> None:
        self._project = project
        self._session = session
        self._read = read
        self._console = console
        self._attached: list[Path] = []
        self._plan: Plan | None = None
        self._left_unfinished = False
        self._commands: dict[str, Callable[[str], None]] = {
            "/image": self._attach,
            "/undo": lambda _: self._follow(self._session.undo()),
            "/redo": lambda _: self._follow(self._session.redo()),
            "/history": lambda _: self._show_history(),
            "/branch": self._branch,
            "/help": lambda _: self._tell(HELP),
        }

    def run(self) -> None:
        """Until the input ends, `/quit`, or Ctrl-C at the prompt."""
        try:
            for line in self._lines():
                if line == "/quit":
                    break
                self._take(line)
        except KeyboardInterrupt:
            self._tell("")

    def _lines(self) -> Iterator[str]:
        """What is written, after what there is to answer was shown."""
        self._show_waiting()
        while (line := self._read(self._prompt())) is not None:
            if line := line.strip():
                yield line

    def _prompt(self) -> str:
        if self._session.waiting:
            return "do it? y/n/e> "
        if self._is_cut_off():
            return "go on with it? y/n> "
        return "".join(f"[{path.name}] " for path in self._attached) + "> "

    def _is_cut_off(self) -> bool:
        return self._session.unfinished and not self._left_unfinished

    def _show_waiting(self) -> None:
        pending = self._session.pending
        if pending is None:
            return
        self._tell(f"You said: {pending.text}")
        if asked := self._session.waiting:
            self._tell("The plan waits for your answer:", *plan_lines(asked.plan), *asked.reasons)
        else:
            self._tell("The turn was cut off; what was finished is kept.")

    def _take(self, line: str) -> None:
        """Do what a line says; whatever goes wrong is one sentence, and the conversation goes on."""
        try:
            if line.startswith("/"):
                name, _, rest = line.partition(" ")
                self._commands.get(name, self._unknown)(rest.strip() if name in self._commands else name)
            elif self._session.waiting:
                self._answer(line)
            elif self._is_cut_off():
                self._resume(line)
            else:
                self._say(line)
        except SessionError as error:
            self._tell(str(error))
        except Exception as error:  # a painter or a server may break in any way
            reason = " ".join(str(error).split())[:200]
            self._tell(
                f"Something broke inside ({type(error).__name__}: {reason}); what was finished is kept."
            )

    def _say(self, text: str) -> None:
        self._follow(self._session.say(text, self._attached))
        self._attached = []

    def _answer(self, line: str) -> None:
        asked = self._session.waiting
        match line.lower():
            case "y" | "yes":
                self._follow(self._session.approve(self._plan))
            case "n" | "no":
                self._follow(self._session.refuse())
            case "e" | "edit" if asked:
                self._plan = PlanEditor(self._read, self._tell).edited(self._plan or asked.plan)
            case _:
                self._tell("Answer y to do it, n to leave it, or e to edit the plan.")

    def _resume(self, line: str) -> None:
        match line.lower():
            case "y" | "yes":
                self._follow(self._session.resume())
            case "n" | "no":
                self._left_unfinished = True
            case _:
                self._tell("Answer y to go on with it, or n to leave it.")

    def _follow(self, events: Iterable[Event]) -> None:
        self._plan, self._left_unfinished = None, False
        with stopped_by_interrupt(self._session), ChatScreen(self._console, self._project.store) as screen:
            for event in events:
                screen.show(event)

    def _attach(self, written: str) -> None:
        if not written:
            self._attached = []
            return
        try:
            path = Path(" ".join(shlex.split(written))).expanduser()
            read_picture(path)
        except (StoreError, ValueError, RuntimeError) as error:
            self._tell(str(error))
        else:
            self._attached.append(path)

    def _branch(self, start: str) -> None:
        if turn := turn_named(start, self._session.history()):
            self._follow(self._session.branch(turn))
        else:
            self._tell(f"There is no one moment {start[:40]!r}; /history shows their ids.")

    def _show_history(self) -> None:
        texts = {turn.id: turn.text for turn in self._session.turns()}
        self._console.print(history_tree(self._session.history(), texts))

    def _unknown(self, name: str) -> None:
        self._tell(f"There is no command {name[:40]}; the commands are {', '.join(self._commands)}, /quit.")

    def _tell(self, *lines: str) -> None:
        for line in lines:
            self._console.print(escape(line))
