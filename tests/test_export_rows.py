"""Claims as a network and as tables are read back by the programs that they are for, or by others of their kind."""

from __future__ import annotations

import csv
import importlib
import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import igraph
import networkx as nx
import pandas as pd
import pytest
from build_fixtures import environment
from conftest import ROOT, CorpusFolder, CorpusOf
from naughty import texts, write_texts

from kg.builder import read_project
from kg.export.claims import CLAIM, ENTITY, Type, claim_table, entity_table, reading
from kg.export.formats import FORMATS, export
from kg.model import Corpus
from kg.ontology import Ontology
from kg.opposition import asserts
from kg.places import Project
from kg.places import bundled as bundled_folder
from kg.problems import KgError
from kg.reader import read_corpus

Given = tuple[Corpus, Ontology]
#: Texts that some program takes for something else.
TEXTS = (
    '"quoted", and; parted',
    "two\nlines\r\nand three",
    "=HYPERLINK(1)",
    "-2 + 3",
    "+49",
    "@name",
    "a|b",
    "<&>'\\",
    "Ünïcödé 😀 مرحبا \u202e\u0301",
    "'quoted'",
    "null",
    "＝1",
)


@pytest.fixture(scope="module")
def small(corpus_folder: CorpusFolder, ontology: Ontology) -> Given:
    return read_corpus(corpus_folder())[0], ontology


@pytest.fixture(scope="module")
def hostile(small: Given) -> Given:
    """The small corpus with a claim for each hostile text, which is its gloss, its anchor and the label of an actor."""
    corpus, ontology = small
    first = corpus.actors[0]
    actors = [replace(first, id=f"x-{n}", label=text, description=text) for n, text in enumerate(TEXTS)]
    claims = [
        replace(corpus.claims[0], local_id=f"p1-{n}", subject=f"x-{n}", items=(f"x-{n}",), gloss=text, anchor=text)
        for n, text in enumerate(TEXTS)
    ]
    return replace(corpus, actors=(*corpus.actors, *actors), claims=tuple(claims)), ontology


@pytest.fixture(scope="module")
def league() -> Given:
    folder = ROOT / "tests" / "football"
    read = read_project(Project(corpus=folder / "corpus", ontology=bundled_folder("ontology"), build=folder / "build"))
    return read.corpus, read.ontology


@pytest.fixture(scope="module")
def five(bundled: Corpus, ontology: Ontology) -> Given:
    """The corpus that comes with the program."""
    return bundled, ontology


