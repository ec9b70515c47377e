"""The file of signed heads when the disk, or whoever writes it, gives up half-way."""

import errno
import os
from pathlib import Path
from threading import Event

import pytest

from config.settings import Settings
from data_access.operational.actor import Actor
from data_access.operational.audit import record_audit
from data_access.operational.heads import SignatureError, heads_file, read_heads, sign_head
from pages.server import signing

MARIA = Actor("maria", "painel")


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", _env_file=None)


@pytest.mark.parametrize("left", ['{"entry": 9, "ha', ""], ids=["cut", "end of line lost"])
def test_a_line_that_was_cut_while_it_was_written_gives_way_to_the_next(
    own: Settings, left: str
) -> None:
    record_audit(own, MARIA, "edicao_publicada", "edição")
    first = sign_head(own)
    text = heads_file(own).read_text(encoding="utf-8")
    heads_file(own).write_text(text + left if left else text.rstrip(), encoding="utf-8")
    assert read_heads(own) == [first]
    record_audit(own, MARIA, "edicao_publicada", "edição")
    second = sign_head(own)
    assert read_heads(own) == [first, second]


def test_a_full_disk_leaves_what_was_signed_and_no_half_line(
    own: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_audit(own, MARIA, "edicao_publicada", "edição")
    first = sign_head(own)
    record_audit(own, MARIA, "edicao_publicada", "edição")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SignatureError, match="espaço"):
        sign_head(own)
    monkeypatch.undo()
    assert heads_file(own).read_bytes().count(b"\n") == 1
    assert read_heads(own) == [first]
    second = sign_head(own)  # there is room again
    assert read_heads(own) == [first, second]


def test_a_disk_that_fails_once_does_not_end_the_signing(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, twice = [], Event()

    def sign(_: object) -> None:
        tried.append(1)
        if len(tried) == 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        twice.set()
        signing.stop_signing()

    monkeypatch.setattr(signing, "EVERY", 0.01)
    monkeypatch.setattr(signing, "sign_when_due", sign)
    signing.start_signing()
    assert twice.wait(30)
