"""What requests of data subjects ask of the rows of a table: who is gone, what was corrected."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.formatting import plural
from config.privacy import privacy
from config.settings import Settings
from data_access.base.pseudonym import HashKey, digest_sql, key_blocks
from data_access.contract.load import table_contract
from data_access.operational.keys import current_key
from data_access.operational.subjects import Marks, marks_in_force
from data_access.sources.source import identifier, literal
from data_access.sources.values.parsing import sql_type
from data_access.sources.workspace import Workspace
from data_access.staging.rewriting import Change, Effect, effect_of, write_changed

REGISTER, CLIENT = "clientes", "id_cliente"  # what can be corrected, and whose it is
LINK = "atendimento "  # before the code of an attendance that is hashed


@dataclass(frozen=True)
class Applied:
    """What marks did to rows that come in, and what a person should know of it."""

    effect: Effect
    notices: tuple[str, ...]


def change_of(table: str, marks: Marks, key: HashKey) -> Change | None:
    """None where marks have nothing to do with a table."""
    treatment = privacy().table[table]
    gone, cells = [], {}
    parameters: Mapping[str, str] = {}
    if marks.people:
        people = _uuids(marks.people)
        gone = [f"{identifier(name)} IN {people}" for name in treatment.erased("linha")]
        cells = {
            name: f"CASE WHEN {identifier(name)} IN {people} THEN NULL ELSE {identifier(name)} END"
            for name in treatment.erased("celula")
        }
    if treatment.linked and marks.attendances:
        hashed = digest_sql(f"{literal(LINK)} || {identifier(treatment.linked)}")
        listed = ", ".join(map(literal, sorted(marks.attendances)))
        gone.append(f"{hashed} IN ({listed})")
        parameters = key_blocks(key)
    if table == REGISTER:
        cells |= _corrected(marks)
    if not gone and not cells:
        return None
    return Change(" OR ".join(gone) or "false", cells, parameters)


def _corrected(marks: Marks) -> dict[str, str]:
    cells = {}
    for column in table_contract(REGISTER).columns:
        cases = [
            f"WHEN {literal(who)}::UUID THEN"
            f" {'NULL' if values[column.name] is None else literal(str(values[column.name]))}"
            f"::{sql_type(column)}"
            for who, values in marks.corrections.items()
            if column.name in values
        ]
        if cases:
            name = identifier(column.name)
            cells[column.name] = f"CASE {CLIENT} {' '.join(cases)} ELSE {name} END"
    return cells


def _uuids(people: Collection[str]) -> str:
    return f"({', '.join(f'{literal(who)}::UUID' for who in sorted(people))})"


def keep_marks(space: Workspace, settings: Settings, table: str, staged: Path) -> Applied:
    """Take out of rows that are about to enter those of whoever was erased, and correct the others;
    `staged` is in the folder of the import.
    """
    marks = marks_in_force(settings)
    change = (
        change_of(table, marks, current_key(settings)) if privacy().table[table].personal else None
    )
    effect = effect_of(space, staged, change) if change else Effect()
    if change and effect:
        fresh = staged.with_name(f"marked-{staged.name}")
        write_changed(space, staged, change, fresh)
        fresh.replace(staged)
    return Applied(effect, _notices(marks) if privacy().table[table].personal else ())


def _notices(marks: Marks) -> tuple[str, ...]:
    if not marks.of_another_key:
        return ()
    told = plural(marks.of_another_key, "pedido foi atendido", "pedidos foram atendidos")
    return (
        (
            f"{told} de titulares com outra chave dos identificadores: com a de hoje não se sabe de"
            " quem são, e o que se apagou ou corrigiu pode ter voltado. Restaure a chave, ou peça"
            " aos titulares que repitam o pedido."
        ),
    )
