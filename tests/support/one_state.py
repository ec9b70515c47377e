"""What a pilot of one state brings: its attendances and its Sala, and the companies and the target
of more than it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.support.command_line import t360

# Belo Horizonte, with attendances; São Paulo, of a state without any.
PRESENT, ABSENT = (
    "3106200",
    "3550308",
)
WITHOUT = "3118601"  # Contagem: nobody of it came, in a state where others did
STOCK = {PRESENT: 400, WITHOUT: 300, ABSENT: 9000, "3304557": 5000}
HEADERS = {
    "atendimentos": (
        "id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;valido;situacao"
    ),
    "empresas": "municipio;porte;competencia;quantidade",
    "parceiros": "id_parceiro;nome;tipo;municipio;situacao",
    "metas": "indicador;nivel;territorio;ano;valor",
    "contatos": "id_contato;aberto_em;canal;primeira_resposta_em;uf_executora",
    "pesquisas": "id_pesquisa;data;nps;uf_executora",
}


def _attendances() -> Iterator[str]:
    """Forty clients a year, each once or twice, in the first half of 2025 and of 2026; the second
    year has more.
    """
    for year, clients in ((2025, 40), (2026, 70)):
        for n in range(clients * 3 // 2):
            yield (
                f"A{year}{n};PJ;{1 + n % clients:014d};{1 + n % 28:02d}/{1 + n % 6:02d}/{year};"
                f"{('MEI', 'ME')[n % 2]};{PRESENT};MG;sim;Concluído"
            )


def _companies() -> Iterator[str]:
    for town, companies in STOCK.items():
        for porte in ("MEI", "ME", "EPP"):
            yield f"{town};{porte};2025-01;{companies}"


def publish_one_state(home: Path, **more: Iterable[str]) -> None:
    """`more` has the lines of other tables of HEADERS."""
    home.mkdir(parents=True, exist_ok=True)
    targets = [f"{name};brasil;BR;2026;20" for name in ("cobertura_mei", "cobertura_me_epp")]
    salas = [f"S1;Sala de Belo Horizonte;Sala do Empreendedor;{PRESENT};Ativa"]
    tables = {
        "atendimentos": _attendances(),
        "empresas": _companies(),
        "parceiros": salas,
        "metas": targets,
    }
    for table, rows in (tables | more).items():
        file = home / f"{table}.csv"
        file.write_text("\n".join([HEADERS[table], *rows]) + "\n", encoding="utf-8")
        imported = t360(home, "import", table, file)
        assert imported.code == 0, imported.err
    built = t360(home, "build")
    published = t360(home, *built.out.split()[1:])
    assert [built.code, published.code] == [0, 0], (built.err, published.err)
