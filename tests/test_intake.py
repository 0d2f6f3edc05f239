"""Every kind of upload is taken in correctly, or refused in one sentence that says what to do."""

import io
import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms
from triptych.tools.assets import Store
from triptych.tools.intake import MAX_BYTES, read_picture
from triptych.tools.records import StoreError

LEFT, RIGHT = (200, 30, 30), (30, 60, 200)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@pytest.fixture
def picture() -> Image.Image:
    """64×32, red on the left and blue on the right."""
    image = Image.new("RGB", (64, 32), LEFT)
    image.paste(RIGHT, (32, 0, 64, 32))
    return image


def refused(path: Path | str, words: str) -> None:
    with pytest.raises(StoreError, match=words) as caught:
        read_picture(Path(path))
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 500


def near(pixel: object, expected: tuple[int, int, int], tolerance: int = 6) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, expected, strict=True))


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "AVIF"])
def test_common_formats_are_taken_in(tmp_path: Path, picture: Image.Image, format: str) -> None:
    picture.save(tmp_path / "upload", format)
    image, upload = read_picture(tmp_path / "upload")
    assert (image.mode, image.size, upload.format) == ("RGB", (64, 32), format)
    assert near(image.getpixel((8, 16)), LEFT, 12)
    assert near(image.getpixel((56, 16)), RIGHT, 12)


def test_the_name_does_not_matter_the_content_does(tmp_path: Path, picture: Image.Image) -> None:
    picture.save(tmp_path / "photo.jpg", "PNG")
    assert read_picture(tmp_path / "photo.jpg")[1].format == "PNG"
    (tmp_path / "text.png").write_text("I am a text")
    refused(tmp_path / "text.png", r"text\.png' is no picture .* expected a PNG, JPEG")


def test_exif_rotation_is_applied_and_stated(tmp_path: Path, picture: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # shown a quarter turn clockwise: the left side comes to the top
    picture.save(tmp_path / "turned.jpg", exif=exif, quality=95)
    image, upload = read_picture(tmp_path / "turned.jpg")
    assert image.size == (32, 64)
    assert near(image.getpixel((16, 8)), LEFT, 12)
    assert near(image.getpixel((16, 56)), RIGHT, 12)
    assert upload.changes == ("turned upright",)
    assert (upload.width, upload.height) == (64, 32)


def test_cmyk_becomes_rgb(tmp_path: Path, picture: Image.Image) -> None:
    picture.convert("CMYK").save(tmp_path / "print.jpg", quality=95)
    image, upload = read_picture(tmp_path / "print.jpg")
    assert near(image.getpixel((8, 16)), LEFT, 12)
    assert upload.changes == ("CMYK to RGB",)


def test_sixteen_bits_are_scaled_not_clipped(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 64).astype(np.uint16)[None].repeat(32, axis=0)
    Image.fromarray(ramp).save(tmp_path / "deep.png")
    image, upload = read_picture(tmp_path / "deep.png")
    values = np.asarray(image)[0, :, 0].astype(int)
    assert abs(values - np.linspace(0, 255, 64)).max() <= 1
    assert upload.changes == ("scaled from 16 to 8 bits",)


def test_sixteen_bit_colour_is_scaled(tmp_path: Path) -> None:
    row = b"\0" + struct.pack(">3H", 0x8080, 0x4040, 0xFFFF) * 32
    _write_png(tmp_path / "deep.png", 32, 32, row * 32, depth=16, color=2)
    assert read_picture(tmp_path / "deep.png")[0].getpixel((9, 9)) == (0x80, 0x40, 0xFF)


def test_floating_point_is_refused(tmp_path: Path) -> None:
    Image.new("F", (32, 32), 0.5).save(tmp_path / "float.tif")
    refused(tmp_path / "float.tif", "floating point .* 8 or 16 bits .* save it as a PNG")


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_put_on_white(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 16, 32))
    image.convert(mode).save(tmp_path / "clear.png")
    taken, upload = read_picture(tmp_path / "clear.png")
    assert taken.getpixel((4, 4)) == (0, 0, 0)
    assert taken.getpixel((28, 4)) == (255, 255, 255)
    assert upload.changes == ("transparency on white",)


def test_half_transparent_is_mixed_with_white(tmp_path: Path) -> None:
    Image.new("RGBA", (32, 32), (0, 0, 0, 128)).save(tmp_path / "half.png")
    assert near(read_picture(tmp_path / "half.png")[0].getpixel((1, 1)), (127, 127, 127), 1)


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_taken(tmp_path: Path, format: str) -> None:
    frames = [Image.new("RGB", (32, 32), color) for color in (LEFT, RIGHT, (0, 0, 0))]
    frames[0].save(tmp_path / "film", format, save_all=True, append_images=frames[1:])
    image, upload = read_picture(tmp_path / "film")
    assert near(image.getpixel((9, 9)), LEFT)
    assert "first of 3 frames" in upload.changes


def test_a_photo_with_a_second_picture_inside_is_a_photo(tmp_path: Path, picture: Image.Image) -> None:
    picture.save(tmp_path / "phone.jpg", "MPO", save_all=True, append_images=[picture])
    image, upload = read_picture(tmp_path / "phone.jpg")
    assert (image.size, upload.format, upload.changes) == ((64, 32), "MPO", ())


