"""A country of a dozen Salas, with the recognition of a demonstration on it."""

from pathlib import Path

from config.settings import Settings
from data_access.operational.actor import COMMAND_LINE, Actor
from data_access.recognition.demonstration import LEAST, demonstrate
from tests.support.command_line import t360
from tests.support.steward import BELO_HORIZONTE, CONTAGEM, succeed

SALAS = range(LEAST + 2)


def tables(years: tuple[int, ...] = (2026,)) -> dict[str, str]:
    partners = ["id_parceiro;nome;tipo;municipio;situacao"]
    partners += [
        f"S{n};Sala {n};Sala do Empreendedor;{(BELO_HORIZONTE, CONTAGEM)[n % 2]};ativa"
        for n in SALAS
    ]
    teams = ["id_equipe;nome;uf", "E1;Norte;MG", "E2;Sul;MG"]
    rows = ["id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;valido;"
            "situacao;canal;parceiro;equipe"]  # fmt: skip
    rows += [
        f"A{year}{n}-{k};PJ;C{n}-{k // 2};{28 if n % 2 else 3 + k}/0{1 + k % 6}/{year};ME;"
        f"{BELO_HORIZONTE};MG;sim;Concluído;WhatsApp;S{n};E{1 + n % 2}"
        for year in years
        for n in SALAS
        for k in range(8 + n)
    ]
    return {
        name: "\n".join(lines) + "\n"
        for name, lines in (("parceiros", partners), ("equipes", teams), ("atendimentos", rows))
    }


def publish_salas(home: Path, years: tuple[int, ...] = (2026,)) -> Settings:
    """Import the tables, build and publish; files lie beside `home`."""
    for table, text in tables(years).items():
        file = home.parent / f"{table}.csv"
        file.write_text(text, encoding="utf-8")
        succeed(t360(home, "import", table, file))
    edition = succeed(t360(home, "build")).out.split()[-1]
    succeed(t360(home, "editions", "publish", edition))
    return Settings(home=home, threads=1, memory_limit="1GB", _env_file=None)


def recognise(settings: Settings) -> bool:
    """The sealed edition of Salas and the open one of teams, as of a demonstration."""
    edition = (settings.home / "editions" / "current").read_text(encoding="utf-8").split()[0]
    return demonstrate(settings, edition, Actor("eu", COMMAND_LINE))
