"""What an import says of itself, whether it was taken or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from config.formatting import number, percent, plural
from data_access.plausibility.finding import Finding
from data_access.sources.errors import ImportRefusedError

Status = Literal["ok", "repetido", "recusado"]
# What requests of data subjects do to rows: some are left out, some repaired.
BLOCKED, CORRECTED = "titular_apagado", "titular_corrigido"


@dataclass(frozen=True)
class Example:
    """A rejected cell: ``value`` is masked as in the rejection file;
    ``column`` is None where the line is no row.
    """

    line: int
    column: str | None
    value: str | None


@dataclass(frozen=True)
class Unresolved:
    """A spelling of a place that led to no municipality, with the nearest names;
    nobody chose one of them.
    """

    spelling: str
    uf: str | None
    rows: int
    reason: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What became of each row: ``read = accepted + rejected_rows + repeated_keys +
    conflicting_keys + sum(left_out)``.

    The rows of ``repeated_keys`` say what a later one of their key says; those of
    ``conflicting_keys`` say something else.
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
    # Violations by rule; a row may have several.
    rejected: Mapping[str, int] = field(default_factory=dict)
    rejected_rows: int = 0
    repeated_keys: int = 0
    conflicting_keys: int = 0
    replaced_rows: int = 0  # of those accepted, rows in place of one of an earlier import
    rejection_file: Path | None = None
    form: tuple[str, ...] = ()  # how the source was read, in words
    encoding: str | None = None
    separator: str | None = None
    columns: tuple[str, ...] = ()  # of the contract, found in the source
    unknown_columns: tuple[str, ...] = ()
    # By column, where the file decided it.
    decimal_marks: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()  # sentences on what else the import changed
    profile: str = "padrao"
    # What the rows depend on beside it, see `meaning_of`.
    meaning: Mapping[str, str] = field(default_factory=dict)
    # The first of each rule.
    examples: Mapping[str, tuple[Example, ...]] = field(default_factory=dict)
    # Records that are no data of the table, by reason.
    left_out: Mapping[str, int] = field(default_factory=dict)
    repaired: Mapping[str, int] = field(default_factory=dict)  # rows that were mended, by kind
    unresolved: tuple[Unresolved, ...] = ()  # the most frequent first
    unresolved_spellings: int = 0  # all of them
    warnings: tuple[Finding, ...] = ()  # doubts about rows that were accepted

    @property
    def data_rows(self) -> int:
        """Rows that are data of the table."""
        return self.read - sum(self.left_out.values())

    def passes(self, limit: float) -> bool:
        """Whether more than the share `limit` of the rows that are data is bad."""
        return self.rejected_rows > limit * self.data_rows

    def sentence(self) -> str:
        return self.message

    def to_json(self) -> dict[str, Any]:
        """What JSON can hold of it; `from_json` gives the report back."""
        content: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return content

    @staticmethod
    def from_json(content: Mapping[str, Any]) -> "ImportReport":
        return _adapter().validate_python(content)


class RowsRefusedError(ImportRefusedError):
    """Refused after its rows were read: ``report`` counts by rule and names the rejection file."""

    def __init__(self, sentence: str, report: ImportReport) -> None:
        super().__init__(sentence)
        self.report = report

    def with_file(self) -> ImportRefusedError:
        """The refusal for who has the folder of the data at hand: pages tell no path of a
        server.
        """
        return ImportRefusedError(f"{str(self).removesuffix('.')}: {self.report.rejection_file}.")


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[ImportReport]:
    return TypeAdapter(ImportReport)


def summary(report: ImportReport) -> str:
    """One sentence on the rows of a finished import."""
    parts = [
        f"{plural(report.accepted, 'linha aceita', 'linhas aceitas')} de {number(report.read)}"
    ]
    if report.replaced_rows:
        parts[0] += (
            f" ({number(report.replaced_rows)} no lugar de linhas de importações anteriores)"
        )
    if report.rejected_rows:
        share = percent(report.rejected_rows / report.data_rows, 2)
        parts.append(f"{plural(report.rejected_rows, 'rejeitada', 'rejeitadas')} ({share})")
    if report.repeated_keys:
        parts.append(f"{plural(report.repeated_keys, 'repetida', 'repetidas')} no arquivo")
    if report.conflicting_keys:
        parts.append(
            f"{number(report.conflicting_keys)} com a chave de outra e outros valores (vale a"
            " última)"
        )
    blocked = report.left_out.get(BLOCKED, 0)
    if blocked:
        parts.append(f"{number(blocked)} de quem pediu para ser apagado, que não entra")
    left_out = sum(report.left_out.values()) - blocked
    if left_out:
        parts.append(
            f"{plural(left_out, 'deixada de fora', 'deixadas de fora')} por não ser dado da tabela"
        )
    return "; ".join(parts) + "."
