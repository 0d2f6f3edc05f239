"""A book as PowerPoint: one slide a sheet, pictures and texts to edit. Knows nothing of the store."""

import io

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Length, Mm, Pt

from .passages import Passage
from .sheets import Box, Sheet, Shown, Written
from .text_fitting import BETWEEN_PASSAGES
from .volume import Volume

TITLE_ONLY, BLANK = 5, 6
"""Layouts of python-pptx's own template."""
PER_CENT = 1000
START = {"ltr": PP_ALIGN.LEFT, "rtl": PP_ALIGN.RIGHT}


def slides(volume: Volume) -> bytes:
    """The book as one file, with the book's page size."""
    made = Presentation()
    made.slide_width, made.slide_height = Mm(volume.format.width), Mm(volume.format.height)
    made.core_properties.title = volume.title.words
    made.core_properties.language = volume.title.language
    for sheet in volume.sheets:
        _slide(made, sheet)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _slide(made: Slides, sheet: Sheet) -> None:
    written = sheet.written
    slide = made.slides.add_slide(made.slide_layouts[TITLE_ONLY if written and written.is_title else BLANK])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor.from_string(sheet.paper[1:].upper())
    if sheet.shown:
        _picture(slide, sheet.shown)
    if written:
        _words(slide, written)


def _picture(slide: Slide, shown: Shown) -> None:
    picture = slide.shapes.add_picture(io.BytesIO(shown.jpeg), *_place(shown.box))
    picture._element.find(f".//{qn('p:cNvPr')}").set("descr", shown.alt)
    if shown.border:
        picture.line.color.rgb = RGBColor(255, 255, 255)
        picture.line.width = Mm(2 * shown.border)


def _words(slide: Slide, written: Written) -> None:
    if written.is_title and slide.shapes.title is not None:
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = _place(written.box)
    else:
        shape = slide.shapes.add_textbox(*_place(written.box))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP if written.vertical == "top" else MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Mm(written.inset)
    if written.veil:
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor.from_string(written.veil[1:].upper())
        color = shape.fill._xPr.find(qn("a:solidFill"))[0]
        color.append(color.makeelement(qn("a:alpha"), {"val": str(round(written.opacity * 100 * PER_CENT))}))
    for passage in written.passages:
        for number, line in enumerate(passage.paragraphs):
            _line(frame, written, passage, line, first=number == 0)


def _line(frame: TextFrame, written: Written, passage: Passage, line: str, *, first: bool) -> None:
    apart = first and bool(frame.text)
    paragraph = frame.add_paragraph() if frame.text else frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.CENTER if written.align == "center" else START[passage.direction]
    if passage.direction == "rtl":
        paragraph._p.get_or_add_pPr().set("rtl", "1")
    if apart:
        paragraph.space_before = Pt(BETWEEN_PASSAGES * written.size)
    run = paragraph.add_run()
    run.text = line
    run.font.size, run.font.bold = Pt(written.size * passage.scale), written.is_title
    run.font.color.rgb = RGBColor.from_string(written.ink[1:].upper())
    run._r.get_or_add_rPr().set("lang", passage.language)


def _place(box: Box) -> tuple[Length, Length, Length, Length]:
    return Mm(box.left), Mm(box.top), Mm(box.width), Mm(box.height)
