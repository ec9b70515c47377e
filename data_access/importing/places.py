"""Tables that turn what a file says of a place into its code; each spelling is resolved once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_access.contract.model import Column, Table
from data_access.importing.report import Unresolved
from data_access.places.gazetteer import Gazetteer
from data_access.places.keys import key_sql
from data_access.places.resolve import resolve_sql
from data_access.places.suggest import suggestions_sql
from data_access.sources.source import SOURCE_ROWS, UF_HINT, Coding, identifier
from data_access.sources.values.cells import cell_sql
from data_access.sources.values.parsing import Reading, cell, looked_up
from data_access.sources.values.redaction import redact, redact_sql
from data_access.sources.workspace import Workspace

TOLD = 200  # spellings without a municipality that the report names
CONSIDERED = 2_000  # the most frequent, of which those are chosen after striking out documents
LONGEST = 120  # characters of a spelling


@dataclass(frozen=True)
class Places:
    """``joins``: what a relation of the clean cells of a source needs.
    ``columns`` have a table of spellings.
    """

    joins: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceFindings:
    """``repaired``: rows by the way in which their municipality was found;
    ``spellings`` counts those without one.
    """

    repaired: Mapping[str, int] = field(default_factory=dict)
    unresolved: tuple[Unresolved, ...] = ()
    spellings: int = 0


def prepare_places(
    space: Workspace,
    table: Table,
    reading: Reading,
    codings: Mapping[str, Coding],
    gazetteer: Gazetteer,
) -> Places:
    """Make the lookup tables of a source."""
    gazetteer.register(space.connection)
    joins, columns = [], []
    hint = cell(UF_HINT) if UF_HINT in reading.kinds else "NULL::VARCHAR"
    for column in table.of_type("municipio", "territorio"):
        if column.name in reading.kinds:
            _resolve(space, column, reading, codings.get(column.name, "ibge"))
            columns.append(column.name)
            name = looked_up(column.name, "places")
            found = (
                f"r, u, {looked_up(column.name, 'municipio')}, {looked_up(column.name, 'motivo')}"
            )
            joins.append(
                f"LEFT JOIN (SELECT {found} FROM {name}) AS {name} "
                f"ON {name}.r = {cell(column.name)} AND {name}.u IS NOT DISTINCT FROM {hint}"
            )
    for column in table.of_type("uf", "territorio"):
        if column.name in reading.kinds:
            name = looked_up(column.name, "ufs")
            fields = (
                f"uf AS {looked_up(column.name, 'uf')}, uf_code AS"
                f" {looked_up(column.name, 'uf_code')}"
            )
            joins.append(
                f"LEFT JOIN (SELECT key, {fields} FROM ufs) AS {name} ON {name}.key ="
                f" {key_sql(cell(column.name))}"
            )
    return Places(" ".join(joins), tuple(columns))


def _resolve(space: Workspace, column: Column, reading: Reading, coding: Coding) -> None:
    """The table ``places_<column>``: spelling r, UF hint u, rows n,
    code, and the rule that it breaks.
    """
    text, hint = _text(column.name, reading), _text(UF_HINT, reading)
    rows = "count(*)"
    if column.type == "territorio":  # the other levels have no municipality to find
        level = _text("nivel", reading)
        rows = f"count(*) FILTER ({key_sql(level)} = 'MUNICIPIO')"
    spellings = (
        f"SELECT {text} AS r, {hint} AS u, {rows} AS n FROM {SOURCE_ROWS} WHERE r IS NOT NULL GROUP"
        " BY r, u"
    )
    code, rule = looked_up(column.name, "municipio"), looked_up(column.name, "motivo")
    space.connection.execute(
        f"CREATE TABLE {looked_up(column.name, 'places')} AS SELECT * RENAME (code AS {code},"
        f" reason AS {rule}) FROM ({resolve_sql(spellings, coding)})"
    )


def _text(name: str, reading: Reading) -> str:
    if name not in reading.kinds:
        return "NULL::VARCHAR"
    return cell_sql(identifier(name), reading.kinds[name], native=False)


def find_findings(space: Workspace, columns: Sequence[str]) -> PlaceFindings:
    """What the report says of the places of an import."""
    if not columns:
        return PlaceFindings()
    spelt = " UNION ALL ".join(
        f"SELECT r, u, n, uf, name_key, digits, kinds, {looked_up(name, 'motivo')} AS reason "
        f"FROM {looked_up(name, 'places')} WHERE n > 0"
        for name in columns
    )
    repaired = space.connection.execute(
        f"SELECT kind, sum(n) FROM (SELECT unnest(kinds) AS kind, n FROM ({spelt})) GROUP BY kind"
        " ORDER BY kind"
    ).fetchall()
    lost = int(space.row(f"SELECT count(*) FROM ({spelt}) WHERE reason IS NOT NULL")[0])
    told = _unresolved_places(space, spelt) if lost else ()
    return PlaceFindings({f"municipio_{kind}": int(rows) for kind, rows in repaired}, told, lost)


def _unresolved_places(space: Workspace, spelt: str) -> tuple[Unresolved, ...]:
    """The most frequent first. Spellings that are equal without documents are told as one."""
    space.connection.execute(f"""
        CREATE OR REPLACE TABLE unresolved AS
        SELECT row_number() OVER (ORDER BY sum(n) DESC, shown, hint) AS id,
            shown, hint, sum(n) AS n, reason, min(uf) AS uf,
            min(name_key) FILTER (r = shown) AS name_key,
            min(digits) FILTER (r = shown) AS digits
        FROM (
            SELECT *, left({redact_sql("r")}, {LONGEST}) AS shown, coalesce(uf, u) AS hint
            FROM (
                SELECT * FROM ({spelt}) WHERE reason IS NOT NULL
                ORDER BY n DESC, r, u LIMIT {CONSIDERED}
            )
        )
        GROUP BY shown, hint, reason ORDER BY id LIMIT {TOLD}
    """)
    near = dict(space.connection.execute(suggestions_sql("SELECT * FROM unresolved")).fetchall())
    rows = space.connection.execute(
        "SELECT id, shown, hint, n, reason FROM unresolved ORDER BY id"
    ).fetchall()
    return tuple(
        Unresolved(
            shown,
            redact(hint)[:LONGEST] if hint else None,
            int(count),
            reason,
            tuple(near.get(at, ())),
        )
        for at, shown, hint, count, reason in rows
    )
