from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from build_fixtures import (
    Ran,
    build_project,
    bundled_build,
    example,
    example_in,
    project_in,
    run_kg,
    start_kg,
    touch,
)
from long.kill_builds import building, fault_of, kill_at_random
from long.reproduce import FUTURE, LOCALES, PLAIN, PROMISED, ROWS, digests

import kg.store
from kg import manifest
from kg.builder import build, read_project, render_trig
from kg.places import Project
from kg.problems import KgError
from kg.store import DamagedStoreError, canonical_lines, open_store, rows

__all__ = ["bundled_build", "example"]
#: Circumstances that must not matter; what the first of them leaves out, the second has.
VARIANTS = (
    replace(
        ROWS,
        name="shuffled, in the C locale, moved",
        variables={"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", **LOCALES["C"]},
        umask=0o077,
        folder="über uns/two\nlines",
    ),
    replace(
        FUTURE, name="of the future", variables={"PYTHONHASHSEED": "random", "LC_ALL": "C.UTF-8"}, from_elsewhere=True
    ),
)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def built(tmp_path: Path, example: Project) -> Project:
    """A project with a build."""
    shutil.copytree(example.build.parent, tmp_path, dirs_exist_ok=True)
    return project_in(tmp_path)


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path) -> None:
    expected = digests(PLAIN, tmp_path)

    assert [digests(made_in, tmp_path) for made_in in VARIANTS] == [expected, expected]


def test_the_manifest_says_what_was_built(built: Project) -> None:
    said = json.loads((built.build / "manifest.json").read_text("utf-8"))

    assert sorted(path.name for path in built.build.iterdir()) == sorted([*PROMISED, "inputs.json", "store"])
    assert said == {
        "program": manifest.PROGRAM,
        "ontology": "0.1.0",
        "inference": True,
        "counts": {"sources": 2, "actors": 4, "issues": 3, "claims": 11, "quads": said["counts"]["quads"]},
        "sha256": {
            name: hashlib.sha256((built.build / name).read_bytes()).hexdigest()
            for name in ("graph.nq", "graph.trig", "graph.html")
        },
    }
    assert said["counts"]["quads"] == len((built.build / "graph.nq").read_bytes().splitlines())


def test_all_forms_of_the_graph_hold_the_same_quads(bundled_build: tuple[Path, Ran]) -> None:
    folder = bundled_build[0] / "build"
    lines = (folder / "graph.nq").read_text("utf-8").splitlines()

    assert lines == sorted(set(lines))
    assert sorted(f"{quad} ." for quad in ox.parse(path=str(folder / "graph.nq"))) == lines
    assert sorted(f"{quad} ." for quad in ox.parse(path=str(folder / "graph.trig"))) == lines
    assert sorted(f"{quad} ." for quad in open_store(folder / "store")) == lines
    assert render_trig(ox.parse(path=str(folder / "graph.nq"))) == (folder / "graph.trig").read_bytes()


def test_rdflib_reads_the_graph_and_counts_as_the_store_does(bundled_build: tuple[Path, Ran]) -> None:
    folder = bundled_build[0] / "build"
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(folder / "graph.nq", format="nquads")
    counts = [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
        "PREFIX ent: <https://w3id.org/entente/ontology#> SELECT (COUNT(?c) AS ?n) { ?c a ent:Claim }",
    ]
    quads = len((folder / "graph.nq").read_bytes().splitlines())

    by_rdflib = [
        int(str(next(iter(binding.values())))) for query in counts for binding in dataset.query(query).bindings
    ]
    assert [int(rows(open_store(folder / "store"), query)[0]["n"]) for query in counts] == by_rdflib
    assert by_rdflib[:2] == [quads, quads]


def test_no_triple_stands_in_two_graphs(bundled_build: tuple[Path, Ran]) -> None:
    quads = list(ox.parse(path=str(bundled_build[0] / "build" / "graph.nq")))

    assert len({quad.triple for quad in quads}) == len(quads)


def test_inference_can_be_left_out(tmp_path: Path) -> None:
    project = example_in(tmp_path)
    build_project(project, inference=False)

    assert rows(open_store(project.build / "store"), "SELECT ?s { GRAPH graph:inferred { ?s ?p ?o } }") == []
    assert json.loads((project.build / "manifest.json").read_text("utf-8"))["inference"] is False


