"""Names and contents of tile files, by the examples of the specification and both ways."""

import pytest

from projections.transparency.tiles import (
    TilePath,
    bundle,
    entries_of,
    hashes_of,
    number_path,
    parse_path,
    tile_paths,
)


def test_a_number_is_parted_by_three_digits() -> None:
    assert [number_path(n) for n in (0, 67, 999, 1000, 1_234_067)] == [
        "000",
        "067",
        "999",
        "x001/000",
        "x001/x234/067",
    ]


def test_a_log_of_seventy_thousand_has_these_tiles() -> None:
    paths = [str(tile) for tile in tile_paths(70_000)]

    assert len([path for path in paths if path.startswith("tile/0/") and ".p/" not in path]) == 273
    assert {
        "tile/0/273.p/112",
        "tile/entries/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    } <= set(paths)


def test_full_tiles_are_hashed_upwards_and_partial_ones_are_not() -> None:
    assert set(map(str, tile_paths(256))) == {"tile/0/000", "tile/entries/000", "tile/1/000.p/1"}
    assert set(map(str, tile_paths(255))) == {"tile/0/000.p/255", "tile/entries/000.p/255"}
    assert list(tile_paths(0)) == []


@pytest.mark.parametrize(("old", "size"), [(0, 257), (255, 256), (256, 512), (300, 65_537), (65_536, 65_537)])
def test_what_a_log_gained_is_what_it_has_and_had_not(old: int, size: int) -> None:
    assert set(tile_paths(size, old)) == set(tile_paths(size)) - set(tile_paths(old))


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/63/x001/000.p/255", "tile/entries/999", "tile/1/067.p/1"]
)
def test_a_path_is_read_as_it_was_written(path: str) -> None:
    assert str(parse_path(path)) == path


@pytest.mark.parametrize(
    "path",
    [
        "checkpoint",
        "tile/0/00",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/00/000",
        "tile/0/../000",
        "tile/data/000",
        "tile/0/000/",
    ],
)
def test_what_is_no_path_is_none(path: str) -> None:
    assert parse_path(path) is None


def test_entries_fill_their_file() -> None:
    entries = [b"", b"a", b"x" * 65_535]

    assert entries_of(bundle(entries)) == entries
    assert str(TilePath(None, 5, 3)) == "tile/entries/005.p/3"
    with pytest.raises(ValueError, match="65536 bytes"):
        bundle([b"x" * 65_536])


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x05abc", b"\x00\x01a\x00"])
def test_a_torn_bundle_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="behind the end"):
        entries_of(data)


@pytest.mark.parametrize("data", [b"", b"x" * 33])
def test_a_torn_tile_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="a tile has"):
        hashes_of(data)
