"""Client identifiers that a spreadsheet took for numbers: without leading zeros, as
``11144477735.0`` or ``1.1144477735E+10``.

Zeros are put back where the result is a CPF (of a PF) or a CNPJ (of a PJ) by its check digits, and
nowhere else: a short number may be a code of the source. A whole CPF stays one, and a whole CNPJ of
a PJ too, so that two documents never become one. Fourteen digits that are three zeros and a CPF are
that CPF where the client is a PF, and of a PJ where they are no CNPJ.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from config.formatting import plural
from data_access.base.document_spellings import PADDING
from data_access.base.documents import CNPJ_DIGITS, CPF_DIGITS, cnpj_sql, cpf_sql
from data_access.contract.model import Column, Table
from data_access.places.keys import key_sql
from data_access.sources.source import SOURCE_ROWS, Source, identifier
from data_access.sources.values.cells import SCIENTIFIC, cell_sql, whole_number_sql
from data_access.sources.values.parsing import cell
from data_access.sources.values.refining import clean_cell_sql
from data_access.sources.workspace import Workspace

TYPE = "tipo_cliente"  # the column that says whether a client is a person or a company
MENDED = "mended_identifiers"
ZEROS, NUMBER = "identificador_zeros_repostos", "identificador_de_planilha"
PADDED = "identificador_zeros_a_mais"
# Not with a point and two zeros: that is how some write the check digits of a CPF.
WITH_DECIMALS = "[0-9]+([.,]0|,00)"


@dataclass(frozen=True)
class MendedIdentifiers:
    """``column``: the cells that the table `MENDED` has better ones for; None where there are none.

    ``repaired``: rows by kind. ``short``: rows whose identifier may have lost digits and stays as
    it came.
    """

    column: Column | None = None
    repaired: Mapping[str, int] = field(default_factory=dict)
    short: int = 0

    def relation(self, clean: str) -> str:
        """`clean`, a relation of clean cells, with the better ones."""
        if self.column is None:
            return clean
        text, kind = cell(self.column.name), cell(TYPE)
        return (
            f"SELECT clean.* REPLACE (coalesce(m.mended, clean.{text}) AS {text}) FROM ({clean}) AS"
            f" clean LEFT JOIN {MENDED} AS m ON m.r = clean.{text} AND m.k = clean.{kind}"
        )

    def with_these(self, column: str, texts: str) -> str:
        """The distinct `texts` of a column, a relation of r, and what they become."""
        if self.column is None or self.column.name != column:
            return texts
        return f"{texts} UNION SELECT mended FROM {MENDED}"

    @property
    def notices(self) -> tuple[str, ...]:
        if not self.short:
            return ()
        rows = plural(self.short, "linha tem", "linhas têm")
        return (
            (
                f"{rows} id_cliente só de algarismos e mais curto do que um CPF ({CPF_DIGITS}, PF)"
                f" ou CNPJ ({CNPJ_DIGITS}, PJ), que zeros à esquerda não levam a um só documento"
                " válido: ficou como veio. Se for código interno, não há o que fazer; se for"
                " documento, corrija a origem (a coluna como texto) ou use no perfil `completar ="
                f" {CPF_DIGITS}` (PF) ou `completar = {CNPJ_DIGITS}` (PJ), desfaça esta importação"
                " e importe de novo."
            ),
        )


def client_identifier(table: Table) -> Column | None:
    """The column that identifies clients whose type the table tells."""
    found = [column for column in table.of_type("identificador") if column.name == "id_cliente"]
    return found[0] if found and TYPE in table.names else None


def mend_identifiers(space: Workspace, source: Source, table: Table) -> MendedIdentifiers:
    """Make the table `MENDED` (r, k: the cells of identifier and type; mended),
    where the source needs one.
    """
    column = client_identifier(table)
    if column is None or not {column.name, TYPE} <= set(source.kinds):
        return MendedIdentifiers()
    text = clean_cell_sql(column, source.kinds[column.name])
    kind = cell_sql(identifier(TYPE), source.kinds[TYPE], native=False)
    space.connection.execute(
        f"CREATE TABLE {MENDED} AS"
        f" {mended_sql(f'SELECT {text} AS r, {kind} AS k FROM {SOURCE_ROWS}')}"
    )
    zeros, number, padded, short, some = space.row(
        "SELECT coalesce(sum(n) FILTER (zeros), 0), coalesce(sum(n) FILTER (number), 0),"
        " coalesce(sum(n) FILTER (padded), 0), coalesce(sum(n) FILTER (short), 0),"
        f" coalesce(bool_or(mended <> r), false) FROM {MENDED}"
    )
    if not some:
        return MendedIdentifiers(short=int(short))
    space.connection.execute(f"DELETE FROM {MENDED} WHERE mended = r")
    repaired = {ZEROS: int(zeros), NUMBER: int(number), PADDED: int(padded)}
    return MendedIdentifiers(
        column, {name: rows for name, rows in repaired.items() if rows}, int(short)
    )


def mended_sql(cells: str) -> str:
    """Of a relation of the cells r (identifier) and k (type): r, k, n (rows), mended, zeros,
    number, padded, short.

    ``zeros``: they were put back; ``number``: it was written as one; ``padded``: a CPF had three
    zeros too many; ``short``: it may have lost digits. It has only identifiers of which something
    is to be said.
    """
    # Most of the identifiers of a good file are a whole CPF or CNPJ: those need no second look.
    digits = (
        f"(length(r) < {CNPJ_DIGITS} AND (length(r) <> {CPF_DIGITS} OR k <> 'PF')"
        f" OR length(r) = {CNPJ_DIGITS} AND starts_with(r, '{PADDING}'))"
        " AND regexp_full_match(r, '[0-9]+')"
    )
    written = (
        "(contains(r, '.') OR contains(r, ',')) AND regexp_full_match(r,"
        f" '{WITH_DECIMALS}|{SCIENTIFIC}')"
    )
    candidates = (
        f"SELECT r, k, count(*) AS n, regexp_matches(r, '[.,]') AS number, {key_sql('k')} AS type "
        f"FROM ({cells}) WHERE CASE WHEN {digits} THEN true ELSE {written} END GROUP BY r, k"
    )
    whole = (
        f"SELECT *, CASE WHEN number THEN {whole_number_sql('r', WITH_DECIMALS)} ELSE r END AS"
        " whole, CASE type WHEN"
        f" 'PF' THEN {CPF_DIGITS} WHEN 'PJ' THEN {CNPJ_DIGITS} END AS width FROM ({candidates})"
    )
    numbered = (
        f"SELECT *, length(whole) = {CNPJ_DIGITS} AND starts_with(whole, '{PADDING}') AS roomy,"
        " CASE WHEN length(whole) <= width OR roomy THEN TRY_CAST(whole AS BIGINT) END AS value"
        f" FROM ({whole}) WHERE width IS NOT NULL"
    )
    judged = (
        f"SELECT *, coalesce(CASE type WHEN 'PF' THEN {cpf_sql('value')} ELSE {cnpj_sql('value')}"
        f" END, false) AS fits, coalesce(type = 'PJ' AND length(whole) = {CPF_DIGITS} AND"
        f" {cpf_sql('value')}, false) AS is_cpf, coalesce(roomy AND {cpf_sql('value')} AND"
        f" (type = 'PF' OR NOT fits), false) AS padded FROM ({numbered})"
    )
    return _verdict_sql(judged)


def _verdict_sql(judged: str) -> str:
    """The CPF of who has a company stays one, even where zeros would make a CNPJ of it:
    nobody knows which it is.
    """
    mended = (
        f"CASE WHEN padded THEN right(whole, {CPF_DIGITS})"
        " WHEN fits AND NOT is_cpf THEN lpad(whole, width, '0') "
        f"WHEN number AND regexp_full_match(r, '{WITH_DECIMALS}') THEN whole ELSE r END"
    )
    verdict = (
        f"SELECT r, k, n, {mended} AS mended, fits AND NOT is_cpf AND length(whole) < width AS"
        " zeros, number AND mended <> r AS number, padded, CASE WHEN is_cpf THEN fits WHEN fits"
        f" THEN false ELSE coalesce(length(whole) < width, true) END AS short FROM ({judged})"
    )
    return f"SELECT * FROM ({verdict}) WHERE zeros OR number OR padded OR short"
