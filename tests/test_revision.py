"""Revisions of real repositories, hostile ones among them, and `kg diff` on them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from build_fixtures import Ran, run_kg
from conftest import ACTORS, GAZETTE, HERALD, ROOT, CorpusFolder
from in_process import call_kg

from kg import revision
from kg.places import Project, bundled
from kg.problems import KgError, MisuseError
from kg.revision import read_revision

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder: Path, *arguments: str, given: str = "") -> str:
    """Run git with nobody's settings, and return what it prints."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    command = ["git", *who, "-C", str(folder), *arguments]
    done = subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, input=given, check=True)
    return done.stdout.strip()


def commit(folder: Path, message: str = "x") -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", message)


@pytest.fixture
def home(tmp_path: Path, corpus_folder: CorpusFolder) -> Path:
    """A repository with the small corpus in two commits: the second has another mood and no herald."""
    shutil.copytree(corpus_folder(), tmp_path / "corpus")
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    claims = tmp_path / "corpus" / "claims"
    (claims / "gazette.csv").write_text(GAZETTE.replace(",planned,", ",possible,"), "utf-8")
    (claims / "herald.csv").unlink()
    commit(tmp_path)
    return tmp_path


def project(home: Path, corpus: str = "corpus") -> Project:
    return Project(corpus=home / corpus, ontology=bundled("ontology"), build=home / "build")


# Reading


def test_a_corpus_is_read_as_it_stood(home: Path) -> None:
    then, now = (read_revision(project(home), name) for name in ("HEAD~1", "main"))

    assert [len(past.reading.corpus.claims) for past in (then, now)] == [4, 3]
    assert (then.commit, then.links, then.vocabulary_fault) == (git(home, "rev-parse", "HEAD~1")[:7], (), "")
    assert then.reading.problems == ()


def test_reading_leaves_the_repository_as_it_is(home: Path) -> None:
    def state() -> list[tuple[str, bytes]]:
        return [(str(path), path.read_bytes()) for path in sorted(home.rglob("*")) if path.is_file()]

    before = state()
    read_revision(project(home), "HEAD~1")

    assert state() == before


def test_a_corpus_at_the_top_of_its_repository_is_read(tmp_path: Path, corpus_folder: CorpusFolder) -> None:
    shutil.copytree(corpus_folder(), tmp_path / "top")
    git(tmp_path / "top", "init", "--quiet")
    commit(tmp_path / "top")

    assert len(read_revision(project(tmp_path, "top"), "HEAD").reading.corpus.claims) == 4


def test_what_attributes_would_leave_out_or_change_is_read_as_it_is_stored(home: Path) -> None:
    (home / ".gitattributes").write_text("*.csv export-ignore eol=crlf filter=loud\n")
    commit(home)
    git(home, "config", "filter.loud.smudge", "touch stirred")

    assert len(read_revision(project(home), "HEAD").reading.corpus.claims) == 3
    assert not list(home.rglob("stirred"))


def test_the_own_vocabulary_of_the_time_is_read(home: Path) -> None:
    football = ROOT / "tests" / "football" / "corpus" / "vocabulary.ttl"
    shutil.copy(football, home / "corpus")
    commit(home)
    (home / "corpus" / "vocabulary.ttl").unlink()

    then, before = (read_revision(project(home), name).reading.ontology for name in ("HEAD", "HEAD~1"))

    assert ("beats" in then.relations, "beats" in before.relations) == (True, False)


def test_the_vocabulary_beside_the_corpus_is_that_of_the_time_if_it_can_be_taken(home: Path) -> None:
    shutil.copytree(bundled("ontology"), home / "ontology")
    relations = home / "ontology" / "relations.ttl"
    text = relations.read_text("utf-8")
    relations.write_text(text.replace('"helps"@en', '"is good to"@en'), "utf-8")
    commit(home)
    relations.write_text("not Turtle", "utf-8")
    commit(home)

    good, bad = (read_revision(project(home), name) for name in ("HEAD~1", "HEAD"))

    assert (good.vocabulary_fault, good.reading.ontology.relations["aids"].label) == ("", "is good to")
    assert bad.vocabulary_fault.startswith("relations.ttl:1:1: not Turtle")
    assert bad.reading.ontology.relations["aids"].label == "helps"


def test_a_hook_that_names_another_repository_does_not_mislead(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))

    assert len(read_revision(project(home), "HEAD").reading.corpus.claims) == 3


# What is refused


@pytest.mark.parametrize("name", ["nope", "", "-x", "--output=x", "HEAD\0", "HEAD:corpus", "a b", "../x"])
def test_what_is_no_revision_is_refused_and_runs_nothing(home: Path, name: str) -> None:
    before = sorted(home.rglob("*"))

    with pytest.raises(KgError, match=r"is neither a folder nor a revision of this repository$"):
        read_revision(project(home), name)

    assert sorted(home.rglob("*")) == before


