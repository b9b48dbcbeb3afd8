"""Kill commands that write at each of their system calls, let each call fail, and see that old or new stands whole.

Run as ``python tests/long/kill_syscalls.py``, on Linux with strace; pytest runs a short form of it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from build_fixtures import Process
from long.kill_builds import Trial, answering, building, formatting

#: The calls that change a file or a folder, and how each may fail.
ERRORS: Mapping[str, Sequence[str]] = {
    "chmod": ["EPERM"],
    "fdatasync": ["EIO"],
    "flock": ["ENOLCK"],
    "fsync": ["EIO"],
    "ftruncate": ["EIO"],
    "mkdir": ["EACCES", "ENOSPC"],
    "openat": ["EACCES", "ENOSPC"],
    "pwrite64": ["ENOSPC"],
    "rename": ["EACCES"],
    "renameat2": ["EACCES", "EINVAL"],
    "rmdir": ["EBUSY"],
    "unlink": ["EACCES"],
    "unlinkat": ["EACCES"],
    "write": ["ENOSPC", "EIO"],
}
_CALL = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\((?P<rest>.*)")
_MINUTE = 60


@dataclass(frozen=True)
class Call:
    """The *number*-th call of its *name* in a thread, and its arguments."""

    name: str
    number: int
    arguments: str

    def __str__(self) -> str:
        return f"{self.name} {self.number}: {self.arguments[:200]}"


def calls_of(trial: Trial, *, also: Sequence[str] = ()) -> list[Call]:
    """Return the calls with which the command changes what is in its folder, in their order."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        trial.prepare()
        process = trial.start(under=[*_strace(also), "-y", "-o", str(log)])
        _finish(process)
        calls = list(_calls(log.read_text("utf-8", "replace")))
    here = [call for call in calls if _changes(call, trial.folder)]
    return list({(call.name, call.number): call for call in reversed(here)}.values())[::-1]


def _changes(call: Call, folder: Path) -> bool:
    """Tell whether a call was made in a folder, not only from it, and changed something."""
    place = call.arguments.replace(f"AT_FDCWD<{folder}>", "")
    return str(folder) in place and not re.search("O_RDONLY| = -1 ", place)


def _strace(injected: Sequence[str]) -> list[str]:
    """Return the beginning of a command; without byte code being written, which would change the count of calls."""
    traced = ["strace", "-f", "-qq", "-E", "PYTHONDONTWRITEBYTECODE=1", "-E", "PYTHONHASHSEED=0"]
    return [
        *traced,
        "-e",
        f"trace={','.join(ERRORS)}",
        *(part for rule in injected for part in ("-e", f"inject={rule}")),
    ]


def _calls(log: str) -> Iterator[Call]:
    """Read the calls from what strace wrote; one that was interrupted stands there by its beginning.

    strace counts in each thread and acts on the first that comes so far. So files that a later thread opens are left
    out: the main thread has opened as many when it starts.
    """
    numbers: Counter[tuple[str, str]] = Counter()
    main = log.partition(" ")[0]
    for match in filter(None, map(_CALL.match, log.splitlines())):
        thread, name = match["thread"], match["name"]
        numbers[thread, name] += 1
        if thread == main or name != "openat":
            yield Call(name, numbers[thread, name], match["rest"])


def _finish(process: Process) -> tuple[int, str]:
    """Return the exit code of a process, none of which may hang, and what it said."""
    try:
        _, said = process.communicate(timeout=_MINUTE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return 0, "it hangs"
    return process.returncode, said.decode("utf-8")


def kill_at(trial: Trial, call: Call, *, also: Sequence[str] = ()) -> str:
    """Kill the command when it makes a call and return what is wrong with what it leaves or with its next run."""
    trial.prepare()
    process = trial.start(under=[*_strace([*also, f"{call.name}:signal=KILL:when={call.number}"]), "-o", "/dev/null"])
    code, said = _finish(process)
    if code != -9:
        return f"was not killed but exits with {code}: {said}"
    return trial.fault() or trial.fault_of_next()


def fail_at(trial: Trial, call: Call, error: str, *, also: Sequence[str] = ()) -> str:
    """Let a call fail and return what is wrong with what the command says, or leaves, or with its next run.

    It may do without the call, or end with 4 and a message that names what could not be written.
    """
    trial.prepare()
    process = trial.start(under=[*_strace([*also, f"{call.name}:error={error}:when={call.number}"]), "-o", "/dev/null"])
    code, said = _finish(process)
    if code == 0 and not trial.done():
        return f"exits with 0 and has not done it: {said!r}"
    if code and (code != 4 or trial.output not in said or not said.startswith("error: ") or said.count("\n") != 1):
        return f"exits with {code} and says {said!r}"
    return trial.fault() or trial.fault_of_next()


def anew(folder: Path) -> Trial:
    """Return the first build of an example."""
    trial = building(folder)
    build = folder / "build"
    return replace(
        trial,
        name="kg build where none is",
        prepare=lambda: shutil.rmtree(build, ignore_errors=True),
        fault=lambda: trial.fault() if build.exists() else "",
    )


def setting_aside(folder: Path) -> Trial:
    """Return the building of an example where folders cannot be exchanged: there may be no build for a moment."""
    trial = building(folder)
    return replace(
        trial,
        name="kg build without renameat2",
        fault=lambda: trial.fault() if (folder / "build").exists() else "",
    )


NO_EXCHANGE = ("renameat2:error=EINVAL",)


def _run(prepared: Callable[[Path], Trial], *, also: Sequence[str] = ()) -> list[str]:
    """Kill at every call and let every call fail; return all faults."""
    with tempfile.TemporaryDirectory() as folder:
        trial = prepared(Path(folder).resolve())
        calls = calls_of(trial, also=also)
        faults = [
            f"{trial.name}, killed at {call}: {fault}" for call in calls if (fault := kill_at(trial, call, also=also))
        ]
        print(f"{trial.name}: killed at {len(calls)} calls, {len(faults)} faults", flush=True)
        failing = [(call, error) for call in calls for error in ERRORS[call.name]]
        failed = [
            f"{trial.name}, {e} at {call}: {fault}"
            for call, e in failing
            if (fault := fail_at(trial, call, e, also=also))
        ]
        print(f"{trial.name}: {len(failing)} failing calls, {len(failed)} faults", flush=True)
    return [*faults, *failed]


def main() -> int:
    if shutil.which("strace") is None:
        print("strace is not installed", file=sys.stderr)
        return 2
    faults = [fault for prepared in (formatting, answering, building, anew) for fault in _run(prepared)]
    faults += _run(setting_aside, also=NO_EXCHANGE)
    print(*faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
