from __future__ import annotations

import inspect
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import ACTORS, COLUMNS, HERALD, ISSUES, SOURCES, CorpusFolder, CorpusOf, claims

from kg.model import Actor, Claim, Corpus, Issue, Link, Origin, Position, Quantity, Source, Time, View
from kg.problems import KgError
from kg.reader import faults, read_corpus
from kg.reader.table import LONGEST_CELL

Texts = dict[str, str | bytes | None]

VIEWS = """\
[[view]]
title = "Galleys"
text = "Who sells them. Who says so."
address = "entity=galleys&as=items"

[[view]]
title = "The Herald"
text = "What it denies. What it does not."
address = 'source=herald'
"""

#: For each code: what is written into the files of the small corpus, and everything the reader then reports.
FAULTS: list[tuple[str, Texts, list[str]]] = [
    (
        "missing-file",
        {"issues": None},
        ["issues.csv:1:1: this file is missing; 'kg init DIR' makes an example of it"],
    ),
    (
        "empty-file",
        {"issues": "\n"},
        ["issues.csv:1:1: the file is empty; its first line must name the columns"],
    ),
    (
        "wrong-encoding",
        {"issues": "id,kind,label\nsea,region,Mer Égée\n".encode("cp1252")},
        ["issues.csv:2:16: not UTF-8 but Windows-1252 or another old encoding; save the file as 'CSV UTF-8'"],
    ),
    (
        "wrong-encoding",
        {"issues": b"\xef\xbb\xbf" + "id,kind,label\nsea,region,Mer Égée\n".encode("cp1252")},
        ["issues.csv:2:16: not UTF-8 but Windows-1252 or another old encoding; save the file as 'CSV UTF-8'"],
    ),
    (
        "wrong-encoding",
        {"issues": ISSUES.encode("utf-16")},
        ["issues.csv:1:1: not UTF-8 but UTF-16; save the file as 'CSV UTF-8'"],
    ),
    (
        "wrong-delimiter",
        {"actors": ACTORS.replace(",", ";"), "issues": ISSUES.replace(",", "\t")},
        [
            "actors.csv:1:1: cells are separated by semicolons; save the file with commas",
            "issues.csv:1:1: cells are separated by tabs; save the file with commas",
        ],
    ),
    (
        "nul-character",
        {"issues": "id,kind,label\nsea,region,Middle\0Sea\n"},
        ["issues.csv:2:18: a NUL character stands here; delete it"],
    ),
    (
        "control-character",
        {"issues": "id,kind,label\nsea,region,Middle\x1b[31mSea\nbay,region,A\x85B\n"},
        ["issues.csv:2:18: a control character (U+001B) stands here; delete it"],
    ),
    (
        "unseen-character",
        {"issues": "id,kind,label\nsea,region,Middle\u200bSea\nbay,region,\u062a\u200c\u0647\n"},
        ["issues.csv:2:18: warning: a character that is not seen (U+200B) stands here; delete it unless it is meant"],
    ),
    (
        "mixed-line-ends",
        {"issues": "id,kind,label\r\nsea,region,Middle Sea\r\nstrait,route,Strait\n"},
        ["issues.csv:3:1: warning: this line ends otherwise than the first; 'kg fmt' makes all ends alike"],
    ),
    (
        "oversized-cell",
        {"issues": f"id,kind,label\nsea,region,{'x' * (LONGEST_CELL + 1)}\n"},
        ["issues.csv:2:12: a cell of 10,001 characters; at most 10,000 are read"],
    ),
    (
        "unclosed-quote",
        {"issues": 'id,kind,label\nsea,region,"Middle Sea\n'},
        ["issues.csv:2:12: the quote that opens here is not closed; close it after the cell's text"],
    ),
    (
        "stray-quote",
        {"issues": 'id,kind,label\nsea,region,"Middle" Sea\n'},
        ["issues.csv:2:12: text follows the closing quote of this cell; double the quotes inside it"],
    ),
    (
        "stray-space",
        {"issues": "id,kind,label\nsea,region, Middle Sea\n"},
        ["issues.csv:2:12: warning: white space around the cell's text"],
    ),
    (
        "no-header",
        {"issues": "sea,region,Middle Sea\n"},
        ["issues.csv:1:1: the first line must name the columns, at least id, kind, label"],
    ),
    (
        "missing-column",
        {"issues": "id,label\nsea,Middle Sea\n"},
        ["issues.csv:1:1: no column 'kind'"],
    ),
    (
        "repeated-column",
        {"issues": "id,kind,label,kind\nsea,region,Middle Sea,\n"},
        ["issues.csv:1:15: a second column 'kind'"],
    ),
    (
        "unknown-column",
        {"issues": "id,kind,label,alises,part_of\nsea,region,Middle Sea,,\n"},
        [
            "issues.csv:1:15: no such column 'alises'; did you mean 'aliases'?",
            "issues.csv:1:22: no such column 'part_of'",
        ],
    ),
    (
        "ragged-row",
        {"issues": "id,kind,label\nsea,region,Middle, or Inner, Sea\nstrait,route\n"},
        [
            "issues.csv:2:19: the row has 5 cells and the table 3 columns; a text with a comma needs quotes",
            "issues.csv:3:8: the row has 2 cells and the table 3 columns",
        ],
    ),
    (
        "empty-cell",
        {"issues": "id,kind,label\n,region,\n", "herald": claims("p1-1,,norland,,sudonia")},
        [
            "claims/herald.csv:2:6: paragraph is empty",
            "claims/herald.csv:2:15: relation is empty",
            "issues.csv:2:1: id is empty",
            "issues.csv:2:9: label is empty",
        ],
    ),
    (
        "empty-cell",
        {"herald": None, "all_claims": f"{COLUMNS},source\np1-1,1,norland,opposes,sudonia,\n"},
        ["claims.csv:2:32: source is empty"],
    ),
    (
        "empty-part",
        {"issues": "id,kind,label,aliases\nsea,region,Middle Sea,Inner Sea||the Sea\n"},
        ["issues.csv:2:23: an empty value beside '|'"],
    ),
    (
        "bad-number",
        {
            "herald": claims("p2-1,z,norland,opposes,sudonia", "p1,0,norland,opposes,sudonia"),
            "sources": "id,title,paragraphs\ngazette,Galleys,1.5\nherald,Who?,²\n",
        },
        [
            "claims/herald.csv:2:6: 'z' is not a whole number from 1; did you mean '2'?",
            "claims/herald.csv:3:4: '0' is not a whole number from 1",
            "sources.csv:2:17: '1.5' is not a whole number from 1",
            "sources.csv:3:13: '²' is not a whole number from 1",
        ],
    ),
    (
        "bad-number",
        {"sources": f"id,title,paragraphs\ngazette,Galleys,{'1' * 5000}\nherald,Who?,\n"},
        [f"sources.csv:2:17: '{'1' * 299} … {'1' * 270}' is not a whole number from 1"],
    ),
    (
        "bad-time",
        {
            "herald": claims(
                "p1-1,1,norland,opposes,sudonia,2O31",
                "p1-2,1,norland,values,sudonia,2031-13",
                "p1-3,1,norland,opposes,sudonia,2031-12",
                "p1-4,1,norland,values,sudonia,long ago",
                also="time",
            )
        },
        [
            "claims/herald.csv:2:32: '2O31' is not an EDTF time (level 0, or level 1 with X, ?, ~ and open ends); "
            "did you mean '2031'?",
            "claims/herald.csv:3:31: '2031-13' is not an EDTF time (no such day in the calendar); "
            "did you mean '2031-12' or '2031-03' or '2031-10'?",
            "claims/herald.csv:5:31: 'long ago' is not an EDTF time (level 0, or level 1 with X, ?, ~ and open ends)",
        ],
    ),
    (
        "bad-quantity",
        {"herald": claims("p1-1,1,norland,opposes,sudonia,~I2 item", also="quantity")},
        [
            "claims/herald.csv:2:32: '~I2 item' is not a quantity such as '4e9 USD', '~17 %' or '3..5 month'; "
            "did you mean '~12 item'?",
        ],
    ),
    (
        "bad-link",
        {"herald": claims("p1-1,1,norland,opposes,sudonia,because p1-1|to:", also="link")},
        [
            "claims/herald.csv:2:32: 'because p1-1' is not a link such as 'because:p3-1'",
            "claims/herald.csv:2:32: 'to:' is not a link such as 'because:p3-1'",
        ],
    ),
    (
        "bad-figure",
        {"before_settling": "source,measure,n,value,low,high\nall,claims F1,9,0.9,0.8,\nall,claims F1,9,good,,\n"},
        ["second-reading/before-settling.csv:3:17: not a row that 'kg agree --figures --format csv' prints"],
    ),
    (
        "bad-position",
        {"positions": "id,x,y\nnorland,12.0,-7\nsudonia,1e3,0\nada-brand,1234567,0\n"},
        [
            "layout.csv:2:9: '12.0' is not a whole number; did you mean '12'?",
            "layout.csv:3:9: '1e3' is not a whole number",
            "layout.csv:4:11: '1234567' is not a whole number",
        ],
    ),
    (
        "empty-cell",
        {"positions": "id,y,x\nnorland,12,\n,1,2\n"},
        ["layout.csv:2:12: x is empty", "layout.csv:3:1: id is empty"],
    ),
    (
        "bad-setting",
        {"settings": "title = 5\nlangauge = 'en'\n"},
        [
            "corpus.toml:1:1: 'title' must be a text",
            "corpus.toml:2:1: 'langauge' is no setting; known are title, language and license",
        ],
    ),
    (
        "bad-setting",
        {"settings": "language = 'no such language'\n"},
        ["corpus.toml:1:1: 'no such language' is no language code such as 'en'"],
    ),
    (
        "bad-setting",
        {"settings": "title = 'Ships'\nlicense = 'CC BY 4.0'\n"},
        ["corpus.toml:2:1: 'CC BY 4.0' is no address such as 'https://creativecommons.org/licenses/by/4.0/'"],
    ),
    (
        "bad-setting",
        {"settings": "title: Norland\n"},
        ["corpus.toml:1:6: not TOML: Expected '=' after a key in a key/value pair"],
    ),
    (
        "bad-setting",
        {"settings": "title = 'Mer Égée'\n".encode("cp1252")},
        ["corpus.toml:1:1: not TOML: 'utf-8' codec can't decode byte 0xc9 in position 13: invalid continuation byte"],
    ),
    (
        "bad-view",
        {"views": VIEWS.replace("view]]", "veiw]]", 1).replace("text =", "txet =").replace("'source=herald'", "7")},
        [
            "views.toml:1:1: 'veiw' is not known here; each view begins [[view]]",
            "views.toml:6:1: the view has no 'text'",
            "views.toml:8:1: a view has no 'txet'; did you mean 'text'?",
            "views.toml:9:1: 'address' must be a text",
        ],
    ),
    (
        "bad-view",
        {"views": "# Only one\n[view]\ntitle = 'Norland'\n"},
        ["views.toml:2:1: each view begins [[view]], in two brackets"],
    ),
    (
        "bad-view",
        {"views": "[[view]]\ntitle = 'Norland'\ntext = Norland's\n"},
        ["views.toml:3:8: not TOML: Invalid value"],
    ),
]


