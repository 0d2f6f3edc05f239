"""Jobs that outlive the page, and what is shown of turns."""

import contextlib
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from agent_fakes import BreakingPainter, FakeEyes, NumberedPainter, SlowPainter, WordyPainter, book
from command_planner import CommandPlanner
from fakes import FakePainter
from PIL import Image
from triptych.agent.limits import Limits
from triptych.agent.session import Project
from triptych.agent.state import Moment, Plan, Step, Turn
from triptych.agent.steps import steps_for
from triptych.agent.versions import History
from triptych.models.image_model import ImageRequest, Painting
from triptych.models.image_model import Step as PaintStep
from triptych.tools.assets import Store
from triptych.ui import book_view, chat
from triptych.ui.canvas_tab import CanvasTab
from triptych.ui.jobs import Jobs
from triptych.ui.painters import Painters
from triptych.ui.scene import Scene
from triptych.ui.stored_view import as_view
from triptych.ui.view import BROKE_OFF, NOT_BEGUN, PREVIEW_EVERY_S, PictureView, TurnView
from watching import followed, rest

Open = Callable[..., Jobs]


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Open]:
    """Opens the test's project with a painter; several times is a restart."""
    with contextlib.ExitStack() as opened:

        def open_jobs(painter: FakePainter, **more: Any) -> Jobs:
            project = opened.enter_context(Project(tmp_path, painter, **more))
            painters = Painters()
            opened.callback(painters.close)
            work = Jobs(project, painters)
            opened.callback(work.close)
            return work

        yield open_jobs


def said(turns: Sequence[TurnView]) -> str:
    """The conversation as the page gets it."""
    return "".join(html for _, html in chat.pieces(turns, "en"))


def wall(scene: Scene) -> str:
    """The pictures as the page gets them."""
    return "".join(html for pieces in CanvasTab().shown(scene) for _, html in pieces)


def bound(scene: Scene) -> str:
    """The book as the page gets it."""
    return "".join(html for _, html in book_view.pieces(scene))


def turns_of(work: Jobs, thread: str) -> tuple[TurnView, ...]:
    return rest(work, thread).turns


def test_a_job_goes_on_when_nobody_follows(jobs: Open) -> None:
    work = jobs(SlowPainter(pause=0.002))
    assert work.say("t", "two pictures of a cat")
    next(followed(work, "t"))
    turns = turns_of(work, "t")
    assert [picture.id for picture in turns[0].pictures] == ["i1", "i2"]
    assert turns[0].outcome == "done"


def test_following_shows_previews_and_then_pictures(jobs: Open) -> None:
    work = jobs(SlowPainter())
    work.say("t", "two pictures of a cat")
    seen = [
        [("live" if p.preview else "stored" if p.id else "blank") for p in scene.turns[-1].pictures]
        for scene in followed(work, "t")
    ]
    assert any("live" in pictures for pictures in seen)
    assert seen[-1] == ["stored", "stored"]


def test_a_thread_does_one_thing_at_a_time(jobs: Open) -> None:
    work = jobs(SlowPainter(pause=0.005))
    assert work.say("t", "a cat")
    assert not work.say("t", "a dog")
    assert work.say("other", "a dog")
    assert turns_of(work, "other")[0].outcome == "done"
    assert turns_of(work, "t")[0].outcome == "done"
    assert work.say("t", "a dog")
    turns_of(work, "t")


@dataclass
class LookedAtPainter(SlowPainter):
    """Paints on while somebody takes their time over a preview."""

    look: Callable[[], None] = lambda: None

    def paint(self, request: ImageRequest) -> Generator[PaintStep | Painting, None, None]:
        """As the slow one."""
        with contextlib.closing(super().paint(request)) as events:
            for event in events:
                yield replace(event, draw=self._looked_at) if isinstance(event, PaintStep) else event

    def _looked_at(self) -> Image.Image:
        self.look()
        return Image.new("RGB", (8, 8))