@pytest.fixture(scope="module")
def naughty(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Given:
    """The corpus of the big list of naughty strings."""
    return read_corpus(write_texts(tmp_path_factory.mktemp("naughty"), texts()))[0], ontology


@pytest.fixture(params=["small", "hostile", "naughty", "league", "five"])
def given(request: pytest.FixtureRequest) -> Given:
    found: Given = request.getfixturevalue(request.param)
    return found


def text_of(given: Given, form: str) -> str:
    content = export(*given, form).content
    assert isinstance(content, str)
    return content


def parquet_of(given: Given, folder: Path) -> Path:
    content = export(*given, "parquet").content
    assert isinstance(content, bytes)
    file = folder / "claims.parquet"
    file.write_bytes(content)
    return file


# What a row says


def test_a_row_has_all_that_a_claim_says(small: Given) -> None:
    rows = {row["claim"]: row for row in claim_table(*small).rows}

    assert rows["gazette.p1-1"] == {
        "claim": "gazette.p1-1",
        "source": "gazette",
        "source_title": "Galleys for Sudonia",
        "paragraph": 1,
        "subject": "norland",
        "subject_label": "Norland",
        "subject_kind": "state",
        "relation": "supplies-arms-to",
        "relation_label": "supplies arms to",
        "object": "sudonia",
        "object_label": "Sudonia",
        "object_kind": "state",
        "asserted": True,
        "polarity": "affirmed",
        "modality": "actual",
        "claimant": "",
        "claimant_label": "",
        "certainty": "high",
        "family": "arms",
        "valence": small[1].relations["supplies-arms-to"].valence,
        "items": ("galleys",),
        "item_labels": ("war galleys",),
        "places": (),
        "place_labels": (),
        "time": "2030",
        "earliest": "2030-01-01",
        "latest": "2030-12-31",
        "quantity": "~12 item",
        "least": 12,
        "most": 12,
        "unit": "item",
        "gloss": "Norland sold Sudonia galleys.",
        "anchor": "twelve war galleys",
        "links": (),
        "contests": ("herald.p2-1",),
        "statement": "norland_supplies-arms-to_sudonia_galleys",
        "iri": "https://w3id.org/entente/claim/gazette.p1-1",
    }
    differing = {
        "asserted",
        "polarity",
        "modality",
        "claimant",
        "claimant_label",
        "certainty",
        "time",
        "latest",
        "links",
    }
    assert {name: rows["gazette.p2-1"][name] for name in CLAIM if name in differing} == {
        "asserted": False,
        "polarity": "affirmed",
        "modality": "planned",
        "claimant": "ada-brand",
        "claimant_label": "Ada Brand",
        "certainty": "medium",
        "time": "2032/",
        "latest": None,
        "links": (),
    }
    assert rows["gazette.p1-2"]["links"] == ("because:gazette.p1-1",)


def test_rows_have_the_columns_in_order_and_claims_as_one_reads_them(given: Given) -> None:
    claims, entities = claim_table(*given), entity_table(*given)

    assert all(list(row) == list(CLAIM) for row in claims.rows)
    assert all(list(row) == list(ENTITY) for row in entities.rows)
    assert sorted(str(row["claim"]) for row in claims.rows) == sorted(claim.id for claim in given[0].claims)
    assert [row["id"] for row in entities.rows] == sorted(given[0].entities)
    assert sum(int(str(row["degree"])) for row in entities.rows) == 2 * len(given[0].claims)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("p1-1,1,norland,trades-with,sudonia,,,", "trades with"),
        ("p1-1,1,norland,trades-with,sudonia,denied,,", "denied: trades with"),
        ("p1-1,1,norland,trades-with,sudonia,denied,planned,", "denied, planned: trades with"),
        ("p1-1,1,norland,trades-with,sudonia,,,ada-brand", "according to Ada Brand: trades with"),
        ("p1-1,1,norland,trades-with,sudonia,,,unnamed", "according to an unnamed voice: trades with"),
    ],
)
def test_the_label_of_an_edge_begins_with_what_keeps_it_from_being_asserted(
    corpus_of: CorpusOf, ontology: Ontology, row: str, said: str
) -> None:
    corpus, problems = corpus_of(row, also="polarity,modality,claimant")

    assert problems == []
    assert reading(corpus.claims[0], corpus, ontology) == said
    assert asserts(corpus.claims[0], ontology) == (said == "trades with")


# GraphML


def test_networkx_reads_the_network_back(given: Given) -> None:
    network = nx.read_graphml(io.BytesIO(text_of(given, "graphml").encode()), force_multigraph=True)
    claims, entities = claim_table(*given), entity_table(*given)

    assert dict(network.degree()) == {row["id"]: row["degree"] for row in entities.rows}
    assert {id: data["label"] for id, data in network.nodes(data=True)} == {
        row["id"]: row["label"] for row in entities.rows
    }
    edges: list[Any] = list(network.edges)  # with their keys, which the stubs do not know of
    assert sorted(edges) == sorted((row["subject"], row["object"], row["claim"]) for row in claims.rows)
    shown = ("relation", "paragraph", "valence", "asserted", "claim")
    assert sorted(
        (*(data[name] for name in shown), data["source_id"]) for *_, data in network.edges(data=True)
    ) == sorted((*(row[name] for name in shown), row["source"]) for row in claims.rows)
    assert Counter(data.get("gloss", "") for *_, data in network.edges(data=True)) == Counter(
        row["gloss"] for row in claims.rows
    )


