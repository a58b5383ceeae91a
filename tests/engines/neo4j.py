"""Real Neo4j servers for the tests, without Docker: jars by Maven, one small Java process each.

Run as a module it prints the names of those that this machine has a Java for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from explorer.engine import Address
from tests.processes import free_port

HERE = Path(__file__).parent
# Folders that systems keep their Javas in, one each; a folder of a Java holds bin/java.
JAVA_FOLDERS = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "~/.sdkman/candidates/java/*",
    "~/.jdks/*",
)


@dataclass(frozen=True)
class Release:
    """One release that the tests run on: which one, and what it runs on."""

    version: str
    java: range


# By the name that tests and EXPLORER_REQUIRE call it.
RELEASES: Mapping[str, Release] = {
    "neo4j-5.26": Release("5.26.30", range(17, 25)),
    "neo4j-2026": Release("2026.09.0", range(21, 26)),
}


class Unavailable(Exception):
    """This machine cannot run the server; the text says why."""


@dataclass(frozen=True)
class Java:
    command: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])


@cache
def javas() -> tuple[Java, ...]:
    """The JDKs of JAVA_HOME, of PATH and of the usual folders, in this order.

    A Java without its compiler is none here: the launcher is compiled as it starts.
    """
    found: dict[Path, Java] = {}
    for command in map(Path.resolve, _candidates()):
        if command in found or not command.with_name("javac").exists():
            continue
        said = subprocess.run([command, "-version"], capture_output=True, text=True).stderr
        if version := re.search(r'version "(\d+[^"]*)"', said):
            found[command] = Java(command, version[1])
    return tuple(found.values())


def _candidates() -> Iterator[Path]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home, "bin", "java")
    if on_path := shutil.which("java"):
        yield Path(on_path)
    for pattern in JAVA_FOLDERS:
        path = Path(pattern).expanduser()
        yield from sorted(Path(path.anchor).glob(f"{path.relative_to(path.anchor)}/bin/java"))


def java(name: str) -> Java:
    """The first JDK that fits a release."""
    wanted = RELEASES[name].java
    for each in javas():
        if each.major in wanted:
            return each
    seen = ", ".join(each.version for each in javas()) or "none"
    raise Unavailable(f"no JDK {wanted[0]} to {wanted[-1]} (found: {seen})")


def jars(name: str) -> Path:
    """The folder of a release's jars; Maven fetches them the first time."""
    version = RELEASES[name].version
    folder = HERE / "lib" / f"neo4j-{version}"
    if folder.is_dir():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise Unavailable("its jars are fetched by Maven, and mvn is not installed")
    draft = folder.with_name(f"{folder.name}.{os.getpid()}")
    done = subprocess.run(
        [maven, "-q", "-B", "-f", HERE / "pom.xml", f"-Dneo4j.version={version}",
         "dependency:copy-dependencies", f"-DoutputDirectory={draft}"],
        capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    if done.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise Unavailable(f"Maven could not fetch it: {done.stdout.strip()[-300:]}")
    try:
        draft.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(draft, ignore_errors=True)
        if not folder.is_dir():
            raise
    return folder


class Neo4j:
    """One server of a release; ``stop`` ends it, and removes its data unless they are to be kept.

    A large graph wants a ``page_cache``, in MB, that holds it.
    """

    def __init__(
        self,
        name: str,
        folder: Path,
        *,
        heap: str = "512m",
        page_cache: int = 64,
        keep: bool = False,
    ) -> None:
        self.folder, self.keep = folder, keep
        port = free_port()
        self.address = Address(f"bolt://127.0.0.1:{port}", "neo4j", None, None)
        folder.mkdir(parents=True, exist_ok=keep)
        self.log = folder / "server.log"
        self._command = [
            java(name).command, f"-Xmx{heap}", "-XX:+UseSerialGC", "-cp", f"{jars(name)}/*",
            HERE / "Neo4jServer.java", folder / "data", str(port), str(page_cache),
        ]  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start it on its data; ``__init__`` does so the first time."""
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                text=True, cwd=self.folder,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops us
            )  # fmt: skip
        assert self.process.stdout is not None
        # Reading blocks until "ready" or the end of the process; pytest's own limit is the user's.
        if not any(line.strip() == "ready" for line in self.process.stdout):
            self.stop()
            raise Unavailable(f"it did not start: {self.log.read_text().strip()[-500:]}")

    def kill(self) -> None:
        """End it as a crash does; its data stays."""
        self.process.kill()
        self._close()

    def _close(self) -> None:
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def stop(self) -> None:
        """End it; at once where its data is thrown away: an orderly end of 8 s buys nothing."""
        if self.keep:
            self.process.terminate()
            self._close()
            return
        self.kill()
        shutil.rmtree(self.folder / "data", ignore_errors=True)


def main() -> None:
    """Print the names of the releases that a Java of this machine fits."""
    majors = {each.major for each in javas()}
    for name, release in RELEASES.items():
        if majors.intersection(release.java):
            print(name)  # noqa: T201 - its purpose


if __name__ == "__main__":
    main()
