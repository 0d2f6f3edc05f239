"""What people say of books: pictures that are there become one; nothing is painted for it."""

import pytest
from phrasebook_fakes import Thread
from triptych.agent.steps import steps_for

FOXES = "two pictures of a fox"


@pytest.mark.parametrize(
    ("first", "text"),
    [
        (FOXES, "make it a book"),
        (FOXES, "make a book of it"),
        (FOXES, "Please turn these into a picture book!"),
        (FOXES, "as a picture book"),
        (FOXES, "I want it as a book"),
        ("zwei Bilder von einem Fuchs", "Mach ein Buch daraus"),
        ("zwei Bilder von einem Fuchs", "als Bilderbuch"),
        ("zwei Bilder von einem Fuchs", "Mach aus den Bildern ein Buch"),
        ("dos imágenes de un zorro", "haz un libro con ellas"),
        ("dos imágenes de un zorro", "conviértelas en un libro ilustrado"),
        ("deux images d'un renard", "fais-en un livre"),
        ("deux images d'un renard", "transforme-les en livre d'images"),
        ("画两张狐狸的图", "把它们做成一本书"),
        ("画两张狐狸的图", "做成绘本"),
        ("キツネの絵を二枚描いて", "絵本にして"),
        ("キツネの絵を二枚描いて", "これらの絵を本にまとめてください"),
    ],
)
def test_the_pictures_on_the_table_become_a_book_and_nothing_is_painted(first: str, text: str) -> None:
    thread = Thread(polyglot=True)
    thread.say(first)
    book = thread.say(text)
    assert (book.task, book.keeps, book.outputs) == ("picture_book", ("i1", "i2"), ())
    assert book.title == "The Orange Fox"
    assert book.texts == ("An orange fox in a meadow.", "An orange fox on the beach.")
    assert [step.tool for step in steps_for(book, None)] == ["book"]


def test_pages_keep_their_texts_and_what_is_called_by_a_name_is_in_the_title() -> None:
    thread = Thread()
    thread.say("two pictures of a bear called Bruno")
    assert thread.say("make it a book").title == "Bruno"
    thread.say("change the text of page 1 to: Here is Bruno.")
    book = thread.say("turn these into a book called Bears in A4")
    assert (book.title, book.texts[0], book.binding.page_size) == ("Bears", "Here is Bruno.", "a4")


@pytest.mark.parametrize("text", ["make it a book", "as a picture book"])
def test_one_picture_is_the_hero_of_a_story(text: str) -> None:
    thread = Thread()
    thread.say("a red fox in the snow")
    book = thread.say(text)
    assert (book.operation, len(book.outputs), book.images[0].id) == ("book", 4, "i1")


def test_a_book_about_somebody_else_is_a_new_one() -> None:
    thread = Thread()
    thread.say(FOXES)
    assert thread.say("make it a book about a bear").operation == "book"
