"""The name of a task from what is done and how many pictures go in and come out. Reads no text."""

from .state import Operation, Task


def task_of(operation: Operation, taken: int, made: int) -> Task:
    """The task of a brief that takes from `taken` pictures and makes `made`."""
    match operation:
        case "chat" | "clarify" | "teach":
            return operation
        case "book":
            return "picture_book"
        case "generate":
            return "text_to_images" if made > 1 else "text_to_image"
        case "reuse_character" if taken > 1:
            return "images_to_images" if made > 1 else "images_to_image"
        case "reuse_character":
            return "image_to_images" if made > 1 else "image_to_image"
        case _:
            return "edit"