def test_a_stopped_turn_draws_no_more_previews(jobs: Open) -> None:
    looks: list[int] = []

    def look() -> None:
        looks.append(len(looks))
        if len(looks) == 2:
            work.stop("t")
        time.sleep(PREVIEW_EVERY_S + 0.1)  # meanwhile steps are painted that nobody has seen yet

    work = jobs(LookedAtPainter(look=look))
    work.say("t", "two pictures of a cat")
    assert turns_of(work, "t")[0].outcome == "stopped"
    assert looks == [0, 1]


def test_stop_stops_the_thread_it_is_meant_for(jobs: Open) -> None:
    painter = SlowPainter()
    work = jobs(painter)
    work.say("t", "three pictures of a cat")
    work.say("waiting", "a dog")
    work.stop("waiting")
    for scene in followed(work, "t"):
        if scene.turns[-1].pictures and scene.turns[-1].pictures[0].id:
            work.stop("t")
    assert turns_of(work, "t")[0].outcome == "stopped"
    assert len(turns_of(work, "t")[0].pictures) == len(painter.finished) < 3
    assert turns_of(work, "waiting")[0].outcome == NOT_BEGUN
    assert "It had not begun yet." in said(work.scene("waiting").turns)


def test_what_was_shown_comes_back_after_a_restart(jobs: Open) -> None:
    work = jobs(WordyPainter())
    work.say("t", "a two page book about a bear")
    shown = rest(work, "t")
    again = rest(jobs(WordyPainter()), "t")
    assert bound(again) == bound(shown)
    assert said(again.turns) == said(shown.turns)


@pytest.mark.parametrize(
    ("painter", "text", "outcome", "words"),
    [
        (WordyPainter(), "cat " * 2000, "failed", "8,000 characters"),
        (BreakingPainter(at=1), "a cat", BROKE_OFF, "Something broke inside"),
    ],
)
def test_a_job_that_fails_says_so(
    jobs: Open, painter: FakePainter, text: str, outcome: str, words: str
) -> None:
    work = jobs(painter)
    work.say("t", text)
    (turn,) = turns_of(work, "t")
    assert (turn.text, turn.outcome) == (text, outcome)
    assert words in said([turn])


def test_a_plan_that_waits_can_be_approved_also_after_a_restart(jobs: Open) -> None:
    always = Limits(approve="always")
    work = jobs(WordyPainter(), limits=always)
    work.say("t", "a cat")
    (asked,) = turns_of(work, "t")
    assert (asked.asks, asked.text, asked.pictures) == (True, "a cat", [])
    assert "May I do this?" in said([asked])
    again = jobs(WordyPainter(), limits=always)
    (asked,) = turns_of(again, "t")
    assert (asked.asks, asked.text) == (True, "a cat")
    assert "an orange cat" in said([asked])
    assert again.answer("t", yes=True)
    (done,) = turns_of(again, "t")
    assert (done.text, done.outcome) == ("a cat", "done")
    assert [picture.id for picture in done.pictures] == ["i1"]
    assert not again.answer("t", yes=True)


def test_a_plan_that_waits_can_be_refused(jobs: Open) -> None:
    painter = WordyPainter()
    work = jobs(painter, limits=Limits(approve="always"))
    work.say("t", "a cat")
    turns_of(work, "t")
    work.answer("t", yes=False)
    (left,) = turns_of(work, "t")
    assert (left.asks, left.text, painter.requests) == (False, "a cat", [])


def test_a_turn_that_was_cut_off_can_go_on(jobs: Open) -> None:
    work = jobs(BreakingPainter(at=3))
    work.say("t", "three pictures of a cat")
    turns_of(work, "t")
    again = jobs(WordyPainter())
    (asked,) = turns_of(again, "t")
    assert asked.asks
    assert asked.text == "three pictures of a cat"
    assert "Go on with it?" in said([asked])
    again.answer("t", yes=True)
    (done,) = turns_of(again, "t")
    assert len(done.pictures) == 3


def test_a_turn_that_broke_is_one_turn_with_its_pictures_and_a_question(jobs: Open) -> None:
    work = jobs(BreakingPainter(at=3))
    work.say("t", "three pictures of a cat")
    (broken,) = turns_of(work, "t")
    assert said([broken]).count("/thumbnails/") == 2
    assert "Go on with it?" in said([broken])
    work.answer("t", yes=True)
    (done,) = turns_of(work, "t")
    assert (done.text, len(done.pictures)) == ("three pictures of a cat", 3)


