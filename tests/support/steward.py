"""A data folder filled through the command line with a handful of rows, so that every count is
known by heart.
"""

import json
from pathlib import Path

from geo.territory import load_territory
from tests.support.command_line import Answer, t360

BELO_HORIZONTE, CONTAGEM, UBERLANDIA, SAO_PAULO = "3106200", "3118601", "3170206", "3550308"
ATTENDANCES = f"""\
id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;uf_executora;valido;situacao;canal;parceiro
A1;PJ;C1;10/01/2026;ME;{BELO_HORIZONTE};MG;sim;Concluído;Telefone;S1
A2;PJ;C1;10/05/2026;ME;{BELO_HORIZONTE};MG;sim;Concluído;Presencial;S1
A3;PJ;C2;10/03/2026;EPP;{BELO_HORIZONTE};MG;sim;Concluído;Telefone;
A4;PJ;C3;11/03/2026;MEI;{CONTAGEM};MG;sim;Concluído;Telefone;S2
A5;PJ;C4;31/10/2026;ME;{SAO_PAULO};SP;sim;Concluído;Presencial;
A6;PJ;C5;01/06/2025;ME;{UBERLANDIA};MG;sim;Concluído;;
A7;PF;P1;01/06/2026;;{UBERLANDIA};MG;sim;Concluído;Telefone;
"""
COMPANIES = f"""\
municipio;porte;competencia;quantidade
{BELO_HORIZONTE};ME;2026-06;10
{BELO_HORIZONTE};EPP;2026-06;10
{BELO_HORIZONTE};MEI;2026-06;30
{CONTAGEM};MEI;2026-06;20
{SAO_PAULO};ME;2026-06;100
"""
PARTNERS = f"""\
id_parceiro;nome;tipo;municipio;situacao
S1;Sala de Belo Horizonte;Sala do Empreendedor;{BELO_HORIZONTE};ativa
S2;Sala de Contagem;Sala do Empreendedor;{CONTAGEM};ativa
"""
TABLES = {"atendimentos": ATTENDANCES, "empresas": COMPANIES, "parceiros": PARTNERS}


def localities(home: Path) -> list[dict]:
    """Every municipality in one região imediata and one intermediária of its UF, as IBGE's list
    says it.
    """
    rows = load_territory(home).municipalities
    return [
        {
            "id": int(code),
            "nome": name,
            "microrregiao": None,
            "regiao-imediata": {
                "id": int(uf_code + "0001"),
                "nome": f"Imediata {uf}",
                "regiao-intermediaria": {"id": int(uf_code + "01"), "nome": f"Intermediária {uf}"},
            },
        }
        for code, name, uf, uf_code in rows[["code", "name", "uf", "uf_code"]].itertuples(
            index=False
        )
    ]


def succeed(answer: Answer) -> Answer:
    assert answer.code == 0, answer.err
    return answer


def fill(home: Path, sources: Path) -> str:
    """Hierarchy, tables, edition, publication; the id of the edition."""
    listing = sources / "municipios.json"
    listing.write_text(json.dumps(localities(home)), encoding="utf-8")
    succeed(t360(home, "geo", "update", "--file", listing))
    for table, text in TABLES.items():
        (sources / f"{table}.csv").write_text(text, encoding="utf-8")
        succeed(t360(home, "import", table, sources / f"{table}.csv"))
    edition = succeed(t360(home, "build")).out.split()[-1]
    succeed(t360(home, "editions", "publish", edition))
    return edition