def test_a_corpus_with_errors_leaves_the_build_as_it_was(built: Project) -> None:
    (built.corpus / "issues.csv").write_text("id,kind,label\n", "utf-8")
    before = files_of(built.build.parent)

    assert run_kg("build", cwd=built.build.parent).code == 1
    assert files_of(built.build.parent) == before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit to the size of files")
@pytest.mark.parametrize("limit", [0, 1000, 100_000, 400_000])
def test_a_build_that_fails_halfway_leaves_the_one_before_and_nothing_else(built: Project, limit: int) -> None:
    before = files_of(built.build.parent)
    read = read_project(built)
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(KgError, match=f"cannot write {built.build}: .*; what stood there is as it was"):
            build(built, read)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert files_of(built.build.parent) == before


def test_killed_builds_leave_the_one_before_or_the_new_one(tmp_path: Path) -> None:
    assert {kill.fault for kill in kill_at_random(building(tmp_path), kills=3, seed=1)} == {""}


def killed_build(project: Project) -> Path:
    """Kill a build at its work and return the folder that it leaves behind."""
    process = start_kg("build", cwd=project.build.parent)
    while not (left := list(project.build.parent.glob(".build-*-files/new/*"))):
        assert process.poll() is None
    process.kill()
    process.communicate()
    return left[0].parent.parent


def test_what_a_killed_build_left_is_cleared_by_the_next(built: Project) -> None:
    left = killed_build(built)
    build_project(built)

    assert sorted(path.name for path in built.build.parent.iterdir()) == ["build", "corpus", "texts"], left


def test_a_build_that_was_set_aside_when_one_was_killed_is_brought_back(built: Project) -> None:
    before = files_of(built.build)
    left = killed_build(built)
    built.build.rename(left / "old")
    read = read_project(built)

    class StopError(Exception):
        pass

    def stop(_: str) -> None:
        raise StopError

    with pytest.raises(StopError):
        build(built, read, say=stop)
    assert (files_of(built.build), left.exists()) == (before, False)


def test_a_folder_of_the_users_own_is_no_leftover(built: Project) -> None:
    (built.build.parent / ".build-notes").mkdir()
    (built.build.parent / ".build-notes" / "thesis.txt").write_text("three years of work")
    build_project(built)

    assert (built.build.parent / ".build-notes" / "thesis.txt").is_file()


def test_two_builds_at_once_both_succeed(built: Project) -> None:
    read = read_project(built)

    def build_another(step: str) -> None:
        if step == "drawing the page":
            build_project(built)

    build(built, read, say=build_another)
    assert fault_of(built.build) == ""


@pytest.mark.parametrize("name", ["notes.txt", "store/CURRENT", ".hidden"])
def test_a_folder_that_is_no_build_is_not_replaced(built: Project, name: str) -> None:
    foreign = built.build.parent / "foreign" / name
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine")
    ran = run_kg("build", "-o", "foreign", cwd=built.build.parent)

    assert (ran.code, ran.err, foreign.read_text()) == (
        4,
        f"error: {built.build.parent}/foreign is not a build and is left alone; name another one with 'kg build -o'\n",
        "mine",
    )


def test_a_manifest_of_another_program_does_not_make_a_build(built: Project) -> None:
    foreign = built.build.parent / "extension"
    foreign.mkdir()
    (foreign / "manifest.json").write_text('{"manifest_version": 3, "name": "My browser extension"}')

    assert (run_kg("build", "-o", "extension", cwd=built.build.parent).code, len(list(foreign.iterdir()))) == (4, 1)


def test_an_empty_folder_may_be_built_into(built: Project) -> None:
    (built.build.parent / "empty").mkdir()

    assert run_kg("build", "-o", "empty", cwd=built.build.parent).code == 0
    assert fault_of(built.build.parent / "empty") == ""


def test_a_build_that_is_being_read_can_be_replaced(built: Project) -> None:
    count = "SELECT (COUNT(?c) AS ?n) { ?c a ent:Claim }"
    reader = open_store(built.build / "store")
    build_project(built, inference=False)

    assert rows(reader, count) == rows(open_store(built.build / "store"), count) == [{"n": "11"}]