def test_a_turn_that_was_cut_off_can_be_left(jobs: Open) -> None:
    work = jobs(BreakingPainter(at=1))
    work.say("t", "a cat")
    turns_of(work, "t")
    assert work.answer("t", yes=False)
    assert not turns_of(work, "t")[-1].asks
    work.say("t", "a dog")
    assert turns_of(work, "t")[-1].outcome == "done"


def test_a_stopped_turn_shows_each_picture_in_its_place(tmp_path: Path) -> None:
    Image.new("RGB", (64, 64)).save(tmp_path / "one.png")
    store = Store(tmp_path / "project")
    one, three = (store.take_in(tmp_path / "one.png").id for _ in range(2))
    brief = book(3)
    plan = Plan(steps=steps_for(brief, 1))
    filled = {"picture:1": one, "picture:3": three}
    shown = as_view(Turn(id="t", text="a book", brief=brief, plan=plan, filled=filled), store).pictures
    assert [(picture.id, picture.caption, picture.text) for picture in shown] == [
        (one, "page 1", "Text 1."),
        (three, "page 3", "Text 3."),
    ]


def test_undo_and_redo_show_what_is_on_the_table(jobs: Open) -> None:
    work = jobs(WordyPainter())
    for text in ("a red cat", "make it blue"):
        work.say("t", text)
        turns_of(work, "t")
    assert work.undo("t")
    scene = rest(work, "t")
    assert [picture.id for picture in scene.table] == ["i1"]
    assert wall(scene).index('data-pick="i1"') < wall(scene).index('data-pick="i2"')
    assert wall(rest(jobs(WordyPainter()), "t")) == wall(scene)
    assert work.redo("t")
    assert [picture.id for picture in rest(work, "t").table] == ["i2"]


def test_the_better_try_is_shown_with_what_the_critic_saw(jobs: Open) -> None:
    eyes = FakeEyes(lambda _, numbers: 0.3 if numbers == (1,) else 0.1)
    work = jobs(NumberedPainter(), planner=CommandPlanner(), eyes=eyes)
    work.say("t", "draw 1")
    scene = rest(work, "t")
    (picture,) = scene.turns[0].pictures
    assert picture.id == "i1"
    assert "the hat should be blue: 0.30" in picture.seen
    assert "the hat should be blue: 0.30" in wall(scene)
    again = rest(jobs(WordyPainter()), "t")
    assert wall(again) == wall(scene)
    assert said(again.turns) == said(scene.turns)


def test_a_changed_page_is_shown_in_its_book(jobs: Open) -> None:
    work = jobs(WordyPainter())
    work.say("t", "a three page book about a bear")
    first = turns_of(work, "t")[-1]
    work.say("t", "make the second page purple")
    changed = turns_of(work, "t")[-1]
    assert [picture.text for picture in changed.pictures] == [picture.text for picture in first.pictures]
    before, after = ([picture.id for picture in turn.pictures] for turn in (first, changed))
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]


def test_text_is_escaped(tmp_path: Path) -> None:
    picture = PictureView(id="i1", text="<script>", caption='<img src=x onerror="x">')
    turn = TurnView("x", title="<b>", pictures=[picture], outcome="done", reply="x")
    moment = Moment(turn="t", images=("i1",), title="<b>", texts=("<script>",))
    scene = Scene("t", (turn,), History(moments=(moment,), head="t"), False, Store(tmp_path))
    html = wall(scene) + bound(scene)
    assert "<script>" not in html
    assert "<img src=x" not in html
    assert "<b>" not in html.replace("<b>i1</b>", "").replace("<b>Page 1</b>", "")


def test_pictures_are_links_not_pixels(jobs: Open) -> None:
    work = jobs(WordyPainter())
    work.say("t", "a cat")
    told = said(turns_of(work, "t"))
    assert "/thumbnails/i1.webp" in told
    assert "base64" not in told


