"""A sealed file comes back whole, or not at all."""

import io
import os

import pytest

from api.sealed_files import FRAME_BYTES, SealingFile, opened
from workflows.keys import Key, NotAuthentic

KEY = Key("k", "A256GCM", bytes(32))
TAG = 16


def sealed(plain: bytes, file_id: str = "f-1", step: int = 1000) -> bytes:
    file = io.BytesIO()
    writer = SealingFile(file, KEY, file_id, os.urandom)
    for start in range(0, len(plain), step):
        writer.write(plain[start : start + step])
    writer.close()
    return file.getvalue()


def read(data: bytes, file_id: str = "f-1") -> bytes:
    return b"".join(opened(io.BytesIO(data), KEY, file_id))


@pytest.mark.parametrize(
    "size", [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES, 200_001]
)
def test_it_comes_back_whole(size: int) -> None:
    plain = os.urandom(size)
    assert read(sealed(plain)) == plain


def test_a_frame_that_is_changed_moved_missing_or_of_another_file_is_noticed() -> None:
    data = sealed(bytes(3 * FRAME_BYTES), step=FRAME_BYTES)
    head = data.index(b"\n") + 1
    size = FRAME_BYTES + TAG
    frames = [data[head + n * size : head + (n + 1) * size] for n in range(3)]
    begin = data[:head]
    for broken in (
        begin + frames[0] + frames[1],
        begin + frames[1] + frames[0] + frames[2],
        begin + frames[0] + frames[2],
        begin + bytes([frames[0][0] ^ 1]) + frames[0][1:] + frames[1] + frames[2],
        begin,
        b"",
        b"not json\n" + frames[0],
    ):
        with pytest.raises(NotAuthentic):
            read(broken)
    with pytest.raises(NotAuthentic):
        read(data, "f-2")
