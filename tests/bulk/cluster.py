"""A Spark standalone master with two workers, from the classes that the pyspark wheel brings."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

JAVA = shutil.which("java")
_OPENS = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in (
        "java.lang",
        "java.lang.invoke",
        "java.net",
        "java.nio",
        "java.util",
        "sun.nio.ch",
        "sun.util.calendar",
    )
]
_WORKERS = 2
_PATIENCE = 60.0


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The master's URL; everything ends with the block."""
    with _daemon(folder / "master", "master.Master", "--port", "0") as log:
        url = _told(log, r"Starting Spark master at (spark://\S+)")
        workers = [folder / f"worker-{number}" for number in range(_WORKERS)]
        with _several(workers, url):
            for _ in range(_WORKERS):
                _told(log, r"Registering worker")
            yield url


@contextmanager
def _several(folders: list[Path], url: str) -> Iterator[None]:
    if not folders:
        yield
        return
    with (
        _daemon(
            folders[0], "worker.Worker", "--cores", "1", "--memory", "1g", "--work-dir", str(folders[0] / "work"), url
        ),
        _several(folders[1:], url),
    ):
        yield


@contextmanager
def _daemon(folder: Path, name: str, *arguments: str) -> Iterator[IO[str]]:
    """A process of the cluster and what it tells."""
    folder.mkdir(parents=True)
    spec = find_spec("pyspark")
    assert JAVA is not None
    assert spec is not None
    assert spec.origin is not None
    home = Path(spec.origin).parent
    command = [JAVA, "-Xmx512m", *_OPENS, "-cp", f"{home / 'jars'}/*", f"org.apache.spark.deploy.{name}"]
    command += ["--host", "127.0.0.1", "--webui-port", "0", *arguments]
    environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_SCALA_VERSION": "2.13"}
    with (folder / "log").open("w") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        with (folder / "log").open() as log:
            yield log
    finally:
        process.terminate()
        process.wait(_PATIENCE)


def _told(log: IO[str], pattern: str) -> str:
    """Wait until the log says so; gives the last group, or all of it."""
    told, end = "", time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        line = log.readline()
        told += line
        if found := re.search(pattern, line):
            return found[found.lastindex or 0]
        if not line:
            time.sleep(0.05)
    raise AssertionError(f"the cluster never said {pattern}:\n{told}")
