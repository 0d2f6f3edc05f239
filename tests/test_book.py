"""Books: the PDF opens and holds the words, the HTML stands alone, nothing in a text is markup."""

import io
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fakes import FakePainter
from PIL import Image
from pypdf import PdfReader
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, ToolError, ToolResult, make_call

NASTY = '#panic("x") *b* _i_ $x$ @ref <b>no</b> </p><script>alert(1)</script> \\ // {{ title }} `code` "q"'


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    store = Store(tmp_path)
    for size, color in (((256, 256), "#f4a340"), ((384, 192), "#203060"), ((96, 288), "white")):
        store.add(Image.new("RGB", size, color))
    return Bench(store, FakePainter())


def make(bench: Bench, title: str, *texts: str) -> ToolResult:
    pages = [{"image": f"i{1 + n % 3}", "text": text} for n, text in enumerate(texts)]
    return make_call("book", {"title": title, "pages": pages}).run(bench)


def words(pdf: Path) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf.read_bytes())).pages]


def test_a_book_has_a_cover_and_a_page_for_each_picture(bench: Bench) -> None:
    result = make(bench, "The Fox", "She woke up.", "She found a star.", "")
    pdf, html, *pages = result.files
    assert words(pdf) == ["The Fox", "She woke up. 1", "She found a star. 2", "3"]
    assert [page.name for page in pages] == ["cover.png", "page-1.png", "page-2.png", "page-3.png"]
    assert html.suffix == ".html"
    assert {path.parents[0 if path.suffix != ".png" else 1] for path in result.files} == {
        bench.store.exports / "the-fox"
    }
    assert (result.images, result.note) == ((), "")


def test_pages_are_square_and_show_their_picture(bench: Bench) -> None:
    result = make(bench, "The Fox", "One.", "Two.")
    box = PdfReader(io.BytesIO(result.files[0].read_bytes())).pages[1].mediabox
    assert [round(float(side) / 72 * 25.4) for side in (box.width, box.height)] == [210, 210]
    for page, color in ((3, (0xF4, 0xA3, 0x40)), (4, (0x20, 0x30, 0x60))):
        with Image.open(result.files[page]) as shown:
            assert shown.width == shown.height > 1000
            pixel = shown.convert("RGB").getpixel((shown.width // 2, shown.height // 3))
        assert isinstance(pixel, tuple)
        assert all(abs(a - b) < 5 for a, b in zip(pixel, color, strict=True))


def test_words_are_never_markup(bench: Bench) -> None:
    pdf, html = make(bench, NASTY, NASTY).files[:2]
    cover, page = words(pdf)
    assert _letters(cover) == _letters(NASTY)
    assert _letters(page) == _letters(NASTY) + "1"
    parser = _Html()
    parser.feed(html.read_text(encoding="utf-8"))
    assert parser.text("h1") == parser.text("p") == NASTY
    assert "script" not in parser.tags
    assert "b" not in parser.tags


def test_the_html_stands_alone(bench: Bench) -> None:
    parser = _Html()
    parser.feed(make(bench, "The Fox", "One.", "Two.").files[1].read_text(encoding="utf-8"))
    assert len(parser.sources) == 3
    assert all(source.startswith("data:image/png;base64,") for source in parser.sources)
    assert "link" not in parser.tags


def test_long_texts_lose_no_word(bench: Bench) -> None:
    text = " ".join(f"word{n}" for n in range(250))
    pdf = make(bench, "Long " * 20, text, "short").files[0]
    found = " ".join(words(pdf)).split()
    assert [word for word in found if word.startswith("word")] == text.split()


def test_lines_of_a_text_stay_apart(bench: Bench) -> None:
    html = make(bench, "The Fox", "One.\n\nTwo.").files[1].read_text(encoding="utf-8")
    assert "One.\n\nTwo." in html


def test_other_scripts_are_set_or_the_lack_is_said(bench: Bench) -> None:
    greek = make(bench, "Αλεπού — лиса — Füchslein", "Καλημέρα. Доброе утро. Grüß Gott.")
    assert greek.note == ""
    assert words(greek.files[0])[0] == "Αλεπού — лиса — Füchslein"
    unheard = make(bench, "\U00018b00", "Khitan \U00018b00")
    assert unheard.files[0].read_bytes().startswith(b"%PDF")
    assert "no letters for" in unheard.note
    assert "install a font" in unheard.note


@pytest.mark.parametrize(
    "text", ["a\0b\x07c", "\ue000", "line\r\nline", "\u202eabc", "שלום", "\ufeff", "🦊 " * 40]
)
def test_no_letter_breaks_a_book(bench: Bench, text: str) -> None:
    assert len(words(make(bench, f"x{text}", text).files[0])) == 2


def test_a_second_book_does_not_overwrite_the_first(bench: Bench) -> None:
    first, second = make(bench, "The Fox", "One."), make(bench, "The Fox", "Two.")
    assert first.files[0] != second.files[0]
    assert "One." in words(first.files[0])[1]


def test_a_book_of_an_unknown_picture_leaves_nothing(bench: Bench) -> None:
    with pytest.raises(ToolError, match="there is no image 'i9'"):
        make_call("book", {"title": "x", "pages": [{"image": "i1"}, {"image": "i9"}]}).run(bench)
    assert list(bench.store.exports.iterdir()) == []


def _letters(text: str) -> str:
    return "".join(text.split())


class _Html(HTMLParser):
    """Collects the tags, the sources of images and the text of each kind of element."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.sources: list[str] = []
        self._texts: dict[str, str] = {}
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open = tag
        self.sources += [value for name, value in attrs if name == "src" and value]

    def handle_data(self, data: str) -> None:
        self._texts[self._open] = self._texts.get(self._open, "") + data

    def text(self, tag: str) -> str:
        return self._texts[tag].strip()
