"""Books as the tool makes them: the default files, their words and pictures, and what is refused."""

from pathlib import Path

import pytest
from book_fakes import Html, bench_with_pictures, make, of_kind, pdf_of, words
from PIL import Image
from pypdf.generic import DictionaryObject
from triptych.tools.tool import Bench, ToolError, make_call

NASTY = '#panic("x") *b* _i_ $x$ @ref <b>no</b> </p><script>alert(1)</script> \\ // {{ title }} `code` "q"'


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return bench_with_pictures(tmp_path)


def test_a_book_has_a_cover_a_title_page_and_a_page_for_each_picture(bench: Bench) -> None:
    result = make(bench, "The Fox", "She woke up.", "She found a star.", "")
    pdf, html, *pages = result.files
    assert words(result) == ["The Fox", "The Fox", "She woke up. 1", "She found a star. 2", "3"]
    assert [page.stem for page in pages] == ["cover", "title", "page-1", "page-2", "page-3"]
    assert (pdf.suffix, html.suffix) == (".pdf", ".html")
    folders = {path.parents[0 if path.suffix != ".png" else 1] for path in result.files}
    assert folders == {bench.store.exports / "the-fox"}
    assert (result.images, result.note) == ((), "")


def test_pages_are_square_and_show_their_picture(bench: Bench) -> None:
    result = make(bench, "The Fox", "One.", "Two.")
    box = pdf_of(result).pages[2].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (box.width, box.height)] == [210, 210]
    for page, color in ((4, (0xF4, 0xA3, 0x40)), (5, (0x20, 0x30, 0x60))):
        with Image.open(result.files[page]) as shown:
            assert shown.width == shown.height > 1000
            pixel = shown.convert("RGB").getpixel((shown.width // 2, shown.height * 2 // 5))
        assert isinstance(pixel, tuple)
        assert all(abs(a - b) < 5 for a, b in zip(pixel, color, strict=True))


@pytest.mark.parametrize("layout", ["above", "beside", "full-bleed"])
def test_words_are_never_markup(bench: Bench, layout: str) -> None:
    result = make(bench, NASTY, NASTY, layout=layout)
    cover, title, page = words(result)
    assert _letters(cover) == _letters(title) == _letters(NASTY)
    assert _letters(page) == _letters(NASTY) + ("" if layout == "full-bleed" else "1")
    html = Html(of_kind(result, ".html").read_text(encoding="utf-8"))
    assert html.text("h1") == NASTY
    assert NASTY in html.text("p")
    assert "b" not in html.tags


@pytest.mark.parametrize("layout", ["above", "beside", "full-bleed"])
@pytest.mark.parametrize("page_size", ["square", "a5"])
def test_long_texts_lose_no_word(bench: Bench, layout: str, page_size: str) -> None:
    text = " ".join(f"word{n}" for n in range(250))
    result = make(bench, "Long " * 20, text, "short", layout=layout, page_size=page_size)
    found = " ".join(words(result)).split()
    assert [word for word in found if word.startswith("word")] == text.split()
    assert [path.stem for path in result.files if path.stem.startswith("page-2")] == ["page-2"]


def test_lines_of_a_text_stay_apart(bench: Bench) -> None:
    html = make(bench, "The Fox", "One.\n\nTwo.").files[1].read_text(encoding="utf-8")
    assert "One.\n\nTwo." in html


def test_letters_that_no_font_has_are_told_of(bench: Bench) -> None:
    greek = make(bench, "Αλεπού — лиса — Füchslein", "Καλημέρα. Доброе утро. Grüß Gott.")
    assert (greek.note, words(greek)[0]) == ("", "Αλεπού — лиса — Füchslein")
    unheard = make(bench, "\U00018b00", "Khitan \U00018b00")
    assert len(words(unheard)) == 3
    assert "no letters for" in unheard.note
    assert "install a font" in unheard.note


@pytest.mark.parametrize(
    "text", ["a\0b\x07c", "\ue000", "line\r\nline", "\u202eabc", "שלום", "\ufeff", "🦊 " * 40, "x" * 2000]
)
def test_no_letter_breaks_a_book(bench: Bench, text: str) -> None:
    formats = ["pdf", "html", "pages", "epub", "cbz", "markdown", "pptx"]
    result = make(bench, f"x{text}"[:120], text, formats=formats)
    assert len(words(result)) >= 3


def test_a_book_of_64_pages(bench: Bench) -> None:
    result = make(bench, "Long", *(f"Page {n}." for n in range(64)), formats=["pdf"], page_size="a5")
    assert words(result)[-1] == "Page 63. 64"


def test_pictures_without_a_text_of_their_own_are_told_by_their_prompt(bench: Bench) -> None:
    drawn = make_call("generate", {"prompts": ["a red fox in the snow"], "seed": 1}).run(bench).images[0].id
    pages = [{"image": drawn, "text": "Once."}, {"image": "i1", "alt": "A fox\nasleep"}, {"image": "i2"}]
    result = make_call("book", {"title": "T", "pages": pages}).run(bench)
    texts = _alts(pdf_of(result).root_object["/StructTreeRoot"])
    assert texts == ["a red fox in the snow"] * 2 + ["A fox asleep", "Picture of page 3"]


def test_a_second_book_does_not_overwrite_the_first(bench: Bench) -> None:
    first, second = make(bench, "The Fox", "One."), make(bench, "The Fox", "Two.")
    assert first.files[0] != second.files[0]
    assert "One." in words(first)[2]


def test_a_book_of_an_unknown_picture_leaves_nothing(bench: Bench) -> None:
    with pytest.raises(ToolError, match="there is no image 'i9'"):
        make_call("book", {"title": "x", "pages": [{"image": "i1"}, {"image": "i9"}]}).run(bench)
    assert list(bench.store.exports.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"layout": "below"}, "layout"),
        ({"page_size": "a3"}, "page_size"),
        ({"formats": []}, "formats"),
        ({"formats": ["docx"]}, "formats"),
        ({"language": "German"}, "language"),
    ],
)
def test_what_is_not_offered_is_refused(arguments: dict[str, object], name: str) -> None:
    with pytest.raises(ToolError, match=name):
        make_call("book", {"title": "x", "pages": [{"image": "i1"}], **arguments})


def _letters(text: str) -> str:
    return "".join(text.split())


def _alts(element: object) -> list[str]:
    """The alt texts of a structure tree, in reading order."""
    if isinstance(element, list):
        return [text for one in element for text in _alts(one.get_object())]
    if not isinstance(element, DictionaryObject):
        return []
    own = [str(element["/Alt"])] if "/Alt" in element else []
    return own + (_alts(element["/K"].get_object()) if "/K" in element else [])


def test_a_page_has_a_layout_of_its_own_and_the_cover_a_picture_of_its_own(bench: Bench) -> None:
    pages = [{"image": "i1", "text": "One."}, {"image": "i1", "text": "Two.", "layout": "full-bleed"}]
    book = {"title": "T", "pages": pages, "cover": "i2", "formats": ["html", "pages"]}
    result = make_call("book", book).run(bench)
    named = {path.stem: Image.open(path).convert("RGB") for path in result.files if path.suffix == ".png"}
    assert named["page-1"].getpixel((2, 2)) != (244, 163, 64), "a margin is around it"
    assert named["page-2"].getpixel((2, 2)) == pytest.approx((244, 163, 64), abs=6), "it is all of the page"
    middle = named["cover"].getpixel((named["cover"].width // 2, int(named["cover"].height * 0.62)))
    assert middle == pytest.approx((32, 48, 96), abs=6)
