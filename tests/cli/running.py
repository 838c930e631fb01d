"""Runs commands in this process, so that coverage sees them, and gives back what they said."""

from dataclasses import dataclass

import pytest

from api.__main__ import main


@dataclass(frozen=True)
class Ran:
    """What a command said and how it left."""

    code: int
    out: str
    err: str


class Bihuan:
    """The program, with settings of the test alone."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
        said = self._capsys.readouterr()
        code = left.value.code
        assert isinstance(code, int)
        assert "Traceback" not in said.out + said.err
        return Ran(code, said.out, said.err)

    def refuses(self, *arguments: str, code: int, because: str) -> Ran:
        """Run what must be refused, in one or few lines that name the reason."""
        ran = self(*arguments)
        assert (ran.code, because in ran.err + ran.out) == (code, True), ran
        return ran
