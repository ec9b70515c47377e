"""A profile as a `Layout`: the columns that it needs of a source, and the relation it makes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from config.formatting import enumerate_words, plural
from data_access.contract.model import NUMERIC, Table
from data_access.places.coding import Coding
from data_access.profiles.fitting import Fitted, Known, fit
from data_access.profiles.model import (
    Foreign,
    Measure,
    Profile,
    TableProfile,
    Target,
    foreign_columns,
)
from data_access.profiles.parse import EVERYTHING
from data_access.profiles.sql import NUMBERS, Bench
from data_access.sources.errors import ImportRefusedError
from data_access.sources.layout import columns_found
from data_access.sources.source import LINE, RECORD, Kind, Source, identifier, literal
from data_access.sources.values.cells import cell_sql, is_native
from data_access.sources.values.text import names_of_columns, normalised_name
from data_access.sources.workspace import Workspace

NOT_MEASURED = "Célula em branco (não medido)"
WHY, MEASURE = "_motivo", "_medida"
YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")


@dataclass(frozen=True)
class ProfileLayout:
    """How `profile` reads `table` from the source of that name; ``arguments`` fill its parameters.

    ``label``: what the history calls this use of the profile.
    """

    profile: Profile
    table: Table
    source_name: str
    arguments: Mapping[str, str]
    label: str

    @property
    def section(self) -> TableProfile:
        return self.profile.tables[self.table.name]

    @property
    def codings(self) -> Mapping[str, Coding]:
        return _codings(self.section)

    def recognised(self, names: Sequence[str]) -> int:
        known = {name for column in self._foreign() for name in column.names}
        return len({normalised_name(name) for name in names} & known)

    def needed(self, names: Sequence[str], source_name: str) -> Mapping[str, int]:
        """By their normalised names, which no two of them may share."""
        found = names_of_columns(names)
        fitted = self._fit(found)
        if fitted.missing:
            raise ImportRefusedError(
                f"O perfil {self.profile.name} não serve a “{source_name}”:"
                f" {'falta' if len(fitted.missing) == 1 else 'faltam'}"
                f" {enumerate_words(fitted.missing)}."
                f" {columns_found(names)}{self._parameter_hint(fitted)}"
            )
        used = dict.fromkeys(fitted.columns())
        repeated = [name for name in used if found.count(name) > 1]
        if repeated:
            raise ImportRefusedError(
                f"O arquivo “{source_name}” tem mais de uma coluna {enumerate_words(repeated)}, que"
                f" o perfil {self.profile.name} usa. Deixe uma só, porque não há como saber qual"
                " vale."
            )
        return {name: found.index(name) for name in used}

    def translate(self, raw: Source, space: Workspace) -> Source:
        """One pass over the source counts what the profile leaves out."""
        section = self._fit(tuple(raw.kinds)).profile
        source = replace(raw, unknown_columns=self._unknown(raw.unknown_columns))
        if not raw.records:
            return replace(source, kinds=_kinds(self.table, section, raw.kinds))
        rows, kinds = _rows(self.table, section, raw)
        counts = space.connection.execute(
            f"SELECT {WHY}, count(*) FROM ({rows}) WHERE {WHY} IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        left_out = dict(counts.fetchall())
        kept = raw.records - sum(left_out.values())
        relation = (
            f"SELECT * EXCLUDE ({WHY}) FROM ({rows}) WHERE {WHY} IS NULL"
            if section.left_out
            else rows
        )
        source = replace(
            source, relation=relation, kinds=kinds, records=kept, codings=_codings(section)
        )
        if section.measures:
            source = _unpivoted_source(source, section, space)
            blank = kept * len(section.measures) - source.records
            left_out |= {NOT_MEASURED: blank} if blank else {}
        if not source.records and not raw.broken_records:
            raise ImportRefusedError(self._nothing_left(left_out))
        return replace(source, left_out={**raw.left_out, **left_out})

    def _fit(self, columns: Sequence[str]) -> Fitted:
        years = set(YEAR.findall(self.source_name))
        year = years.pop() if len(years) == 1 else None
        return fit(
            self.section, self.table.required, Known(frozenset(columns), self.arguments, year)
        )

    def _foreign(self) -> list[Foreign]:
        found = [column for item in self.section.expressions() for column in foreign_columns(item)]
        return found + [
            column
            for item in self.section.left_out
            for each in item.conditions
            for column in each.columns
        ]

    def _unknown(self, names: Sequence[str]) -> tuple[str, ...]:
        ignored = self.section.ignored
        return (
            ()
            if EVERYTHING in ignored
            else tuple(n for n in names if normalised_name(n) not in ignored)
        )

    def _parameter_hint(self, fitted: Fitted) -> str:
        asked = [
            name
            for name in self.profile.parameters
            if any(f"parâmetro {name}" in it for it in fitted.missing)
        ]
        if not asked:
            return ""
        return (
            " Diga-o com o perfil, no campo dele (no comando, --profile"
            f" {self.profile.name}:{','.join(f'{name}=…' for name in asked)})."
        )

    def _nothing_left(self, left_out: Mapping[str, int]) -> str:
        reasons = "; ".join(
            f"{reason}: {plural(count, 'linha', 'linhas')}" for reason, count in left_out.items()
        )
        return (
            f"O perfil {self.profile.name} deixa de fora tudo o que há em “{self.source_name}”"
            f" ({reasons}). Confira se o perfil é o deste arquivo."
        )


def _codings(section: TableProfile) -> dict[str, Coding]:
    return {
        name: target.coding for name, target in section.targets.items() if target.coding != "ibge"
    }


def _kinds(table: Table, section: TableProfile, raw: Mapping[str, Kind]) -> dict[str, Kind]:
    """Of each column of the contract that the profile fills: its own kind, or text."""
    kinds = {
        name: _kind_if_moved(target, raw) or "texto" for name, target in section.targets.items()
    }
    for name in section.measures[0].targets if section.measures else ():
        columns = [measure.targets[name] for measure in section.measures]
        kinds[name] = _common([_measured_kind(table, name, target, raw) for target in columns])
    return kinds


def _kind_if_moved(target: Target, raw: Mapping[str, Kind]) -> Kind | None:
    """The kind of a column that only gets another name."""
    match target.expression:
        case Foreign((column,)):
            return raw[column]
    return None


def _measured_kind(table: Table, name: str, target: Target, raw: Mapping[str, Kind]) -> Kind:
    """What is put together from several columns keeps a kind that the contract takes as it is."""
    kind = _kind_if_moved(target, raw)
    if kind is None or not is_native(table.column(name).type, kind):
        return "texto"
    return "momento" if kind == "instante" else kind


def _common(kinds: Sequence[Kind]) -> Kind:
    if all(kind == kinds[0] for kind in kinds):
        return kinds[0]
    return "fracionario" if NUMBERS.issuperset(kinds) else "texto"


def _rows(table: Table, section: TableProfile, raw: Source) -> tuple[str, dict[str, Kind]]:
    """SQL with a column per target and measure, and why a row is left out; and the kinds."""
    bench, kinds = Bench(raw.kinds), _kinds(table, section, raw.kinds)
    cells = {}
    for name, target in section.targets.items():
        bench.of_numbers = table.column(name).type in NUMERIC if name in table.names else False
        cells[name] = _cell(bench, target)
    for number, measure in enumerate(section.measures):
        name = measure.measured
        bench.of_numbers = table.column(name).type in NUMERIC
        cells[f"{MEASURE}{number}"] = _measured_cell(bench, measure.targets[name], kinds[name])
    cases = [
        f"WHEN {bench.test(item.conditions).sql} THEN {literal(item.reason)}"
        for item in section.left_out
    ]
    cells[WHY] = f"CASE {' '.join(cases)} END" if cases else "NULL"
    columns = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in cells.items())
    return f"SELECT {LINE}, {columns} FROM ({bench.relation(raw.relation)})", kinds


def _cell(bench: Bench, target: Target) -> str:
    """What is only moved stays as it came: the import cleans every cell."""
    match target.expression:
        case Foreign((column,)):
            return identifier(column)
    return bench.term(target.expression).sql


def _measured_cell(bench: Bench, target: Target, kind: Kind) -> str:
    match target.expression:
        case Foreign((column,)) if kind != "texto":
            sql = cell_sql(identifier(column), bench.kinds[column], native=True)
            return f"CAST({sql} AS DOUBLE)" if kind == "fracionario" else sql
    return bench.term(target.expression).sql


def _unpivoted_source(source: Source, section: TableProfile, space: Workspace) -> Source:
    """One record per measure that is not blank, in the order of the lines and of the profile."""
    measures = section.measures
    name = measures[0].measured
    commons = ", ".join(identifier(target) for target in section.targets)
    items = ", ".join(
        f"{{'n': {n}, 'v': {MEASURE}{n}{_constants(m, name)}}}" for n, m in enumerate(measures)
    )
    constants = "".join(f", m.{identifier(key)}" for key in measures[0].targets if key != name)
    relation = (
        f"SELECT {LINE}, {LINE} * {len(measures)} + m.n AS"
        f" {RECORD}{', ' if commons else ''}{commons}, m.v AS {identifier(name)}{constants} FROM"
        f" (SELECT *, unnest([{items}]) AS m FROM ({source.relation})) WHERE m.v IS NOT NULL"
    )
    records = int(space.row(f"SELECT count(*) FROM ({relation})")[0])
    return replace(source, relation=relation, records=records, record=RECORD)


def _constants(measure: Measure, measured: str) -> str:
    bench = Bench({})
    return "".join(
        f", {literal(name)}: {bench.term(target.expression).sql}"
        for name, target in measure.targets.items()
        if name != measured
    )
