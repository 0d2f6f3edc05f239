"""Any Pillow mode → 8-bit sRGB without an alpha channel. Knows no files."""

import io

import numpy as np
from PIL import Image, ImageCms

SRGB = ImageCms.createProfile("sRGB")


def flatten_to_rgb(image: Image.Image) -> tuple[Image.Image, list[str]]:
    """The image as RGB (transparency on white, 16 bits scaled, colours in sRGB), and what was changed."""
    if image.mode.startswith("I"):
        return _from_16_bits(image).convert("RGB"), ["scaled from 16 to 8 bits"]
    if image.has_transparency_data:
        rgba = image.convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        return Image.alpha_composite(white, rgba).convert("RGB"), ["transparency on white"]
    profile = _foreign_profile(image)
    if profile is not None:
        return _in_srgb(image, profile), [f"{image.mode} with a colour profile to sRGB"]
    return image.convert("RGB"), [] if image.mode == "RGB" else [f"{image.mode} to RGB"]


def _from_16_bits(image: Image.Image) -> Image.Image:
    """(h, w) in 0..65535 → 0..255; Pillow's own conversion clips at 255 instead."""
    values = np.asarray(image).astype(np.int64).clip(0, 65535)
    return Image.fromarray(((values * 255 + 32767) // 65535).astype(np.uint8))


def _foreign_profile(image: Image.Image) -> ImageCms.ImageCmsProfile | None:
    """The colour profile where it says something else than sRGB; None for a broken one, too."""
    embedded = image.info.get("icc_profile")
    if image.mode not in ("RGB", "CMYK") or not embedded:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(embedded))
        fits = profile.profile.xcolor_space.strip() == image.mode
        return profile if fits and "sRGB" not in ImageCms.getProfileDescription(profile) else None
    except (ImageCms.PyCMSError, OSError):
        return None


def _in_srgb(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(image, profile, SRGB, outputMode="RGB")
    assert converted is not None
    return converted
