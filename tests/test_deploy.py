"""The image and the topology, as far as they can be checked without an engine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parent.parent / "deploy"


def test_the_dockerfile_has_no_known_fault() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([str(hadolint), str(DEPLOY / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def _compose() -> list[str]:
    """Docker's plugin, or the program of its own that Debian packages, which is installed where that is allowed."""
    docker = shutil.which("docker")
    if docker and not subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        return [docker, "compose"]
    if not shutil.which("docker-compose") and os.geteuid() == 0 and shutil.which("apt-get"):
        install = "apt-get install -yqq --no-install-recommends docker-compose"
        command = ["sh", "-c", f"{install} || (apt-get update -qq; {install})"]
        subprocess.run(command, capture_output=True, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    alone = shutil.which("docker-compose")
    return [alone] if alone else []


@pytest.mark.timeout(180)  # it may have to be installed
def test_compose_takes_the_topology(tmp_path: Path) -> None:
    compose = _compose()
    if not compose:
        pytest.skip("docker compose is not on this machine, and cannot be installed")
    config = [*compose, "-f", str(DEPLOY / "compose.yaml"), "--env-file", str(DEPLOY / "example.env"), "config"]
    done = subprocess.run(config, capture_output=True, text=True, check=False, env={**os.environ, "HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    told = yaml.safe_load(done.stdout)["services"]
    assert told["web"]["command"] == ["run", "--roles", "web", "--data", "/data"]
    assert told["caddy"]["environment"]["WANGGE_HOST_NAME"] == "wangge.example.org"


def test_every_role_is_there_once_without_rights_or_secrets_in_the_open() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    ours = {name: one for name, one in services.items() if one.get("image") == "wangge:local"}
    assert {one["command"][2] for one in ours.values()} == {"web", "courier", "ticks"}
    for one in ours.values():
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert not any("TOKEN" in key and not key.endswith("_FILE") for key in one["environment"])
    assert services["caddy"]["ports"] == ["80:80", "443:443"]
    assert all("ports" not in one for name, one in services.items() if name != "caddy")
