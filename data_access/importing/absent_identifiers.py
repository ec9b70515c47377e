"""What a source says in place of identifiers, counted and told: such cells are blank."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.formatting import enumerate_words, number, plural
from data_access.contract.model import Column, Table
from data_access.sources.source import SOURCE_ROWS, Source, identifier
from data_access.sources.values.absent import absent_sql
from data_access.sources.values.cells import cell_sql
from data_access.sources.workspace import Workspace

ABSENT = "identificador_ausente"
SHOWN = 5  # words that are told


@dataclass(frozen=True)
class AbsentIdentifiers:
    """``words``: by column, what is said instead of an identifier, the most frequent first, and in
    how many rows.
    """

    words: Mapping[Column, tuple[tuple[str, int], ...]] = field(default_factory=dict)

    @property
    def repaired(self) -> dict[str, int]:
        """Rows by kind; where the column may not be blank they are rejected, not repaired."""
        rows = sum(_rows(said) for column, said in self.words.items() if not column.filled)
        return {ABSENT: rows} if rows else {}

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(_notice(column, said) for column, said in self.words.items())


def find_absent_identifiers(space: Workspace, source: Source, table: Table) -> AbsentIdentifiers:
    """Count them in the rows of the source, in each column of identifiers that it has."""
    found = {}
    for column in table.of_type("identificador"):
        if column.name not in source.kinds:
            continue
        text = cell_sql(identifier(column.name), source.kinds[column.name], native=False)
        said = space.connection.execute(
            f"SELECT upper(r), count(*) FROM (SELECT {text} AS r FROM {SOURCE_ROWS})"
            f" WHERE {absent_sql('r')} GROUP BY ALL ORDER BY ALL DESC"
        ).fetchall()
        if said:
            found[column] = tuple(sorted(said, key=lambda item: (-item[1], item[0])))
    return AbsentIdentifiers(found)


def _rows(said: tuple[tuple[str, int], ...]) -> int:
    return sum(rows for _, rows in said)


def _notice(column: Column, said: tuple[tuple[str, int], ...]) -> str:
    told = enumerate_words(f"“{word}” em {number(rows)}" for word, rows in said[:SHOWN])
    more = f" e mais {plural(len(said) - SHOWN, 'modo', 'modos')}" if len(said) > SHOWN else ""
    end = (
        "a coluna não pode vir vazia, e elas foram rejeitadas"
        if column.filled
        else "não dizem de quem são, e não se contam como uma só pessoa ou empresa"
    )
    rows = plural(_rows(said), "linha traz", "linhas trazem")
    return (
        f"{rows} em {column.name} o que se escreve onde não há documento ({told}{more}). Foram"
        f" lidas como vazias: {end}. Se um deles for mesmo um código da origem, ponha-lhe uma"
        " letra na frente por um perfil."
    )
