"""Fractions for percentages, values that rules do not know, and rows of no place."""

import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.goals.targets import look_like_fractions


def targets(*rows: tuple[str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicador", "valor"])
    return frame.assign(nivel="uf", territorio="SP", ano=2026)


def test_a_target_that_is_a_fraction_is_told_with_what_it_would_be(look, rows_of) -> None:
    frame = targets(("cobertura_me_epp", 0.185), ("nps", 0.8), ("recorrencia", 45.0), ("tma", 0.5))
    doubt = look("fracao_no_lugar_de_porcentagem", "metas", frame)["fracao_no_lugar_de_porcentagem"]
    assert rows_of(doubt, "indicador", "seria") == [("cobertura_me_epp", 18.5), ("nps", 80.0)]
    assert "cobertura_me_epp com 0,185 % (seria 18,5?)" in doubt.sentence


def test_a_target_of_zero_and_those_of_other_units_are_no_fractions(look) -> None:
    frame = targets(("cobertura_me_epp", 0.0), ("tma", 0.5), ("cobertura_me_epp", 1.5))
    assert look("fracao_no_lugar_de_porcentagem", "metas", frame) == {}


def attendances(**columns: object) -> pd.DataFrame:
    count = len(next(iter(columns.values())))  # type: ignore[arg-type]
    base = {"id_atendimento": [f"A{n}" for n in range(count)], "municipio": "3106200"}
    return pd.DataFrame(base | columns)


@pytest.mark.parametrize(("values", "rows"), [([0.75, 1.0, 0.0], 2), ([75.0, 100.0, 0.0], 0)])
def test_a_frequency_that_is_a_fraction_is_told(look, values: list[float], rows: int) -> None:
    found = look("fracao_no_lugar_de_porcentagem", "atendimentos", attendances(frequencia=values))
    assert [doubt.rows for doubt in found.values()] == ([rows] if rows else [])


def test_two_spellings_of_one_value_are_told_with_their_rows(look, rows_of) -> None:
    channels = ["Presencial (agência)"] * 3 + ["presencial (AGENCIA)", "Telefone"]
    doubt = look("grafias_de_um_valor", "atendimentos", attendances(canal=channels))[
        "grafias_de_um_valor"
    ]
    assert rows_of(doubt, "coluna", "valor", "linhas", "mais_frequente") == [
        ("canal", "presencial (AGENCIA)", 1, "Presencial (agência)")
    ]


def test_values_that_no_rule_knows_are_told_with_the_nearest(look) -> None:
    frame = attendances(
        canal=["Whats App", "Whats App", "e-mail", "Pombo"],
        situacao=["Concluido.", "Concluído", "CONCLUIDO", "Cancelado"],
        tipo_atendimento="Atendimento",
    )
    doubt = look("valor_que_a_regra_nao_conhece", "atendimentos", frame)[
        "valor_que_a_regra_nao_conhece"
    ]
    told = {tuple(row) for row in doubt.listing.itertuples(index=False)}
    assert told == {
        ("situacao", "Concluido.", 1, "Concluído"),
        ("canal", "Whats App", 2, "WhatsApp"),
        ("canal", "Pombo", 1, ""),
    }
    assert "“Whats App” em canal (2 linhas; seria “WhatsApp”?)" in doubt.sentence
    unknown = look("valor_que_a_regra_nao_conhece", "metas", targets(("cobertura_mepp", 5.0)))
    assert "seria “cobertura_me_epp”?" in unknown["valor_que_a_regra_nao_conhece"].sentence


def test_a_fact_of_places_that_is_spelt_otherwise_is_told_with_the_name_that_is_read(look) -> None:
    check = "valor_que_a_regra_nao_conhece"
    frame = pd.DataFrame({"indicador": ["PIB", "pib", "População", "saneamento", "pib_industria"]})
    found = look(check, "socioeconomico", frame.assign(municipio="3550308", ano=2021, valor=1.0))
    told = {tuple(row) for row in found[check].listing.itertuples(index=False)}
    assert told == {
        ("indicador", "PIB", 1, "pib"),
        ("indicador", "População", 1, "populacao"),
    }


def test_rows_without_any_place_are_told(look) -> None:
    frame = pd.DataFrame({"id_contato": ["1", "2", "3"], "uf_executora": ["SP", None, None]})
    doubt = look("sem_territorio", "contatos", frame.assign(municipio=[None, "3550308", None]))[
        "sem_territorio"
    ]
    assert doubt.rows == 1
    alone = look("sem_territorio", "pesquisas", pd.DataFrame({"id_pesquisa": ["1", "2"]}))
    assert "2 linhas de 2 (100,0 %) sem território" in alone["sem_territorio"].sentence


def test_municipalities_without_an_own_territory_are_told_by_state(
    look, rows_of, connection
) -> None:
    own = pd.DataFrame({"municipio": ["3106200"], "nome": ["Centro"]})
    check = "lacunas_nos_territorios_proprios"
    assert look(check, "territorios_proprios", own) == {}  # without a register nobody knows
    connection.execute("""
        CREATE TABLE register AS SELECT * FROM (VALUES ('3106200', 'Belo Horizonte', 'MG'),
            ('3118601', 'Contagem', 'MG'), ('3550308', 'São Paulo', 'SP')) AS r(code, name, uf)
    """)
    doubt = look(check, "territorios_proprios", own)[check]
    assert rows_of(doubt, "uf", "municipio") == [("MG", "3118601")]
    assert "1 município não está em nenhum território próprio da sua UF: MG (1)" in doubt.sentence


def test_what_is_written_where_there_is_no_own_territory_is_told_as_a_gap(
    look, rows_of, connection
) -> None:
    own = pd.DataFrame({"municipio": ["3106200", "3118601", "3550308"]})
    own = own.assign(nome=["Centro", "(vazio)", "(vazio)"])
    connection.execute("""
        CREATE TABLE register AS SELECT * FROM (VALUES ('3106200', 'Belo Horizonte', 'MG'),
            ('3118601', 'Contagem', 'MG'), ('3550308', 'São Paulo', 'SP')) AS r(code, name, uf)
    """)
    check = "lacunas_nos_territorios_proprios"
    doubt = look(check, "territorios_proprios", own)[check]
    assert rows_of(doubt, "municipio", "veio_escrito") == [
        ("3118601", "(vazio)"),
        ("3550308", "(vazio)"),
    ]
    assert "onde não há território (“(vazio)” em 2)" in doubt.sentence


def partners(**columns: object) -> pd.DataFrame:
    base = {"id_parceiro": ["P-001", "P-2"], "tipo": "Agência", "municipio": "3106200"}
    return pd.DataFrame(base | columns).assign(nome="Sala")


def test_two_spellings_of_the_kind_of_a_partner_and_one_that_nearly_is_a_sala_are_told(
    look, rows_of
) -> None:
    frame = partners(tipo=["Sala do Empreendedor", "sala do empreendedor"])
    doubt = look("grafias_de_um_valor", "parceiros", frame)["grafias_de_um_valor"]
    assert rows_of(doubt, "coluna", "linhas") == [("tipo", 1)]
    teams = pd.DataFrame({"id_equipe": ["E1", "E2"], "tipo": ["Agência", "AGENCIA"]})
    assert look("grafias_de_um_valor", "equipes", teams.assign(nome="E", uf="SP"))
    check = "valor_que_a_regra_nao_conhece"
    near = look(check, "parceiros", partners(tipo=["Sala do Empreendedr", "Agência"]))[check]
    assert "“Sala do Empreendedr” em tipo (1 linha; seria “Sala do Empreendedor”?)" in near.sentence
    assert look(check, "parceiros", partners(tipo="sala do empreendedor")) == {}


def test_two_spellings_of_a_code_are_told_within_a_table_and_against_its_register(
    look, connection
) -> None:
    check = "grafias_de_um_codigo"
    twice = look(check, "parceiros", partners(id_parceiro=["P-001", "p 001"]))[check]
    assert twice.listing.to_numpy().tolist() == [["id_parceiro", "P-001", 1, "p 001"]]
    connection.execute("CREATE TABLE registered AS SELECT 'P-001' AS id_parceiro")
    frame = attendances(parceiro=["p-001", "p-001", "P-001", "P-9", None])
    found = look(check, "atendimentos", frame, beside={"parceiros": "registered"})[check]
    assert found.listing.to_numpy().tolist() == [["parceiro", "p-001", 2, "P-001"]]
    assert (found.rows, "“p-001” e “P-001” em parceiro (2 linhas)" in found.sentence) == (2, True)
    good = attendances(parceiro=["P-001", "P-9", None])
    assert look(check, "atendimentos", good, beside={"parceiros": "registered"}) == {}


def test_a_target_of_satisfaction_that_is_a_mean_of_scores_is_told_and_judges_nobody(look) -> None:
    frame = targets(("csat", 4.5), ("ces", 4.0), ("csat", 85.0), ("recorrencia", 4.5), ("nps", 4.0))
    found = look("nota_no_lugar_de_porcentagem", "metas", frame)
    assert found["nota_no_lugar_de_porcentagem"].rows == 2
    told = look_like_fractions(pd.Series([0.045, 0.85, 4.5, 5.5]) * 100, indicator("csat"))
    assert told.tolist() == [True, False, False, False]


def test_spellings_that_a_rule_reads_as_one_are_no_doubt(look) -> None:
    statuses = ["Concluído", "CONCLUIDO", "concluido"]
    assert look("grafias_de_um_valor", "atendimentos", attendances(situacao=statuses)) == {}


def statuses_of(*statuses: str | None) -> pd.DataFrame:
    codes = [f"P{n}" for n in range(len(statuses))]
    frame = pd.DataFrame({"id_parceiro": codes, "situacao": list(statuses)}, dtype="object")
    return frame.assign(nome="Sala", tipo="Sala do Empreendedor", municipio="3106200")


def test_a_status_that_nobody_knows_is_told(look, rows_of) -> None:
    frame = statuses_of(
        "A", "Ativa", "Em operação", "I", "Fechada", None, "Reabertura em breve",
        "Em  funcionamento", "Ativa.", "Verdadeiro", "false", "", "-",
    )  # fmt: skip
    doubt = look("valor_que_a_regra_nao_conhece", "parceiros", frame)[
        "valor_que_a_regra_nao_conhece"
    ]
    assert rows_of(doubt, "coluna", "valor", "linhas") == [("situacao", "Reabertura em breve", 1)]


def test_a_target_of_what_the_programme_asks_is_known(look) -> None:
    assert look("valor_que_a_regra_nao_conhece", "metas", targets(("csn_estrategias", 100.0))) == {}


def test_codes_that_differ_by_zeros_at_the_front_are_told(look, rows_of) -> None:
    frame = attendances(equipe=["00001", "00001", "7"])
    beside = {"equipes": "(SELECT unnest(['1', '7']) AS id_equipe)"}
    doubt = look("grafias_de_um_codigo", "atendimentos", frame, beside=beside)[
        "grafias_de_um_codigo"
    ]
    assert rows_of(
        doubt.__class__(doubt.check, "", 1, doubt.listing), "codigo", "mais_proximo"
    ) == [("00001", "1")]


def test_codes_that_the_register_lacks_are_told_where_there_is_one(look, rows_of) -> None:
    check, frame = "codigo_fora_do_cadastro", attendances(equipe=["E9", "E9", "E1", None])
    assert look(check, "atendimentos", frame) == {}
    beside = {"equipes": "(SELECT unnest(['E1', NULL]) AS id_equipe)"}
    doubt = look(check, "atendimentos", frame, beside=beside)[check]
    assert rows_of(doubt, "coluna", "codigo", "linhas") == [("equipe", "E9", 2)]
    assert "1 código não está no cadastro que foi importado: “E9” em equipe" in doubt.sentence


def test_a_code_that_is_told_as_another_spelling_is_not_told_as_unregistered_too(
    look, rows_of
) -> None:
    check, spellings = "codigo_fora_do_cadastro", "grafias_de_um_codigo"
    beside = {"parceiros": "(SELECT 'P-001' AS id_parceiro)"}
    frame = attendances(parceiro=["p-001", "P-001", "P-9", "P-9", "p9"])
    told = look(spellings, "atendimentos", frame, beside=beside)[spellings]
    assert rows_of(told, "codigo", "mais_proximo") == [("p-001", "P-001"), ("p9", "P-9")]
    assert rows_of(look(check, "atendimentos", frame, beside=beside)[check], "codigo") == [("P-9",)]
    one = attendances(parceiro=["p-001", "P-001"])
    assert look(check, "atendimentos", one, beside=beside) == {}


@pytest.mark.parametrize(("code", "registered"), [("000", "0"), ("0", "000"), ("00", "000")])
def test_a_code_of_zeros_alone_is_told(look, rows_of, code: str, registered: str) -> None:
    beside = {"equipes": f"(SELECT '{registered}' AS id_equipe)"}
    check = "grafias_de_um_codigo"
    doubt = look(check, "atendimentos", attendances(equipe=[code]), beside=beside)[check]
    assert rows_of(doubt, "codigo", "mais_proximo") == [(code, registered)]


def test_contacts_without_hours_are_told(look) -> None:
    frame = pd.DataFrame({
        "id_contato": ["1", "2", "3"],
        "uf_executora": "SP",
        "aberto_em": ["2026-10-01 00:00:00", "2026-10-01 00:00:00", "2026-10-01 09:10:00"],
        "primeira_resposta_em": ["2026-10-01 00:00:00", "2026-10-01 09:30:00", None],
        "resolvido_em": [None, "2026-10-02 11:00:00", "2026-10-03 00:00:00"],
    })  # fmt: skip
    found = look("hora_que_falta", "contatos", frame)
    assert {doubt.rows for doubt in found.values()} == {1}
