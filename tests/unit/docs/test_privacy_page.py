"""The register of operations is what `t360 privacy register` writes, and tells every table and
column there is.
"""

import re
from pathlib import Path

import pytest

from config.privacy import FROM_IMPORT, FROM_LAST_ATTENDANCE, TableTreatment, privacy
from config.settings import PROJECT_ROOT
from data_access.contract.load import contract, table_contract
from data_access.contract.model import DATED
from data_access.operational import (  # tables of the metadata
    identity_models,  # noqa: F401
    recognition_models,  # noqa: F401
    subject_models,  # noqa: F401
)
from data_access.operational.models import Base
from tests.support.command_line import t360

PAGE = (PROJECT_ROOT / "docs" / "privacidade.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
PERSONAL = privacy().personal_tables


def test_the_page_is_written_by_the_command(tmp_path: Path) -> None:
    """To write it again: ``t360 privacy register > docs/privacidade.md``."""
    answer = t360(tmp_path, "privacy", "register")
    assert (answer.code, answer.out, answer.err) == (0, PAGE, "")


def test_every_table_of_the_contract_and_of_the_store_is_told() -> None:
    assert set(privacy().table) == set(contract())
    told = [name for store in privacy().store.values() for name in store.tables]
    assert sorted(told) == sorted(Base.metadata.tables)


def test_whatever_identifies_somebody_is_in_a_personal_table_and_can_be_erased() -> None:
    for name, table in contract().items():
        identifiers = {column.name for column in table.of_type("identificador")}
        treatment = privacy().table[name]
        assert {*treatment.erased("linha"), *treatment.erased("celula")} == identifiers
        assert treatment.personal or not identifiers
        assert treatment.personal or not table.of_type("texto_livre")


@pytest.mark.parametrize("name", PERSONAL)
def test_a_personal_table_tells_every_column_and_a_term_that_can_be_counted(name: str) -> None:
    treatment, table = PERSONAL[name], table_contract(name)
    assert set(treatment.column) <= set(table.names)
    rows = re.findall(r"^\| (\w+) \| .+ \| `(\w+)` \| .+ \|$", SECTIONS[name], re.M)
    assert rows == [(column, treatment.basis_of(column)) for column in table.names]
    assert f"{treatment.keep_months} meses" in SECTIONS[name]
    if treatment.since not in (FROM_IMPORT, FROM_LAST_ATTENDANCE):
        assert table.column(treatment.since).type in DATED
        assert table.column(treatment.since).filled
    assert treatment.linked is None or treatment.linked in table.names


def test_every_basis_is_used_and_what_asks_for_consent_is_dropped_without_it() -> None:
    used = {store.basis for store in privacy().store.values()}
    consented = set()
    for name, treatment in PERSONAL.items():
        for column in table_contract(name).names:
            used.add(treatment.basis_of(column))
            if treatment.basis_of(column) == "consentimento":
                consented.add(f"{name}.{column}")
    assert used == set(privacy().basis)
    from data_access.marts.clients import ATTRIBUTES  # what a build drops without consent

    assert consented == {f"clientes.{name}" for name in ATTRIBUTES}


def test_a_table_is_told_whole_or_as_having_nobody_in_it() -> None:
    with pytest.raises(ValueError, match="a personal table tells"):
        TableTreatment(personal=True, purpose="contar")
    with pytest.raises(ValueError, match="its purpose alone"):
        TableTreatment(purpose="contar", basis="interesse")


def test_the_impact_report_says_how_much_there_is_and_what_is_left(tmp_path: Path) -> None:
    answer = t360(tmp_path, "privacy", "impact", "--controller", "Casa", "--officer", "Ana, ana@x")
    assert "- Controlador: Casa\n- Encarregado: Ana, ana@x\n" in answer.out
    for risk in privacy().risk:
        assert f"| {risk.risk} | {risk.measure} | {risk.left} |" in answer.out
    for name in PERSONAL:
        assert re.search(rf"^\| `{name}` \| .* \| 0 \| ", answer.out, re.M)
