"""React and Vue, installed once by npm, and pages of theirs bundled by esbuild."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PACKAGES = ("react@19", "react-dom@19", "vue@3", "esbuild@0.25")
FOLDER = Path(__file__).parent / "browser" / "lib" / "frameworks"
PAGES = Path(__file__).parent / "browser" / "pages"


class Unavailable(Exception):
    """They are not here; the text says why."""


# Compiles the template of Vue, as its build tools do, for pages that import "template".
COMPILE = """
const { readFileSync, writeFileSync } = require("fs");
const { parse, compileTemplate } = require("vue/compiler-sfc");
const [from, to] = process.argv.slice(1);
const source = parse(readFileSync(from, "utf8")).descriptor.template.content;
const compiled = compileTemplate({ source, id: "page", filename: from,
  compilerOptions: { isCustomElement: (tag) => tag === "research-graph" } });
if (compiled.errors.length) throw compiled.errors[0];
writeFileSync(to, compiled.code);
"""


def bundle(page: str) -> str:
    """The script of a page in ``PAGES``, with its framework in it."""
    _install()
    template = FOLDER / "node_modules" / "template.js"
    subprocess.run(
        ["node", "-e", COMPILE, PAGES / "template.vue", template],
        cwd=FOLDER, check=True, timeout=60,
    )  # fmt: skip
    done = subprocess.run(
        [FOLDER / "node_modules" / ".bin" / "esbuild", PAGES / page, "--bundle", "--minify",
         "--format=iife", "--jsx=automatic", '--define:process.env.NODE_ENV="production"',
         "--define:__VUE_OPTIONS_API__=false", "--define:__VUE_PROD_DEVTOOLS__=false",
         "--define:__VUE_PROD_HYDRATION_MISMATCH_DETAILS__=false"],
        env={"NODE_PATH": str(FOLDER / "node_modules"), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def _install() -> None:
    if (FOLDER / "node_modules" / ".bin" / "esbuild").exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable("they are fetched by npm, which is not installed")
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "package.json").write_text('{"private": true}')
    done = subprocess.run(
        [npm, "install", "--silent", "--no-audit", "--no-fund", *PACKAGES],
        cwd=FOLDER, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    if done.returncode:
        raise Unavailable(f"npm could not fetch them: {done.stderr.strip()[-300:]}")