def test_a_colour_profile_is_followed(tmp_path: Path) -> None:
    swapped = SRGB.replace(b"rXYZ", b"tmp_").replace(b"gXYZ", b"rXYZ").replace(b"tmp_", b"gXYZ")
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "GRBs".encode("utf-16-be"))
    Image.new("RGB", (32, 32), (200, 30, 30)).save(tmp_path / "swapped.png", icc_profile=swapped)
    image, upload = read_picture(tmp_path / "swapped.png")
    assert near(image.getpixel((1, 1)), (30, 200, 30), 3)
    assert upload.changes == ("RGB with a colour profile to sRGB",)


@pytest.mark.parametrize("profile", [SRGB, LAB, b"no profile"])
def test_a_usual_wrong_or_broken_profile_changes_nothing(tmp_path: Path, profile: bytes) -> None:
    Image.new("RGB", (32, 32), LEFT).save(tmp_path / "photo.png", icc_profile=profile)
    image, upload = read_picture(tmp_path / "photo.png")
    assert image.getpixel((1, 1)) == LEFT
    assert upload.changes == ()


@pytest.mark.parametrize("size", [(1, 1), (15, 15), (1, 20000), (20000, 20), (16, 200)])
def test_tiny_and_thread_like_pictures_are_refused(tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size).save(tmp_path / "odd.png")
    refused(tmp_path / "odd.png", f"is {size[0]}×{size[1]}; expected at least 16 .* crop or enlarge it")


def test_large_pictures_are_bounded_and_say_so(tmp_path: Path) -> None:
    Image.new("RGB", (4000, 1000), LEFT).save(tmp_path / "wide.png")
    image, upload = read_picture(tmp_path / "wide.png")
    assert image.size == (2048, 512)
    assert upload.changes == ("scaled to 2048×512",)
    assert (upload.width, upload.height) == (4000, 1000)


@pytest.mark.parametrize("side", [8100, 9500, 60000])
def test_decompression_bombs_are_refused_undecoded(tmp_path: Path, side: int) -> None:
    _write_png(tmp_path / "bomb.png", side, side, b"", depth=8, color=2)
    refused(tmp_path / "bomb.png", "over 64 million pixels.*make it smaller")


def test_huge_files_are_refused(tmp_path: Path) -> None:
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    refused(tmp_path / "huge.png", "over 64 MiB.*give a smaller one")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "AVIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_truncated_files_are_refused(tmp_path: Path, format: str, share: float) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((96, 96), 90).convert("RGB").save(buffer, format)
    content = buffer.getvalue()
    (tmp_path / "cut").write_bytes(content[: int(len(content) * share)])
    refused(tmp_path / "cut", "broken or cut off|no picture that can be read")


def test_broken_content_is_refused(tmp_path: Path, picture: Image.Image) -> None:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    damaged = bytearray(buffer.getvalue())
    start = damaged.index(b"IDAT") + 6
    damaged[start : start + 8] = b"\xff" * 8
    (tmp_path / "damaged.png").write_bytes(damaged)
    refused(tmp_path / "damaged.png", "broken or cut off .* save or download it again")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7\n", "is a PDF .*export its page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG .*export it"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "is an SVG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "is a HEIC photo .*JPEG"),
        (b"PK\x03\x04" + b"\0" * 80, "no picture that can be read"),
    ],
)
def test_other_files_are_named_and_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "file.png").write_bytes(content)
    refused(tmp_path / "file.png", words)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    refused(tmp_path, "is not a file; give the path of a PNG")
    refused(tmp_path / "pipe", "is not a file")
    refused("/dev/zero", "is not a file")
    refused(tmp_path / "nothing.png", "there is no file")
    refused(tmp_path / "dangling", "there is no file")
    refused(tmp_path / "loop", "cannot be read")
    refused(tmp_path / ("x" * 300), "cannot be read")
    refused("a\0b.png", "cannot be read")


def test_a_symlink_to_a_picture_is_followed(tmp_path: Path, picture: Image.Image) -> None:
    picture.save(tmp_path / "real.png")
    (tmp_path / "link.png").symlink_to(tmp_path / "real.png")
    assert read_picture(tmp_path / "link.png")[0].size == (64, 32)


def test_the_store_keeps_what_was_changed(tmp_path: Path, picture: Image.Image) -> None:
    picture.convert("CMYK").save(tmp_path / "print.jpg")
    record = Store(tmp_path / "p").take_in(tmp_path / "print.jpg", turn="t1")
    assert record.upload is not None
    assert (record.upload.name, record.upload.changes) == ("print.jpg", ("CMYK to RGB",))
    assert (record.call, record.turn, record.id) == (None, "t1", "i1")


def test_where_a_photo_was_taken_is_not_kept(tmp_path: Path, picture: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    picture.save(tmp_path / "photo.jpg", exif=exif, icc_profile=SRGB, comment="at home", dpi=(300, 300))
    store = Store(tmp_path / "p")
    store.take_in(tmp_path / "photo.jpg")
    with Image.open(store.path("i1")) as stored:
        assert set(stored.info) == {"triptych"}


def test_a_refused_upload_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "p")
    with pytest.raises(StoreError):
        store.take_in(tmp_path / "nothing.png")
    assert store.records() == []
    assert list((tmp_path / "p" / "images").iterdir()) == []


def _write_png(path: Path, width: int, height: int, rows: bytes, *, depth: int, color: int) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">2I5B", width, height, depth, color, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
