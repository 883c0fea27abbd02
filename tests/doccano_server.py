"""A live doccano for tests: its own virtual environment, SQLite in a folder of the tests, a free port on 127.0.0.1.

doccano's own command `doccano webserver` listens on every address of the machine, so its web application is run here as that
command does it, but on 127.0.0.1 alone.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENV = ROOT / ".venv-doccano"
PACKAGES = ("doccano==1.8.4", "numpy<2", "marshmallow<4", "setuptools<81")
"""doccano's own ranges let in a numpy and a marshmallow that it cannot work with, and it needs pkg_resources."""
_MAKE_USERS = """
import json, sys, django
django.setup()
from django.contrib.auth.models import User
for name, password, admin in json.load(sys.stdin):
    (User.objects.create_superuser if admin else User.objects.create_user)(name, password=password)
"""
_SERVE_TASKS = """
from config.celery import app
from kombu.transport.sqlalchemy import Transport
Transport.polling_interval = 0.1  # a queue in SQLite is looked at once a second by default
app.worker_main(["worker", "--loglevel=info", "--concurrency=1"])
"""


class CannotInstall(Exception):
    """The server's environment could not be made; says why."""


def installed() -> Path:
    """The folder of the environment's programs; the environment is made on first use, which takes a minute or two.

    Raises:
        CannotInstall: pip cannot fetch or build the server.
    """
    ready = VENV / ".ready"
    if not ready.exists() or ready.read_text() != "\n".join(PACKAGES):
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True)
        pip = subprocess.run(
            [VENV / "bin" / "python", "-m", "pip", "install", "--quiet", *PACKAGES], capture_output=True, text=True
        )
        if pip.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            errors = [line for line in pip.stderr.splitlines() if line.startswith("ERROR")]
            raise CannotInstall((errors or pip.stderr.splitlines() or ["pip failed"])[-1])
        ready.write_text("\n".join(PACKAGES))
    return VENV / "bin"


class DoccanoServer:
    """A server that can be stopped and started again with its data kept."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.bin = installed()
        (self.backend,) = VENV.glob("lib/python*/site-packages/backend")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        data = home / "doccano"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "STANDALONE": "True",
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            "DATABASE_URL": f"sqlite:///{data / 'db.sqlite3'}",
            "MEDIA_ROOT": str(data / "media"),
        }
        data.mkdir(parents=True)
        blank = VENV / "blank.sqlite3"
        if not blank.exists():  # a hundred migrations, the same each time
            self._run(self.bin / "doccano", "init")
            shutil.copy(data / "db.sqlite3", blank)
        shutil.copy(blank, data / "db.sqlite3")

    def add_users(self, *users: tuple[str, str, bool]) -> None:
        """Add users: name, password, whether an admin."""
        self._run(self.bin / "python", "-c", _MAKE_USERS, given=json.dumps(users))

    def start(self) -> None:
        self.start_web()
        self.start_tasks()
        self._wait(lambda health: all(state == "OK" for state in health.values()))

    def start_web(self) -> None:
        bind = f"127.0.0.1:{self.port}"
        self._start("web", self.bin / "gunicorn", "--bind", bind, "--workers", "1", "--threads", "4", "config.wsgi")
        self._wait(bool)

    def start_tasks(self) -> None:
        self._start("tasks", self.bin / "python", "-c", _SERVE_TASKS)

    def stop(self, *names: str, kill: bool = False) -> None:
        """Stop the web server, the task queue, or both; `kill` leaves them no time to end what they do."""
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            os.killpg(process.pid, signal.SIGKILL if kill else signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _start(self, name: str, *command: str | Path) -> None:
        with (self.home / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=self.backend,
                env=self.environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _run(self, *command: str | Path, given: str = "") -> None:
        done = subprocess.run(
            command, cwd=self.backend, env=self.environment, input=given, capture_output=True, text=True
        )
        if done.returncode:
            sys.stderr.write(done.stderr)
            done.check_returncode()

    def _wait(self, good) -> None:  # type: ignore[no-untyped-def]
        """Wait for the health page to be as it should; it answers 500 with the reasons while anything is amiss."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}v1/health/?format=json", timeout=20) as page:
                    if good(json.load(page)):
                        return
            except urllib.error.HTTPError as error:
                with error:
                    if good(json.load(error)):
                        return
            except OSError:
                pass
            time.sleep(0.3)
        logs = "\n".join((self.home / f"{name}.log").read_text()[-2000:] for name in self.running)
        raise TimeoutError(f"doccano at {self.url} is not ready after 90 s:\n{logs}")
