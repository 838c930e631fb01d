"""The wheel is the whole product: installed alone, from any folder, it has its data and its command."""

import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import project_files
from tests.support.packaged import KEYS
from tests.support.postgres import make_run_folder, remove_run_folder

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("api", "domain", "features", "projections", "workflows")


def uv(*arguments: object) -> None:
    """Run the uv that built this checkout's environment."""
    found = subprocess.run(["sh", "scripts/uv"], cwd=ROOT, capture_output=True, text=True, check=True)
    subprocess.run([str(ROOT / found.stdout.strip()), "--quiet", *map(str, arguments)], cwd=ROOT, check=True)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--out-dir", folder)
    (built,) = folder.glob("bihuan-*.whl")
    return built


def test_the_wheel_holds_every_file_of_its_packages_and_nothing_else(wheel: Path) -> None:
    wanted = {file.path for file in project_files() if file.path.split("/")[0] in SHIPPED}

    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}

    assert wanted - names == set()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == set(SHIPPED)


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Path]:
    """A folder with nothing but an environment that has the wheel, where the server's account can reach it."""
    folder = make_run_folder()
    uv("venv", folder / "environment")
    uv("pip", "install", "--python", folder / "environment", wheel)
    yield folder
    remove_run_folder(folder)


def bihuan(folder: Path, *arguments: str) -> str:
    """Run the installed command in a folder that knows nothing of the checkout."""
    said = subprocess.run(
        [folder / "environment" / "bin" / "bihuan", *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder), "BIHUAN_DATA_DIR": str(folder / "data")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout


def test_the_wheel_runs_from_an_empty_folder(installed: Path) -> None:
    assert "demo" in bihuan(installed, "--help")


def test_the_wheel_makes_a_demo_office_by_itself(installed: Path) -> None:
    summary = json.loads(bihuan(installed, "demo", "--no-serve", "--json", "--cases", "20", "--days", "7"))

    assert summary["cases"] == 20
    assert set(summary["by_workflow"]) == set(KEYS)
