"""What may come in a message: how much text, how many pictures. Opens no files and keeps nothing."""

MOST_CHARACTERS = 4000
MOST_UPLOADS = 8


class MessageError(ValueError):
    """A message that cannot be taken; one sentence: value, expectation, remedy."""


def readable(text: str) -> str:
    """The text without what nobody can read. Raises `MessageError` where it is too long."""
    if len(text) > MOST_CHARACTERS:
        raise MessageError(
            f"the text has {len(text):,} characters, and at most {MOST_CHARACTERS:,} can be read; shorten it"
        )
    return "".join(char for char in text if char.isprintable() or char in "\n\t").strip()


def check_uploads(number: int) -> None:
    """Raise `MessageError` where that many pictures cannot come with one message."""
    if number > MOST_UPLOADS:
        raise MessageError(
            f"{number} pictures came with the message, and at most {MOST_UPLOADS} can; leave some out"
        )
