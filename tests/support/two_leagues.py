"""A country whose Salas fall in two leagues, with an edition of recognition that a committee has
only to carry through.
"""

from pathlib import Path

from config.settings import Settings
from tests.support.command_line import t360
from tests.support.steward import BELO_HORIZONTE, succeed

SLUG, MEMBERS = "salas-2026", ("Ana", "Bruno")
BUSY, QUIET = range(4), range(4, 8)
TEMPLATE = """
id = "salas-2026"
nome = "Salas de teste"
ano = 2026
abrangencia = "{scope}"
periodo = {{ de = "2026-01", ate = "{until}" }}
dias_para_recurso = 10

[[categoria]]
id = "salas"
nome = "Salas"
unidade = "parceiro"
tipos = ["Sala do Empreendedor"]
pares = ["uf"]

[[categoria.criterio]]
id = "alcance"
nome = "Pequenos negócios"
indicador = "pequenos_negocios_atendidos"
peso = {weight}
piso = 0.0
teto = {ceiling}

[[categoria.criterio]]
id = "juri"
nome = "Júri"
origem = "pontos"
peso = {rest}
notas = {{ minimo = 0.0, maximo = 10.0, membros = 1 }}

[[categoria.nivel]]
nome = "Ouro"
minimo = 50.0

[[categoria.nivel]]
nome = "Participação"
minimo = 0.0
"""


def rules_of_salas(scope: str, until: str, weight: float, ceiling: float) -> str:
    """Salas measured by whom they reach, up to `ceiling`, and by a jury, who has the rest of the
    `weight`.
    """
    return TEMPLATE.format(
        scope=scope, until=until, weight=weight, rest=100 - weight, ceiling=ceiling
    )


RULES = rules_of_salas("BR", "2026-06", 80.0, 20.0)


def publish(home: Path) -> Settings:
    """The data, sealed, and the edition open on them; files lie beside `home`."""
    partners = ["id_parceiro;nome;tipo;municipio;situacao"]
    partners += [
        f"S{n};Sala {n};Sala do Empreendedor;{BELO_HORIZONTE};ativa" for n in (*BUSY, *QUIET)
    ]
    rows = ["id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;valido;"
            "situacao;canal;parceiro"]  # fmt: skip
    rows += [
        f"A{n}-{k};PJ;C{n}-{k};{1 + k % 28:02}/0{1 + k % 6}/2026;ME;{BELO_HORIZONTE};MG;sim;"
        f"Concluído;WhatsApp;S{n}"
        for n in (*BUSY, *QUIET)
        for k in range(90 if n in BUSY else 24)
    ]
    for table, lines in (("parceiros", partners), ("atendimentos", rows)):
        file = home.parent / f"{table}.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        succeed(t360(home, "import", table, file))
    edition = succeed(t360(home, "build")).out.split()[-1]
    succeed(t360(home, "editions", "publish", edition))
    succeed(t360(home, "editions", "seal", edition))
    rules = home.parent / "regras.toml"
    rules.write_text(RULES, encoding="utf-8")
    first, second = MEMBERS
    succeed(t360(home, "recognition", "import", rules, "--member", first))
    succeed(t360(home, "recognition", "member", SLUG, second))
    succeed(t360(home, "recognition", "open", SLUG, edition, "--member", first))
    return Settings(home=home, threads=1, memory_limit="1GB", _env_file=None)
