"""The files that put the panel on a server name only what there is, and agree with each other."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from config.settings import PROJECT_ROOT, Settings

DOCKERFILE = (PROJECT_ROOT / "Dockerfile").read_text(encoding="utf-8")
PROXY = PROJECT_ROOT / "deploy" / "nginx.conf"
COMPOSE = yaml.safe_load((PROJECT_ROOT / "compose.yaml").read_text(encoding="utf-8"))
COPIED = [
    name
    for names in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M)
    for name in names.split()
]


def test_the_image_is_built_of_what_there_is() -> None:
    assert "requirements.lock" in COPIED
    assert [name for name in COPIED if not (PROJECT_ROOT / name).exists()] == []


def test_the_image_has_every_package() -> None:
    pyproject = tomllib.loads((PROJECT_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found = pyproject["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.removesuffix("*") for name in found} <= set(COPIED)


def test_nothing_that_is_copied_is_kept_out_of_the_image() -> None:
    lines = (PROJECT_ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in lines
    assert {line[1:] for line in lines if line.startswith("!")} == set(COPIED)


def test_the_image_runs_as_nobody_special() -> None:
    final = DOCKERFILE.split("\nFROM ")[-1]
    assert "USER t360" in final
    assert final.index("USER t360") < final.index("\nCMD ")


def test_the_settings_that_the_files_name_exist() -> None:
    told = set(re.findall(r"^\s*(?:ENV )?(?:.* )?T360_([A-Z_]+)[=:]", DOCKERFILE, re.M))
    told |= {name.removeprefix("T360_") for name in COMPOSE["services"]["painel"]["environment"]}
    assert {"HOME", "ADDRESS", "EDITIONS_URL"} <= told
    assert told <= {name.upper() for name in Settings.model_fields}


def test_what_compose_mounts_is_there() -> None:
    mounts = [
        mount.split(":")[0]
        for service in COMPOSE["services"].values()
        for mount in service.get("volumes", ())
    ]
    folders = [name for name in mounts if name.startswith("./")]
    assert len(folders) == 2
    assert all((PROJECT_ROOT / name).is_file() for name in folders)
    assert {name for name in mounts if not name.startswith("./")} == set(COMPOSE["volumes"])


def test_the_parts_find_each_other() -> None:
    port = re.search(r"^EXPOSE (\d+)$", DOCKERFILE, re.M)[1]
    assert port == str(Settings.model_fields["port"].default)
    assert f"server painel:{port};" in PROXY.read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}/saude" in DOCKERFILE
    databases = COMPOSE["services"]["painel"]["environment"]["T360_OPERATIONAL_URL"]
    created = (PROJECT_ROOT / "deploy" / "operacional.sql").read_text(encoding="utf-8")
    assert f"CREATE DATABASE {databases.rsplit('/', 1)[1]} " in created


def test_no_password_is_written_down() -> None:
    for service in COMPOSE["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|KEY", name):
                assert re.fullmatch(r"\$\{\w+:\?.+\}", value), name
            elif "URL" in name:
                assert "t360:${POSTGRES_PASSWORD}@banco/" in value


def test_the_proxy_takes_the_files_that_the_panel_takes() -> None:
    config = tomllib.loads(
        (PROJECT_ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    )
    size = f"client_max_body_size {config['server']['maxUploadSize']}m;"
    assert size in PROXY.read_text(encoding="utf-8")


def test_the_page_of_the_server_tells_every_line_of_the_proxy() -> None:
    page = (PROJECT_ROOT / "docs" / "servidor.md").read_text(encoding="utf-8")
    told = re.search(r"```nginx\n(.*?)```", page, re.S)[1]
    assert directives(told) == directives(PROXY.read_text(encoding="utf-8"))


def directives(text: str) -> set[tuple[str, ...]]:
    """Without the comments, and without the addresses of the replicas."""
    bare = re.sub(r"#.*", "", text)
    found = {tuple(part.split()) for part in re.split(r"[;{}]", bare) if part.strip()}
    return {words for words in found if words[:1] != ("server",) or len(words) == 1}


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    """As it is, but for the name of the panel, which only compose knows."""
    text = PROXY.read_text(encoding="utf-8").replace("server painel:", "server 127.0.0.1:")
    (tmp_path / "site.conf").write_text(text, encoding="utf-8")
    whole = f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    checked = subprocess.run(
        ["nginx", "-t", "-e", tmp_path / "errors", "-c", tmp_path / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr


def test_the_development_container_starts_with_targets_that_exist() -> None:
    text = (PROJECT_ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    container = json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.M))
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"make ([\w-]+)", container["postCreateCommand"])
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in targets)
    assert container["forwardPorts"] == [Settings.model_fields["port"].default]
