"""Reading uploads: any picture file from outside → an upright RGB image of bounded size, or a refusal.

Trusts nothing about the file: not its name, its header or its size. Knows no store.
"""

import io
import stat
import warnings
from pathlib import Path

from PIL import Image, ImageOps

from .pixels import flatten_to_rgb
from .records import StoreError, Upload

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
EXPECTED = "a PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF picture"
MAX_BYTES = 64 * 2**20
MAX_PIXELS = 64 * 10**6
MIN_SIDE = 16
MAX_SIDE = 2048
MAX_ASPECT = 8


def read_picture(path: Path) -> tuple[Image.Image, Upload]:
    """The picture in a file, and what was changed to take it in. A symlink to a regular file is followed."""
    source = _opened(path, _content(path))
    name, format, size = path.name, source.format or "", source.size
    _check_size(path, *size)
    if source.mode == "F":
        raise StoreError(
            f"the picture {str(path)!r} has floating point pixels without a known white; expected "
            "8 or 16 bits a channel; save it as a PNG"
        )
    try:
        image, changes = _normalised(source)
    except Exception as error:  # Pillow's decoders raise anything on broken or hostile bytes
        raise StoreError(
            f"the picture {str(path)!r} is broken or cut off ({error}); expected a whole {format} file; "
            "save or download it again"
        ) from error
    return image, Upload(name=name, format=format, width=size[0], height=size[1], changes=tuple(changes))


def _content(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # before opening: a pipe would block
            raise StoreError(f"{str(path)!r} is not a file; give the path of {EXPECTED}")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise StoreError(f"there is no file {str(path)!r}; give the path of {EXPECTED}") from error
    except (OSError, ValueError) as error:
        if isinstance(error, StoreError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise StoreError(
            f"{str(path)[:200]!r} cannot be read ({reason}); give the path of {EXPECTED}"
        ) from error
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 2**20
        raise StoreError(
            f"the file {str(path)!r} has over {limit} MiB, the most taken in; give a smaller one"
        )
    return content


def _opened(path: Path, content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(path) from error
    except Exception as error:
        raise StoreError(f"{str(path)!r} {_what_it_is(content)}; expected {EXPECTED}") from error


def _what_it_is(content: bytes) -> str:
    start = content[:256].lstrip(b"\xef\xbb\xbf \r\n\t")
    if not content:
        return "is empty"
    if start.startswith(b"%PDF"):
        return "is a PDF (export its page as a PNG)"
    if start.startswith((b"<svg", b"<?xml", b"<!DOCTYPE svg")):
        return "is an SVG drawing (export it as a PNG)"
    if content[4:11] == b"ftyphei":
        return "is a HEIC photo (save it as a JPEG)"
    return "is no picture that can be read, whatever its name says"


def _check_size(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise _too_many_pixels(path)
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_ASPECT * min(width, height):
        raise StoreError(
            f"the picture {str(path)!r} is {width}×{height}; expected at least {MIN_SIDE} pixels a side and "
            f"a long side of at most {MAX_ASPECT} times the short one; crop or enlarge it"
        )


def _too_many_pixels(path: Path) -> StoreError:
    return StoreError(
        f"the picture {str(path)!r} has over {MAX_PIXELS // 10**6} million pixels, the most taken in; "
        "make it smaller"
    )


def _normalised(source: Image.Image) -> tuple[Image.Image, list[str]]:
    changes = []
    frames = getattr(source, "n_frames", 1)
    if frames > 1 and source.format != "MPO":  # a phone's JPEG with a second picture for depth
        changes.append(f"first of {frames} frames")
    source.load()
    upright = ImageOps.exif_transpose(source)
    if source.getexif().get(0x0112, 1) != 1:
        changes.append("turned upright")
    image, conversion = flatten_to_rgb(upright)
    changes += conversion
    if max(image.size) > MAX_SIDE:
        image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
        changes.append(f"scaled to {image.width}×{image.height}")
    image.info = {}  # where and with what a photo was taken stays with its owner
    return image, changes
