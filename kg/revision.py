"""A corpus as it stood at a revision of its git repository, read from the repository's objects without a checkout."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from kg.builder import Reading, read_project
from kg.ontology import load_ontology
from kg.places import CORPUS, ONTOLOGY, Project, display
from kg.problems import KgError, MisuseError

#: The most that the files of one revision may have, in bytes.
MOST_BYTES = 256 * 2**20
_PATIENCE = 120
# Folders of a project with the suffixes of what is read there; the layout of a corpus has no deeper ones.
_Folders: TypeAlias = Mapping[str, tuple[str, ...]]
_IN_CORPUS: _Folders = {"": (".csv", ".toml", ".ttl"), "claims": (".csv",), "second-reading": (".csv",)}
_IN_ONTOLOGY: _Folders = {"": (".ttl",), "rules": (".rq",)}
_RANGE = re.compile(r"(?<![/.])\.{2,3}(?![/.])")
_PLAIN_NAME = re.compile(r"[^.\x00-\x1f\x7f/\\:*?\"<>|][^\x00-\x1f\x7f/\\:*?\"<>|]*")
_REGULAR, _LINK = "100", "120"
# What would lead git to another repository, or to write to this one, or to ask for a password.
_ENVIRONMENT = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
_MISLEADING = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A project at a commit, by the short form of its name: what was read, and in which respects not as it stood.

    ``links`` are files that were not followed since they are links; ``vocabulary_fault`` tells why the vocabulary is
    that of today, and is empty where it is that of the revision or stands in no repository.
    """

    commit: str
    reading: Reading
    links: tuple[str, ...]
    vocabulary_fault: str


def read_revision(project: Project, name: str) -> Revision:
    """Return the corpus of *project* as it stood at the revision called *name*, with the vocabulary of that time.

    This is the ``ontology/`` beside the corpus in that revision, and where it has none, or none that this version of
    the program can take, that of *project*. The files come as they are stored, without filters or line endings of the
    working tree. Raises KgError where there is no git, no repository, no such revision or no corpus in it.
    """
    repository = _Repository(project.corpus)
    commit = repository.commit(name)
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        taken = _Taken(repository, commit, Path(folder))
        if not taken.copy(repository.prefix, CORPUS, _IN_CORPUS):
            where = repository.prefix or "the top folder"
            raise KgError(f"there is no corpus in {where} at {name!r}")
        past, fault = replace(project, corpus=Path(folder) / CORPUS, bundled=False), ""
        if repository.prefix and taken.copy(_beside(repository.prefix), ONTOLOGY, _IN_ONTOLOGY):
            fault = _fault_of(Path(folder) / ONTOLOGY)
            past = past if fault else replace(past, ontology=Path(folder) / ONTOLOGY)
        reading = read_project(past)
    return Revision(commit=commit[:7], reading=reading, links=tuple(taken.links), vocabulary_fault=fault)


def _beside(prefix: str) -> str:
    """Return the folder ``ontology/`` beside a folder of a repository, both with a slash at the end.

    >>> _beside("corpus/"), _beside("a/corpus/")
    ('ontology/', 'a/ontology/')
    """
    above = prefix.rstrip("/").rpartition("/")[0]
    return f"{above}/{ONTOLOGY}/" if above else f"{ONTOLOGY}/"


