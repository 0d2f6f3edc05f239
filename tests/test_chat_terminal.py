"""The conversation in a terminal: what is shown, approval, commands, Ctrl-C, scripts, bad input."""

import io
import os
import re
import signal
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from agent_fakes import BreakingPainter, FakeEyes, NumberedPainter, WordyPainter
from command_planner import CommandPlanner
from fakes import FakePainter
from PIL import Image
from rich.console import Console
from triptych.agent.limits import Limits
from triptych.agent.session import Project
from triptych.models.image_model import ImageRequest, Painting, Step
from triptych.ui.chat_terminal import Chat
from triptych.ui.lines import Lines


@dataclass
class InterruptedPainter(WordyPainter):
    """Somebody presses Ctrl-C while the second picture is painted."""

    def paint(self, request: ImageRequest) -> Generator[Step | Painting, None, None]:
        if len(self.requests) == 1:
            os.kill(os.getpid(), signal.SIGINT)
        yield from super().paint(request)


@dataclass
class Talk:
    """A project that one can talk to again and again, as in new processes."""

    folder: Path
    painter: FakePainter = field(default_factory=WordyPainter)
    eyes: FakeEyes | None = None
    limits: Limits = field(default_factory=Limits)
    prompts: list[str] = field(default_factory=list)

    def __call__(self, *lines: str | type[BaseException]) -> str:
        """Everything that is printed when these lines are written; an exception is raised at the prompt."""
        waiting = iter(lines)

        def read(prompt: str) -> str | None:
            self.prompts.append(prompt)
            line = next(waiting, None)
            if isinstance(line, type):
                raise line
            return line

        console = Console(file=io.StringIO(), width=200, highlight=False, soft_wrap=True)
        with Project(
            self.folder, self.painter, planner=CommandPlanner(), eyes=self.eyes, limits=self.limits
        ) as project:
            Chat(project, project.session(), read, console).run()
        assert isinstance(console.file, io.StringIO)
        told = console.file.getvalue()
        assert "Traceback" not in told
        return told


@pytest.fixture
def talk(tmp_path: Path) -> Talk:
    return Talk(tmp_path / "project")


@pytest.fixture
def asking(tmp_path: Path) -> Talk:
    return Talk(tmp_path / "project", limits=Limits(approve="always"))


def test_a_turn_shows_its_plan_with_the_cost_then_paths_then_the_reply(talk: Talk) -> None:
    told = talk("draw 2")
    order = [
        "1. generate picture:1: cat 1",
        "This takes at most 2 pictures, about 10 s",
        "  i1  ",
        "Here are two",
    ]
    places = [told.index(part) for part in order]
    assert places == sorted(places)
    paths = re.findall(r"  i\d  (\S+\.png)  picture \d of 2: cat", told)
    assert len(paths) == 2
    assert all(Path(path).is_file() for path in paths)


def test_what_the_critic_saw_stands_under_the_picture(talk: Talk) -> None:
    talk.painter, talk.eyes = NumberedPainter(), FakeEyes(lambda _, numbers: 0.12 if numbers == (1,) else 0.9)
    told = talk("draw 1")
    assert "the hat should be blue: 0.12" in told
    assert "picture 1 of 1, try 2" in told
    assert told.index("0.12") < told.index("try 2") < told.index("all is as it should be")


def test_a_plan_is_done_on_yes(asking: Talk) -> None:
    told = asking("draw 1", "perhaps", "y")
    assert "very plan is to be approved" in told
    assert "Answer y to do it" in told
    assert "Here is your picture: i1." in told
    assert asking.prompts == ["> ", "do it? y/n/e> ", "do it? y/n/e> ", "> "]


def test_a_plan_is_left_on_no(asking: Talk) -> None:
    told = asking("draw 1", "n", "draw 1")
    assert "nothing was painted" in told
    assert asking.painter.requests == []


def test_a_plan_waits_over_a_restart(asking: Talk) -> None:
    asking("draw 1")
    told = asking("y")
    assert told.startswith("You said: draw 1\nThe plan waits for your answer:\n1. generate picture:1: cat 1")
    assert "Here is your picture: i1." in told


def test_steps_can_be_left_out(asking: Talk) -> None:
    told = asking("draw 3", "e", "1 3", "", "y")
    assert sorted(request.prompt for request in asking.painter.requests) == ["cat 1", "cat 3"]
    assert "Here are two pictures: " in told


