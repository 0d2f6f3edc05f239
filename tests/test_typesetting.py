"""Pages as typst sets them: scripts, directions, sizes, bleed, resolution, and texts on pictures."""

import io

import numpy as np
import pytest
from book_fakes import passage, scene, volume
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw
from pypdf import PdfReader
from triptych.tools.book_checks import check
from triptych.tools.calm_area import READABLE, calm_area
from triptych.tools.fonts import faces_for
from triptych.tools.full_bleed import covering
from triptych.tools.palette import least_contrast, palette_of, rgb
from triptych.tools.passages import Passage, language_of, printable
from triptych.tools.print_resolution import at_print_resolution, for_print, for_screens
from triptych.tools.sheets import Leaf
from triptych.tools.text_fitting import divided, text_height
from triptych.tools.typesetting import typeset
from triptych.tools.volume import bound

TEXTS = {
    "zh": "小狐狸在草地上醒来，抬头看看天空。",
    "zh-Hant": "小狐狸醒來，抬頭看著天空，說：「這裡！」",
    "ja": "小さなきつねは星を見つけました。",
    "ko": "작은 여우가 별을 찾았어요.",
    "ar": "استيقظت الثعلبة الصغيرة ونظرت إلى السماء.",
    "he": "השועל הקטן מצא כוכב.",
    "hi": "छोटी लोमड़ी को एक तारा मिला।",
    "th": "สุนัขจิ้งจอกตัวน้อยพบดวงดาว",
    "ru": "Лисичка нашла звезду.",
    "en": "The little fox found a star 🦊.",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_every_script_is_told_by_its_letters_and_has_letters(language: str, text: str) -> None:
    assert language_of(text) == language
    printed = typeset(volume(text), bleed=False)
    assert printed.note == ""
    names = [str(font) for font in _fonts(printed.pdf, page=2)]
    assert names
    assert all("DejaVu" not in name for name in names)


def test_right_to_left_is_told_by_most_letters() -> None:
    assert [Passage(text, "en").direction for text in ("abc", "שלום abc", "abc שלום עולם", "", "12 🦊")] == [
        "ltr",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]


def test_arabic_is_set_from_the_right_with_the_picture_at_the_right() -> None:
    page = _page(volume("نجمة", layout="beside"), 2)
    ink = _dark_columns(page)
    picture = _columns_of(page, (0xF4, 0xA3, 0x40))
    assert ink.max() < picture.min()
    latin = _page(volume("star", layout="beside"), 2)
    assert _dark_columns(latin).min() > _columns_of(latin, (0xF4, 0xA3, 0x40)).max()


@pytest.mark.parametrize(("one", "other"), [("星", "狐"), ("ن", "ج"), ("ن\u200cج", "نج")])
def test_each_letter_has_a_shape_of_its_own_and_arabic_letters_join(one: str, other: str) -> None:
    first, second = (_dark_columns(_page(volume(text * 8), 2)) for text in (one, other))
    assert first.tolist() != second.tolist(), "boxes in the place of both would look the same"


@pytest.mark.parametrize(("word", "side"), [("نجمة", "left"), ("star", "right")])
def test_a_mark_stands_where_the_text_ends(word: str, side: str) -> None:
    bare, marked = (_dark_columns(_page(volume(text, layout="beside"), 2)) for text in (word, f"{word}!"))
    grown = {"left": bare.min() - marked.min(), "right": marked.max() - bare.max()}
    assert grown.pop(side) > 3
    assert abs(grown.popitem()[1]) <= 1


def test_two_languages_share_a_page() -> None:
    leaf = Leaf(scene((256, 256)), "a scene", (passage("The star."), Passage("星星。", "zh", 0.86)))
    printed = typeset(bound(passage("T"), [leaf], "above", "a5"), bleed=False)
    text = PdfReader(io.BytesIO(printed.pdf)).pages[2].extract_text()
    assert text.index("The star.") < text.index("星星。")


@pytest.mark.parametrize(
    ("page_size", "layout", "size"),
    [
        ("square", "above", (210, 210)),
        ("a4", "above", (210, 297)),
        ("a5", "beside", (210, 148)),
        ("letter", "full-bleed", (279, 216)),
    ],
)
def test_pages_are_upright_or_oblong_as_the_layout_needs(
    page_size: str, layout: str, size: tuple[int, int]
) -> None:
    leaves = [Leaf(scene((384, 256)), "a scene", (passage("One."),))]
    printed = typeset(bound(passage("T"), leaves, layout, page_size), bleed=False)  # type: ignore[arg-type]
    box = PdfReader(io.BytesIO(printed.pdf)).pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == size


@pytest.mark.parametrize("layout", ["above", "full-bleed"])
def test_for_a_print_shop_there_are_bleed_and_crop_marks(layout: str) -> None:
    book = volume("One.", layout=layout, page_size="a5")  # type: ignore[arg-type]
    printed = typeset(book, bleed=True)
    check({"b.pdf": printed.pdf}, book)
    page = PdfReader(io.BytesIO(printed.pdf)).pages[2]
    for outer, inner, mm in ((page.mediabox, page.bleedbox, 7), (page.bleedbox, page.trimbox, 3)):
        edges = (inner.left - outer.left, outer.right - inner.right, inner.bottom - outer.bottom)
        assert all(abs(float(edge) / 72 * 25.4 - mm) < 0.01 for edge in edges)
    with Image.open(io.BytesIO(printed.pages[2])) as trimmed:
        assert trimmed.size == (723, 1025)


def test_pictures_are_printed_with_300_dots_an_inch() -> None:
    printed = typeset(volume("One.", layout="full-bleed", page_size="a5"), bleed=True)
    image = PdfReader(io.BytesIO(printed.pdf)).pages[2].images[0].image
    assert image is not None
    assert image.width >= 154 / 25.4 * 300
    assert image.height >= 216 / 25.4 * 300
    large = Image.new("RGB", (4000, 4000))
    assert at_print_resolution(large, 210, 210) is large


@pytest.mark.parametrize("size", [(1024, 64), (64, 1024), (33, 32)])
@pytest.mark.parametrize("layout", ["above", "beside", "full-bleed"])
def test_pictures_of_all_proportions_stay_in_proportion(size: tuple[int, int], layout: str) -> None:
    leaf = Leaf(scene(size), "a scene", (passage("Once upon a time there was a fox."),))
    book = bound(passage("T"), [leaf], layout, "square")  # type: ignore[arg-type]
    for sheet in book.sheets:
        if shown := sheet.shown:
            assert shown.box.width / shown.box.height == pytest.approx(
                shown.image.width / shown.image.height, rel=0.02
            )
        if sheet.written and sheet.shown and layout != "full-bleed":
            words, box = sheet.written.box, sheet.shown.box
            assert (
                words.top >= box.top + box.height
                or words.left >= box.left + box.width
                or (words.top + words.height <= box.top)
            )
    check({"b.pdf": typeset(book, bleed=False).pdf}, book)


def test_a_picture_is_not_cropped_by_much() -> None:
    assert covering(Image.new("RGB", (400, 300)), 1, "#ffffff").size == (300, 300)
    kept = covering(Image.new("RGB", (400, 100), "#102030"), 1, "#ffffff")
    assert kept.size == (400, 400)
    assert (kept.getpixel((399, 99)), kept.getpixel((0, 200))) == ((16, 32, 48), (255, 255, 255))


@pytest.mark.parametrize("sky", ["#a8d0f0", "#101838", "#808080", "#d02020"])
def test_text_stands_on_the_calm_part_of_a_picture_and_can_be_read(sky: str) -> None:
    picture = scene((256, 256), sky)
    area = calm_area(picture, [(0.86, 0.2), (0.42, 0.3)], palette_of(picture))
    assert area.top + area.height <= 0.5
    assert least_contrast(area.ink, np.array([[rgb(sky)]])) >= READABLE or area.veil


def test_where_nothing_is_calm_a_veil_makes_the_text_readable() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (128, 128, 3), dtype=np.uint8)
    area = calm_area(Image.fromarray(noise), [(0.8, 0.3)], palette_of(Image.fromarray(noise)))
    ground = noise * (1 - area.opacity) + np.array(rgb(area.veil)) * area.opacity
    assert least_contrast(area.ink, ground) >= READABLE
    assert area.opacity < 1


