"""Golden sessions: each file in `sessions/` is talked through in a real session and in a rehearsal."""

from pathlib import Path

import pytest
from golden_conversation import Conversation
from golden_sessions import FILES, Expected, Script, Turn, read

WAYS = {
    "recolor",
    "background",
    "move",
    "add",
    "remove",
    "subject",
    "explain",
    "adjust",
    "outpaint",
    "pose",
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_session_goes_as_it_is_written(file: Path, tmp_path: Path) -> None:
    script = read(file)
    with Conversation(script, tmp_path) as talk:
        for number, turn in enumerate(script.turns, start=1):
            wrong = talk.say(number, turn)
            said = "\n".join(f"  {line}" for line in wrong)
            assert not wrong, f"{file.name}, turn {number}, “{turn.say[:60]}”:\n{said}"


def test_there_are_sessions_in_every_language() -> None:
    languages = [read(file).language for file in FILES]
    assert len(FILES) >= 34
    assert languages.count("zh") >= 5
    assert languages.count("es") + languages.count("de") >= 5
    assert {"fr", "ja"} <= set(languages)


def test_editing_has_sessions_of_its_own_and_every_way_is_chosen() -> None:
    expected = {file.stem: [turn.expect for turn in read(file).turns] for file in FILES}
    chosen = {
        name: {
            tool for one in turns for tool in (*(one.made_by or ()), *(step.split()[0] for step in one.plan))
        }
        for name, turns in expected.items()
    }
    assert set().union(*chosen.values()) >= WAYS
    editing = [name for name, tools in chosen.items() if tools & {*WAYS, "edit"} and "edit" in name]
    assert len(editing) >= 15


def test_a_turn_that_goes_otherwise_is_told_in_full(tmp_path: Path) -> None:
    expect = Expected(
        operation="generate", task="text_to_image", prompts=["a blue cat"], ids=["i2"], notes=["?"]
    )
    turn = Turn(say="a red fox in the snow", expect=expect)
    with Conversation(Script(title="", turns=[turn]), tmp_path) as talk:
        assert talk.say(1, turn) == [
            "plan: expected [], but it was ['generate']",
            "ids: expected ['i2'], but it was ['i1']",
            "table: expected ['i2'], but it was ['i1']",
            "prompts: expected ['a blue cat'], but it was ['a red fox in the snow']",
            "note '?' is not among ()",
        ]