def test_a_build_is_fresh_until_a_file_that_it_rests_on_changes(built: Project) -> None:
    fresh = [manifest.is_fresh(built)]
    for file, text in {
        "corpus/claims/new.csv": "paragraph,subject,relation,object\n",
        "corpus/claims/loud.CSV": "paragraph,subject,relation,object\n",
        "corpus/vocabulary.ttl": "",
        "corpus/corpus.toml": 'title = "Another"\n',
        "corpus/views.toml": "",
        "corpus/layout.csv": "id,x,y\n",
        "build/manifest.json": '{"program": "entente-kg 0.0.0"}',
        "build/inputs.json": "[]",
    }.items():
        path = built.build.parent / file
        before = path.read_bytes() if path.exists() else None
        path.write_text(text, "utf-8")
        changed = manifest.is_fresh(built)
        path.unlink()
        if before is not None:
            path.write_bytes(before)
        fresh += [changed, manifest.is_fresh(built)]

    assert fresh == [True] + [False, True] * 8
    assert not manifest.is_fresh(project_in(built.build))


def test_what_an_editor_keeps_beside_a_table_is_none(built: Project) -> None:
    (built.corpus / "claims/.#gazette.csv").symlink_to("somebody@somewhere.1:2")
    (built.corpus / os.fsdecode(b".\xff.csv")).write_text("x")

    assert manifest.is_fresh(built)


def test_files_of_others_in_a_build_are_not_removed(built: Project) -> None:
    (built.build / "answers.csv").write_text("mine", "utf-8")
    touch(built)

    with pytest.raises(KgError, match=r"has files that 'kg build' did not make .*\(answers\.csv\); move them"):
        build(built, read_project(built))

    assert (built.build / "answers.csv").read_text("utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_folder_that_may_not_be_listed_is_not_taken_for_an_empty_one(built: Project) -> None:
    (built.corpus / "claims").chmod(0)
    before = files_of(built.build)
    command = [sys.executable, "-m", "kg", "build"]
    if os.geteuid() == 0:  # who may list every folder
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    try:
        ran = subprocess.run(command, cwd=built.build.parent, capture_output=True, check=False)
    finally:
        (built.corpus / "claims").chmod(0o755)

    assert (ran.returncode, ran.stdout) == (4, b"")
    assert ran.stderr.startswith(b"error: cannot read the folder ")
    assert files_of(built.build) == before


def kg_verify(project: Project, *arguments: str) -> Ran:
    return run_kg("build", "--verify", *arguments, cwd=project.build.parent)


def test_a_build_is_what_its_files_make(built: Project) -> None:
    before = {path: path.read_bytes() for path in built.build.rglob("*") if path.is_file()}

    assert kg_verify(built) == Ran(0, "build is what the files make\n", "")
    assert {path: path.read_bytes() for path in built.build.rglob("*") if path.is_file()} == before


def test_a_build_that_was_changed_is_told_apart_from_what_its_files_make(built: Project) -> None:
    with (built.build / "graph.nq").open("ab") as file:
        file.write(b"<x:s> <x:p> <x:o> .\n")
    (built.build / "graph.html").unlink()

    assert kg_verify(built) == Ran(1, "build: graph.nq is not what the files make\nbuild: graph.html is missing\n", "")


def test_a_build_of_an_older_corpus_is_not_what_the_files_make(built: Project) -> None:
    touch(built, title="Another")

    assert [line.split()[1] for line in kg_verify(built).out.splitlines()] == [
        "graph.html",
        "manifest.json",
        "inputs.json",
    ]


def test_a_damaged_store_is_told(built: Project) -> None:
    damaged = max((built.build / "store").glob("*.sst"), key=lambda path: path.stat().st_size)
    damaged.write_bytes(damaged.read_bytes()[:-64] + bytes(64))

    assert kg_verify(built).out.startswith("build: store: the graph in ")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(data[:middle] + bytes(255 - byte for byte in data[middle : middle + 40]) + data[middle + 40 :])


#: What the engine reads a store from; it does without its logs, its options and its lock.
HOLDS = re.compile(r"CURRENT|MANIFEST-\d+|\d+\.sst|files\.json")


@pytest.mark.parametrize("spoil", [cut, flip, Path.unlink])
def test_a_store_is_refused_whichever_of_its_files_is_spoilt(built: Project, spoil: Callable[[Path], None]) -> None:
    store = built.build / "store"
    whole = files_of(store)
    refused = set()
    for name, data in whole.items():
        spoil(store / name)
        try:
            assert len(canonical_lines(open_store(store))) > 1000
        except DamagedStoreError as error:
            assert "'kg build' makes it anew" in str(error)
            refused.add(name)
        (store / name).write_bytes(data)

    assert refused == {name for name in whole if HOLDS.fullmatch(name)}
    assert refused >= {"CURRENT", "files.json"}


def foreign(store: Path) -> None:
    shutil.rmtree(store)
    other = ox.Store(str(store))
    other.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.NamedNode("x:o")))