def test_igraph_reads_the_network_back(given: Given, tmp_path: Path) -> None:
    file = tmp_path / "claims.graphml"
    file.write_bytes(text_of(given, "graphml").encode())
    network = igraph.Graph.Read_GraphML(str(file))
    claims, entities = claim_table(*given), entity_table(*given)

    assert network.is_directed()
    assert dict(zip(network.vs["id"], network.degree(), strict=True)) == {r["id"]: r["degree"] for r in entities.rows}
    edges = [(network.vs[e.source]["id"], network.vs[e.target]["id"], e["claim"], e["gloss"]) for e in network.es]
    assert sorted(edges) == sorted((r["subject"], r["object"], r["claim"], r["gloss"]) for r in claims.rows)


def test_gephi_finds_ids_that_are_unique_and_none_of_those_that_it_gives_a_meaning(small: Given) -> None:
    space = "{http://graphml.graphdrawing.org/xmlns}"
    root = ET.fromstring(text_of(small, "graphml"))
    keys = [
        (key.get("id"), key.get("for"), key.get("attr.name"), key.get("attr.type")) for key in root.iter(space + "key")
    ]
    ids = [element.get("id") for name in ("key", "node", "edge") for element in root.iter(space + name)]

    assert len(set(ids)) == len(ids)
    assert not any(str(id).startswith("d") for id, *_ in keys)
    assert {("node-label", "node", "label", "string"), ("edge-label", "edge", "label", "string")} <= set(keys)
    assert {("edge-paragraph", "edge", "paragraph", "int"), ("edge-valence", "edge", "valence", "double")} <= set(keys)
    data = [element.text for element in root.iter(space + "data")]
    assert [text for text in data if text in (None, "", "None")] == []


def test_claims_between_two_actors_stay_apart(small: Given) -> None:
    network = nx.read_graphml(io.BytesIO(text_of(small, "graphml").encode()))

    assert {key: data["label"] for key, data in network["norland"]["sudonia"].items()} == {
        "gazette.p1-1": "supplies arms to",
        "gazette.p2-1": "planned, according to Ada Brand: trades with",
        "herald.p2-1": "denied: supplies arms to",
    }


def test_a_character_that_xml_cannot_hold_is_refused_with_its_claim(corpus_of: CorpusOf, ontology: Ontology) -> None:
    corpus, _ = corpus_of("p1-1,1,norland,trades-with,sudonia,a\x0bb", also="gloss")

    with pytest.raises(KgError) as raised:
        export(corpus, ontology, "graphml")
    assert str(raised.value) == "XML cannot hold the character U+000B that herald.p1-1 has; take another format"
    assert "a\x0bb" in text_of((corpus, ontology), "csv")


# Neo4j


def test_neo4j_is_told_the_type_of_each_column(small: Given) -> None:
    files = export(*small, "neo4j").content
    assert not isinstance(files, str | bytes)
    nodes, relationships = (list(csv.reader(io.StringIO(files[name]))) for name in ("nodes.csv", "relationships.csv"))

    assert nodes[0] == [
        "id:ID", ":LABEL", "label:string", "kind:string", "kind_label:string", "degree:int", "aliases:string[]",
        "parents:string[]", "wikidata:string", "iso3166:string", "description:string", "iri:string",
    ]  # fmt: skip
    norland = ["norland", "Actor|State", "Norland", "state", "state", "3", "the North|Nordhaven", "", "", "", ""]
    assert [*norland, "https://w3id.org/entente/actor/norland"] in nodes
    assert [name for name in relationships[0] if not name.endswith(":string")] == [
        ":START_ID", ":END_ID", ":TYPE", "paragraph:int", "asserted:boolean", "valence:double", "items:string[]",
        "places:string[]", "earliest:date", "latest:date", "least:double", "most:double", "links:string[]",
        "contests:string[]",
    ]  # fmt: skip
    assert sorted(row[:4] for row in relationships[1:]) == [
        ["norland", "sudonia", "SUPPLIES_ARMS_TO", "gazette.p1-1"],
        ["norland", "sudonia", "UNASSERTED", "gazette.p2-1"],
        ["norland", "sudonia", "UNASSERTED", "herald.p2-1"],
        ["sudonia", "glass-strait", "VALUES", "gazette.p1-2"],
    ]


