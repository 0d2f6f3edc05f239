"""Turns → HTML: the book, page by page. All text is escaped; pictures are links to files."""

from html import escape

from .addresses import image_url
from .scene import Scene
from .view import PictureView, TurnView

EMPTY_BOOK = """<div class="tri-empty"><div class="tri-easel tri-easel-book"><i></i><i></i></div>
<p>Ask for a picture book, and its pages will open here.</p></div>"""


def book(scene: Scene) -> str:
    """The last book, page by page, with links to its files."""
    last = next((turn for turn in reversed(scene.turns) if turn.is_book), None)
    if last is None:
        return EMPTY_BOOK
    pages = "".join(_page(number, picture) for number, picture in enumerate(last.pictures, start=1))
    return (
        f'<header class="tri-book-head"><h2>{escape(last.title)}</h2>{_links(last)}</header>'
        f'<div class="tri-book">{pages}</div>'
    )


def _page(number: int, picture: PictureView) -> str:
    return (
        f'<article class="tri-page">{_image(picture)}<p>{escape(picture.text)}</p>{_seen(picture)}'
        f'<span class="tri-folio">{number}</span></article>'
    )


def _seen(picture: PictureView) -> str:
    """What the critic saw."""
    return f'<span class="tri-seen">{escape(picture.seen)}</span>' if picture.seen else ""


def _image(picture: PictureView) -> str:
    alt = escape(picture.caption or "a picture to come", quote=True)
    if picture.id:
        url = escape(image_url(picture.id), quote=True)
        return f'<a class="tri-image" href="{url}" target="_blank"><img src="{url}" alt="{alt}"></a>'
    if picture.preview:
        done = 100 * picture.step // max(picture.steps, 1)
        bar = f'<span class="tri-bar"><span style="width:{done}%"></span></span>'
        return f'<div class="tri-image tri-live"><img src="{picture.preview}" alt="{alt}">{bar}</div>'
    return '<div class="tri-image tri-blank"></div>'


def _links(turn: TurnView) -> str:
    names = {"pdf": "PDF", "html": "Web page"}
    links = [(names[format], url) for format, url in turn.files.items() if format in names]
    if not links:
        return '<span class="tri-binding">being painted …</span>' if not turn.outcome else ""
    told = (f'<a href="{escape(url, quote=True)}" target="_blank">{name}</a>' for name, url in links)
    return f'<nav class="tri-links">{"".join(told)}</nav>'