def emptied(store: Path) -> None:
    shutil.rmtree(store)
    store.mkdir()


def with_a_file_instead(store: Path) -> None:
    shutil.rmtree(store)
    store.write_text("mine")


@pytest.mark.parametrize(
    "spoil",
    [
        foreign,
        emptied,
        with_a_file_instead,
        shutil.rmtree,
        *(lambda s, f=f: f(s / "CURRENT") for f in (cut, Path.unlink)),
    ],
)
def test_a_spoilt_store_is_named_and_made_anew(built: Project, spoil: Callable[[Path], None]) -> None:
    spoil(built.build / "store")
    asked = run_kg("query", "SELECT (COUNT(?c) AS ?n) { ?c a ent:Claim }", cwd=built.build.parent)

    assert (asked.code, asked.out) == (0, "n\n11\n")
    assert str(built.build / "store") in asked.err and "making it anew" in asked.err
    assert fault_of(built.build) == ""


def test_a_store_that_is_damaged_where_it_is_read_is_told(built: Project) -> None:
    store = built.build / "store"
    for path in store.glob("*.sst"):
        if path.stat().st_size > 10_000:  # the smaller ones are read when the store is opened
            flip(path)
    (store / "files.json").write_text(json.dumps(kg.store._files(store)))
    asked = run_kg("query", "SELECT * { ?s ?p ?o }", cwd=built.build.parent)

    assert asked.code == 4
    assert "is damaged" in asked.err and "'kg build' makes it anew" in asked.err


def test_a_build_that_a_link_leads_to_is_replaced_and_the_link_stays(built: Project) -> None:
    built.build.rename(built.build.with_name("elsewhere"))
    built.build.symlink_to("elsewhere")
    for _ in range(2):
        touch(built)
        assert run_kg("build", cwd=built.build.parent).code == 0

        assert built.build.is_symlink()
        assert manifest.is_fresh(built) and fault_of(built.build) == ""
        shutil.rmtree(built.build.with_name("elsewhere"))  # the link leads nowhere now


def identity(path: Path) -> tuple[int, int, int]:
    found = path.lstat()
    return found.st_ino, found.st_mode, found.st_mtime_ns


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    "make",
    [
        link_to_itself,
        lambda path: path.symlink_to("corpus"),
        lambda path: path.symlink_to("/dev/null"),
        lambda path: path.write_text("mine"),
        lambda path: os.mkfifo(path),
    ],
)
def test_what_stands_in_the_place_of_a_build_is_left_alone(built: Project, make: Callable[[Path], object]) -> None:
    shutil.rmtree(built.build)
    make(built.build)
    before = identity(built.build)
    for arguments in (["build"], ["query", "ASK { ?s ?p ?o }"]):
        ran = run_kg(*arguments, cwd=built.build.parent)

        assert (ran.code, "is left alone; name another one with 'kg build -o'" in ran.err) == (4, True)
    assert identity(built.build) == before


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [(["--no-inference"], 2, "leave --no-inference out"), (["-o", "elsewhere"], 4, "no build in ")],
)
def test_what_cannot_be_verified_is_said(built: Project, arguments: list[str], code: int, message: str) -> None:
    ran = kg_verify(built, *arguments)

    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
