"""Spellings of municipalities: what leads to one, and why the rest does not."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.places.keys import key
from tests.support.spellings import Spellings
from tests.support.tiers import few

Resolve = Callable[..., pd.DataFrame]
SAO_PAULO = "3550308"


@pytest.mark.parametrize(
    ("written", "uf", "code", "kinds"),
    [
        ("3550308", None, SAO_PAULO, []),
        ("355030", None, SAO_PAULO, ["codigo_6_digitos"]),
        ("3550308.0", None, SAO_PAULO, ["codigo_pontuado"]),
        ("3.550.308", None, SAO_PAULO, ["codigo_pontuado"]),
        ("35 50308", None, SAO_PAULO, ["codigo_pontuado"]),
        ("35-50308", None, SAO_PAULO, ["codigo_pontuado"]),
        ("4.220.000", None, "4220000", ["codigo_pontuado"]),
        ("2201919", None, "2201919", []),
        ("5101837", None, "5101837", []),
        ("São Paulo/SP", None, SAO_PAULO, ["nome"]),
        ("SAO PAULO - SP", None, SAO_PAULO, ["nome"]),
        ("são paulo – sp", None, SAO_PAULO, ["nome"]),
        ("Município de São Paulo (SP)", None, SAO_PAULO, ["nome"]),
        ("Prefeitura Municipal do Rio de Janeiro/RJ", None, "3304557", ["nome"]),
        ("Niterói, Rio de Janeiro", None, "3303302", ["nome"]),
        ("SP - Campinas", None, "3509502", ["nome"]),
        ("Campinas SP", None, "3509502", ["nome"]),
        ("Ji-Paraná", "RO", "1100122", ["nome"]),
        ("JI PARANA/RO", None, "1100122", ["nome"]),
        ("São Paulo", "São Paulo", SAO_PAULO, ["nome"]),
        ("São Paulo", "35", SAO_PAULO, ["nome"]),
        ("Bom Jesus", "SC", "4202537", ["nome"]),
        ("3550308 - São Paulo", None, SAO_PAULO, ["codigo_com_nome"]),
        ("355030 – São Paulo/SP", "SP", SAO_PAULO, ["codigo_6_digitos", "codigo_com_nome"]),
        ("São Paulo (3550308)", None, SAO_PAULO, ["codigo_com_nome"]),
        ("3550308 - a capital", None, SAO_PAULO, ["codigo_com_nome"]),
        ("São Paulo - Estado de São Paulo", None, SAO_PAULO, ["nome"]),
        ("São Paulo", "35 - SP", SAO_PAULO, ["nome"]),
        ("5200407", "GO", "1700400", ["sucessor"]),
        ("Gurupi", "GO", "1709500", ["sucessor"]),
        ("Santa Bárbara D´Oeste", "SP", "3545803", ["nome"]),
        ("Santa Barbara d Oeste", "SP", "3545803", ["nome"]),
        ("Florínia/SP", None, "3516101", ["sinonimo"]),
        ("São Thomé das Letras", "MG", "3165206", ["sinonimo"]),
        ("Augusto Severo/RN", None, "2401305", ["sinonimo"]),
        ("Santarém", "PB", "2513653", ["sinonimo"]),
        ("Santarém", "PA", "1506807", ["nome"]),
        ("Presidente Juscelino", "RN", "2410306", ["sinonimo"]),
        ("Presidente Juscelino", "MG", "3153202", ["nome"]),
        ("Boa Esperança do Norte", "MT", "5101837", ["nome"]),
        ("5200407", None, "1700400", ["sucessor"]),
        ("520040", None, "1700400", ["codigo_6_digitos", "sucessor"]),
        ("Gurupi/GO", None, "1709500", ["sucessor"]),
        ("2000107", None, "2605459", ["sucessor"]),
        ("Taguatinga/DF", None, "5300108", ["regiao_do_df"]),
        ("Taguatinga", "TO", "1720903", ["nome"]),
    ],
)
def test_a_spelling_leads_to_its_municipality(
    resolve: Resolve, written: str, uf: str | None, code: str, kinds: list[str]
) -> None:
    found = resolve((written, uf)).iloc[0]
    assert (found["code"], list(found["kinds"]), found["reason"]) == (code, kinds, None)


@pytest.mark.parametrize(
    ("written", "uf", "reason"),
    [
        ("1100000", None, "municipio_ignorado"),
        ("110000", None, "municipio_ignorado"),
        ("3599999", None, "municipio_ignorado"),
        ("0000000", None, "municipio_ignorado"),
        ("9999999", None, "municipio_ignorado"),
        ("Município ignorado - RO", None, "municipio_ignorado"),
        ("NÃO INFORMADO", "SP", "municipio_ignorado"),
        ("4300001", None, "municipio_lagoa"),
        ("4300002", None, "municipio_lagoa"),
        ("Lagoa Mirim", "RS", "municipio_lagoa"),
        ("EXTERIOR", None, "municipio_exterior"),
        ("9999999", "EX", "municipio_exterior"),
        ("Lisboa/EX", None, "municipio_exterior"),
        ("4314530", None, "municipio_extinto"),
        ("431453", None, "municipio_extinto"),
        ("530020", None, "municipio_regiao_administrativa"),
        ("5300109", None, "municipio_digito_verificador"),
        ("3550309", None, "municipio_digito_verificador"),
        ("9912345", None, "municipio_digito_verificador"),
        ("3500022", None, "municipio_desconhecido"),
        ("9", None, "municipio_desconhecido"),
        ("35503", None, "municipio_desconhecido"),
        ("3,55E+06", None, "municipio_desconhecido"),
        ("São Paulo", None, "municipio_sem_uf"),
        ("São Paulo", "XX", "municipio_sem_uf"),
        ("Ji-Paraná", None, "municipio_sem_uf"),
        ("Lagoa dos Patos", None, "municipio_sem_uf"),
        ("Campinas/RJ", None, "municipio_desconhecido"),
        ("São Paolo/SP", None, "municipio_desconhecido"),
        ("São Felipe do Oeste", "RO", "municipio_desconhecido"),
        ("Sta. Isabel/SP", None, "municipio_desconhecido"),
        ("=1+1", "SP", "municipio_desconhecido"),
        ("3550308", "RJ", "municipio_de_outra_uf"),
        ("330455", "SP", "municipio_de_outra_uf"),
        ("Campinas/SP", "RJ", "municipio_de_outra_uf"),
        ("Bom Jesus/RS", "SC", "municipio_de_outra_uf"),
        ("1700400", "GO", "municipio_de_outra_uf"),
        ("3550308 - Campinas", None, "municipio_de_outro_nome"),
        ("Campinas/SP (3550308)", None, "municipio_de_outro_nome"),
        ("3550309 - São Paulo/SP", None, "municipio_digito_verificador"),
    ],
)
def test_what_leads_to_none_says_why(
    resolve: Resolve, written: str, uf: str | None, reason: str
) -> None:
    found = resolve((written, uf)).iloc[0]
    assert (found["code"], found["kinds"], found["reason"]) == (None, None, reason)


@pytest.mark.parametrize(
    ("written", "code", "kinds", "reason"),
    [
        ("7107", SAO_PAULO, ["tom"], None),
        ("0001", "1100106", ["tom"], None),
        ("1", "1100106", ["tom", "zeros_perdidos"], None),
        ("1.0", "1100106", ["tom", "zeros_perdidos", "codigo_pontuado"], None),
        ("1182", "5101837", ["tom"], None),
        ("9707", None, None, "municipio_exterior"),
        ("0", None, None, "municipio_ignorado"),
        ("9999", None, None, "municipio_fora_do_de_para"),
        ("3550308", None, None, "municipio_fora_do_de_para"),
        ("São Paulo/SP", SAO_PAULO, ["nome"], None),
    ],
)
def test_a_code_of_another_institution_is_that_institutions_alone(
    resolve: Resolve, written: str, code: str | None, kinds: list[str] | None, reason: str | None
) -> None:
    found = resolve((written, None), coding="tom").iloc[0]
    assert (found["code"], found["kinds"] if kinds is None else list(found["kinds"])) == (
        code,
        kinds,
    )
    assert found["reason"] == reason


def test_every_municipality_is_found_in_every_way_of_writing_it(
    resolve: Resolve, register: pd.DataFrame
) -> None:
    forms: list[tuple[Callable[[str, str, str], str], bool]] = [
        (lambda code, _name, _uf: code, False),
        (lambda code, _name, _uf: code[:6], False),
        (lambda code, _name, _uf: f"{code[:2]}-{code[2:]}", False),
        (lambda _code, name, _uf: name, True),
        (lambda _code, name, uf: f"{name}/{uf}", False),
        (lambda _code, name, uf: f"{name.upper()} - {uf}", False),
        (lambda _code, name, uf: f"Município de {name} ({uf.lower()})", False),
        (lambda _code, name, uf: f"{uf}-{name}", False),
        (lambda _code, name, uf: f"{name} {uf}", False),
        (lambda _code, name, uf: f"{name}, {uf}", True),
    ]
    rows = list(register[["code", "name", "uf"]].itertuples(index=False, name=None))
    for write, beside in forms:
        found = resolve(*((write(*row), row[2] if beside else None) for row in rows))
        wrong = [row for row, code in zip(rows, found["code"], strict=True) if code != row[0]]
        assert wrong == []


def test_a_name_never_leads_to_a_municipality_of_another_name(
    resolve: Resolve, register: pd.DataFrame
) -> None:
    """Each name in the UF of another municipality: found only where that UF has it too, or did by
    our tables.
    """
    names = dict(zip(register["code"], register["name"], strict=True))
    shifted = register["uf"].sample(frac=1, random_state=7)
    found = resolve(*zip(register["name"], shifted, strict=True)).dropna(subset="code")
    same = found[[key(names[row.code]) == key(row.r) for row in found.itertuples()]]
    others = found.drop(same.index)
    assert len(same) > 100
    assert {kind for kinds in others["kinds"] for kind in kinds} <= {"sinonimo", "sucessor"}


ACCENTS = {"a": "áàâã", "e": "éê", "i": "í", "o": "óôõ", "u": "ú", "c": "ç"}
MARKS = [" ", "  ", "-", "'", "´", "’", ".", "\u00a0", ""]


@st.composite
def rewritten(draw: st.DrawFn, name: str) -> str:
    """The name in another case, with other accents, spaces and marks."""
    text = []
    for letter in name:
        plain = key(letter).lower()
        if not plain:
            text.append(draw(st.sampled_from(MARKS)))
            continue
        shown = draw(st.sampled_from([letter, plain, *ACCENTS.get(plain, "")]))
        text.append(draw(st.sampled_from([shown, shown.upper()])))
    return "".join(text)


@settings(
    max_examples=few(12, everything=60), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_case_accents_and_punctuation_never_change_the_municipality(
    resolve: Resolve, register: pd.DataFrame, data: st.DataObject
) -> None:
    rows = register.iloc[
        data.draw(st.lists(st.integers(0, len(register) - 1), min_size=1, max_size=20))
    ]
    spelt = [
        (data.draw(rewritten(row.name_)), row.uf)
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    form = data.draw(st.sampled_from(["{0}/{1}", "{0} - {1}", "{0} ({1})", "{0}"]))
    found = resolve(*((form.format(name, uf), uf if form == "{0}" else None) for name, uf in spelt))
    assert list(found["code"]) == list(rows["code"])


def of_a_register(*rows: tuple[str, str, str]) -> Spellings:
    return Spellings(pd.DataFrame(rows, columns=["code", "name", "uf"]), Path("no folder"))


def test_the_name_of_the_register_goes_before_our_tables() -> None:
    spellings = of_a_register(
        ("3516101", "Florínea", "SP"), ("3550308", "Florínia", "SP"), ("1709500", "Gurupi", "TO")
    )
    found = spellings.resolve(
        [("Florínia/SP", None), ("Florínea/SP", None), ("Gurupi/GO", None), ("5209507", None)]
    )
    assert list(found["code"]) == ["3550308", "3516101", "1709500", "1709500"]
    assert [list(kinds) for kinds in found["kinds"]] == [
        ["nome"],
        ["nome"],
        ["sucessor"],
        ["sucessor"],
    ]


def test_a_register_with_another_spelling_is_found_by_the_reviewed_one() -> None:
    found = of_a_register(("2400208", "Assú", "RN")).resolve([("Açu/RN", None), ("ASSU/RN", None)])
    assert list(found["code"]) == ["2400208", "2400208"]
    assert [list(kinds) for kinds in found["kinds"]] == [["sinonimo"], ["nome"]]


def test_a_name_that_two_municipalities_of_a_uf_share_leads_to_neither() -> None:
    found = of_a_register(("3516101", "Vila", "SP"), ("3550308", "VILA", "SP")).resolve(
        [("Vila/SP", None)]
    )
    assert list(found["code"]) == [None]


def test_successors_and_synonyms_that_the_register_does_not_have_lead_nowhere() -> None:
    found = of_a_register(("3550308", "São Paulo", "SP")).resolve(
        [("5209507", None), ("Florínia/SP", None)]
    )
    assert list(found["code"]) == [None, None]
