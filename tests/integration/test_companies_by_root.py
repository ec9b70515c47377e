"""Head office and branches of one CNPJ root are one company, as they are in the stock."""

from datetime import date

import pandas as pd
import pytest

from config.client_rule import client_rule
from data_access.marts import build
from data_access.queries.indicators.indicator import indicator_table
from indicators.scope import Access, Period, Scope
from tests.support.small_country import company, edition_of, pseudonym

SP, MG = "3550308", "3106200"
HEAD, BRANCH, OTHER, CODE = company(1, 1), company(1, 2), company(2, 1), pseudonym(7)
ROWS = [
    (HEAD, "PJ", SP, date(2026, 1, 5), "ME"),
    (BRANCH, "PJ", MG, date(2026, 2, 5), "EPP"),
    (OTHER, "PJ", SP, date(2026, 2, 5), "ME"),
    (CODE, "PJ", SP, date(2026, 2, 5), "ME"),
    (company(1, 3), "PF", SP, date(2026, 2, 5), None),  # a person is of no root
]


def attendances():
    frame = pd.DataFrame(
        ROWS, columns=["id_cliente", "tipo_cliente", "municipio", "data_fim", "porte"]
    )
    return frame.assign(
        id_atendimento=[f"A{place}" for place in frame.index],
        uf_executora="SP",
        valido=True,
        situacao="Concluído",
    )


def counted(edition, name="pequenos_negocios_atendidos"):
    scope = Scope(Period.parse("2026-01", "2026-02"))
    table = indicator_table(edition, name, scope=scope, access=Access.everything(), level="uf")
    return table.set_index("uf")["numerator"].to_dict()


def edition_with(folder, **more):
    return edition_of(folder, atendimentos=attendances(), **more)


def test_a_branch_is_no_other_company_and_both_make_it_come_back(tmp_path):
    edition = edition_with(tmp_path)
    try:
        found = counted(edition)
        # It is where it was attended last, with all its attendances.
        assert (found["SP"], found["MG"]) == (2, 1)
        assert counted(edition, "recorrencia")["MG"] == 1
    finally:
        edition.close()


def test_the_register_of_the_establishment_attended_last_says_what_it_is(tmp_path):
    register = pd.DataFrame({
        "id_cliente": [HEAD, BRANCH], "tipo_cliente": "PJ", "porte": ["MEI", "DEMAIS"],
        "municipio": [SP, MG],
    })  # fmt: skip
    edition = edition_with(tmp_path, clientes=register)
    try:
        assert counted(edition)["MG"] == 0  # DEMAIS is no small business
    finally:
        edition.close()


def test_the_rule_is_data(tmp_path, monkeypatch):
    apart = client_rule().model_copy(update={"company": "estabelecimento"})
    monkeypatch.setattr(build, "client_rule", lambda: apart)
    edition = edition_with(tmp_path)
    try:
        assert (counted(edition)["SP"], counted(edition)["MG"]) == (3, 1)
        assert counted(edition, "recorrencia")["MG"] == 0
    finally:
        edition.close()


def test_who_was_something_else_before_is_told(tmp_path):
    rows = attendances()
    later = rows.iloc[[2]].assign(
        id_atendimento="A9", data_fim=date(2026, 1, 2), porte="MEI", municipio=MG
    )
    edition = edition_of(tmp_path, atendimentos=pd.concat([rows, later]))
    edition.close()
    (told,) = [text for text in edition.manifest.warnings if "mudou de porte" in text]
    assert told.startswith("1 empresa mudou de porte ou de município entre um atendimento e outro")


@pytest.mark.parametrize(("rule", "told"), [("raiz", 1), ("estabelecimento", 0)])
def test_what_it_changes_is_told(tmp_path, monkeypatch, rule, told):
    chosen = client_rule().model_copy(update={"company": rule})
    monkeypatch.setattr(build, "client_rule", lambda: chosen)
    edition = edition_with(tmp_path)
    edition.close()
    sentences = [text for text in edition.manifest.warnings if "raiz do CNPJ" in text]
    assert len(sentences) == told
    assert all("1 cliente a menos" in text for text in sentences)