def test_contrast_is_that_of_the_standard() -> None:
    black = np.zeros((1, 3))
    assert least_contrast("#ffffff", black) == pytest.approx(21)
    assert least_contrast("#767676", np.full((1, 3), 255.0)) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("words", ["One two three. " * 120, "小狐狸醒来。" * 300, "x" * 1900])
def test_a_divided_text_fits_and_loses_nothing(words: str) -> None:
    parts = list(divided(passage(words), 120, 80, 13))
    assert len(parts) > 1
    assert "".join("".join(part.words for part in parts).split()) == "".join(words.split())
    assert all(text_height([part], 120, 13) <= 80 for part in parts)


def test_fonts_hold_the_letters_that_machines_may_lack_and_no_others() -> None:
    said = [("en", "Once – “a fox”"), ("ar", "ثعلب"), ("zh", "“狐狸”🦊"), ("ja", "狐")]
    faces = list(faces_for(said))
    assert [face.language for face in faces] == ["ar", "ja", "zh", "zh"]
    letters = [set(TTFont(io.BytesIO(face.woff)).getBestCmap()) for face in faces]
    assert letters[2] == {ord(letter) for letter in "“狐狸”"}
    assert letters[3] == {ord("🦊")}
    assert all(len(face.woff) < 20_000 for face in faces)