def test_painting_happens_on_one_thread_at_a_time(jobs: Open) -> None:
    work = jobs(SlowPainter(pause=0.001))
    for name in ("a", "b", "c"):
        work.say(name, "a cat")
    names = {thread.name for thread in threading.enumerate() if thread.name.startswith("turn")}
    assert len(names) == 1
    while any(work.running(name) for name in ("a", "b", "c")):
        time.sleep(0.02)


def test_an_earlier_message_is_said_otherwise_with_its_pictures(jobs: Open, tmp_path: Path) -> None:
    Image.new("RGB", (64, 64), "red").save(tmp_path / "mine.png")
    work = jobs(WordyPainter())
    work.say("t", "a red cat")
    turns_of(work, "t")
    work.say("t", "make it blue", [tmp_path / "mine.png"])
    blue = turns_of(work, "t")[-1]
    work.say("t", "make it green")
    turns_of(work, "t")
    assert work.amend("t", blue.turn, "make it yellow")
    scene = rest(work, "t")
    last = scene.turns[-1]
    assert (last.text, len(last.uploads)) == ("make it yellow", 1)
    parents = {moment.turn: moment.parent for moment in scene.history.moments}
    assert parents[last.turn] == parents[blue.turn] == scene.turns[0].turn
    assert not work.amend("t", "nobody", "a dog")


def test_a_thread_keeps_the_name_of_its_first_request(jobs: Open) -> None:
    work = jobs(WordyPainter())
    work.say("t", "a red cat")
    assert work.scene("t").threads == (("t", "a red cat"),)  # at once
    turns_of(work, "t")
    work.say("t", "make it blue")
    turns_of(work, "t")
    work.say("u", "a dog")
    assert [title for _, title in rest(work, "u").threads] == ["a dog", "a red cat"]
    work.rename("t", "My cat")
    again = jobs(WordyPainter())
    assert [title for _, title in rest(again, "u").threads] == ["a dog", "My cat"]


def test_more_pictures_an_hour_than_allowed_are_refused(tmp_path: Path) -> None:
    painters = Painters()
    with Project(tmp_path, WordyPainter()) as project:
        work = Jobs(project, painters, pictures_per_hour=3)
        work.say("t", "two pictures of a cat")
        assert turns_of(work, "t")[-1].outcome == "done"
        work.say("t", "two pictures of a dog")
        (_, refused) = turns_of(work, "t")
        assert refused.outcome == "failed"
        for part in ("2 pictures were painted", "3 are allowed", "go on in 60 min", "ask whoever runs"):
            assert part in refused.reply
        assert len(project.store.records()) == 2
        work.say("t", "four pictures of a dog")
        assert "go on in" not in turns_of(work, "t")[-1].reply, "no wait makes room for them"
        work.say("t", "a dog")
        assert turns_of(work, "t")[-1].outcome == "done"
        painters.close()


def test_a_message_that_could_not_be_taken_stays_to_be_seen(jobs: Open) -> None:
    work = jobs(WordyPainter())
    for text in ("a cat", "cat " * 2500, "a dog"):
        work.say("t", text)
        turns_of(work, "t")
    assert [turn.outcome for turn in work.scene("t").turns] == ["done", "failed", "done"]


def test_a_reply_proposes_what_it_quotes() -> None:
    turn = TurnView("make it nicer", reply="I don't know “make it nicer” or “it”. Say “make it blue”.")
    turn.outcome = "asked"
    assert chat.suggestions(turn) == ["make it blue"]


def test_what_nobody_can_draw_is_not_proposed() -> None:
    turn = TurnView("flibber the grompf", reply="I don't know how to draw “flibber grompf”.", outcome="asked")
    assert chat.suggestions(turn) == []


def test_a_reply_that_tells_of_what_was_done_proposes_nothing() -> None:
    plan = Plan(steps=(Step(tool="explain", arguments={"image": "i1"}, outputs=("t1.1",)),))
    turn = TurnView("why is it red?", plan=plan, reply="i1 was painted for “a red cat”.", outcome="done")
    assert chat.suggestions(turn) == []