@pytest.mark.parametrize("name", ["HEAD~1..HEAD", "main...HEAD", "..HEAD", "HEAD.."])
def test_a_range_is_two_revisions(home: Path, name: str) -> None:
    with pytest.raises(MisuseError, match="is a range; name its two ends as OLD and NEW"):
        read_revision(project(home), name)


def test_a_shallow_clone_says_that_it_is_one(home: Path, tmp_path: Path) -> None:
    git(home, "clone", "--quiet", "--depth", "1", home.as_uri(), str(tmp_path / "shallow"))

    with pytest.raises(KgError, match="the clone is shallow, 'git fetch --unshallow' brings its history"):
        read_revision(project(tmp_path / "shallow"), "HEAD~1")


def test_a_revision_without_the_corpus_is_refused(home: Path) -> None:
    git(home, "mv", "corpus", "moved")
    commit(home)

    with pytest.raises(KgError, match=r"there is no corpus in moved/ at 'HEAD~1'"):
        read_revision(project(home, "moved"), "HEAD~1")


def test_a_folder_outside_any_repository_has_no_revisions(tmp_path: Path, corpus_folder: CorpusFolder) -> None:
    with pytest.raises(KgError, match="lies in no git repository"):
        read_revision(Project(corpus=corpus_folder(), ontology=bundled("ontology"), build=tmp_path), "HEAD")


def test_without_git_folders_can_still_be_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(home))

    with pytest.raises(
        KgError, match="git is not installed, so that no revision can be read; name two folders instead"
    ):
        read_revision(project(home), "HEAD")


def test_a_repository_of_somebody_else_is_not_trusted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    with pytest.raises(KgError, match=r"git does not trust the repository of .*, which belongs to another user"):
        read_revision(project(home), "HEAD")


