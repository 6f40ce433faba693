"""The house keeps its shape: imports point one way, and a new package cannot escape that."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_imports_point_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_room_of_the_domain_is_under_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = {name.strip() for layer in contracts[-1]["layers"] for name in layer.split("|")}
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in (ROOT / "cases").rglob("*.py")}
    loose = {
        one for one in modules if not one.endswith("__init__") and not any(f"{one}.".startswith(f"{layer}.") for layer in layers)
    }
    assert loose == set()


def test_every_package_is_under_the_contract_and_in_the_wheel() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages == set(settings["importlinter"]["root_packages"])
    layers = settings["importlinter"]["contracts"][0]["layers"]
    assert packages == {name.strip() for layer in layers for name in layer.split("|")}
    assert packages == set(settings["hatch"]["build"]["targets"]["wheel"]["packages"])
