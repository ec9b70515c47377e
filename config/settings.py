"""Settings of the installation, read from ``T360_*`` environment variables or an ``.env`` file.

Each field is documented for users in ``docs/configuracao.md``; a test proves that none is missing
there.
"""

from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.errors import UserError

PROJECT_ROOT = Path(__file__).resolve().parent.parent  # of the checkout, or of what is installed
IN_CHECKOUT = (PROJECT_ROOT / "pyproject.toml").is_file()


def entry_script() -> Path:
    """What Streamlit runs, beside its `.streamlit`; setup.py puts both into the package."""
    folder = PROJECT_ROOT if IN_CHECKOUT else PROJECT_ROOT / "pages" / "entry"
    return folder / "app.py"


def default_home() -> Path:
    """A checkout keeps its data within; what is installed keeps them where the system wants the
    data of the user who runs it.
    """
    if IN_CHECKOUT:
        return PROJECT_ROOT / ".t360"
    from platformdirs import user_data_path

    return user_data_path("territorio360", appauthor=False)


class SettingsError(UserError):
    """A setting has a value that cannot be used."""


def bytes_of_size(text: str) -> int:
    """``1.5 GB`` → 1500000000."""
    return int(float(text[:-2]) * {"MB": 10**6, "GB": 10**9}[text[-2:]])


