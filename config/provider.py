"""The provider of identities of the installation, where one is set."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from config.settings import Settings, SettingsError

_LOCAL_OR_TLS = re.compile(r"https://|http://localhost(:[0-9]+)?(/|$)")


@dataclass(frozen=True)
class Provider:
    """What the panel and the provider know of each other. ``url`` is where people open the panel,
    without a slash at the end.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    url: str

    @property
    def metadata_url(self) -> str:
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    @property
    def secure(self) -> bool:
        """Whether the panel is reached by TLS; only on the own machine it may be otherwise."""
        return urlsplit(self.url).scheme == "https"


def identity_provider(settings: Settings) -> Provider | None:
    """None where there are no identities. Raises SettingsError for a provider that is half set."""
    secret = settings.oidc_client_secret
    told = {
        "T360_OIDC_ISSUER": settings.oidc_issuer,
        "T360_OIDC_CLIENT_ID": settings.oidc_client_id,
        "T360_OIDC_CLIENT_SECRET": secret.get_secret_value() if secret else None,
        "T360_PUBLIC_URL": settings.public_url,
    }
    missing = [name for name, value in told.items() if not value]
    if not settings.has_identities and settings.oidc_client_id is None and secret is None:
        return None
    if missing:
        raise SettingsError(
            f"Para haver contas faltam {', '.join(missing)}. Um provedor de identidade pede as"
            " quatro: T360_OIDC_ISSUER, T360_OIDC_CLIENT_ID, T360_OIDC_CLIENT_SECRET e"
            " T360_PUBLIC_URL. Veja docs/identidades.md."
        )
    if not _LOCAL_OR_TLS.match(str(settings.public_url)):
        raise SettingsError(
            "T360_PUBLIC_URL: esperava um endereço que começa por https://, ou http://localhost."
            " Com contas, o caminho até o painel tem de ser cifrado: docs/servidor.md mostra um"
            " proxy."
        )
    if urlsplit(str(settings.public_url)).path.strip("/"):
        raise SettingsError(
            "T360_PUBLIC_URL: com contas, esperava só o endereço do servidor, como"
            " https://painel.exemplo, e veio um caminho depois dele: quem entrasse não voltaria ao"
            " painel. Dê ao painel um nome só dele."
        )
    issuer, client_id, client_secret, url = (str(value) for value in told.values())
    return Provider(issuer, client_id, client_secret, url.rstrip("/"))
