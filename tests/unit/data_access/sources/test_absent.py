"""What is written in place of an identifier identifies nobody; a code of its own does."""

import duckdb
import pytest

from data_access.sources.values.absent import absent_sql, is_absent

ABSENT = (
    "NÃO INFORMADO", "nao informada", "Não se aplica", "CNPJ não informado", "SEM CNPJ", "sem cpf",
    "Sem documento cadastrado", "Não possui CPF", "não consta", "S/CNPJ", "ISENTO", "Isenta",
    "Desconhecido", "cliente não identificado", "N/D", "n/a", "N.I.", "NA", "ND", "S/N", "#N/D",
    "#REF!", "#DIV/0!", "#NOME?", "-", "--", "…", "***.***.***-**", "XXX.XXX.XXX-XX", "?", "0",
    "000", "0,00", "000.000.000-00", "00.000.000/0000-00", "CPF 000.000.000-00", "00000000000000",
    "111.111.111-11", "99999999999", "99999999999999", "22.222.222/2222-22", "00011111111111",
    "(vazio)", "nenhum", "***.456.789-**", "XXX.456.789-XX", "11.***.***/0001-**", "undefined",
    "Empty", "0E+00", "{00000000-0000-0000-0000-000000000000}",
    "Sem território", "sem regional definida", "Região não informada", "A definir",
)  # fmt: skip
PRESENT = (
    "C0", "A0", "77", "1", "1111", "999999999", "111.111.111-12", "123.456.789-09", "NA1", "Ana",
    "Nádia", "Sid", "Branco", "CNPJ 00.000.000/0001-91", "00000000000191", "12ABC34501DE35",
    "Maria Silva", "na", "Não Informado Ltda", "SEM LIMITES ME", "ISENTO2", "Иван", "李",
    "CLIENTE 0", "X1", "XX", "#123", "10000000000", "5E6", "11111111111 C",
    "Regional", "Sem Terra", "Região Norte", "Não-Me-Toque", "A*1", "XAVIER", "X12345678", "0E1",
)  # fmt: skip


@pytest.mark.parametrize(("texts", "absent"), [(ABSENT, True), (PRESENT, False)])
def test_python_and_sql_tell_the_same_words_from_the_same_codes(
    texts: tuple[str, ...], absent: bool
) -> None:
    told = duckdb.execute(
        f"SELECT x, {absent_sql('x')} FROM (SELECT unnest($x::VARCHAR[]) AS x)", {"x": texts}
    ).fetchall()
    assert [text for text, said in told if said != absent] == []
    assert [text for text in texts if is_absent(text) != absent] == []


def test_of_no_cell_nothing_is_said() -> None:
    assert duckdb.sql(f"SELECT {absent_sql('x')} FROM (SELECT NULL::VARCHAR AS x)").fetchall() == [
        (None,)
    ]
