"""`t360 editions`, `doctor`, `geo` and `demo`."""

import re
from pathlib import Path

import pytest

from config.settings import Settings
from data_access.staging.files import active_imports
from tests.support.command_line import Answer, t360
from tests.support.ibge_double import ibge_double
from tests.support.steward import COMPANIES

UNKNOWN = "20200101T000000000Z-00000000"
QUERY = (
    "query",
    "pequenos_negocios_atendidos",
    "--level",
    "brasil",
    "--from",
    "2026-01",
    "--to",
    "2026-10",
)


def _refused(answer: Answer) -> str:
    assert (answer.code, answer.out) == (2, ""), answer
    assert "Traceback" not in answer.err
    return answer.err.splitlines()[-1]


@pytest.mark.parametrize("command", [("editions",), ("editions", "list")])
def test_an_empty_folder_has_no_editions_and_says_how_to_make_one(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    answer = t360(tmp_path / "home", *command)
    assert answer.code == 0
    assert answer.out.startswith("Ainda não há edições. Construa uma com `t360 build`")


@pytest.mark.parametrize("command", [("editions",), ("editions", "list")])
def test_editions_are_listed_with_their_months_size_and_state(
    filled, command: tuple[str, ...]
) -> None:
    header, line = t360(filled.home, *command).out.splitlines()
    assert re.split(r"  +", header) == ["edição", "construída em", "meses", "tamanho", "situação"]
    edition, _, months, size, state = re.split(r"  +", line)
    assert (edition, months, state) == (filled.edition, "jun/2025 a out/2026", "publicada")
    assert re.fullmatch(r"\d+,\d [kM]B", size)


def test_a_new_edition_is_served_only_once_published_and_can_be_undone(own) -> None:
    built = t360(own.home, "build")
    fresh = built.out.split()[-1]
    assert built.out == f"t360 editions publish {fresh}\n"
    assert re.search(rf"Edição {fresh} construída em [\d.,]+ s \(", built.err)
    assert "publicada" in _state_of(own, own.edition)
    assert t360(own.home, "editions", "publish", fresh).out == f"Edição {fresh} publicada.\n"
    assert "publicada" in _state_of(own, fresh)
    assert "publicada" not in _state_of(own, own.edition)
    back = t360(own.home, "editions", "rollback")
    assert (back.code, back.out) == (0, f"A edição publicada voltou a ser a {own.edition}.\n")
    assert "publicada" in _state_of(own, own.edition)


def _state_of(own, edition: str) -> str:
    return next(
        line for line in t360(own.home, "editions").out.splitlines() if line.startswith(edition)
    )


def test_the_first_edition_has_none_to_go_back_to(own) -> None:
    assert "Não há edição publicada antes desta" in _refused(t360(own.home, "editions", "rollback"))


@pytest.mark.parametrize("command", ["publish", "verify", "seal"])
def test_an_unknown_edition_is_refused(filled, command: str) -> None:
    assert f"Não encontrei a edição “{UNKNOWN}”" in _refused(
        t360(filled.home, "editions", command, UNKNOWN)
    )
    assert "Falta o argumento ID" in _refused(t360(filled.home, "editions", command))


def test_a_sound_edition_is_verified_and_sealed(own) -> None:
    answer = t360(own.home, "editions", "verify", own.edition)
    assert (answer.code, answer.out.splitlines()[-1]) == (
        0,
        f"A edição {own.edition} está íntegra.",
    )
    assert t360(own.home, "editions", "seal", own.edition).out == f"Edição {own.edition} selada.\n"
    assert _state_of(own, own.edition).endswith("publicada, selada")


@pytest.mark.slow
def test_an_edition_compared_with_a_later_one_tells_what_moved_in_three_forms(
    own, tmp_path: Path
) -> None:
    stock = COMPANIES.replace(";2026-06;100", ";2026-06;50")
    (tmp_path / "estoque.csv").write_text(stock, encoding="utf-8")
    assert t360(own.home, "import", "empresas", tmp_path / "estoque.csv").code == 0
    fresh = t360(own.home, "build").out.split()[-1]
    pair = ("editions", "compare", own.edition, fresh)
    text = t360(own.home, *pair).out
    assert "  empresas: entrou “estoque.csv” (" in text
    assert re.search(
        r"cobertura_me_epp +2,5 % +4,3 % +\+1,8 p\.p\. +0,0 p\.p\. +\+1,8 p\.p\. +empresas\n", text
    )
    assert text.splitlines()[-1].startswith("1 UF mudou; ")
    rows = t360(own.home, *pair, "--format", "csv").rows
    assert {row["code"] for row in rows} == {"BR", "35"}
    told = t360(own.home, *pair, "--format", "json").json
    assert [change["table"] for change in told["sources"]] == ["empresas"]
    assert len(told["moves"]) == len(rows)


@pytest.mark.slow
def test_an_edition_compared_with_itself_has_not_moved(filled) -> None:
    answer = t360(filled.home, "editions", "compare", filled.edition, filled.edition)
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[1:] == [
        "As fontes são as mesmas.",
        "Nenhum indicador mudou, nem o conteúdo das tabelas.",
    ]
    assert "Não encontrei a edição" in _refused(
        t360(filled.home, "editions", "compare", filled.edition, UNKNOWN)
    )


def test_damage_is_found_by_verify_and_by_the_doctor(own) -> None:
    file = own.home / "editions" / own.edition / "edition.duckdb"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    answer = t360(own.home, "editions", "verify", own.edition)
    assert answer.code == 1
    assert "íntegra" not in answer.out
    assert len(answer.err.splitlines()) >= 1
    doctor = t360(own.home, "doctor")
    assert doctor.code == 1
    assert f"[FALHA] Edição publicada: {own.edition}:" in doctor.out


def test_the_doctor_fails_without_an_edition_and_says_what_to_do(tmp_path: Path) -> None:
    answer = t360(tmp_path / "home", "doctor")
    assert answer.code == 1
    states = _states(answer)
    assert states.pop("Edição publicada") == "FALHA"
    assert set(states.values()) == {"ok"}
    assert "execute `t360 demo`" in answer.out


def _states(answer: Answer) -> dict[str, str]:
    return {title: mark for mark, title in re.findall(r"^\[ *(\w+) *\] ([^:]+):", answer.out, re.M)}


def test_the_doctor_is_content_with_a_published_edition(filled) -> None:
    answer = t360(filled.home, "doctor")
    assert answer.code == 0
    assert set(_states(answer).values()) == {"ok"}
    assert f"{filled.edition}, de jun/2025 a out/2026, íntegra\n" in answer.out
    assert "5.571 municípios, todos com polígono" in answer.out


@pytest.mark.slow
def test_the_doctor_tells_what_an_interrupted_import_left(own) -> None:
    leftover = own.home / "staging" / ".work-dead"
    leftover.mkdir()
    answer = t360(own.home, "doctor")
    assert answer.code == 1
    assert (
        "[FALHA] Importações interrompidas: 1 importação interrompida deixou arquivos com"
        in answer.out
    )
    assert t360(own.home, "build").code == 0
    assert t360(own.home, "doctor").code == 0


def test_the_doctor_lists_every_setting_and_hides_the_secret_ones(filled) -> None:
    secrets = {
        "T360_HASH_KEY": "uma chave muito secreta",
        "T360_OPERATIONAL_URL": "postgresql://u:senha@127.0.0.1:9/x",
    }
    answer = t360(filled.home, "doctor", **secrets)
    assert answer.code == 1  # nobody answers at that address
    assert _states(answer)["Banco operacional"] == "FALHA"
    for name in Settings.model_fields:
        assert f"  T360_{name.upper()} = " in answer.out
    assert "muito secreta" not in answer.out + answer.err
    assert "senha" not in answer.out.replace("a senha e se o servidor", "")


def test_the_doctor_names_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "arquivo"
    file.touch()
    answer = t360(file, "doctor")
    assert answer.code == 1
    assert f"[FALHA] Pasta dos dados: Não consigo usar “{file}”: não é uma pasta." in answer.out


def test_settings_that_cannot_be_used_are_listed_in_portuguese(tmp_path: Path) -> None:
    bad = {
        "T360_PORT": "abc",
        "T360_THREADS": "0",
        "T360_HASH_KEY": "curta",
        "T360_MEMORY_LIMIT": "muita",
    }
    said = _refused(t360(tmp_path, "doctor", **bad, T360_REJECTION_THRESHOLD="2"))
    for name in (*bad, "T360_REJECTION_THRESHOLD"):
        assert f"{name}: " in said
    assert not re.search(r"\b(Input|should|String|Value|valid)\b", said)
    assert "curta" not in said


def test_a_mesh_that_is_none_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    table = tmp_path / "tabela.csv"
    table.write_text("a;b\n1;2\n", encoding="utf-8")
    said = _refused(t360(tmp_path / "home", "geo", "update", "--file", table))
    assert "Não consegui ler “tabela.csv”" in said
    missing = _refused(t360(tmp_path / "home", "geo", "update", "--file", tmp_path / "nada.zip"))
    assert "não encontrei" in missing
    assert not list((tmp_path / "home").glob("geo/*"))


def test_the_service_is_asked_for_the_year_and_a_foreign_mesh_is_refused(tmp_path: Path) -> None:
    with ibge_double() as double:
        answer = t360(
            tmp_path / "home", "geo", "update", "--year", "2022", T360_IBGE_URL=double.url
        )
    years = [query["periodo"] for _, query in double.asked if "periodo" in query]
    assert years == [["2022"]] * 27
    assert "A malha tem só 54 municípios" in _refused(answer)


def test_an_unreachable_service_is_named_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)  # between one attempt and the next
    said = _refused(t360(tmp_path / "home", "geo", "update", T360_IBGE_URL="http://127.0.0.1:9"))
    assert "127.0.0.1:9" in said
    assert "t360 geo update --file" in said


