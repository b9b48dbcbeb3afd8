"""All benchmarks, one after the other: ``python -m benchmarks [NAME ...]``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
#: What other scripts import, and what is none.
NO_SCRIPTS = {"__main__", "synthetic"}


def main() -> int:
    """Run the scripts that are named, by default all, and return 1 if one of them failed."""
    names = sys.argv[1:] or sorted({path.stem for path in HERE.glob("*.py")} - NO_SCRIPTS)
    failed = []
    for name in names:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, HERE / f"{name}.py"], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
