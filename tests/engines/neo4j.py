"""Real Neo4j servers for the tests, without Docker: jars by Maven, one small Java process each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from explorer.engine import Address
from tests.processes import free_port

HERE = Path(__file__).parent
VERSION = "5.26.30"
JAVA_VERSIONS = range(17, 25)  # 5.26 needs 17 or newer; 25 is not for it
START_SECONDS = 120  # 10 s on an idle machine


class Unavailable(Exception):
    """This machine cannot run the server; the text says why."""


@dataclass(frozen=True)
class Java:
    command: Path
    version: str


def java() -> Java:
    """The Java of JAVA_HOME, else of PATH, where it fits; a JDK, since it compiles the launcher."""
    seen = []
    candidates = [Path(home, "bin", "java") for home in (os.environ.get("JAVA_HOME"),) if home]
    if on_path := shutil.which("java"):
        candidates.append(Path(on_path))
    for command in candidates:
        if not command.exists():
            continue
        said = subprocess.run([command, "-version"], capture_output=True, text=True).stderr
        found = re.search(r'version "((\d+)[^"]*)"', said)
        if found and int(found[2]) in JAVA_VERSIONS:
            return Java(command, found[1])
        seen.append(found[1] if found else "unknown")
    others = f" (found {', '.join(seen)})" if seen else ""
    raise Unavailable(f"no Java {JAVA_VERSIONS[0]} to {JAVA_VERSIONS[-1]} on PATH{others}")


def jars() -> Path:
    """The folder of Neo4j's jars; Maven fetches them the first time."""
    folder = HERE / "lib" / f"neo4j-{VERSION}"
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable("its jars are fetched by Maven, and mvn is not installed")
    draft = folder.with_name(f"{folder.name}.{os.getpid()}")
    done = subprocess.run(
        [maven, "-q", "-B", "-f", HERE / "pom.xml", f"-Dneo4j.version={VERSION}",
         "dependency:copy-dependencies", f"-DoutputDirectory={draft}"],
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise Unavailable(f"Maven could not fetch it: {done.stdout.strip()[-300:]}")
    draft.rename(folder)
    return folder


class Neo4j:
    """One server; ``stop`` ends it and removes its data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        runtime, libraries = java(), jars()
        port = free_port()
        self.address = Address(f"bolt://127.0.0.1:{port}", "neo4j", None, None)
        folder.mkdir(parents=True)
        self.log = folder / "server.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [runtime.command, "-Xmx512m", "-XX:+UseSerialGC", "-cp", f"{libraries}/*",
                 HERE / "Neo4jServer.java", folder / "data", str(port)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops us
            )  # fmt: skip
        assert self.process.stdout is not None
        # Reading blocks until "ready" or the end of the process; pytest's own limit is the user's.
        if not any(line.strip() == "ready" for line in self.process.stdout):
            self.stop()
            raise Unavailable(f"it did not start: {self.log.read_text().strip()[-500:]}")

    def stop(self) -> None:
        """End it at once: its data is thrown away, so an orderly end of 8 s buys nothing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        shutil.rmtree(self.folder / "data", ignore_errors=True)