def test_every_end_and_every_mention_is_a_node_of_neo4j(given: Given) -> None:
    files = export(*given, "neo4j").content
    assert not isinstance(files, str | bytes)
    nodes = {row["id:ID"]: row for row in csv.DictReader(io.StringIO(files["nodes.csv"], newline=""))}
    rows = list(csv.DictReader(io.StringIO(files["relationships.csv"], newline="")))

    named = [row[end] for row in rows for end in (":START_ID", ":END_ID")]
    named += [id for row in rows for name in ("items", "places") for id in row[f"{name}:string[]"].split("|") if id]
    assert set(named) <= set(nodes)
    assert {id: row["label:string"] for id, row in nodes.items()} == {
        id: entity.label for id, entity in given[0].entities.items()
    }
    assert {row["claim:string"]: row["gloss:string"] for row in rows} == {c.id: c.gloss for c in given[0].claims}


# CSV


def as_text(value: object) -> str:
    """Return what a cell must say, told in another way than the program does."""
    if isinstance(value, tuple):
        return "|".join(value)
    return {None: "", True: "true", False: "false"}[value] if value is None or isinstance(value, bool) else str(value)


def test_csv_changes_nothing(given: Given) -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(given, "csv"), newline="")))

    assert rows == [
        {name: as_text(value) for name, value in row.items() if name not in ("least", "most")}
        | {name: as_text(row[name] and format(row[name], "f")) for name in ("least", "most")}
        for row in claim_table(*given).rows
    ]


def test_pandas_reads_csv_back(given: Given) -> None:
    table = pd.read_csv(io.StringIO(text_of(given, "csv"), newline=""), keep_default_na=False, lineterminator="\n")
    rows = claim_table(*given).rows

    assert list(table.columns) == list(CLAIM)
    assert table["gloss"].tolist() == [row["gloss"] for row in rows]
    assert table["valence"].tolist() == [row["valence"] for row in rows]
    assert table["asserted"].tolist() == [row["asserted"] for row in rows]


def test_a_spreadsheet_gets_no_formula(hostile: Given) -> None:
    text = text_of(hostile, "spreadsheet")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    exact = list(csv.DictReader(io.StringIO(text_of(hostile, "csv"), newline="")))
    formulas = {"=HYPERLINK(1)", "-2 + 3", "+49", "@name", "＝1"}

    assert text.encode().startswith(b"\xef\xbb\xbfclaim,")
    assert [row["gloss"] for row in rows] == [f"'{text}" if text in formulas else text for text in TEXTS]
    changed = {name for row, as_it_is in zip(rows, exact, strict=True) for name in row if row[name] != as_it_is[name]}
    assert changed == {"subject_label", "item_labels", "gloss", "anchor"}
    assert export(*hostile, "spreadsheet").remarks == (
        "20 cells that look like formulas begin with an apostrophe; csv has them as they are",
    )


def test_a_number_below_zero_is_no_formula(league: Given) -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(league, "spreadsheet").removeprefix("\ufeff"), newline="")))

    assert {float(row["valence"]) for row in rows} == {row["valence"] for row in claim_table(*league).rows}
    assert any(row["valence"].startswith("-") for row in rows)


# Parquet


