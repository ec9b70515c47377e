"""Sound files to damage: generated ones of every table and format, and heads of the real ones where
there are any.
"""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from data_access.contract.load import contract
from tests.support.good_rows import good_files

SHARED = Path("../shared/data")
HEAD = 1_500  # bytes of a real file in text that are damaged, and the rest of their line
REAL = [
    (
        "censo2022/CD2022_Populacao_Coletada_Imputada_e_Total_Municipio_e_UF.csv",
        "ibge_censo2022",
        "socioeconomico",
    ),
    ("pib2021/municipios_clusterizados.csv", "ibge_pib", "socioeconomico"),
    ("atlas_pnud_2010/pnud_muni_2010.csv.gz", "atlas_idhm", "socioeconomico"),
    ("rfb_cnpj/empresas_por_uf.csv", "rfb_empresas", "empresas"),
    ("rfb_cnpj/estabelecimentos_alimentacao_sem_pessoais.csv", "rfb_empresas", "empresas"),
    ("consumidor_gov/reclamacoes_painel_amostra65.csv", "consumidor_gov", "contatos"),
    ("consumidor_gov/reclamacoes_painel_amostra65.csv", "consumidor_gov", "pesquisas"),
]
# The header of Sebrae's extract, with made-up rows.
RAE = (
    "idAtendimento;idPessoaJuridica;idPessoaFisica;TipoCliente;Porte;AtendimentoValido;Instrumento;Tipo_Atendimento;Situacao_Atendimento;Frequencia;DataInicioAtendimento;DataFimAtendimento;UF;CodigoIBGE\n1;10;20;PJ;ME;1;Consultoria;Individual;Concluído;80,0;2025-01-02"
    " 10:00:00;2025-01-02 11:00:00;SP;3550308\n2;;21;PF;;0;Curso;Coletivo;Cancelado;75,0;2025-01-03"
    " 10:00:00;2025-01-03 11:00:00;RJ;3304557\n"
)


@dataclass(frozen=True)
class Seed:
    table: str
    profile: str
    extension: str
    content: bytes


@lru_cache(maxsize=1)
def text_seeds() -> list[Seed]:
    """What is read without a library for spreadsheets."""
    made = [
        Seed(table, "padrao", extension, content)
        for table in contract()
        for extension, content in good_files(table).items()
        if extension != "xlsx"
        and (table != "atendimentos" or extension in ("csv", "parquet"))  # the slowest to judge
    ]
    rae = [Seed("atendimentos", "rae", "csv", RAE.encode(codec)) for codec in ("utf-8", "cp1252")]
    return made + rae + real_seeds()


@lru_cache(maxsize=1)
def sheet_seeds() -> list[Seed]:
    made = [Seed(table, "padrao", "xlsx", good_files(table)["xlsx"]) for table in contract()]
    xls = SHARED / "estimativa2024" / "estimativa_dou_2024.xls"
    return made + (
        [Seed("socioeconomico", "ibge_estimativa", "xls", xls.read_bytes())] if xls.exists() else []
    )


def real_seeds() -> list[Seed]:
    found = [
        (SHARED / name, profile, table) for name, profile, table in REAL if (SHARED / name).exists()
    ]
    return [Seed(table, profile, "csv", _head(path)) for path, profile, table in found]


def _head(path: Path) -> bytes:
    """The first lines; of a compressed file those inside."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        return bytes(file.read(HEAD) + file.readline())
