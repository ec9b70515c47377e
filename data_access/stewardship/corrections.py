"""Corrections of a register pass the door of a file: what an import would refuse is refused."""

import csv
import secrets
from collections.abc import Mapping

import pandas as pd

from config.formatting import enumerate_words
from config.progress import silent
from config.settings import Settings
from data_access.base.pseudonym import key_blocks
from data_access.contract.load import table_contract
from data_access.importing.check import check, write_accepted
from data_access.importing.job import Job
from data_access.importing.profile import layout_of
from data_access.importing.telling import in_words
from data_access.operational.keys import current_key
from data_access.operational.models import ImportRun
from data_access.operational.subjects import SubjectRequestError
from data_access.sources.examine import examine
from data_access.sources.source import file_literal, identifier
from data_access.sources.step import Step
from data_access.sources.workspace import Workspace, workspace
from data_access.staging.subjects import REGISTER

PREFIX = ".titular-"
NOBODY = {"id_cliente": "correção", "tipo_cliente": "PF"}  # the key, which is not corrected


def corrected_values(
    settings: Settings, values: Mapping[str, str], municipalities: pd.DataFrame
) -> dict[str, str | None]:
    """Cells of the register as the staged rows have them, written as text; None for an empty one.
    Raises SubjectRequestError for a column that is not there and for what an import would reject.
    """
    contract = table_contract(REGISTER)
    allowed = [name for name in contract.names if name not in contract.key]
    unknown = [name for name in values if name not in allowed]
    if unknown or not values:
        raise SubjectRequestError(
            f"{'Não há o que corrigir' if not values else f'Não se corrige “{unknown[0]}”'}. O que"
            f" se corrige do cadastro é {enumerate_words(allowed)}."
        )
    with workspace(settings, secrets.token_hex(6), prefix=PREFIX) as space:
        return _read(settings, space, values, municipalities)


def _read(
    settings: Settings, space: Workspace, values: Mapping[str, str], municipalities: pd.DataFrame
) -> dict[str, str | None]:
    contract = table_contract(REGISTER)
    file = space.folder / "correcao.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(
            [{**NOBODY, **values}, {**NOBODY, **values}.values()]
        )
    run = ImportRun(import_id="correcao", profile="padrao", table_name=REGISTER)
    layout = layout_of(settings, "padrao", contract, file.name)
    job = Job(settings, contract, layout, examine(file, Step()), run, municipalities, silent)
    source = job.read(space)
    key = key_blocks(current_key(settings))
    checked = check(space, source, contract, job.gazetteer(source), key, (Step(), Step()))
    if checked.rejected:
        names = list(checked.rules)
        broken = space.row(
            f"SELECT {', '.join(checked.rules.values())} FROM ({checked.judged})",
            checked.parameters,
        )
        told = [
            f"{name}: {in_words(rule)}" for name, rule in zip(names, broken, strict=True) if rule
        ]
        raise SubjectRequestError(
            f"A correção não cumpre o contrato de dados ({'; '.join(told)}). Nada mudou; veja o que"
            " cada coluna aceita em docs/contrato.md."
        )
    accepted = space.folder / "accepted.parquet"
    write_accepted(space, source, contract, accepted, Step())
    cells = ", ".join(f"{identifier(name)}::VARCHAR" for name in values)
    return dict(
        zip(
            values,
            space.row(f"SELECT {cells} FROM read_parquet({file_literal(accepted)})"),
            strict=True,
        )
    )
