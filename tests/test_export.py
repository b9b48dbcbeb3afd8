"""``kg export`` as it is typed, right and wrong."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest
from build_fixtures import Ran, example, run_kg, run_on_terminal
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from conftest import ROOT

from kg.cli import cli
from kg.export.formats import FORMATS
from kg.places import Project
from kg.problems import KgError, MisuseError
from kg.terms import iri

__all__ = ["example"]


@dataclass(frozen=True)
class Answer:
    """What the command wrote, and how it failed if it did."""

    out: bytes
    err: str
    failure: BaseException | None


@pytest.fixture
def home(tmp_path: Path, example: Project, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with the example as the corpus."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KG_CORPUS", str(example.corpus))
    return tmp_path


def ask(*arguments: str) -> Answer:
    ran = CliRunner().invoke(cli, ["export", *arguments], prog_name="kg")
    return Answer(ran.stdout_bytes, ran.stderr, None if isinstance(ran.exception, SystemExit) else ran.exception)


def claims_in(data: bytes) -> list[str]:
    return [row["claim"] for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]


# What is typed right


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"neo4j"}))
def test_a_file_has_what_standard_output_would(home: Path, form: str) -> None:
    printed = ask(form)
    written = ask(form, "-o", "written")

    assert (printed.failure, written.failure, written.out) == (None, None, b"")
    assert (home / "written").read_bytes() == printed.out
    assert printed.err == written.err


@pytest.mark.parametrize("form", sorted(form for form, (_, suffix) in FORMATS.items() if suffix))
def test_the_suffix_of_a_file_tells_the_format(home: Path, form: str) -> None:
    assert ask("-o", f"my.claims{FORMATS[form].suffix.upper()}").failure is None

    (file,) = home.iterdir()
    assert file.read_bytes() == ask(form).out


OTHERS = (("nq", "x.csv"), ("spreadsheet", "x.xlsx"), ("spreadsheet", "x.csv"), ("csv", "x.spreadsheet.csv"))


def test_a_format_that_is_named_goes_where_its_program_finds_it(home: Path) -> None:
    assert ask("nq", "-o", "claims.txt").failure is None
    assert (home / "claims.txt").read_bytes() == ask("nq").out
    refused = [str(ask(form, "-o", file).failure) for form, file in OTHERS]
    assert refused == [
        "nq goes to a file that ends in .nq, not to x.csv",
        "spreadsheet goes to a file that ends in .csv, not to x.xlsx",
        "spreadsheet goes to a file that ends in .spreadsheet.csv; the name of x.csv tells another",
        "csv goes to a file that ends in .csv; the name of x.spreadsheet.csv tells another",
    ]


def test_neo4j_gets_a_folder_and_is_told_how_to_read_it(home: Path) -> None:
    told = ask("neo4j", "-o", "my graph").err.splitlines()

    assert {path.name for path in (home / "my graph").iterdir()} == {"nodes.csv", "relationships.csv"}
    assert told[-2:] == [
        "next: neo4j-admin database import full claims --nodes='my graph/nodes.csv' "
        "--relationships='my graph/relationships.csv' \\",
        "        --array-delimiter='|' --multiline-fields=true",
    ]


def test_names_and_filters_choose_claims(home: Path) -> None:
    whole, northbank, herald = (
        claims_in(ask("csv", *chosen).out) for chosen in ((), ("Northbank",), ("--source", "herald-2024"))
    )
    both = ask("csv", "northbank", "--source", "herald-2024")

    assert set(northbank) < set(whole)
    assert herald == [claim for claim in whole if claim.startswith("herald-2024.")]
    assert claims_in(both.out) == [claim for claim in northbank if claim in herald]
    assert both.err.splitlines()[0] == f"{len(set(northbank) & set(herald))} of {len(whole)} claims chosen"


def test_a_name_may_come_first_where_the_file_tells_the_format(home: Path) -> None:
    assert ask("Northbank", "-o", "northbank.csv").failure is None
    assert (home / "northbank.csv").read_bytes() == ask("csv", "northbank").out


def test_nothing_dangles_in_a_part(home: Path) -> None:
    part = ask("nq", "--since", "2024", "--source", "herald-2024")
    quads = list(ox.parse(part.out, format=ox.RdfFormat.N_QUADS))
    named = {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)}
    minted = {
        term
        for term in named
        if re.match(f"{iri('claim:')}|{iri('actor:')}|{iri('issue:')}|{iri('source:')}", term.value)
    }

    assert minted - {quad.subject for quad in quads} == set()
    assert re.search(r"^\d+ links? to claims that are not chosen left out$", part.err, re.MULTILINE)


def test_claims_without_a_date_are_said_to_be_left_out(home: Path) -> None:
    assert re.match(r"\d+ claims? without a date left out\n", ask("csv", "--since", "1900").err)


def test_rdf_1_2_is_written_on_demand(home: Path) -> None:
    assert [b"reifies> <<(" in ask("nq", "--rdf", version).out for version in ("1.1", "1.2")] == [False, True]


def test_the_formats_stand_in_the_help() -> None:
    text = CliRunner().invoke(cli, ["export", "--help"]).output

    assert [
        name for name, form in FORMATS.items() if f"  {name}  " not in text or form.purpose.split(",")[0] not in text
    ] == []


def test_formats_are_completed() -> None:
    shell = ShellComplete(cli, {}, "kg", "_KG_COMPLETE")

    assert [(item.value, item.help) for item in shell.get_completions(["export"], "n")] == [
        (name, form.purpose) for name, form in FORMATS.items() if name.startswith("n")
    ]


# What is typed wrong


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), f"no format is named; name one of {', '.join(FORMATS)}"),
        (("-o", "claims.xml"), f"the suffix of claims.xml tells no format; name one of {', '.join(FORMATS)}"),
        (("graphm",), "no format is called 'graphm'; did you mean graphml?"),
        (("excel",), f"no format is called 'excel'; there are {', '.join(FORMATS)}"),
        (("trig", "--graph", "inferred"), "--graph is for formats of one graph: ttl, nt, rdfxml"),
        (("csv", "--rdf", "1.2"), "RDF 1.2 can be written as trig, nq, ttl, nt"),
        (("neo4j",), "neo4j is several files; name a folder for them with -o"),
        (("csv", "-o", "."), ". is a folder; name a file"),
        (("neo4j", "-o", "claims.txt"), "claims.txt is a file; name a folder"),
        (("csv", "--family", "armz"), "no family is called 'armz'; did you mean arms?"),
    ],
)
def test_misuse_is_told_with_its_cure(home: Path, arguments: tuple[str, ...], message: str) -> None:
    (home / "claims.txt").write_text("mine")
    answer = ask(*arguments)

    assert isinstance(answer.failure, MisuseError), answer
    assert str(answer.failure).startswith(message)
    assert [(path.name, path.read_text()) for path in home.iterdir()] == [("claims.txt", "mine")]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ttl", "--graph", "herald"), "no graph is called 'herald'; there are asserted, inferred, registry, "),
        (("ttl", "--graph", "registri"), "no graph is called 'registri'; did you mean registry?"),
        (("csv", "Northbnk"), "nothing is called 'Northbnk'; did you mean actor:northbank?"),
        (("csv", "--until", "1000"), "no claim belongs to this part ("),
        (("csv", "-o", "none/claims.csv"), "cannot write none/claims.csv: No such file or directory"),
    ],
)
def test_what_is_not_there_is_told(home: Path, arguments: tuple[str, ...], message: str) -> None:
    answer = ask(*arguments)

    assert isinstance(answer.failure, KgError) and answer.failure.status == 4, answer
    assert str(answer.failure).startswith(message)
    assert list(home.iterdir()) == []


def test_a_corpus_with_errors_is_not_exported(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = home / "corpus"
    corpus.mkdir()
    (corpus / "actors.csv").write_text("id,kind,label\n?,state,Norland\n")
    monkeypatch.setenv("KG_CORPUS", str(corpus))
    ran = run_kg("export", "csv", "-o", "claims.csv", cwd=home)

    assert (ran.code, ran.out, ran.err.splitlines()[-1].startswith("nothing exported: ")) == (1, "", True)
    assert not (home / "claims.csv").exists()


def test_parquet_is_not_thrown_at_a_terminal(example: Project) -> None:
    assert run_on_terminal("export", "parquet", cwd=example.corpus.parent) == (
        2,
        "error: parquet is no text for a terminal; name a file with -o\n",
    )


def test_a_reader_who_leaves_is_no_failure() -> None:
    script = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'kg', 'export', 'parquet'], "
    script += "stdout=subprocess.PIPE); p.stdout.read(1); p.stdout.close(); sys.exit(p.wait())"
    code, screen = run_on_terminal(cwd=ROOT, program=("-c", script))

    assert (code, "rror" in screen) == (0, False), screen


# What the page of exports says


def test_the_page_tells_of_every_format() -> None:
    page = (ROOT / "docs" / "export.md").read_text("utf-8")
    table = "\n".join(line for line in page.splitlines() if line.startswith("|"))

    assert [form for form in FORMATS if f"`{form}`" not in table] == []


def test_a_bundled_corpus_is_exported_anywhere(tmp_path: Path) -> None:
    said = "no corpus/ here or above: taking the one that came with the program"
    ran = run_kg("export", "nt", cwd=tmp_path)

    assert (ran.code, ran.err.splitlines()[0], list(tmp_path.iterdir())) == (0, said, [])
    assert isinstance(ran, Ran) and len(ran.out.splitlines()) == len(set(ran.out.splitlines())) > 0
