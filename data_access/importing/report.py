"""What an import says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from config.formatting import number, percent, plural
from data_access.plausibility.finding import Finding

Status = Literal["ok", "repetido", "recusado"]


@dataclass(frozen=True)
class Example:
    """A rejected cell: ``value`` is masked as in the rejection file; ``column`` is None where the
    line is no row.
    """

    line: int
    column: str | None
    value: str | None


@dataclass(frozen=True)
class Unresolved:
    """A spelling of a place that led to no municipality, with the nearest names; nobody chose one
    of them.
    """

    spelling: str
    uf: str | None
    rows: int
    reason: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What became of each row: ``read = accepted + rejected_rows + repeated_keys + sum(left_out)``.

    Values of the source are only in ``examples`` and ``unresolved``, without what is personal in
    them.
    """

    import_id: str
    table: str
    status: Status
    source_name: str
    message: str
    read: int = 0
    accepted: int = 0
    rejected: Mapping[str, int] = field(
        default_factory=dict
    )  # violations by rule; a row may have several
    rejected_rows: int = 0
    repeated_keys: int = 0
    rejection_file: Path | None = None
    form: tuple[str, ...] = ()  # how the source was read, in words
    encoding: str | None = None
    separator: str | None = None
    columns: tuple[str, ...] = ()  # of the contract, found in the source
    unknown_columns: tuple[str, ...] = ()
    decimal_marks: Mapping[str, str] = field(
        default_factory=dict
    )  # by column, where the file decided it
    notices: tuple[str, ...] = ()  # sentences on what else the import changed
    profile: str = "padrao"
    meaning: Mapping[str, str] = field(
        default_factory=dict
    )  # what the rows depend on beside it, see `meaning_of`
    examples: Mapping[str, tuple[Example, ...]] = field(
        default_factory=dict
    )  # the first of each rule
    left_out: Mapping[str, int] = field(
        default_factory=dict
    )  # records that are no data of the table, by reason
    repaired: Mapping[str, int] = field(default_factory=dict)  # rows that were mended, by kind
    unresolved: tuple[Unresolved, ...] = ()  # the most frequent first
    unresolved_spellings: int = 0  # all of them
    warnings: tuple[Finding, ...] = ()  # doubts about rows that were accepted

    def sentence(self) -> str:
        return self.message

    def to_json(self) -> dict[str, Any]:
        """What JSON can hold of it; `from_json` gives the report back."""
        content: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return content

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> "ImportReport":
        return _adapter().validate_python(content)


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[ImportReport]:
    return TypeAdapter(ImportReport)


def summary(read: int, accepted: int, rejected: int, repeated: int, left_out: int = 0) -> str:
    """One sentence on the rows of a finished import."""
    parts = [f"{plural(accepted, 'linha aceita', 'linhas aceitas')} de {number(read)}"]
    if rejected:
        parts.append(
            f"{plural(rejected, 'rejeitada', 'rejeitadas')} ({percent(rejected / read, 2)})"
        )
    if repeated:
        parts.append(f"{plural(repeated, 'repetida', 'repetidas')} no arquivo (vale a última)")
    if left_out:
        parts.append(
            f"{plural(left_out, 'deixada de fora', 'deixadas de fora')} por não ser dado da tabela"
        )
    return "; ".join(parts) + "."
