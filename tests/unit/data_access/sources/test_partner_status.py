"""Whether a partner attends, by what its source writes."""

import duckdb
import pytest

from data_access.places.keys import key
from data_access.sources.values.partner_status import ACTIVE, INACTIVE, is_active_sql

ATTENDS = (
    "Ativa", "ATIVO", "Em funcionamento", "Em  funcionamento", "em-funcionamento", "Ativa.",
    "\u00a0Em operação ", "A", "S", "Sim", "sim;", "1", "true", "TRUE", "Verdadeiro",
    None, "", "  ", "-", "…",
)  # fmt: skip
DOES_NOT = (
    "Inativa", "inativo.", "Em  implantação", "N", "Não", "0", "false", "Falso", "Fechada.",
    "Reabertura em breve",
)  # fmt: skip


@pytest.mark.parametrize(("statuses", "active"), [(ATTENDS, True), (DOES_NOT, False)])
def test_a_status_is_read_by_its_letters_and_digits(
    statuses: tuple[str | None, ...], active: bool
) -> None:
    told = duckdb.execute(
        f"SELECT x, {is_active_sql('x')} FROM (SELECT unnest($x::VARCHAR[]) AS x)", {"x": statuses}
    ).fetchall()
    assert [status for status, said in told if said is not active] == []


def test_no_word_says_both() -> None:
    assert not {*map(key, ACTIVE)} & {*map(key, INACTIVE)}
