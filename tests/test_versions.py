"""The version tree: how it grows with each kind of turn, and where undo, redo, revert and branch lead."""

from agent_fakes import book, change, delete, pictures
from triptych.agent.state import Brief, Moment, Operation
from triptych.agent.versions import (
    History,
    at,
    destination,
    next_moment,
    remembered_way,
)

A = Moment(turn="a", images=("i1", "i2"), made=("i1", "i2"))
B = Moment(turn="b", parent="a", images=("i1", "i3"), made=("i3",))
C = Moment(turn="c", parent="a", images=("i4",), made=("i4",))
TREE = (A, B, C)


def going(operation: Operation, target: str = "") -> Brief:
    return Brief(task="edit", operation=operation, target=target)


def test_new_pictures_grow_from_the_head() -> None:
    moment = next_moment(
        pictures("a", "b"), "d", {"picture:2": "i6", "picture:1": "i5", "other": "i7"}, TREE, "b"
    )
    assert moment == Moment(turn="d", parent="b", images=("i5", "i6"), made=("i5", "i6"))


def test_a_changed_picture_takes_the_place_of_its_source_in_the_set() -> None:
    brief = change("i2", "blue", "on the beach", keeps=("i1", "i2", "i9"))
    moment = next_moment(brief, "d", {"picture:1": "i5", "picture:2": "i6"}, TREE, "a")
    assert moment == Moment(turn="d", parent="a", images=("i1", "i6", "i9"), made=("i5", "i6"))


def test_of_a_chain_of_changes_the_last_lies_on_the_table() -> None:
    moment = next_moment(change("i2", "blue", "small"), "d", {"picture:1": "i5", "picture:2": "i6"}, (), "")
    assert moment is not None
    assert moment.images == ("i6",)


def test_trying_again_makes_a_sibling() -> None:
    moment = next_moment(pictures("a", again=True), "d", {"picture:1": "i5"}, TREE, "b")
    assert moment is not None
    assert moment.parent == "a"


def test_a_book_keeps_title_and_texts_of_the_pages_that_there_are() -> None:
    moment = next_moment(book(3), "d", {"picture:1": "i5", "picture:3": "i6"}, (), "")
    assert moment is not None
    assert (moment.title, moment.texts) == ("The Fox", ("Text 1.", "Text 3."))


def test_a_turn_without_pictures_adds_nothing() -> None:
    assert next_moment(pictures("a"), "d", {}, TREE, "b") is None
    assert next_moment(going("undo"), "d", {}, TREE, "b") is None


def test_deleting_takes_pictures_and_their_texts_from_the_table() -> None:
    story = Moment(turn="s", images=("i1", "i2"), made=("i1", "i2"), title="T", texts=("one", "two"))
    left = Moment(turn="d", parent="s", images=("i2",), title="T", texts=("two",), deleted=("i1",))
    assert next_moment(delete("i1"), "d", {}, (story,), "s") == left
    assert next_moment(delete("i1"), "e", {}, (story, left), "d") is None, "it is gone already"


def test_a_picture_that_is_not_on_the_table_is_deleted_and_comes_back_too() -> None:
    gone = next_moment(delete("i3"), "d", {}, TREE, "c")
    assert gone == Moment(turn="d", parent="c", images=("i4",), deleted=("i3",))
    after = next_moment(pictures("a"), "e", {"picture:1": "i5"}, (*TREE, gone), "d")
    assert after is not None
    history = History(moments=(*TREE, gone, after), head="e")
    assert history.deleted == ("i3",)
    assert history.before_deletion("i3") == "c"
    assert history.before_deletion("i5") is None


def test_undo_leads_to_the_parent_and_at_last_to_the_empty_table() -> None:
    assert destination(going("undo"), TREE, "b", {}) == "a"
    assert destination(going("undo"), TREE, "a", {}) == ""
    assert destination(going("undo"), TREE, "", {}) is None


def test_redo_leads_back_to_where_undo_came_from_else_to_the_newest() -> None:
    assert destination(going("redo"), TREE, "a", {}) == "c"
    assert destination(going("redo"), TREE, "a", remembered_way(TREE, "b", {})) == "b"
    assert destination(going("redo"), TREE, "", remembered_way(TREE, "b", {})) == "a"
    assert destination(going("redo"), TREE, "c", {}) is None


def test_a_named_turn_is_where_it_goes_if_there_is_one() -> None:
    assert destination(going("revert_to", "a"), TREE, "c", {}) == "a"
    assert destination(going("branch", "b"), TREE, "c", {}) == "b"
    assert destination(going("undo", "a"), TREE, "c", {}) == "a"
    assert destination(going("branch", "x"), TREE, "c", {}) is None
    assert destination(going("revert_to"), TREE, "c", {}) is None


def test_the_history_knows_the_table() -> None:
    assert History(moments=TREE, head="b").table == ("i1", "i3")
    assert History(moments=TREE).table == ()
    assert at(TREE, "x").images == ()
