"""`t360 doctor` fails where `t360 serve` would refuse to begin."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.audit import record_audit
from data_access.operational.engine import operational_engine
from tests.support.command_line import t360

WHOLE = {
    "T360_OIDC_ISSUER": "https://login.exemplo/realms/sebrae",
    "T360_OIDC_CLIENT_ID": "territorio360",
    "T360_OIDC_CLIENT_SECRET": "um-segredo-qualquer",
    "T360_PUBLIC_URL": "https://painel.exemplo/",
}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"T360_OIDC_CLIENT_ID": ""}, "faltam T360_OIDC_CLIENT_ID"),
        ({"T360_PUBLIC_URL": "http://painel.exemplo"}, "T360_PUBLIC_URL: esperava"),
        ({"T360_PUBLIC_URL": "https://exemplo/painel"}, "T360_PUBLIC_URL: com contas, esperava"),
        ({"T360_ACCESS_MAP": "nao-existe.toml"}, "T360_ACCESS_MAP"),
    ],
)
def test_the_doctor_finds_what_serve_refuses(
    tmp_path: Path, change: dict[str, str], told: str
) -> None:
    home = tmp_path / "dados"
    lines = t360(home, "doctor", **WHOLE | change).out.splitlines()
    (line,) = [line for line in lines if line.startswith("[FALHA] Contas: ")]
    assert told in line
    refused = t360(home, "serve", "--no-browser", **WHOLE | change)
    assert (refused.code, told in refused.err) == (2, True)


def test_the_doctor_says_who_enters_and_by_where(tmp_path: Path) -> None:
    assert "Contas: há contas, que entram por https://login.exemplo/realms/sebrae e voltam a" in (
        t360(tmp_path, "doctor", **WHOLE).out
    )
    assert "Contas: ninguém entra com a sua conta" in t360(tmp_path, "doctor").out


def test_the_doctor_finds_a_trail_that_was_altered(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, _env_file=None)
    record_audit(settings, Actor("ana"), "edicao_publicada", "x")
    assert "[ ok  ] Trilha de auditoria: 1 registro" in t360(tmp_path, "doctor").out
    with operational_engine(settings).begin() as connection:
        for trigger in connection.execute(
            sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            connection.execute(sa.text(f"DROP TRIGGER {trigger.name}"))
        connection.execute(sa.text("UPDATE audit SET who = 'rui'"))
    assert "[FALHA] Trilha de auditoria: " in t360(tmp_path, "doctor").out
