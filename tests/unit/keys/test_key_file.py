"""The file of the wrapping keys: its owner's alone, made once, rotated without a moment in which a key is missing."""

import os
from pathlib import Path

import pytest

from workflows.keys.errors import KeysRefused
from workflows.keys.key_file import add_kek, drop_old_keks, make_file, read_file, require_outside


def test_it_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "office.kek"
    assert read_file(path) is None
    made = make_file(path, os.urandom)
    assert path.stat().st_mode & 0o777 == 0o600
    assert make_file(path, os.urandom).names == made.names, "who comes second takes what is there"
    assert [entry.name for entry in path.parent.iterdir()] == ["office.kek"]

    found = read_file(path)
    assert found is not None
    assert found.unwrap(made.current, made.wrap(made.current, bytes(32))) == bytes(32)


def test_a_rotation_keeps_the_old_key_until_it_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "office.kek"
    old = make_file(path, os.urandom)
    wrapped = old.wrap(old.current, bytes(32))

    new = add_kek(path, os.urandom)
    assert new.names == (new.current, old.current)
    assert new.unwrap(old.current, wrapped) == bytes(32)

    assert drop_old_keks(path) == (old.current,)
    assert drop_old_keks(path) == ()
    left = read_file(path)
    assert left is not None
    assert left.names == (new.current,)
    with pytest.raises(KeysRefused, match=f"{old.current} is not in this file"):
        left.unwrap(old.current, wrapped)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "office.kek"
    make_file(path, os.urandom)
    path.chmod(0o640)
    with pytest.raises(KeysRefused, match="chmod 600"):
        read_file(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "there is no wrapping key"),
        ("kek a AAAA\n", ":1: this is no wrapping key"),
        ("# x\nkey a AAAA\n", ":2: this is no wrapping key"),
        ("kek a ****\n", ":1: this is no wrapping key"),
    ],
)
def test_a_damaged_file_is_refused_by_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "office.kek"
    path.write_text(text, "ascii")
    path.chmod(0o600)
    with pytest.raises(KeysRefused, match=told):
        read_file(path)


def test_a_file_inside_the_folder_of_a_database_is_refused(tmp_path: Path) -> None:
    require_outside(tmp_path / "office.kek", tmp_path / "postgres")
    with pytest.raises(KeysRefused, match="BIHUAN_KEY_FILE"):
        require_outside(tmp_path / "postgres" / "x" / "office.kek", tmp_path / "postgres")
