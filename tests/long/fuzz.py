"""Spoil what every reader reads, guided by the lines that it reaches, and see that it reads or says what is wrong.

Run as ``python tests/long/fuzz.py [SECONDS] [TARGET]...``, SECONDS for each target of ``tests/targets.py``, by default
all. It needs atheris (``pip install atheris``), which has wheels for Linux alone. What broke a reader is kept in the
folder that is named. Pytest tries the same targets with hypothesis, in ``tests/test_targets.py``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

# A query may be slow to be planned; what takes longer than this, in seconds, is a fault.
_HANG = 30
_LONGEST = 4096


def fuzz(name: str, folder: Path, seconds: int) -> None:
    """Spoil one target until time is up; atheris ends the process, with 0 only if nothing was found."""
    import atheris

    with atheris.instrument_imports(include=["kg"]):
        from targets import TARGETS, is_told
    target = TARGETS[name]
    seeds = folder / "seeds"
    seeds.mkdir()
    for number, sound in enumerate(target.sound):
        (seeds / str(number)).write_bytes(sound)
    words = folder / "words"
    words.write_text("".join(f'"{_escaped(piece)}"\n' for piece in target.pieces), "utf-8")
    limits = [f"-max_total_time={seconds}", f"-timeout={_HANG}", f"-max_len={_LONGEST}", "-rss_limit_mb=4096"]
    options = [*limits, f"-dict={words}", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(seeds)], lambda data: is_told(target.read, data))
    atheris.Fuzz()


def _escaped(piece: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in piece)


def main() -> int:
    from targets import TARGETS

    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    broken = 0
    for name in sys.argv[2:] or TARGETS:
        folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
        asked = [sys.executable, __file__, "--one", name, str(folder), str(seconds)]
        ran = subprocess.run(asked, capture_output=True, timeout=2 * seconds + 300)
        said = ran.stderr.decode("utf-8", "replace")
        tried = next((line.rpartition(" ")[2] for line in said.splitlines() if "number_of_executed_units" in line), "?")
        print(f"{name}: {tried} inputs in {seconds} s, {'none' if ran.returncode == 0 else 'ONE'} broke it", flush=True)
        if ran.returncode != 0:
            broken += 1
            print(f"{ran.stdout.decode('utf-8', 'replace')[-3000:]}\n{said[-1500:]}\nit lies in {folder}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        fuzz(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    sys.exit(main())
