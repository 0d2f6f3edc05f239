"""The two pages that docs/books.md shows, from the embedded painter: `python benchmarks/book_pages.py`."""

import io
import tempfile
from pathlib import Path

from PIL import Image
from triptych.models import catalog
from triptych.tools.assets import Store
from triptych.tools.tool import Bench, make_call

DOCS = Path(__file__).parents[1] / "docs"
SIDE = 480
PROMPTS = ("a red fox with a blue scarf in the snow", "a red fox on the left of a yellow star on the beach")
ABOVE = {"text": "The little fox put on her scarf.", "second_text": "小狐狸围上了围巾。"}
FULL_BLEED = {"text": "وجدت الثعلبة الصغيرة نجمة على الشاطئ."}
BOOKS = (("books-above", "above", 0, ABOVE), ("books-full-bleed", "full-bleed", 1, FULL_BLEED))


def main() -> None:
    """Paint, bind, and keep the first page of each book, small."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Store(Path(folder)), catalog.load("pocket"))
        drawn = make_call("generate", {"prompts": PROMPTS, "seed": 4}).run(bench).images
        for name, layout, picture, texts in BOOKS:
            pages = [{"image": drawn[picture].id, **texts}]
            arguments = {"title": name, "pages": pages, "layout": layout, "formats": ["pages"]}
            page = make_call("book", arguments).run(bench).files[-1]
            _save(Image.open(page), DOCS / f"{name}.png")


def _save(page: Image.Image, path: Path) -> None:
    small = page.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS).quantize(96)
    buffer = io.BytesIO()
    small.save(buffer, "PNG", optimize=True)
    path.write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
