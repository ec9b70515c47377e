"""How comments are read, from ``comments.toml``:
themes, praise, complaint and negation, as words of our own list.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

FILE = Path(__file__).with_suffix(".toml")
WORD = re.compile(r"[a-z0-9]+\*?")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Strict):
    """Whole words, or beginnings of words where they end in ``*``;
    in lower case and without accents.
    """

    words: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _plain(self) -> "Words":
        wrong = [word for word in self.words if not WORD.fullmatch(word)]
        if wrong or len(set(self.words)) != len(self.words):
            raise ValueError(
                f"words in lower case, without accents and once each: {wrong or self.words}"
            )
        return self


class Theme(Words):
    id: str
    title: str


class CommentRule(_Strict):
    """``reach`` is how many words after a negation it turns around, within its clause."""

    version: str
    reach: int = Field(ge=1)
    negations: tuple[str, ...]
    praise: Words
    complaint: Words
    theme: tuple[Theme, ...]

    @model_validator(mode="after")
    def _no_word_both_praises_and_complains(self) -> "CommentRule":
        both = set(self.praise.words) & set(self.complaint.words)
        if both:
            raise ValueError(f"in praise and complaint: {sorted(both)}")
        return self


@lru_cache(maxsize=1)
def comment_rule() -> CommentRule:
    return CommentRule.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
