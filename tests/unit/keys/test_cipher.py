"""A sealed value opens with its own key, in its own place, unchanged; and in no other way."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflows.keys import ALGORITHMS, Key, NotAuthentic, UnknownAlgorithm
from workflows.keys.cipher import unwrap, wrap
from workflows.keys.errors import KeysRefused

NONCE, PLACE = bytes(range(12)), b'["case-1",1,"case.reported","narrative","k"]'


@pytest.mark.parametrize("alg", ALGORITHMS)
def test_only_the_key_the_place_and_the_bytes_of_then_open_it(alg: str) -> None:
    size = ALGORITHMS[alg].key_bytes
    key = Key("k", alg, bytes(size))
    sealed = key.encrypt(NONCE, "路口有垃圾".encode(), PLACE)

    assert key.decrypt(NONCE, sealed, PLACE).decode() == "路口有垃圾"
    assert "垃圾".encode() not in sealed
    other_key = Key("k", alg, bytes(size - 1) + b"\1")
    for opens, nonce, data, place in (
        (other_key, NONCE, sealed, PLACE),
        (key, NONCE, sealed, PLACE.replace(b"1", b"2", 1)),
        (key, NONCE[::-1], sealed, PLACE),
        (key, NONCE, sealed[:-1] + bytes([sealed[-1] ^ 1]), PLACE),
        (key, NONCE, bytes([sealed[0] ^ 1]) + sealed[1:], PLACE),
        (key, NONCE, b"", PLACE),
    ):
        with pytest.raises(NotAuthentic):
            opens.decrypt(nonce, data, place)


def test_sm4_in_gcm_is_that_of_rfc_8998() -> None:
    """Appendix A.1."""
    key = Key("k", "SM4GCM", bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    nonce = bytes.fromhex("00001234567800000000ABCD")
    plain = bytes.fromhex(
        "AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8
    )
    bound_to = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    expected = (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert key.encrypt(nonce, plain, bound_to).hex().upper() == expected


def test_aes_is_the_librarys() -> None:
    secret = bytes(range(32))
    assert Key("k", "A256GCM", secret).encrypt(NONCE, b"x", PLACE) == AESGCM(secret).encrypt(
        NONCE, b"x", PLACE
    )


def test_keys_are_wrapped_as_in_rfc_3394() -> None:
    """Section 4.6: 256 bits of key data with a 256-bit KEK."""
    kek, key = (
        bytes(range(32)),
        bytes.fromhex("00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F"),
    )
    wrapped = wrap(kek, key)
    assert wrapped.hex().upper() == (
        "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
    )
    assert unwrap(kek, wrapped) == key
    with pytest.raises(KeysRefused, match="another wrapping key"):
        unwrap(bytes(32), wrapped)


def test_an_unknown_algorithm_is_named() -> None:
    with pytest.raises(UnknownAlgorithm, match="'ROT13' is no algorithm"):
        Key("k", "ROT13", bytes(32))


def test_a_key_shows_nothing_of_itself() -> None:
    assert repr(Key("k", "A256GCM", b"\x41" * 32)) == "<key k for A256GCM>"