class Settings(BaseSettings):
    """Everything that differs between installations; the defaults work without any of them."""

    model_config = SettingsConfigDict(
        env_prefix="T360_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(default=default_home(), description="Pasta dos dados")
    hash_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Chave do resumo criptográfico dos identificadores pessoais",
    )
    rejection_threshold: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Fração de linhas rejeitadas acima da qual uma carga é recusada",
    )
    operational_url: SecretStr | None = Field(
        default=None,
        description="Endereço SQLAlchemy do banco operacional (padrão: SQLite na pasta dos dados)",
    )
    audit_heads: Path | None = Field(
        default=None,
        description=(
            "Arquivo em que se escrevem as assinaturas diárias da trilha (padrão:"
            " trilha/cabecas.jsonl, na pasta dos dados)"
        ),
    )
    editions_url: SecretStr | None = Field(
        default=None,
        description=(
            "Endereço do PostgreSQL de onde as edições são servidas (padrão: arquivos na pasta dos"
            " dados)"
        ),
    )
    memory_limit: str = Field(
        default="8GB",
        pattern=r"^\d+(\.\d+)?\s?(MB|GB)$",
        examples=["8GB"],
        description=(
            "Memória que a construção de edições e a importação podem usar (padrão da importação:"
            " 1,8 GB)"
        ),
    )
    expansion_limit: str = Field(
        default="20GB",
        pattern=r"^\d+(\.\d+)?\s?(MB|GB)$",
        examples=["20GB"],
        description=(
            "Tamanho até o qual o conteúdo de um ZIP, gzip ou bzip2 pode crescer ao ser aberto"
        ),
    )
    threads: int | None = Field(default=None, ge=1, description="Núcleos usados (padrão: todos)")
    port: int = Field(default=8501, ge=1, le=65535, description="Porta do painel")
    address: str = Field(default="localhost", description="Endereço em que o painel atende")
    auth: Literal["none"] | None = Field(
        default=None,
        examples=["none"],
        description=(
            "Com none, atender outras máquinas sem perguntar quem abre o painel, que vê e muda tudo"
        ),
    )
    prepared: Path | None = Field(
        default=None,
        description=(
            "Pasta em que os processos de um mesmo painel deixam uns para os outros o que"
            " prepararam (com --workers, uma temporária)"
        ),
    )
    hosts: str | None = Field(
        default=None,
        description="Nomes pelos quais o painel é aberto, separados por vírgula",
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#]+$",
        description="Endereço em que as pessoas abrem o painel, impresso nos certificados",
        examples=["https://painel.exemplo"],
    )
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^(https://|http://(localhost|127\.0\.0\.1)[:/])[^\s?#]+$",
        examples=["https://login.exemplo/realms/sebrae"],
        description="Provedor de identidade (OpenID Connect); sem ele não há contas",
    )
    oidc_client_id: str | None = Field(
        default=None, min_length=1, description="Nome do painel no provedor de identidade"
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, min_length=16, description="Segredo do painel no provedor de identidade"
    )
    session_hours: float = Field(
        default=8.0, gt=0, le=24, description="Horas até que cada pessoa entre de novo"
    )
    idle_minutes: float = Field(
        default=60.0, gt=0, description="Minutos sem uso até que uma sessão termine"
    )
    first_admin: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{12}$",
        examples=["3f9a01c27be4"],
        description="Código da conta que administra os acessos antes de haver outra",
    )
    access_map: Path | None = Field(
        default=None, description="Arquivo que diz que grupos do provedor dão que acesso"
    )
    ibge_url: str = Field(
        default="https://servicodados.ibge.gov.br",
        pattern=r"^https?://",
        examples=["https://servicodados.ibge.gov.br"],
        description="Endereço do serviço de dados do IBGE",
    )
    sidra_url: str = Field(
        default="https://apisidra.ibge.gov.br",
        pattern=r"^https?://",
        examples=["https://apisidra.ibge.gov.br"],
        description="Endereço do SIDRA, do IBGE",
    )
    misocial_url: str = Field(
        default="https://aplicacoes.mds.gov.br/sagi/servicos/misocial",
        pattern=r"^https?://",
        examples=["https://aplicacoes.mds.gov.br/sagi/servicos/misocial"],
        description="Endereço do MI Social, do Ministério do Desenvolvimento Social",
    )
    rfb_url: str = Field(
        default="https://arquivos.receitafederal.gov.br/public.php/dav/files/gn672Ad4CF8N6TK/Dados/Cadastros/CNPJ",
        pattern=r"^https?://",
        examples=["https://espelho.exemplo/cnpj"],
        description=(
            "Endereço da pasta que tem uma pasta por mês (AAAA-MM) dos dados abertos do CNPJ"
        ),
    )
    sala_reach_km: float = Field(
        default=30.0,
        gt=0,
        description="Distância (km) até a qual uma Sala alcança as empresas de um município",
    )
    stale_after_days: int = Field(
        default=45,
        ge=1,
        description="Dias após os quais a edição publicada é considerada desatualizada",
    )
    programme: Path | None = Field(
        default=None,
        description="Arquivo com as regras do programa (padrão: config/programme.toml)",
    )

    @field_validator("home")
    @classmethod
    def _from_where_the_command_runs(cls, home: Path) -> Path:
        """Whatever folder the process is in later, and whatever process it starts."""
        return home.expanduser().absolute()

    @property
    def has_identities(self) -> bool:
        """Whether whoever opens the panel is asked who they are."""
        return self.oidc_issuer is not None

    @property
    def may_be_reached(self) -> bool:
        """Whether other machines may be served: each visitor is asked for a name, or somebody said
        that nobody is, and all may do everything.
        """
        return self.has_identities or self.asks_nobody

    @property
    def asks_nobody(self) -> bool:
        """Whether other machines are served without being asked, which every page then says."""
        return self.auth == "none" and not self.has_identities

    @property
    def expansion_bytes(self) -> int:
        return bytes_of_size(self.expansion_limit)

    @property
    def editions_folder(self) -> Path:
        return self.home / "editions"

    @property
    def staging_folder(self) -> Path:
        return self.home / "staging"

    @property
    def rejections_folder(self) -> Path:
        return self.home / "rejections"

    @property
    def logs_folder(self) -> Path:
        return self.home / "logs"

    @property
    def sources_folder(self) -> Path:
        return self.home / "sources"


def is_of_this_machine(address: str) -> bool:
    """Whether what is served at this address is reached from this machine alone."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return address.lower() == "localhost"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process; a bad value is reported in one sentence per setting."""
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"T360_{str(item['loc'][0]).upper()}: esperava {_expected_value(item)}"
            for item in error.errors(include_input=False)
        )
        raise SettingsError(
            f"Há configurações que não podem ser usadas — {problems}. Veja docs/configuracao.md."
        ) from None


# What each kind of refusal expected; the words of the library are English.
EXPECTED = {
    "int_parsing": "um número inteiro",
    "float_parsing": "um número, com ponto decimal",
    "bool_parsing": "true ou false",
    "greater_than": "um número maior que {gt:g}",
    "greater_than_equal": "um número a partir de {ge:g}",
    "less_than_equal": "um número até {le:g}",
    "too_short": "{min_length} caracteres ou mais",
}


def _expected_value(item: ErrorDetails) -> str:
    """What a setting should have been; never what it was, for it may be a secret."""
    if item["type"] in EXPECTED:
        return EXPECTED[item["type"]].format(**item.get("ctx", {}))
    examples = Settings.model_fields[str(item["loc"][0])].examples
    return f"algo como {examples[0]}" if examples else "outro valor"
