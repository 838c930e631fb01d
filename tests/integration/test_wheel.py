"""The wheel is the whole product: installed alone, from any folder, it has its data and its command."""

import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.architecture.source import project_files

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


def test_the_wheel_runs_from_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    uv("venv", environment)
    uv("pip", "install", "--python", environment, wheel)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    said = subprocess.run(
        [environment / "bin" / "bihuan", "--help"], cwd=elsewhere, capture_output=True, text=True, check=False
    )

    assert said.returncode == 0, said.stderr
    assert "demo" in said.stdout
