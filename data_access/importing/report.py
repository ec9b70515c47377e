"""What an import says of itself, and the errors that it makes for users."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from config.errors import UserError
from config.formatting import number, percent, plural

Status = Literal["ok", "repetido", "recusado"]


class ImportRefusedError(UserError):
    """The source is refused whole and nothing that was stored changes.

    ``report`` counts by rule and names the rejection file, where rows were read at all.
    """

    def __init__(self, sentence: str, report: "ImportReport | None" = None) -> None:
        super().__init__(sentence)
        self.report = report


@dataclass(frozen=True)
class ImportReport:
    """What became of each row: ``read = accepted + rejected_rows + repeated_keys``. No value of the source is in it."""

    import_id: str
    table: str
    status: Status
    source_name: str
    message: str
    read: int = 0
    accepted: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)  # violations by rule; a row may have several
    rejected_rows: int = 0
    repeated_keys: int = 0
    rejection_file: Path | None = None
    encoding: str | None = None
    separator: str | None = None
    columns: tuple[str, ...] = ()  # of the contract, found in the source
    unknown_columns: tuple[str, ...] = ()
    decimal_marks: Mapping[str, str] = field(default_factory=dict)  # by column, where the file decided it
    notices: tuple[str, ...] = ()  # sentences on what else the import changed

    def sentence(self) -> str:
        return self.message


def summary(read: int, accepted: int, rejected: int, repeated: int) -> str:
    """One sentence on the rows of a finished import."""
    parts = [f"{plural(accepted, 'linha aceita', 'linhas aceitas')} de {number(read)}"]
    if rejected:
        parts.append(f"{plural(rejected, 'rejeitada', 'rejeitadas')} ({percent(rejected / read, 2)})")
    if repeated:
        parts.append(f"{plural(repeated, 'repetida', 'repetidas')} no arquivo (vale a última)")
    return "; ".join(parts) + "."


def by_rule(rules: Mapping[str, int]) -> str:
    """``{"data_invalida": 12}`` → ``data_invalida: 12``, the most frequent first."""
    ordered = sorted(rules.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{rule}: {number(count)}" for rule, count in ordered)