def test_control_characters_are_left_out() -> None:
    assert printable("a\0b\r\nc\td\x1be\uffff") == "ab\nc de"


def _page(book: object, number: int) -> np.ndarray:
    printed = typeset(book, bleed=False)  # type: ignore[arg-type]
    return np.asarray(Image.open(io.BytesIO(printed.pages[number])).convert("RGB")).astype(int)


def _dark_columns(page: np.ndarray) -> np.ndarray:
    above_the_folio = page[: int(len(page) * 0.9)]
    return np.flatnonzero((above_the_folio.sum(axis=2) < 250).any(axis=0))


def _columns_of(page: np.ndarray, color: tuple[int, int, int]) -> np.ndarray:
    return np.flatnonzero((abs(page - np.array(color)).max(axis=2) < 6).any(axis=0))


def _fonts(pdf: bytes, page: int) -> list[str]:
    resources = PdfReader(io.BytesIO(pdf)).pages[page]["/Resources"]
    return [font.get_object()["/BaseFont"] for font in resources["/Font"].values()]  # type: ignore[index]


class _Pointillist:
    """An upscaler that leaves green dots, and tells how much it was asked to enlarge."""

    name, revision = "pointillist", "1"

    def __init__(self) -> None:
        self.factors: list[int] = []

    def enlarge(self, image: Image.Image, factor: int, _: object = None) -> Image.Image:
        self.factors.append(factor)
        return Image.new("RGB", (factor * image.width, factor * image.height), (0, 255, 0))


def test_pictures_are_enlarged_for_print_by_the_upscaler_of_their_leaf() -> None:
    upscaler = _Pointillist()
    leaf = Leaf(scene((256, 256)), "a scene", (passage("One."),), upscaler=upscaler)
    printed = typeset(bound(passage("T"), [leaf], "full-bleed", "a5"), bleed=True)
    image = PdfReader(io.BytesIO(printed.pdf)).pages[2].images[0].image
    assert image is not None
    red, green, blue = image.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert green > 240
    assert max(red, blue) < 20
    assert set(upscaler.factors) <= {2, 4}


@pytest.mark.parametrize(("side", "factors"), [(1200, []), (700, [2]), (100, [4])])
def test_only_what_has_too_few_pixels_is_enlarged(side: int, factors: list[int]) -> None:
    upscaler = _Pointillist()
    printed = at_print_resolution(Image.new("RGB", (side, side)), 100, 100, upscaler)
    assert printed.size == ((side, side) if not factors else (1182, 1182))
    assert upscaler.factors == factors


def test_no_line_of_a_long_text_has_a_page_for_itself() -> None:
    words = " ".join(f"This is sentence number {n}." for n in range(92))
    parts = divided(passage(words), 120, 80, 13)
    lengths = [len(part.words) for part in parts]
    assert len(lengths) > 1
    assert min(lengths) > 0.5 * max(lengths)


def test_text_keeps_off_somebody_however_smooth_the_coat() -> None:
    picture = Image.effect_noise((192, 192), 30).convert("RGB")
    ImageDraw.Draw(picture).ellipse((48, 20, 144, 172), fill="#f08020")
    area = calm_area(picture, [(0.4, 0.2)], palette_of(picture))
    box = (area.left, area.top, area.left + area.width, area.top + area.height)
    left, top, right, bottom = (int(192 * side) for side in box)
    below = np.asarray(picture.crop((left, top, right, bottom))).astype(int)
    assert (below[..., 0] - below[..., 2] > 100).mean() < 0.2


def test_short_texts_are_centred_and_long_ones_begin_at_one_place() -> None:
    short, long = volume("One two three.", "One two three. " * 60, page_size="a4").sheets[2:]
    assert short.written
    assert long.written
    assert (short.written.align, long.written.align) == ("center", "start")


def test_only_the_sheet_with_the_picture_has_the_number_of_a_page() -> None:
    sheets = volume("One two three. " * 130, page_size="a5").sheets[2:]
    assert len(sheets) > 2
    assert [sheet.folio for sheet in sheets] == ["1", *[""] * (len(sheets) - 1)]


def test_what_was_enlarged_for_print_is_not_enlarged_again_for_screens() -> None:
    upscaler, picture = _Pointillist(), scene((256, 256))
    for_print(picture, 100, 100, upscaler)
    shown = Image.open(io.BytesIO(for_screens(picture, 100, 100, upscaler)))
    assert (shown.format, shown.size, upscaler.factors) == ("JPEG", (591, 591), [4])
