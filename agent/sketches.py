"""Pictures of a thread as rough sketches: their patches of colour. Knows no words and designs no layout."""

from collections.abc import Callable

from PIL import Image

from ..tools.records import StoreError
from ..tools.sketch import Blob, blobs


def sketches(open_image: Callable[[str], Image.Image]) -> Callable[[str], tuple[Blob, ...]]:
    """Gives the patches of a picture by its id; none where it cannot be opened."""

    def patches(image: str) -> tuple[Blob, ...]:
        try:
            return blobs(open_image(image))
        except StoreError:
            return ()

    return patches
