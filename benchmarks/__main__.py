"""All benchmarks, one after the other: ``python -m benchmarks [--write] [NAME ...]``.

With ``--write`` what the scripts print is put into docs/benchmarks.md, a section each.
"""

from __future__ import annotations

import ast
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
#: What other scripts import, and what is none.
NO_SCRIPTS = {"__main__", "events", "rival_morph", "synthetic"}


def main() -> int:
    """Run the scripts that are named, by default all, and return 1 if one of them failed."""
    named = [name for name in sys.argv[1:] if name != "--write"]
    failed = []
    for name in named or sorted({path.stem for path in HERE.glob("*.py")} - NO_SCRIPTS):
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, HERE / f"{name}.py"], check=False, stdout=subprocess.PIPE, text=True)
        print(done.stdout, end="")
        if done.returncode:
            failed.append(name)
        if "--write" in sys.argv:
            PAGE.write_text(with_section(PAGE.read_text("utf-8"), name, done.stdout), "utf-8")
    if failed:
        print(f"\nfailed, or a bound does not hold: {', '.join(failed)}")
    return 1 if failed else 0


def with_section(page: str, name: str, printed: str) -> str:
    """Return the page with what a script printed in its section, which is new at the end if there is none."""
    manual = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text("utf-8"))) or ""
    lines = [line if line.startswith("|") else f"{line}  " for line in printed.strip().splitlines()]
    where = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores"
    section = "\n".join([f"## {name}.py", "", manual.replace("``", "`"), "", *lines, "", f"({where})", ""])
    old = re.compile(rf"^## {name}\.py\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    return old.sub(lambda _: f"{section}\n", page) if old.search(page) else f"{page.rstrip()}\n\n{section}"


if __name__ == "__main__":
    sys.exit(main())