def test_pandas_reads_parquet_back_with_its_types(given: Given, tmp_path: Path) -> None:
    table = pd.read_parquet(parquet_of(given, tmp_path))
    rows = claim_table(*given).rows

    assert list(table.columns) == list(CLAIM)
    assert table["paragraph"].tolist() == [row["paragraph"] for row in rows]
    assert table["valence"].tolist() == [row["valence"] for row in rows]
    assert table["asserted"].tolist() == [row["asserted"] for row in rows]
    assert [tuple(items) for items in table["items"]] == [row["items"] for row in rows]
    assert [None if pd.isna(text) else text for text in table["gloss"]] == [row["gloss"] or None for row in rows]


def test_duckdb_reads_parquet_back_with_its_types(given: Given, tmp_path: Path) -> None:
    file = parquet_of(given, tmp_path)
    names = {
        Type.TEXT: "VARCHAR", Type.WHOLE: "INTEGER", Type.NUMBER: "DOUBLE", Type.TRUTH: "BOOLEAN", Type.DAY: "DATE",
        Type.TEXTS: "VARCHAR[]",
    }  # fmt: skip
    with duckdb.connect() as connection:
        described = connection.execute(f"DESCRIBE SELECT * FROM '{file}'").fetchall()
        found = connection.execute(f"SELECT claim, earliest, places, claimant, most FROM '{file}'").fetchall()

    assert {row[0]: row[1] for row in described} == {name: names[type] for name, type in CLAIM.items()}
    assert found == [
        (
            row["claim"],
            row["earliest"] and date.fromisoformat(str(row["earliest"])),
            list(row["places"]),
            row["claimant"] or None,
            None if row["most"] is None else float(str(row["most"])),
        )
        for row in claim_table(*given).rows
        if isinstance(row["places"], tuple)
    ]


def test_without_pyarrow_the_cure_is_told(small: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(KgError) as raised:
        export(*small, "parquet")

    assert str(raised.value) == "pyarrow is not installed; \"pip install 'entente-kg[parquet]'\" brings it"


# All formats


def test_what_is_not_asserted_is_said_of_rows(small: Given) -> None:
    said = "2 of 4 claims are denied, not actual or somebody else's view: "

    assert {form: export(*small, form).remarks for form in ("graphml", "neo4j", "csv", "spreadsheet", "parquet")} == {
        "graphml": (f"{said}their labels begin so, and 'asserted' is false",),
        "neo4j": (f"{said}they are of type UNASSERTED",),
        "csv": (f"{said}'asserted' is false",),
        "spreadsheet": (f"{said}'asserted' is false",),
        "parquet": (f"{said}'asserted' is false",),
    }


def test_a_corpus_without_claims_has_every_format(small: Given) -> None:
    empty = replace(small[0], claims=())

    assert {form for form in FORMATS if export(empty, small[1], form).content} == set(FORMATS) - {
        "ttl", "nt", "nanopub",
    }  # fmt: skip


def test_the_same_corpus_gives_the_same_bytes_in_every_format() -> None:
    script = f"""
import hashlib, json
from pathlib import Path
from kg.builder import read_project
from kg.export.formats import FORMATS, REIFYING, export
from kg.places import Project, bundled
folder = Path({str(ROOT / "tests" / "football")!r})
read = read_project(Project(corpus=folder / "corpus", ontology=bundled("ontology"), build=folder / "build"))
for form in FORMATS:
    for newer in (False, True)[: 1 + (form in REIFYING)]:
        content = export(read.corpus, read.ontology, form, in_rdf_1_2=newer).content
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        print(form, newer, hashlib.sha256(data).hexdigest())
"""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script], env=environment(PYTHONHASHSEED=seed), stdout=subprocess.PIPE, text=True
        )
        for seed in ("1", "2")
    ]
    first, second = (process.communicate()[0] for process in started)

    assert first == second
    assert len(first.splitlines()) == len(FORMATS) + 4