def _fault_of(folder: Path) -> str:
    """Return why the vocabulary in *folder* cannot be taken, or an empty text."""
    try:
        load_ontology(folder)
    except KgError as error:
        return str(error).replace(f"{folder}{os.sep}", "")
    return ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file, folder or link in a folder of a revision."""

    mode: str
    object: str
    size: int
    name: str


class _Repository:
    """The repository in which a folder lies; ``prefix`` is the folder's path in it, with a slash at the end."""

    def __init__(self, folder: Path) -> None:
        git = shutil.which("git")
        if git is None:
            raise KgError("git is not installed, so that no revision can be read; name two folders instead")
        # A clone that left files out would fetch them, from wherever the repository says.
        self._command = (git, "-c", "protocol.allow=never", "-C", str(folder))
        found = self._run("rev-parse", "--show-prefix")
        if found.returncode:
            raise KgError(_refusal(folder, found.stderr))
        self.prefix = os.fsdecode(found.stdout).removesuffix("\n")

    def commit(self, name: str) -> str:
        """Return the full name of the commit that *name* means. Raises KgError, or MisuseError for a range."""
        if _RANGE.search(name):
            raise MisuseError(f"{name!r} is a range; name its two ends as OLD and NEW")
        if name and "\0" not in name:
            found = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
            if not found.returncode:
                return found.stdout.decode().strip()
        shallow = self._run("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
        cure = "; the clone is shallow, 'git fetch --unshallow' brings its history" if shallow else ""
        raise KgError(f"{name!r} is neither a folder nor a revision of this repository{cure}")

    def entries(self, commit: str, folder: str) -> list[_Entry]:
        """Return what stands in a folder of a commit, none where it is no folder."""
        found = self._run("ls-tree", "-z", "-l", "--full-tree", f"{commit}:{folder.rstrip('/')}")
        return [] if found.returncode else list(map(_entry, filter(None, found.stdout.split(b"\0"))))

    def contents(self, objects: Iterable[str]) -> Iterator[bytes]:
        """Yield the contents of files by the names of their objects, all of one call."""
        wanted = list(objects)
        data = self._run("cat-file", "--batch", given="".join(f"{name}\n" for name in wanted).encode()).stdout
        at = 0
        for _ in wanted:
            head, _, _ = data[at : at + 200].partition(b"\n")
            size = head.rpartition(b" ")[2]
            if not size.isdigit():
                raise KgError("the repository lacks files of that revision; 'git fetch' brings what a clone left out")
            start = at + len(head) + 1
            at = start + int(size) + 1
            yield data[start : at - 1]

    def _run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        kept = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        try:
            return subprocess.run(
                [*self._command, *arguments],
                input=given,
                capture_output=True,
                env=kept | _ENVIRONMENT,
                timeout=_PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise KgError(f"git did not answer within {_PATIENCE} seconds") from None


def _refusal(folder: Path, said: bytes) -> str:
    """Return why git finds no repository, in our own words."""
    if b"dubious ownership" in said:
        return f"git does not trust the repository of {display(folder)}, which belongs to another user"
    return f"{display(folder)} lies in no git repository, so that it has no revisions; name two folders instead"


def _entry(line: bytes) -> _Entry:
    """Read a line of ``git ls-tree -l``: mode, type, object and size, and the name behind a tab."""
    facts, _, name = os.fsdecode(line).partition("\t")
    mode, _, object, size = facts.split()
    return _Entry(mode, object, int(size) if size.isdigit() else 0, name)


class _Taken:
    """Copies folders of a commit into a folder of ours; links, which may lead anywhere, gather in ``links``."""

    def __init__(self, repository: _Repository, commit: str, target: Path) -> None:
        self._repository, self._commit, self._target = repository, commit, target
        self._bytes = 0
        self.links: list[str] = []

    def copy(self, source: str, name: str, folders: _Folders) -> bool:
        """Copy what a project may have in a folder and in those below it; return whether there was anything."""
        found = [
            (folder, entry)
            for folder, suffixes in folders.items()
            for entry in self._plain(f"{source}{folder}", suffixes, folders)
        ]
        self._bytes += sum(entry.size for _, entry in found)
        if self._bytes > MOST_BYTES:
            raise KgError(f"the tables of that revision take more than {MOST_BYTES >> 20} megabytes")
        for folder in folders:
            (self._target / name / folder).mkdir(parents=True, exist_ok=True)
        contents = self._repository.contents(entry.object for _, entry in found)
        for (folder, entry), data in zip(found, contents, strict=True):
            (self._target / name / folder / entry.name).write_bytes(data)
        return bool(found)

    def _plain(self, folder: str, suffixes: tuple[str, ...], folders: _Folders) -> Iterator[_Entry]:
        """Yield the files in *folder* that have one of *suffixes* and a name that is one in every file system."""
        for entry in self._repository.entries(self._commit, folder):
            if not _PLAIN_NAME.fullmatch(entry.name):
                continue
            is_wanted = entry.name.lower().endswith(suffixes)
            if entry.mode.startswith(_LINK) and (is_wanted or entry.name in folders):
                self.links.append(f"{folder.rstrip('/')}/{entry.name}".lstrip("/"))
            elif entry.mode.startswith(_REGULAR) and is_wanted:
                yield entry
