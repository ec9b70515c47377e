"""What a comment is about and whether it praises or complains: a list of words, with negation, and
nothing hidden.

A theme is there when one of its words is. Praise and complaint are words too; a negation up to
`reach` words before, in the same clause, turns the first of them into its opposite. Each reading
names the words that made it. The method knows no irony, no context and no word outside
``config/comments.toml``: what it does not know is neutral or of no theme.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from config.comments import comment_rule

TOKEN = re.compile(r"[a-z0-9]+|[.,;:!?]")
NO_THEME = "outros"
TURNED = "não "


class Sentiment(StrEnum):
    PRAISE = "elogio"
    COMPLAINT = "queixa"
    MIXED = "misto"
    NEUTRAL = "neutro"


@dataclass(frozen=True)
class Reading:
    """``themes`` holds `NO_THEME` alone where none was found; ``words`` pairs each theme, or "" for
    the sentiment, with the words of the list that it was read from (“não resolv*” where negated).
    """

    themes: tuple[str, ...]
    sentiment: Sentiment
    words: tuple[tuple[str, str], ...]


class _Lookup:
    """Finds the entry of a list of words that a word of a text meets:
    the whole word first, then the longest start.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        entries = tuple(entries)
        self.whole = frozenset(entry for entry in entries if not entry.endswith("*"))
        self.starts: Mapping[str, str] = MappingProxyType(
            {entry[:-1]: entry for entry in entries if entry[-1] == "*"}
        )
        self.longest = max(map(len, self.starts), default=0)

    def find(self, word: str) -> str | None:
        if word in self.whole:
            return word
        sizes = range(min(len(word), self.longest), 0, -1)
        return next(
            (self.starts[word[:size]] for size in sizes if word[:size] in self.starts), None
        )


@lru_cache(maxsize=1)
def _lookups() -> tuple[_Lookup, _Lookup, tuple[tuple[str, _Lookup], ...]]:
    rule = comment_rule()
    themes = tuple((theme.id, _Lookup(theme.words)) for theme in rule.theme)
    return _Lookup(rule.praise.words), _Lookup(rule.complaint.words), themes


@lru_cache(maxsize=100_000)
def _entries(word: str) -> tuple[str | None, str | None, tuple[tuple[str, str], ...]]:
    """The praise, the complaint and the themes that one word is an entry of."""
    praise, complaint, themes = _lookups()
    found = tuple((name, entry) for name, lookup in themes if (entry := lookup.find(word)))
    return praise.find(word), complaint.find(word), found


def read_comment(text: str) -> Reading:
    """Themes and sentiment of a comment in Portuguese."""
    rule = comment_rule()
    themes: dict[tuple[str, str], None] = {}  # in the order in which they are met, each once
    tones: dict[str, bool] = {}
    turning = 0
    for token in TOKEN.findall(_plain(text)):
        if token in rule.negations:
            turning = rule.reach
            continue
        if not token.isalnum():
            turning = 0
            continue
        praise, complaint, about = _entries(token)
        themes.update(dict.fromkeys(about))
        entry = praise or complaint
        if entry:
            tones[f"{TURNED}{entry}" if turning else entry] = (praise is not None) != bool(turning)
        turning = 0 if entry else max(0, turning - 1)  # a negation turns one word
    names = tuple(dict.fromkeys(name for name, _ in themes)) or (NO_THEME,)
    return Reading(names, _sentiment(tones.values()), (*themes, *(("", entry) for entry in tones)))


def _sentiment(praises: Iterable[bool]) -> Sentiment:
    match set(praises):
        case kinds if kinds == {True}:
            return Sentiment.PRAISE
        case kinds if kinds == {False}:
            return Sentiment.COMPLAINT
        case kinds if kinds:
            return Sentiment.MIXED
        case _:
            return Sentiment.NEUTRAL


def _plain(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