def test_the_demonstration_is_published_and_named_so(demo_home: Path) -> None:
    assert t360(demo_home, "editions").out.splitlines()[-1].endswith("publicada, demonstração")
    assert "dados de demonstração" in t360(demo_home, "doctor").out
    assert int(t360(demo_home, *QUERY).rows[0]["numerator"]) > 500


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--attendances", "0"), "aceita de 1.000 a 200.000.000 atendimentos, e foram pedidos 0"),
        (("--attendances", "5"), "aceita de 1.000 a 200.000.000 atendimentos, e foram pedidos 5"),
        (
            ("--attendances", "mil"),
            "O valor de --attendances não serve: esperava um número inteiro.",
        ),
        (("--seed", "-1"), "A semente precisa ser um número inteiro a partir de 0"),
        (("--end-month", "out/26"), "Esperava um mês no formato AAAA-MM"),
        (("--end-month", "0001-01"), "termina num ano de 2000 a 2099, e foi pedido o mês 0001-01"),
    ],
)
def test_a_demonstration_that_cannot_be_made_is_refused(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    assert said in _refused(t360(tmp_path / "home", "demo", *options))
    assert not (tmp_path / "home" / "editions").exists()


@pytest.mark.slow
def test_a_second_demonstration_takes_the_place_of_the_first_until_own_data_come(
    tmp_path: Path,
) -> None:
    """The same seed gives the same answers."""
    home, demo = tmp_path / "home", ("demo", "--attendances", "1000", "--seed", "3")
    first = t360(home, *demo)
    assert first.code == 0, first.err
    assert first.err.splitlines()[-1].endswith("Abra o painel com `t360 serve` ou `make run`.")
    before = t360(home, *QUERY).out
    assert t360(home, *demo).code == 0
    assert t360(home, *QUERY).out == before
    assert len(t360(home, "editions").out.splitlines()) == 3  # header and two editions
    settings = Settings(home=home, _env_file=None)
    assert [file.source_name for file in active_imports(settings, "atendimentos")] == [
        "atendimentos.parquet"
    ]
    (tmp_path / "estoque.csv").write_text(COMPANIES, encoding="utf-8")
    own = t360(home, "import", "empresas", tmp_path / "estoque.csv")
    assert own.out.splitlines()[-1].startswith("Os dados de demonstração deixam de valer")
    assert active_imports(settings, "atendimentos") == []
    assert "use outra pasta: defina T360_HOME" in _refused(t360(home, *demo))


def test_a_demonstration_is_refused_beside_own_data(own) -> None:
    assert "como “parceiros.csv”" in _refused(t360(own.home, "demo", "--attendances", "1000"))
    assert not (own.home / "demo").exists()