def test_links_are_not_followed(home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(HERALD, "utf-8")
    (home / "corpus" / "claims" / "herald.csv").symlink_to(tmp_path / "secret.csv")
    shutil.rmtree(home / "corpus" / "second-reading", ignore_errors=True)
    (home / "corpus" / "second-reading").symlink_to(tmp_path)
    commit(home)

    past = read_revision(project(home), "HEAD")

    assert past.links == ("corpus/second-reading", "corpus/claims/herald.csv")
    assert {claim.source for claim in past.reading.corpus.claims} == {"gazette"}


def test_a_tree_with_names_that_lead_out_writes_nowhere_else(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such a tree cannot be made by git, but by whoever writes objects."""
    blob = git(home, "hash-object", "-w", "--stdin", given="id\n")
    name, line = "..\\evil.csv", f"100644 blob {blob}\t"
    rest = git(home, "ls-tree", "HEAD:corpus")
    inner = git(home, "mktree", given=f"{rest}\n{line}{name}\n{line}.hidden.csv\n")
    outer = git(home, "mktree", given=f"040000 tree {inner}\tcorpus\n")
    bad = git(home, "commit-tree", outer, "-m", "x")

    assert len(read_revision(project(home), bad).reading.corpus.claims) == 3
    assert read_revision(project(home), bad).reading.problems == read_revision(project(home), "HEAD").reading.problems


def test_what_is_too_large_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "MOST_BYTES", 100)

    with pytest.raises(KgError, match="the tables of that revision take more than 0 megabytes"):
        read_revision(project(home), "HEAD")


# The command


def test_two_revisions_are_compared(home: Path) -> None:
    then, now = (git(home, "rev-parse", "--short=7", name) for name in ("HEAD~1", "HEAD"))

    assert call_kg("diff", "HEAD~1", "HEAD", cwd=home) == Ran(
        1,
        f"""\
From HEAD~1 ({then}) to HEAD ({now})
  claims: 1 withdrawn, 1 changed (modality 1), 2 as they were
  disagreements: 1 settled

Claims withdrawn: 1
  herald.p2-1  Norland supplies arms to Sudonia (war galleys), denied

Claims changed: 1
  gazette.p2-1  Norland trades with Sudonia, possible, says Ada Brand
    modality: planned → possible

Disagreements: settled 1
  settled, polarity: Norland and Sudonia (war galleys) (withdrawn: herald.p2-1)
    Norland supplies arms to Sudonia (war galleys) [gazette, 1]
    Norland supplies arms to Sudonia (war galleys), denied [herald, 1]
""",
        "",
    )


def test_a_revision_is_compared_with_the_corpus_as_it_is(home: Path) -> None:
    same = call_kg("diff", "HEAD", cwd=home)
    (home / "corpus" / "actors.csv").write_text(ACTORS.replace("state,Sudonia", "state,Southland"), "utf-8")
    other = call_kg("diff", "main", "--show", "names", cwd=home)

    assert (same.code, same.out.splitlines()[1:3]) == (0, ["Nothing changed.", "  claims: 3 as they were"])
    assert (other.code, other.out) == (1, "Actors and issues: renamed 1\n  renamed: Sudonia → Southland\n")


def test_a_folder_wins_over_a_revision_of_its_name(home: Path) -> None:
    git(home, "branch", "corpus", "HEAD~1")

    assert call_kg("diff", "corpus", cwd=home).code == 0
    assert call_kg("diff", "heads/corpus", cwd=home).code == 1


def test_a_refusal_ends_in_its_message_and_code(home: Path) -> None:
    assert run_kg("diff", "--", "--output=x", cwd=home) == Ran(
        4, "", "error: '--output=x' is neither a folder nor a revision of this repository\n"
    )


def test_two_folders_need_no_repository(tmp_path: Path, corpus_folder: CorpusFolder) -> None:
    one, two = corpus_folder(), corpus_folder(herald=None)

    told = call_kg("diff", str(one), str(two), "--show", "withdrawn", "-f", "csv", cwd=tmp_path)

    assert told == Ran(
        1,
        'claim,says,gloss\nherald.p2-1,"Norland supplies arms to Sudonia (war galleys), denied",\n',
        "",
    )


def test_programs_get_every_table_and_the_claims_behind_it(home: Path) -> None:
    told = json.loads(call_kg("diff", "HEAD~1", "-f", "json", cwd=home).out)

    assert list(told) == [
        "summary", "withdrawn", "added", "changed", "renumbered", "names", "sources", "disagreements", "relations",
        "claims",
    ]  # fmt: skip
    assert told["changed"]["rows"] == [
        {
            "claim": "gazette.p2-1",
            "says": "Norland trades with Sudonia, possible, says Ada Brand",
            "column": "modality",
            "was": "planned",
            "is": "possible",
            "claim_ids": ["gazette.p2-1"],
        }
    ]


def test_a_report_goes_to_a_file_whole(home: Path) -> None:
    call_kg("diff", "HEAD~1", "-o", "out.md", "--claims", cwd=home)
    call_kg("diff", "HEAD~1", "-o", "out.txt", cwd=home)

    assert (
        "| gazette.p2-1 | Norland trades with Sudonia, possible, says Ada Brand | modality | planned | possible |"
        in ((home / "out.md").read_text("utf-8"))
    )
    assert (home / "out.txt").read_text("utf-8") == call_kg("diff", "HEAD~1", cwd=home).out


def test_filters_narrow_what_is_told(home: Path) -> None:
    gone = call_kg("diff", "HEAD~1", "--source", "herald", cwd=home)
    planned = call_kg("diff", "HEAD~1", "--modality", "planned", "--show", "summary", cwd=home)
    dated = call_kg("diff", "HEAD~1", "--since", "2020", "--show", "summary", cwd=home)

    assert "\n  claims: 1 withdrawn\n  disagreements: 1 settled\n" in gone.out
    assert "  claims: 1 changed (modality 1)" in planned.out.splitlines()
    assert (dated.code, dated.err) == (1, "2 claims without a date left out\n")


def test_sources_that_came_later_are_named(home: Path) -> None:
    early = call_kg("diff", "HEAD~1", "--as-of", "2000", cwd=home)

    assert early.err == "left out as of 2000: gazette (published later), herald (published later)\n"


def test_a_corpus_with_errors_is_compared_as_far_as_it_can_be_read(home: Path) -> None:
    (home / "corpus" / "claims" / "gazette.csv").write_text(GAZETTE.replace("trades-with", "trade-with"), "utf-8")

    told = call_kg("diff", "HEAD", cwd=home)
    alike = call_kg("diff", "corpus", cwd=home)

    assert told.code == 1
    assert told.out.splitlines()[1:4] == [
        "corpus has errors: 1. What could be read of it is compared.",
        "Disagreements are not compared, as that needs two corpora without errors.",
        "  claims: 1 changed (relation 1, modality 1), 2 as they were",
    ]
    assert "    relation: trades with → trade-with" in told.out.splitlines()
    assert alike.code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Missing argument 'OLD'."),
        (["HEAD~1..HEAD"], 2, "error: 'HEAD~1..HEAD' is a range; name its two ends as OLD and NEW\n"),
        (["corpus/actors.csv"], 2, "is a file; name a folder with a corpus, or heads/corpus/actors.csv for a branch"),
        (["--", "--output=x"], 4, "error: '--output=x' is neither a folder nor a revision of this repository\n"),
        (["nowhere"], 4, "error: 'nowhere' is neither a folder nor a revision of this repository\n"),
        ([".git"], 4, "it has neither actors.csv nor sources.csv"),
        (["HEAD", "--source", "heral"], 4, "nothing is called 'heral'"),
        (["HEAD~1", "-f", "csv"], 2, "CSV holds one table; name it with --show"),
        (["HEAD", "-o", "x.pdf"], 2, "the suffix of x.pdf names no format"),
    ],
)
def test_what_cannot_be_compared_is_refused(home: Path, arguments: list[str], code: int, message: str) -> None:
    ran = call_kg("diff", *arguments, cwd=home)

    assert (ran.code, ran.out, message in ran.err) == (code, "", True), ran.err