def test_a_step_can_say_something_else(asking: Talk) -> None:
    told = asking("draw 2", "e", "", "2 a dog in the snow", "9 x", "", "y")
    assert sorted(request.prompt for request in asking.painter.requests) == ["a dog in the snow", "cat 1"]
    assert "Give a number from 1 to 2" in told


def test_steps_that_are_not_there_change_nothing(asking: Talk) -> None:
    told = asking("draw 2", "e", "3", "", "n")
    assert "Give numbers from 1 to 2; all steps are kept." in told


def test_a_turn_that_was_cut_off_can_go_on(tmp_path: Path) -> None:
    talk = Talk(tmp_path, BreakingPainter(at=3))
    told = talk("draw 3")
    assert "Something broke inside (RuntimeError: the brush broke); what was finished is kept." in told
    assert talk.prompts[-1] == "go on with it? y/n> "
    told = talk("hm", "y")
    assert told.startswith("You said: draw 3\nThe turn was cut off")
    assert "Here are three pictures: " in told
    assert len(talk.painter.finished) == 3


def test_a_turn_that_was_cut_off_can_be_left(tmp_path: Path) -> None:
    talk = Talk(tmp_path, BreakingPainter(at=1))
    told = talk("draw 1", "n", "draw 1")
    assert talk.prompts == ["> ", "go on with it? y/n> ", "> ", "> "]
    assert "Here is your picture: i1." in told


def test_undo_redo_branch_and_the_tree(talk: Talk) -> None:
    told = talk("draw 1", "draw 1", "/undo", "/redo", "/undo", "draw 1", "/history")
    assert "Undone. On the table: i1." in told
    assert "Done again. On the table: i2." in told
    *_, root, first, second, third = told.rstrip().splitlines()
    assert root == "(nothing)"
    assert re.fullmatch(r"└── \w{6}  i1  “draw 1”", first)
    assert re.fullmatch(r"    ├── \w{6}  i2  “draw 1”", second)
    assert re.fullmatch(r"    └── \w{6}  i3  “draw 1”  ← here", third)
    id = second.split()[1]
    assert "A new branch begins here. On the table: i2." in talk(f"/branch {id}")
    assert "There is no one moment 'zzz'" in talk("/branch zzz")


def test_pictures_are_attached_to_what_is_said_next(talk: Talk, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "my cat.png")
    told = talk(f"/image '{tmp_path / 'my cat.png'}'", "edit i1", "draw 1")
    assert talk.prompts == ["> ", "[my cat.png] > ", "> ", "> "]
    assert "Changed: i2, made from i1." in told
    talk.prompts.clear()
    talk(f"/image '{tmp_path / 'my cat.png'}'", "/image")
    assert talk.prompts == ["> ", "[my cat.png] > ", "> "]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/image /no/such.png", "there is no file '/no/such.png'"),
        ("/image 'half", "No closing quotation"),
        ("/image \0", "'"),
        ("/dance", "There is no command /dance; the commands are /image"),
        ("cat " * 2000 + "cat", "8,003 characters"),
        ("break", "Something broke inside (KeyError"),
        ("/help", "Ctrl-C stops a turn"),
    ],
)
def test_one_line_does_not_end_the_conversation(talk: Talk, line: str, words: str) -> None:
    told = talk(line, "n", "draw 1")
    assert words in told
    assert "Here is your picture: i1." in told


def test_blank_lines_are_nothing_and_quit_ends(talk: Talk) -> None:
    assert talk("", "   ", "/quit", "draw 1") == ""


def test_ctrl_c_stops_the_turn_and_the_conversation_goes_on(tmp_path: Path) -> None:
    talk = Talk(tmp_path, InterruptedPainter())
    told = talk("draw 6", "edit i1")
    assert "Stopped." in told
    assert f"Changed: i{len(talk.painter.finished)}, made from i1." in told.rstrip().splitlines()[-1]
    assert len(talk.painter.finished) < 6


def test_ctrl_c_at_the_prompt_ends(talk: Talk) -> None:
    assert talk(KeyboardInterrupt, "draw 1") == "\n"


def test_a_pipe_may_hold_any_bytes() -> None:
    pipe = io.TextIOWrapper(io.BytesIO(b"caf\xe9\xff\n\0\nlast"), encoding="utf-8")
    read = Lines(Console(file=io.StringIO()), pipe)
    assert list(iter(lambda: read("> "), None)) == ["caf\ufffd\ufffd\n", "\0\n", "last"]


def test_no_input_at_all_is_its_end() -> None:
    assert Lines(Console(file=io.StringIO()), None)("> ") is None
