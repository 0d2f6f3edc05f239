"""The planner's benchmark counts turns and what went otherwise in them."""

from benchmarks.planner import Planner, Told, rows


def told(*wrong: str, language: str = "en") -> Told:
    """One turn."""
    return Told("a session", 1, language, wrong)


def test_a_turn_is_right_where_nothing_went_otherwise() -> None:
    found = {
        row.name: (row.value, row.n)
        for row in rows(
            [
                told(),
                told("task: expected 'edit', but it was 'chat'", "plan: expected [], but it was ['edit']"),
                told("reply 'x' is not in 'y'", language="de"),
                told(language="de"),
            ]
        )
    }
    assert found["turns as written"] == (0.5, 4)
    assert (found["task"], found["plan"], found["prompts"]) == ((0.75, 4), (0.75, 4), (1.0, 4))
    assert (found["turns as written, de"], found["turns as written, en"]) == ((0.5, 2), (0.5, 2))


def test_the_phrasebook_says_its_sessions() -> None:
    table = Planner(n=1).run()
    assert table.about == {"planner": "phrasebook"}
    assert table.rows[0].value == 1.0
    assert table.details == []
