"""Dates of one table against those of another."""

from datetime import date

import pandas as pd

from tests.support.small_country import pseudonym, stage

ATTENDANCES = pd.DataFrame({
    "id_atendimento": ["A1", "A2"],
    "id_cliente": [pseudonym(1), pseudonym(2)],
    "tipo_cliente": ["PJ", "PF"],
    "uf_executora": "SP",
    "data_fim": date(2026, 3, 10),
})  # fmt: skip


def beside(folder, connection, table, frame):
    """A relation of another table of the edition."""
    file = stage(folder, table, frame, 1)
    connection.execute(f"CREATE VIEW beside_{table} AS FROM '{file.path}'")
    return {table: f"beside_{table}"}


def test_a_survey_before_its_attendance_is_found(look, rows_of, connection, tmp_path) -> None:
    surveys = pd.DataFrame({
        "id_pesquisa": ["P1", "P2", "P3", "P4"],
        "id_atendimento": ["A1", "A1", "A9", None],
        "data": [date(2026, 3, 9), date(2026, 3, 10), date(2020, 1, 1), date(2020, 1, 1)],
    })  # fmt: skip
    others = beside(tmp_path, connection, "atendimentos", ATTENDANCES)
    check = "pesquisa_antes_do_atendimento"
    doubt = look(check, "pesquisas", surveys, beside=others)[check]
    assert doubt.sentence == "1 pesquisa tem data anterior à do atendimento a que responde."
    assert rows_of(doubt, "uf", "pesquisa", "atendimento") == [("SP", "P1", "A1")]
    assert look(check, "pesquisas", surveys) == {}


def test_an_attendance_before_the_company_is_found(look, rows_of, connection, tmp_path) -> None:
    clients = pd.DataFrame({
        "id_cliente": [pseudonym(1), pseudonym(2)],
        "tipo_cliente": ["PJ", "PF"],
        "aberta_em": [date(2026, 3, 11), date(2026, 5, 1)],  # a person is not opened
    })  # fmt: skip
    others = beside(tmp_path, connection, "clientes", clients)
    check = "atendimento_antes_da_abertura"
    doubt = look(check, "atendimentos", ATTENDANCES, beside=others)[check]
    assert doubt.sentence == "1 atendimento a empresa é de antes do dia em que ela foi aberta."
    assert rows_of(doubt, "uf", "atendimento") == [("SP", "A1")]
    clients["aberta_em"] = date(2026, 3, 10)
    connection.execute("DROP VIEW beside_clientes")
    others = beside(tmp_path, connection, "clientes", clients)
    assert look(check, "atendimentos", ATTENDANCES, beside=others) == {}
