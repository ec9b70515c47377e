"""The territory on disk survives damage and crashes."""

import json
from pathlib import Path

import pytest

from geo import store
from geo.errors import TerritoryError
from geo.territory import Territory, load_territory

EMBEDDED = store.read(store.EMBEDDED)


def stage(root: Path, vintage: str) -> Path:
    staged = root / f".staged-{vintage}"
    texts = {name: EMBEDDED[name] for name in store.TEXTS} | {"vintage": vintage}
    store.write(staged, EMBEDDED["municipalities"], EMBEDDED["boxes"], EMBEDDED["layers"], **texts)
    return staged


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "geo").mkdir()
    store.publish(tmp_path / "geo", stage(tmp_path / "geo", "2022"))
    return tmp_path / "geo"


def test_what_is_published_is_read_back_whole(root: Path) -> None:
    found = load_territory(root.parent)
    assert found.vintage == "2022"
    assert found.municipalities.equals(EMBEDDED["municipalities"])
    assert found.layers == EMBEDDED["layers"]


def test_the_embedded_folder_is_what_writing_it_again_gives(tmp_path: Path) -> None:
    store.write(
        tmp_path / "copy",
        EMBEDDED["municipalities"],
        EMBEDDED["boxes"],
        EMBEDDED["layers"],
        **{name: EMBEDDED[name] for name in store.TEXTS},
    )
    for path in store.EMBEDDED.iterdir():
        assert (tmp_path / "copy" / path.name).read_bytes() == path.read_bytes()


def test_the_last_two_versions_are_kept(root: Path) -> None:
    for vintage in ("2023", "2024", "2025"):
        store.publish(root, stage(root, vintage))
        assert load_territory(root.parent).vintage == vintage
    assert len(list(root.glob("v-*"))) == 2
    assert not list(root.glob(".staged-*"))


def test_publishing_the_same_twice_changes_nothing(root: Path) -> None:
    before = sorted(path.name for path in root.rglob("*"))
    store.publish(root, stage(root, "2022"))
    assert sorted(path.name for path in root.rglob("*")) == before
    assert load_territory(root.parent).vintage == "2022"


@pytest.mark.parametrize("survived", range(2))
def test_a_crash_while_publishing_leaves_the_former_in_force(
    root: Path, monkeypatch, survived: int
) -> None:
    staged = stage(root, "2023")
    real, calls = Path.replace, []

    def dies(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) > survived:
            raise KeyboardInterrupt
        return real(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        store.publish(root, staged)
    monkeypatch.undo()
    assert load_territory(root.parent).vintage == "2022"
    store.publish(root, stage(root, "2024"))
    assert load_territory(root.parent).vintage == "2024"


def test_a_half_written_folder_is_never_in_force(root: Path) -> None:
    (root / ".staged-xyz").mkdir()
    (root / ".staged-xyz" / store.REGISTER).write_text("code\n", encoding="utf-8")
    assert load_territory(root.parent).vintage == "2022"


@pytest.mark.parametrize("name", [store.REGISTER, store.FACTS, "malha_uf.geojson.gz"])
@pytest.mark.parametrize("harm", ["cut", "removed"])
def test_damage_is_noticed(root: Path, name: str, harm: str) -> None:
    path = next(root.glob("v-*")) / name
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-10])
    else:
        path.unlink()
    with pytest.raises(TerritoryError, match="incompleta ou danificada; rode t360 geo update"):
        load_territory(root.parent)


def test_a_pointer_to_nothing_is_damage_and_not_the_embedded_mesh(root: Path) -> None:
    (root / store.POINTER).write_text("v-nada", encoding="utf-8")
    with pytest.raises(TerritoryError):
        load_territory(root.parent)


def test_the_facts_name_source_licence_and_hashes() -> None:
    facts = json.loads((store.EMBEDDED / store.FACTS).read_text(encoding="utf-8"))
    assert "GeoNames (CC BY 4.0)" in facts["licence"]
    assert Territory(**EMBEDDED).layers["uf"].sha256 == facts["layers"]["uf"]["sha256"]
