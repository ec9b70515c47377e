"""`t360 import` and `t360 build`: what a steward sees, and what a refusal leaves behind."""

import stat
import sys
from pathlib import Path

import pandas as pd
import pytest

from tests.support.command_line import Answer, t360
from tests.support.steward import COMPANIES, TABLES

HEADER = "municipio;porte;competencia;quantidade\n"
MONTHS = "".join(
    f"3550308;ME;{year}-{month:02d};10\n" for year in (2024, 2025) for month in range(1, 13)
)


def write(folder: Path, text: str, name: str = "estoque.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_an_import_says_how_many_rows_came_in(tmp_path: Path) -> None:
    answer = t360(tmp_path / "home", "import", "empresas", write(tmp_path, COMPANIES))
    assert (answer.code, answer.out.splitlines()) == (
        0,
        [
            "Li “estoque.csv” assim: codificação UTF-8; separador ponto e vírgula (;).",
            "5 linhas aceitas de 5.",
        ],
    )


def test_an_import_says_how_it_read_the_source_and_what_it_left_out(tmp_path: Path) -> None:
    text = "id_parceiro,nome,tipo,municipio,latitude,situacão2,cor,nomes\n"
    text += '1,"São João",Sala,3550308,"-23,5",Ativa,azul,x\n'
    source = tmp_path / "parceiros.csv"
    source.write_bytes(text.encode("windows-1252"))
    assert t360(tmp_path / "home", "import", "parceiros", source).out.splitlines() == [
        (
            "Li “parceiros.csv” assim: codificação Windows-1252; separador vírgula (,); vírgula"
            " como marca decimal em latitude."
        ),
        (
            "Colunas que não conheço e que não foram importadas: situacão2 (seria “situacao”?),"
            " cor, nomes."
        ),
        "1 linha aceita de 1.",
    ]


CRITERIA = "edicao;categoria;criterio;indicador;peso\n2026;equipes;NPS;nps;1\n"


@pytest.mark.parametrize(("table", "used"), [("criterios", False), ("empresas", True)])
def test_a_table_that_no_edition_holds_says_what_uses_it(
    tmp_path: Path, table: str, used: bool
) -> None:
    text = {"criterios": CRITERIA, "empresas": COMPANIES}[table]
    answer = t360(tmp_path / "home", "import", table, write(tmp_path, text))
    assert ("A tabela criterios fica guardada; o reconhecimento a usa" in answer.out) != used


def test_parquet_has_no_encoding_to_tell(tmp_path: Path) -> None:
    source = tmp_path / "equipes.parquet"
    pd.DataFrame({"id_equipe": ["E1"], "nome": ["Time"], "uf": ["SP"]}).to_parquet(source)
    told = t360(tmp_path / "home", "import", "equipes", source).out.splitlines()
    assert told[0] == "Li “equipes.parquet” assim: formato Parquet."


def test_where_the_output_is_no_terminal_progress_is_one_line(tmp_path: Path) -> None:
    answer = t360(tmp_path / "home", "import", "empresas", write(tmp_path, COMPANIES))
    assert answer.err == "Importação de empresas…\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("command", ["import empresas", "doctor", "imports"])
def test_whatever_comes_first_makes_a_data_folder_that_nobody_else_enters(
    tmp_path: Path, command: str
) -> None:
    home = tmp_path / "home"
    t360(home, *command.split(), *([write(tmp_path, COMPANIES)] if "empresas" in command else []))
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    source = write(tmp_path, COMPANIES)
    t360(tmp_path / "home", "import", "empresas", source)
    again = t360(tmp_path / "home", "import", "empresas", source)
    assert again.code == 0
    assert "já foi importado" in again.out
    assert "nada mudou" in again.out
    assert len(list((tmp_path / "home" / "staging" / "empresas").iterdir())) == 1


def test_the_report_can_be_read_by_a_program(tmp_path: Path) -> None:
    source = write(tmp_path, HEADER + MONTHS + "3550309;ME;2026-01;5\n")
    report = t360(tmp_path / "home", "import", "empresas", source, "--format", "json").json
    assert (report["status"], report["read"], report["accepted"], report["rejected_rows"]) == (
        "ok",
        25,
        24,
        1,
    )
    assert report["rejected"] == {"municipio_digito_verificador": 1}
    assert "3550309" in Path(report["rejection_file"]).read_text(encoding="utf-8-sig")


def test_rejected_rows_are_counted_by_rule_and_kept(tmp_path: Path) -> None:
    source = write(tmp_path, HEADER + MONTHS + "3550309;ME;2026-01;5\n")
    answer = t360(tmp_path / "home", "import", "empresas", source)
    assert answer.code == 0
    _, accepted, rule, file, place = answer.out.splitlines()
    assert accepted == "24 linhas aceitas de 25; 1 rejeitada (4,00 %)."
    assert (
        rule
        == "  código de município com dígito verificador errado (municipio_digito_verificador): 1"
        " vez"
    )
    assert place.endswith(
        "os mais próximos: São Paulo/SP (3550308), Pontes Gestal/SP (3540309), São Miguel"
        " Arcanjo/SP (3550209)"
    )
    assert Path(file.removeprefix("Linhas rejeitadas em ")).is_file()


def test_repairs_and_doubts_are_told_with_the_file_of_the_rows(tmp_path: Path) -> None:
    salas = "id_parceiro;nome;tipo;municipio;latitude;longitude\nP1;Sala;Sala;355030;-46.6;-23.5\n"
    told = t360(tmp_path / "home", "import", "parceiros", write(tmp_path, salas)).out.splitlines()
    assert "  reparadas: município por código de seis dígitos: 1 linha" in told
    doubt = next(line for line in told if line.startswith("Aviso: "))
    assert "trocadas" in doubt
    assert Path(doubt.split(" Linhas em ")[1]).is_file()


def test_too_many_bad_rows_refuse_the_whole_file_unless_the_threshold_allows_them(
    tmp_path: Path,
) -> None:
    source = write(tmp_path, HEADER + "3550308;ME;2026-01;10\n3550309;ME;2026-01;5\n")
    said = _refused(t360(tmp_path / "home", "import", "empresas", source))
    assert (
        "1 (50,0 %) não cumpre o contrato de dados e o limite é 5,0 %: código de município com"
        " dígito" in said
    )
    assert not list((tmp_path / "home").glob("staging/empresas/*"))
    lenient = t360(tmp_path / "home", "import", "empresas", source, T360_REJECTION_THRESHOLD="0.5")
    assert (lenient.code, lenient.out.splitlines()[1]) == (
        0,
        "1 linha aceita de 2; 1 rejeitada (50,00 %).",
    )


@pytest.mark.parametrize(
    ("table", "content", "said"),
    [
        ("empresas", "a;b\n1;2\n", "As colunas encontradas são: a, b."),
        ("empresas", HEADER, "só tem o cabeçalho"),
        ("empresas", "", "está vazio"),
        ("empresas", "PAR1 não é Parquet", "está incompleto ou danificado"),
        ("estoque", COMPANIES, "A tabela “estoque” não existe. As tabelas são: atendentes,"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, table: str, content: str, said: str
) -> None:
    assert said in _refused(t360(tmp_path / "home", "import", table, write(tmp_path, content)))


def test_a_missing_file_a_folder_and_an_unknown_profile_are_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "Não encontrei o arquivo" in _refused(
        t360(home, "import", "empresas", tmp_path / "nada.csv")
    )
    assert "é uma pasta" in _refused(t360(home, "import", "empresas", tmp_path))
    source = write(tmp_path, COMPANIES)
    assert "Os perfis são: padrao" in _refused(
        t360(home, "import", "empresas", source, "--profile", "marte")
    )
    assert t360(home, "import", "empresas", source, "--profile", "padrao").code == 0


def test_an_incomplete_command_names_what_is_missing(tmp_path: Path) -> None:
    answer = t360(tmp_path, "import", "empresas")
    assert answer.code == 2
    assert answer.err == "Falta o argumento FONTE. Veja `t360 import --help`.\n"


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    source = write(tmp_path, COMPANIES)
    assert f"Não consigo usar “{source}”: não é uma pasta" in _refused(
        t360(source, "import", "empresas", source)
    )


def test_nothing_imported_builds_nothing(tmp_path: Path) -> None:
    said = _refused(t360(tmp_path / "home", "build"))
    assert "não há nenhum. Importe com `t360 import atendimentos ARQUIVO`" in said
    assert not list((tmp_path / "home").glob("editions/*/edition.duckdb"))


def test_companies_alone_build_nothing(tmp_path: Path) -> None:
    t360(tmp_path / "home", "import", "empresas", write(tmp_path, COMPANIES))
    _refused(t360(tmp_path / "home", "build"))


def test_a_correction_replaces_the_rows_of_the_same_key(own, tmp_path: Path) -> None:
    corrected = TABLES["empresas"].replace(";EPP;2026-06;10", ";EPP;2026-06;30")
    assert t360(own.home, "import", "empresas", write(tmp_path, corrected)).code == 0
    edition = t360(own.home, "build").out.split()[-1]
    query = (
        "query",
        "cobertura_me_epp",
        "--level",
        "brasil",
        "--from",
        "2026-01",
        "--to",
        "2026-10",
    )
    assert t360(own.home, *query).rows[0]["denominator"] == "120"
    t360(own.home, "editions", "publish", edition)
    assert t360(own.home, *query).rows[0]["denominator"] == "140"


def _refused(answer: Answer) -> str:
    """The one sentence of a refusal, after the title of the work that it ended."""
    assert (answer.code, answer.out) == (2, ""), answer
    title, _, sentence = answer.err.rstrip("\n").partition("\n")
    assert title.endswith("…")
    assert "\n" not in sentence
    assert "Traceback" not in answer.err
    return sentence
