"""The embedded TOM crosswalk is the package's, mended; a package that changed is noticed."""

import json
import tomllib
import zipfile
from pathlib import Path

import pytest

from data_access.places.build_tom import FACTS, MODULE, mend, read_package
from data_access.places.crosswalk import EMBEDDED, CrosswalkError

STATED = tomllib.loads(FACTS.read_text(encoding="utf-8"))


def as_packaged() -> list[tuple[str, str]]:
    """The pairs of the package, made again from the result and the facts."""
    pairs = json.loads((EMBEDDED / "tom.json").read_text(encoding="utf-8"))["pairs"]
    return [
        (ibge, STATED["corrections"].get(ibge, {"package": code})["package"])
        for code, ibge in pairs.items()
        if ibge not in STATED["additions"]
    ]


def test_the_package_as_it_is_has_one_code_for_two_municipalities() -> None:
    codes = [code for _, code in as_packaged()]
    assert (len(codes), len(set(codes)), codes.count("9557")) == (5570, 5569, 2)


def test_mending_gives_the_embedded_crosswalk() -> None:
    pairs = json.loads((EMBEDDED / "tom.json").read_text(encoding="utf-8"))["pairs"]
    assert mend(as_packaged()) == pairs


def test_without_the_facts_the_build_stops_and_names_both(tmp_path: Path) -> None:
    facts = tmp_path / "none.toml"
    facts.write_text("[corrections]\n[additions]\n", encoding="utf-8")
    with pytest.raises(CrosswalkError, match="o código 9557 já está em município 52"):
        mend(as_packaged(), facts)


def test_a_correction_that_the_package_no_longer_needs_stops_the_build() -> None:
    with pytest.raises(CrosswalkError, match=r"reveja em tom_facts\.toml as correções de 2903276"):
        mend([pair for pair in as_packaged() if pair[0] != "2903276"])


def test_the_package_is_read_and_never_executed(tmp_path: Path) -> None:
    wheel = tmp_path / "x.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(
            MODULE, "raise SystemExit\ncidade = {('1100015', '0033'): 'Alta Floresta'}\n"
        )
    assert read_package(wheel) == [("1100015", "0033")]
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(MODULE, "cidade = dict()\n")
    with pytest.raises(CrosswalkError, match="não tem a tabela"):
        read_package(wheel)
