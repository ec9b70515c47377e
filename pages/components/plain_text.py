"""Texts that somebody imported, shown as the characters that they are."""

import re

# Marks that turn the order of what follows around: a name could show another than it is.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:])")


def without_direction(text: str) -> str:
    return _DIRECTION.sub("", text)


def literal_label(text: str) -> str:
    """For labels that Streamlit takes for Markdown."""
    return _MARKDOWN.sub(r"\\\1", without_direction(text))
