"""What the data contract accepts and what bad input gets, a sentence at a time."""

import zipfile
from io import BytesIO

import pandas as pd
import pytest

from config.errors import UserError
from data_access.base.hash_keys import hash_key
from data_access.base.pseudonym import pseudonym
from data_access.importing.run import import_table
from data_access.places.install import install_crosswalk
from data_access.staging.files import active_imports
from tests.support.good_rows import as_zip

TEAMS = "id_equipe;nome;uf\n"
VALUES = "municipio;indicador;ano;valor\n"
STOCK = "municipio;porte;competencia;quantidade\n"
STOCK_FILE = STOCK + "3550308;ME;2025-10;5\n"
CONTACTS = "id_contato;aberto_em;canal;robo\n"
EXCEPTIONS = [
    "2201919",
    "2201988",
    "2202251",
    "2611533",
    "3117836",
    "3152131",
    "4305871",
    "5203939",
    "5203962",
]


@pytest.mark.parametrize(
    ("codec", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 com BOM"),
        ("latin-1", "Windows-1252"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_encodings_are_detected_and_reported(bring, stored, codec: str, told: str) -> None:
    assert bring("equipes", (TEAMS + "1;Ação no Pará;PA\n").encode(codec)).encoding == told
    assert stored("equipes")[0]["nome"] == "Ação no Pará"


@pytest.mark.parametrize(
    ("separator", "told"), [(";", "ponto e vírgula (;)"), (",", "vírgula (,)"), ("\t", "tabulação")]
)
def test_separators_are_detected_and_reported(bring, stored, separator: str, told: str) -> None:
    assert bring("equipes", (TEAMS + "1;Time;SP\n").replace(";", separator)).separator == told
    assert (stored("equipes")[0]["nome"], stored("equipes")[0]["uf"]) == ("Time", "SP")


@pytest.mark.parametrize(
    ("cells", "numbers", "mark"),
    [
        (
            ["1234,5", "1.234,5", "1.234.567", "-0,5"],
            ["1234.5", "1234.5", "1234567.0", "-0.5"],
            ",",
        ),
        (
            ['"1234.5"', '"1,234.5"', '"1,234,567"', '".5"'],
            ["1234.5", "1234.5", "1234567.0", "0.5"],
            ".",
        ),
    ],
)
def test_the_decimal_mark_is_comma_or_point_and_thousands_may_be_separated(
    bring, stored, cells: list[str], numbers: list[str], mark: str
) -> None:
    report = bring(
        "socioeconomico",
        VALUES + "".join(f"3550308;x;{2000 + n};{cell}\n" for n, cell in enumerate(cells)),
    )
    assert ([row["valor"] for row in stored("socioeconomico")], report.decimal_marks["valor"]) == (
        numbers,
        mark,
    )


def test_dates_are_iso_or_brazilian_with_or_without_time(bring, stored) -> None:
    cells = [
        "2025-02-01",
        "2025-02-01 10:30",
        "2025-02-01T10:30:15",
        "01/02/2025",
        "1/2/2025 10:30",
        "01/02/2025 10:30:15",
    ]
    bring("contatos", CONTACTS + "".join(f"{n};{cell};Site;\n" for n, cell in enumerate(cells)))
    day, minute, second = "2025-02-01 00:00:00", "2025-02-01 10:30:00", "2025-02-01 10:30:15"
    assert [row["aberto_em"] for row in stored("contatos")] == [day, minute, second] * 2


def test_booleans_are_yes_and_no_in_all_their_spellings(bring, stored) -> None:
    cells = [
        "sim",
        "Sim",
        "S",
        "s",
        "1",
        "true",
        "TRUE",
        "não",
        "nao",
        "N",
        "n",
        "0",
        "false",
        "False",
    ]
    bring(
        "contatos",
        CONTACTS + "".join(f"{n:02d};2025-02-01;Site;{cell}\n" for n, cell in enumerate(cells)),
    )
    assert [row["robo"] for row in stored("contatos")] == ["true"] * 7 + ["false"] * 7


def test_surrounding_spaces_and_quotes_are_no_part_of_a_cell(bring, stored) -> None:
    bring("equipes", ' id_equipe ;"nome"; uf\n 1 ;"Time ""A""; norte" ; SP \n"2" ;\' x \' ;"SP"\n')
    assert [(row["id_equipe"], row["nome"], row["uf"]) for row in stored("equipes")] == [
        ("1", 'Time "A"; norte', "SP"),
        ("2", "x", "SP"),
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        "3550308",
        "355030",
        "São Paulo/SP",
        "SAO PAULO - SP",
        "sao  paulo (sp)",
        "Sao-Paulo/São Paulo",
    ],
)
def test_a_municipality_is_a_code_of_seven_or_six_digits_or_a_name_with_its_uf(
    bring, stored, spelling: str
) -> None:
    bring("empresas", STOCK + f"{spelling};ME;2025-10;5\n")
    assert stored("empresas")[0]["municipio"] == "3550308"


def test_a_name_is_matched_by_reviewed_synonyms_and_never_by_similarity(bring, stored) -> None:
    report = bring(
        "empresas",
        STOCK + "Florínia/SP;ME;2025-10;5\nFlorinea/SP;EPP;2025-10;5\nFlorina/SP;MEI;2025-10;5\n",
    )
    assert [row["municipio"] for row in stored("empresas")] == ["3516101", "3516101"]
    assert report.rejected == {"municipio_desconhecido": 1}
    (unresolved,) = report.unresolved
    assert (unresolved.spelling, unresolved.suggestions[0]) == (
        "Florina/SP",
        "Florínea/SP (3516101)",
    )


@pytest.mark.parametrize(("system", "code"), [("tom", "7107"), ("tse", "71072")])
def test_codes_of_tom_and_tse_come_by_a_declared_crosswalk(
    bring, stored, settings, tmp_path, system: str, code: str
) -> None:
    folder = settings.home / "profiles"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"com_{system}.toml").write_text(
        'titulo = "Estoque"\ndescricao = "Estoque de teste"\nfonte = "Teste"\nlicenca = "Teste"\n'
        f'[tabela.empresas.colunas]\nmunicipio = {{ de = "local", codigo = "{system}" }}\n'
        'porte = "porte"\ncompetencia = "competencia"\nquantidade = "quantidade"\n'
    )
    pairs = tmp_path / "pairs.csv"
    pairs.write_text(f"codigo;codigo_ibge\n{code};3550308\n")
    install_crosswalk(settings.home, system, pairs, municipalities=["3550308"])
    bring(
        "empresas",
        f"local;porte;competencia;quantidade\n{code};ME;2025-10;5\n",
        profile=f"com_{system}",
    )
    assert stored("empresas")[0]["municipio"] == "3550308"


def test_the_check_digit_of_a_code_is_verified_with_its_nine_exceptions(
    settings, stored, tmp_path
) -> None:
    register = pd.DataFrame({"code": EXCEPTIONS, "name": EXCEPTIONS, "uf": "PI"})
    others = [f"{code[:6]}{(int(code[6]) + 1) % 10}" for code in EXCEPTIONS]
    file = tmp_path / "fonte.csv"
    file.write_text(
        STOCK + "".join(f"{code};ME;2025-10;5\n" for code in [*EXCEPTIONS, *others, "3550309"])
    )
    tolerant = settings.model_copy(update={"rejection_threshold": 0.99})
    report = import_table(tolerant, "empresas", file, municipalities=register)
    assert [row["municipio"] for row in stored("empresas")] == EXCEPTIONS
    assert set(report.rejected) <= {"municipio_digito_verificador", "municipio_desconhecido"}
    assert report.rejected["municipio_digito_verificador"] >= 1


def test_cpf_and_cnpj_are_text_with_or_without_punctuation_and_a_cnpj_may_have_letters(
    bring, stored, settings
) -> None:
    written = [
        "012.345.678-90",
        "01234567890",
        "12.ABC.345/01DE-35",
        "12abc34501de35",
        "00.000.000/0001-91",
    ]
    body = "".join(
        f"{n};PJ;{document};2025-01-02;3550308;SP\n" for n, document in enumerate(written)
    )
    bring(
        "atendimentos",
        "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora\n" + body,
    )
    plain = ["01234567890", "01234567890", "12ABC34501DE35", "12ABC34501DE35", "00000000000191"]
    key = hash_key(settings)
    rows = sorted(stored("atendimentos"), key=lambda row: row["id_atendimento"])
    assert [row["id_cliente"] for row in rows] == [str(pseudonym(text, key)) for text in plain]


def test_the_same_file_again_changes_nothing_and_of_two_rows_with_one_key_the_last_stays(
    bring, stored, settings
) -> None:
    content = STOCK + "3550308;ME;2025-10;5\n3550308;ME;2025-10;6\n"
    first = bring("empresas", content)
    assert (first.read, first.accepted, first.conflicting_keys) == (2, 1, 1)
    before = active_imports(settings, "empresas")
    assert bring("empresas", content, "outro nome.csv").status == "repetido"
    assert active_imports(settings, "empresas") == before
    assert [row["quantidade"] for row in stored("empresas")] == ["6"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (
            b"PAR1",
            "fonte.parquet",
            r"“fonte\.parquet” começa como Parquet, mas está incompleto ou danificado",
        ),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "fonte.csv", r"“fonte\.csv” .*não é"),
        (
            b"a;b\n1;2\n",
            "fonte.csv",
            "não encontrei municipio, .* que a tabela empresas exige .*encontradas são: a, b",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole_with_what_was_expected_and_found(
    bring, stored, settings, content: bytes, name: str, sentence: str
) -> None:
    bring("empresas", STOCK_FILE, "antes.csv")
    before = (active_imports(settings, "empresas"), stored("empresas"))
    with pytest.raises(UserError, match=sentence):
        bring("empresas", content, name)
    assert (active_imports(settings, "empresas"), stored("empresas")) == before


@pytest.mark.parametrize(
    ("table", "content", "expected"),
    [
        ("empresas", f"{STOCK}3550308;Micro;2025-10;5\n", "porte um destes: MEI, ME, EPP, DEMAIS"),
        ("contatos", f"{CONTACTS}1;01/02/2025;Site;talvez\n", "esperava sim ou não, S ou N"),
        ("contatos", f"{CONTACTS}1;01.02.2025;Site;\n", "esperava dd/mm/aaaa ou AAAA-MM-DD"),
    ],
)
def test_a_refusal_says_what_the_column_accepts(
    bring, table: str, content: str, expected: str
) -> None:
    with pytest.raises(UserError) as refused:
        bring(table, content, threshold=0.0)
    assert expected in str(refused.value)


def test_bad_rows_go_to_a_file_with_text_line_column_rule_and_value_and_are_counted_by_rule(
    bring,
) -> None:
    report = bring(
        "empresas",
        STOCK
        + "3550308;ME;2025-10;5\n3550308;XX;2025-10;5\n3550308;ME;2025-11;1.5.2\n3304557;ME\n",
    )
    assert report.rejected == {
        "valor_fora_da_lista": 1,
        "inteiro_invalido": 1,
        "colunas_a_menos": 1,
    }
    assert (report.read, report.accepted, report.rejected_rows) == (4, 1, 3)
    written = report.rejection_file.read_text(encoding="utf-8-sig").splitlines()
    assert written == [
        "linha;coluna;regra;motivo;valor;texto_original",
        "3;porte;valor_fora_da_lista;valor fora da lista da coluna (esperava em porte um destes:"
        ' MEI, ME, EPP, DEMAIS);XX;"3550308;XX;2025-10;5"',
        '4;quantidade;inteiro_invalido;não é número inteiro;1.5.2;"3550308;ME;2025-11;1.5.2"',
        '5;;colunas_a_menos;linha com células a menos;;"3304557;ME"',
    ]


def test_past_five_per_cent_of_bad_rows_the_import_is_refused(bring, settings) -> None:
    assert settings.rejection_threshold == 0.05
    good = [f"3550308;ME;{2001 + n // 12}-{1 + n % 12:02d};5\n" for n in range(95)]
    bad = ["x;ME;2025-10;5\n"] * 6
    with pytest.raises(
        UserError, match=r"6 \(6,0 %\) não cumprem o contrato de dados e o limite é 5,0 %"
    ):
        bring("empresas", STOCK + "".join(good[:94] + bad), threshold=0.05)
    assert active_imports(settings, "empresas") == []
    assert bring("empresas", STOCK + "".join(good + bad[:5]), threshold=0.05).accepted == 95


def test_nothing_is_guessed(bring, stored) -> None:
    report = bring(
        "socioeconomico",
        VALUES + "3550308;a;2020;1.234\n3550308;b;2020;12\nSao Paolo/SP;c;2020;1\n",
    )
    assert report.rejected == {"numero_ambiguo": 1, "municipio_desconhecido": 1}
    assert [row["indicador"] for row in stored("socioeconomico")] == ["b"]


def test_formulas_are_neutralised_in_what_is_exported(bring) -> None:
    starts = ["=1+1", "+1+1", "-1+1", "@SUM(1)"]
    report = bring("empresas", STOCK_FILE + "".join(f"{start};ME;2025-10;5\n" for start in starts))
    lines = report.rejection_file.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(";")[4] for line in lines] == [f"'{start}" for start in starts]


def test_an_archive_that_expands_beyond_the_limit_is_refused(bring, settings, tmp_path) -> None:
    zeros = BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", STOCK + "3550308;ME;2025-10;5\n" * 60_000)
    file = tmp_path / "bomba.zip"
    file.write_bytes(zeros.getvalue())
    small = settings.model_copy(update={"expansion_limit": "1MB"})
    register = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
    with pytest.raises(
        UserError,
        match=r"O conteúdo de “bomba\.zip” passa de 1,0 MB, o limite de T360_EXPANSION_LIMIT",
    ):
        import_table(small, "empresas", file, municipalities=register)
    assert bring("empresas", as_zip(STOCK_FILE.encode()), "boa.zip").accepted == 1


def test_raw_identifiers_reach_no_file_of_the_product(bring, settings) -> None:
    secrets = ["52998224725", "529.982.247-25", "MARIAZINHA"]
    rows = [
        f"{n};PF;{secret};{day};3550308;SP;Mariazinha"
        for n, secret in enumerate(secrets)
        for day in ("2025-01-02", "x")
    ]
    header = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora;atendente\n"
    report = bring("atendimentos", header + "\n".join(rows) + "\n")
    assert report.rejected_rows == 3
    found = [
        (file.name, secret)
        for file in settings.home.rglob("*")
        if file.is_file()
        for secret in secrets
        if secret.lower().encode() in file.read_bytes().lower()
    ]
    assert found == []
    assert not any(secret.lower() in repr(report).lower() for secret in secrets)
