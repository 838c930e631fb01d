"""An installation with an embedded server of its own, and a folder for its copies."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.embedded import embedded_keys_server, embedded_server
from api.postgres import EmbeddedServer
from api.settings import Settings, environment_with
from tests.cli.running import Bihuan
from tests.support.until import until

ROOT = Path(__file__).parents[2]
XIANGFU = ROOT / "api" / "offices" / "xiangfu.toml"


@dataclass(frozen=True)
class Installed:
    """The installation, and the program run in this process."""

    home: Path
    copies: Path
    keys: Path
    """Where copies of the keys go."""
    bihuan: Bihuan

    @property
    def server(self) -> EmbeddedServer:
        """Its server, which may not run."""
        return embedded_server(Settings(data_dir=self.home))

    def must(self, *arguments: str) -> str:
        """Run a command that must work."""
        ran = self.bihuan(*arguments)
        assert ran.code == 0, ran
        return ran.out

    @property
    def keys_server(self) -> EmbeddedServer:
        """The server of its keys."""
        return embedded_keys_server(Settings(data_dir=self.home))

    def take(self) -> None:
        """Copy it as it is, keys apart."""
        self.must("backup", "take", str(self.copies), "--keys", str(self.keys))

    def restore(self) -> str:
        """Put it back; what the program said as JSON."""
        return self.must("backup", "restore", str(self.copies), "--keys", str(self.keys), "--json")

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """A command as its own process, in a group of its own."""
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "api", *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment_with(BIHUAN_DATA_DIR=str(self.home)),
            process_group=0,
        )

    def begin_to_receive(self) -> subprocess.Popen[str]:
        """`bihuan backup receive`, which may not follow the servers yet."""
        return self.begin("backup", "receive", str(self.copies), "--keys", str(self.keys))

    @contextmanager
    def receiving(self) -> Iterator[subprocess.Popen[str]]:
        """`bihuan backup receive` as its own process, attached."""
        process = self.begin_to_receive()
        try:
            until(_says(process, "Receiving"), of="the receiver follows the server")
            yield process
        finally:
            process.terminate()
            process.wait(60)
            assert process.stderr is not None
            process.stderr.close()


def _says(process: subprocess.Popen[str], word: str) -> Callable[[], bool]:
    def said() -> bool:
        assert process.stderr is not None
        line = process.stderr.readline()
        assert line, "the receiver ended"
        return word in line

    return said
