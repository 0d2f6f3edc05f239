"""A book as an illustrated article: Markdown with its pictures beside it. Knows nothing of the store."""

import re
from collections.abc import Iterator, Mapping

from .volume import Volume

MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$&:])")


def article(volume: Volume, name: str) -> Mapping[str, bytes]:
    """The article `name`.md and its pictures, in the order of the pages."""
    files = {f"{name}.md": "\n\n".join(_parts(volume)).encode() + b"\n"}
    for number, leaf in enumerate(volume.leaves, start=1):
        files[_file(number)] = leaf.png
    return files


def _parts(volume: Volume) -> Iterator[str]:
    yield f"# {_plain(' '.join(volume.title.paragraphs))}"
    for number, leaf in enumerate(volume.leaves, start=1):
        yield f"![{_plain(leaf.alt)}]({_file(number)})"
        for passage in leaf.passages:
            yield from (_plain(line.strip()) for line in passage.paragraphs)


def _file(number: int) -> str:
    return f"images/page-{number}.png"


def _plain(words: str) -> str:
    """Words in which Markdown reads no markup."""
    return MARKUP.sub(r"\\\1", words)
