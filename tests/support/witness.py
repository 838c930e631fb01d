"""A witness on this machine, by the specification: signs along what goes on from what he saw, and nothing else."""

from __future__ import annotations

import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer

from projections.transparency import signing
from projections.transparency.checkpoints import Checkpoint, parse_checkpoint
from projections.transparency.notes import COSIGNATURE, BadNote, Verifier, open_note
from projections.transparency.tree import ProofFails, require_consistent

SEED = bytes(range(32, 64))
NOW = 1_795_000_000


@dataclass
class OwnWitness:
    """What he saw last."""

    log: Verifier
    url: str = ""
    seen: Checkpoint | None = None
    asked: list[int] = field(default_factory=list)
    key: Verifier = field(
        default_factory=lambda: Verifier("witness.example", signing.public_of(SEED), COSIGNATURE)
    )

    @property
    def setting(self) -> str:
        return f"{self.key}@{self.url}"

    def answer(self, body: str) -> tuple[int, str]:
        """Status and text."""
        head, _, note = body.partition("\n\n")
        first, *proof = head.split("\n")
        try:
            found = parse_checkpoint(open_note(note, self.log))
        except BadNote:
            return 403, "not signed by a log I know\n"
        old = int(first.removeprefix("old "))
        self.asked.append(old)
        if old != (self.seen.size if self.seen else 0):
            return 409, f"{self.seen.size if self.seen else 0}\n"
        try:
            if self.seen:
                hashes = [b64decode(line) for line in proof]
                require_consistent(old, self.seen.root, found.size, found.root, hashes)
        except ProofFails:
            return 422, "not what I saw\n"
        self.seen = found
        message = f"cosignature/v1\ntime {NOW}\n{found.text}".encode()
        payload = self.key.id + NOW.to_bytes(8, "big") + signing.sign(SEED, message)
        return 200, f"\u2014 {self.key.name} {b64encode(payload).decode()}\n"


@contextmanager
def witnessing(log: Verifier) -> Iterator[OwnWitness]:
    """Served on a port of this machine."""
    witness = OwnWitness(log)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, text = witness.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(status)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    witness.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield witness
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
