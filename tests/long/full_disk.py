"""Build and format on disks of many sizes, most of them too small, and see that the old or the new stands whole.

Run as ``python tests/long/full_disk.py`` by root on Linux, which mounts the disks in memory.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from build_fixtures import run_kg
from long.kill_builds import Trial, building, formatting

#: How many kilobytes are left on the disk when a command starts.
FREE = (0, 4, 8, 16, 64, 128, 256, 512, 768, 1024, 1280, 1536, 1792, 2048, 3072, 4096)


def on_a_disk(prepared: Callable[[Path], Trial], free: int) -> str:
    """Run a command where *free* kilobytes are left and return what is wrong with what it says or leaves."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], check=True)
        try:
            trial = prepared(folder)
            trial.prepare()
            used = int(subprocess.run(["du", "-sk", name], capture_output=True, check=True).stdout.split()[0])
            subprocess.run(["mount", "-o", f"remount,size={used + free}k", str(folder)], check=True)
            return _fault(trial)
        finally:
            subprocess.run(["umount", str(folder)], check=True)


def _fault(trial: Trial) -> str:
    ran = run_kg(*trial.arguments, cwd=trial.folder)
    if ran.code not in (0, 4) or (ran.code == 0) != trial.done():
        return f"exits with {ran.code}: {ran.err}"
    if ran.code and (trial.output not in ran.err or "No space left" not in ran.err):
        return f"says {ran.err}"
    return trial.fault() or ", ".join(f"{path.name} is still there" for path in trial.left())


def main() -> int:
    faults = []
    for prepared in (building, formatting):
        found = {free: on_a_disk(prepared, free) for free in FREE}
        faults += [f"{prepared.__name__} with {free} kB left: {fault}" for free, fault in found.items() if fault]
    print(f"{2 * len(FREE)} disks, {len(faults)} faults", *faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