@pytest.mark.parametrize(("code", "texts", "problems"), FAULTS, ids=[code for code, _, _ in FAULTS])
def test_each_fault_is_reported_where_it_is(
    corpus_folder: CorpusFolder, code: str, texts: Texts, problems: list[str]
) -> None:
    _, found = read_corpus(corpus_folder(**texts))

    assert [str(problem) for problem in found] == [f"{problem} [{code}]" for problem in problems]


def test_each_fault_that_the_reader_knows_is_tried_above_and_has_a_manual() -> None:
    manuals = {name: fault.__doc__ for name, fault in inspect.getmembers(faults, inspect.isfunction)}
    own = {name for name in manuals if getattr(faults, name).__module__ == faults.__name__}

    elsewhere = {"unread-file", "no-claims", "too-much"}
    assert {name.replace("_", "-") for name in own} == {code for code, _, _ in FAULTS} | elsewhere
    assert [name for name in own if not manuals[name]] == []


def test_a_corpus_is_read_as_it_is_written(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder(
        settings='title = "Ships"\nlanguage = "nl"\nlicense = "https://example.org/terms"\n',
        actors="id,kind,label,aliases,part_of,wikidata,iso3166,description\n"
        "norland,state,Norland,the North | Nordhaven,,Q1,NO,A state\nadmiralty,state-body,Admiralty,,norland,,,\n",
        issues="id,kind,label,broader\nstrait,route,Strait of Glass,sea|coast\n",
        sources="id,title,author,publisher,published,url,language,paragraphs,text_sha256,note\n"
        "gazette,Galleys,A. Brand,The Gazette,2031-05~,https://example.org/1,en,12,abc,Lost\nherald,,,,,,,,,\n",
        gazette=f"{COLUMNS},item,place,polarity,modality,claimant,time,quantity,anchor,gloss,link,certainty\n"
        'p3-1,3,norland,opposes,admiralty,strait|sea,coast,denied,planned,brand,2031/,>2 km,"no, never",Norland?,'
        "because:p2-1|if:herald.p1-1,low\n",
        herald=claims(",1,norland,opposes,admiralty"),
    )

    assert read_corpus(folder) == (
        Corpus(
            title="Ships",
            language="nl",
            license="https://example.org/terms",
            actors=(
                Actor(
                    id="norland",
                    kind="state",
                    label="Norland",
                    aliases=("the North", "Nordhaven"),
                    wikidata="Q1",
                    iso3166="NO",
                    description="A state",
                    origin=Origin("actors.csv", 2),
                ),
                Actor(
                    id="admiralty",
                    kind="state-body",
                    label="Admiralty",
                    parents=("norland",),
                    origin=Origin("actors.csv", 3),
                ),
            ),
            issues=(
                Issue(
                    id="strait",
                    kind="route",
                    label="Strait of Glass",
                    parents=("sea", "coast"),
                    origin=Origin("issues.csv", 2),
                ),
            ),
            sources=(
                Source(
                    id="gazette",
                    title="Galleys",
                    author="A. Brand",
                    publisher="The Gazette",
                    published=Time(text="2031-05~", earliest="2031-05-01", latest="2031-05-31"),
                    url="https://example.org/1",
                    language="en",
                    paragraphs=12,
                    text_sha256="abc",
                    note="Lost",
                    origin=Origin("sources.csv", 2),
                ),
                Source(id="herald", origin=Origin("sources.csv", 3)),
            ),
            claims=(
                Claim(
                    local_id="p3-1",
                    source="gazette",
                    paragraph=3,
                    subject="norland",
                    relation="opposes",
                    object="admiralty",
                    items=("strait", "sea"),
                    places=("coast",),
                    polarity="denied",
                    modality="planned",
                    claimant="brand",
                    time=Time(text="2031/", earliest="2031-01-01", latest=None),
                    quantity=Quantity(text=">2 km", least=Decimal(2), most=None, unit="km"),
                    anchor="no, never",
                    gloss="Norland?",
                    links=(Link("because", "gazette.p2-1"), Link("if", "herald.p1-1")),
                    certainty="low",
                    origin=Origin("claims/gazette.csv", 2),
                ),
                Claim(
                    local_id="",
                    source="herald",
                    paragraph=1,
                    subject="norland",
                    relation="opposes",
                    object="admiralty",
                    origin=Origin("claims/herald.csv", 2),
                ),
            ),
        ),
        [],
    )


def test_views_are_read_in_their_order_with_the_place_of_each(corpus_folder: CorpusFolder) -> None:
    corpus, problems = read_corpus(corpus_folder(views=VIEWS))

    assert (corpus.views, problems) == (
        (
            View(
                title="Galleys",
                text="Who sells them. Who says so.",
                address="entity=galleys&as=items",
                origin=Origin("views.toml", 1),
            ),
            View(
                title="The Herald",
                text="What it denies. What it does not.",
                address="source=herald",
                origin=Origin("views.toml", 6),
            ),
        ),
        [],
    )
    assert [str(view.origin.of("address")) for view in corpus.views] == ["views.toml:4:1", "views.toml:9:1"]


@pytest.mark.parametrize("endless", ["[" * 5000, "1" * 5000])
def test_what_the_reader_of_toml_cannot_hold_is_reported_too(corpus_folder: CorpusFolder, endless: str) -> None:
    _, problems = read_corpus(corpus_folder(settings=f"title = {endless}", views=f"view = {endless}"))

    assert [(str(problem.place.file), problem.code) for problem in problems] == [
        ("corpus.toml", "bad-setting"),
        ("views.toml", "bad-view"),
    ]


def test_kept_positions_are_read(corpus_folder: CorpusFolder) -> None:
    corpus, problems = read_corpus(corpus_folder(positions="id,x,y\nnorland,12,-7\n"))

    assert (corpus.positions, problems) == ((Position(id="norland", x=12, y=-7, origin=Origin("layout.csv", 2)),), [])


def test_bom_and_crlf_are_accepted_without_a_word(corpus_folder: CorpusFolder) -> None:
    texts = {"actors": ACTORS, "issues": ISSUES, "sources": SOURCES, "herald": HERALD, "settings": "title = 'Ships'\n"}
    texts["views"] = VIEWS
    windows = {key: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for key, text in texts.items()}

    assert read_corpus(corpus_folder(**windows)) == read_corpus(corpus_folder(**texts))


def test_one_table_of_all_claims_does_as_well_as_a_table_a_source(corpus_folder: CorpusFolder) -> None:
    row = "p1-1,1,norland,opposes,sudonia"
    apart, none = read_corpus(corpus_folder(gazette=claims(row), herald=claims(row)))
    together, nor_here = read_corpus(
        corpus_folder(gazette=None, herald=None, all_claims=f"{COLUMNS},source\n{row},gazette\n{row},herald\n")
    )

    assert (none, nor_here) == ([], [])
    assert [claim.id for claim in together.claims] == [claim.id for claim in apart.claims]


def test_a_row_that_cannot_be_read_keeps_no_other_from_being_read(corpus_of: CorpusOf) -> None:
    corpus, problems = corpus_of("p1-1,1,norland", "p1-2,one,norland,opposes,sudonia", "p1-3,1,norland,values,sudonia")

    assert [(claim.local_id, claim.paragraph) for claim in corpus.claims] == [("p1-2", None), ("p1-3", 1)]
    assert [str(problem) for problem in problems] == [
        "claims/herald.csv:2:8: the row has 3 cells and the table 5 columns [ragged-row]",
        "claims/herald.csv:3:6: 'one' is not a whole number from 1; did you mean '1'? [bad-number]",
    ]


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_a_folder_that_holds_no_corpus_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(KgError) as refusal:
        read_corpus(tmp_path / folder)

    assert str(refusal.value) == f"no corpus in {tmp_path / folder}: it has neither actors.csv nor sources.csv"


def test_a_file_among_the_claims_that_nothing_is_read_from_is_reported(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder()
    (folder / "claims" / "THIRD.CSV").write_text("paragraph,subject,relation,object\n", "utf-8")
    (folder / "claims" / "sub").mkdir()
    for name in ("fourth.tsv", "sub/fifth.csv", "~$herald.csv", ".hidden.csv"):
        (folder / "claims" / name).write_text("", "utf-8")

    _, problems = read_corpus(folder)

    text = "warning: nothing is read from this file; claims stand in .csv files in claims/ itself [unread-file]"
    unread = ("fourth.tsv", "sub/fifth.csv")
    assert [str(problem) for problem in problems] == [f"claims/{name}:1:1: {text}" for name in unread]


def test_a_corpus_without_claims_is_told_so(corpus_folder: CorpusFolder) -> None:
    folder = corpus_folder()
    for path in (folder / "claims").iterdir():
        path.unlink()

    _, problems = read_corpus(folder)

    message = "no table of claims, neither claims.csv nor claims/SOURCE.csv"
    assert [str(problem) for problem in problems] == [f"claims.csv:1:1: warning: {message} [no-claims]"]
