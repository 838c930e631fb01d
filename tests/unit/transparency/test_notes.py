"""Signed notes, keys and checkpoints, with the key and signature of the specification's own example."""

from base64 import b64encode

import pytest

from projections.transparency.checkpoints import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from projections.transparency.notes import BadNote, Signer, open_note, sign_note, signer_of, verifier_of

EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
# Key, text and signature that Go's package `note` documents.
GO_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_LINE = (
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NAME = "street.example/audit"
SIGNER = Signer(NAME, bytes(range(32)))
OTHER = Signer(NAME, bytes(32))
ROOT = bytes(range(32))


def test_the_key_of_the_specification_is_read_and_written() -> None:
    key = verifier_of(EXAMPLE_KEY)

    assert (key.name, key.id.hex(), str(key)) == ("example.com/foo", "530d903a", EXAMPLE_KEY)


def test_a_note_is_signed_as_others_sign_it() -> None:
    assert str(signer_of(GO_KEY).verifier) == GO_PUBLIC
    assert sign_note(GO_TEXT, signer_of(GO_KEY)) == f"{GO_TEXT}\n{GO_LINE}"
    assert open_note(f"{GO_TEXT}\n{GO_LINE}", verifier_of(GO_PUBLIC)) == GO_TEXT


def test_a_private_key_is_read_as_it_was_written_and_not_shown() -> None:
    text = SIGNER.private_text()

    assert signer_of(text) == SIGNER
    assert text.startswith(f"PRIVATE+KEY+{NAME}+{SIGNER.verifier.id.hex()}+")
    assert b64encode(SIGNER.seed).decode() not in repr(SIGNER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        EXAMPLE_KEY.replace("530d", "530e"),
        EXAMPLE_KEY.replace("AekyeR", "BekyeR"),
        f"{EXAMPLE_KEY}*",
        "a++AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        verifier_of(text)
    with pytest.raises(BadNote):
        signer_of(f"PRIVATE+KEY+{text}")


def test_a_public_key_is_no_private_one() -> None:
    with pytest.raises(BadNote, match="no private key"):
        signer_of(f"PUBLIC+KEY+{EXAMPLE_KEY}")


def test_a_note_is_opened_with_its_key_alone() -> None:
    note = sign_note("a text\n\nwith an empty line\n", SIGNER)

    assert open_note(note, SIGNER.verifier) == "a text\n\nwith an empty line\n"
    with pytest.raises(BadNote, match="no signature of the key"):
        open_note(note, OTHER.verifier)
    with pytest.raises(BadNote, match="does not fit"):
        open_note(note.replace("a text", "a test"), SIGNER.verifier)


def test_signatures_of_others_are_left_alone() -> None:
    witness = "\u2014 witness.example " + b64encode(bytes(76)).decode() + "\n"

    assert open_note(sign_note("t\n", SIGNER) + witness, SIGNER.verifier) == "t\n"


@pytest.mark.parametrize(
    "torn", ["", "t\n", "t\n\n", "t\n\n\u2014 a b", "t\n\n- a YQ==\n", "t\n\n\u2014 a *\n", "t\n\n\u2014\n"]
)
def test_a_torn_note_is_refused(torn: str) -> None:
    with pytest.raises(BadNote):
        open_note(torn, SIGNER.verifier)


def test_a_checkpoint_is_three_lines_and_always_signed_the_same() -> None:
    head = Checkpoint(NAME, 70_000, ROOT)
    note = sign_checkpoint(head, SIGNER)

    assert head.text == f"{NAME}\n70000\n{b64encode(ROOT).decode()}\n"
    assert sign_checkpoint(head, SIGNER) == note
    assert open_checkpoint(note, SIGNER.verifier) == head


def test_a_checkpoint_of_another_log_is_refused() -> None:
    with pytest.raises(BadNote, match=r"is of another\.example"):
        open_checkpoint(sign_note(Checkpoint("another.example", 1, ROOT).text, SIGNER), SIGNER.verifier)


@pytest.mark.parametrize("text", ["a\n1\n", "a\n01\nAAAA\n", "a\nx\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nAAAA\n"])
def test_a_checkpoint_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(BadNote, match="three lines"):
        parse_checkpoint(text)
