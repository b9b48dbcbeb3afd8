from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import (
    ACTORS,
    COLUMNS,
    GAZETTE,
    GAZETTE_TEXT,
    HERALD_TEXT,
    ISSUES,
    ROOT,
    SOURCES,
    CorpusFolder,
    claims,
)

from kg.checks import CHECKS, TEXT_CHECKS, check
from kg.model import Corpus, Text
from kg.ontology import Ontology
from kg.problems import Problem, Severity
from kg.reader import read_corpus, read_texts

Texts = dict[str, str | bytes | None]

DIGEST = hashlib.sha256(b"the Gazette of 4 May 2031").hexdigest()
TEXTS = {"gazette": Text(GAZETTE_TEXT, DIGEST), "herald": Text(HERALD_TEXT, "")}
ROW = "p1-1,1,norland,opposes,sudonia"


def sources(**cells: str) -> str:
    """Return the table of sources with *cells* for the Herald."""
    title, note = cells.pop("title", "Who Sold What?"), cells.pop("note", "")
    return (
        f"id,title,note,{','.join(cells)}\ngazette,Galleys for Sudonia,{',' * len(cells)}\nherald,{title},{note},"
        + (",".join(cells.values()) + "\n")
    )


def views(*addresses: str) -> str:
    """Return a file of views with these addresses, which stand in the lines 4, 8 ..."""
    return "".join(f"[[view]]\ntitle = 'A'\ntext = 'B'\naddress = '{address}'\n" for address in addresses)


#: For each code: what is written into the files of the small corpus, and everything that is then wrong with it.
FAULTS: list[tuple[str, Texts, list[str]]] = [
    (
        "bad-id",
        {"actors": ACTORS.replace("sudonia,state", "Südonia,state"), "herald": claims(ROW)},
        [
            "actors.csv:3:1: 'Südonia' is no id: lower-case letters, digits and single hyphens; "
            "did you mean 'sudonia'? [bad-id]",
            "actors.csv:3:1: warning: nothing refers to 'Südonia'; did you mean 'sudonia'? [unused-entity]",
            *(
                f"claims/{place}: no actor or issue 'sudonia'; did you mean 'Südonia'? [unknown-entity]"
                for place in ("gazette.csv:2:33", "gazette.csv:3:8", "gazette.csv:4:28", "herald.csv:2:24")
            ),
        ],
    ),
    (
        "reserved-id",
        {
            "actors": ACTORS + "unnamed,person,Nobody,,norland,\n",
            "sources": SOURCES.replace("herald", "asserted"),
            "herald": claims("p1-1,1,unnamed,opposes,sudonia"),
        },
        [
            "actors.csv:5:1: 'unnamed' is kept for claimants without a name [reserved-id]",
            "claims/herald.csv:2:1: no source 'herald' [unknown-source]",
            "sources.csv:3:1: 'asserted' is the name of a graph of its own [reserved-id]",
            "sources.csv:3:1: warning: no claim comes from 'asserted' [unused-source]",
        ],
    ),
    (
        "duplicate-id",
        {
            "issues": ISSUES + "sudonia,region,the South,\n",
            "sources": SOURCES + "herald,Evening,2031,en,2,\n",
            "herald": claims("p1-1,1,norland,opposes,sudoniia"),
        },
        [
            "actors.csv:3:1: id 'sudonia' stands at issues.csv:5 too; did you mean 'sudoniia'? [duplicate-id]",
            "claims/herald.csv:2:24: no actor or issue 'sudoniia'; did you mean 'sudonia'? [unknown-entity]",
            "issues.csv:5:1: id 'sudonia' stands at actors.csv:3 too; did you mean 'sudoniia'? [duplicate-id]",
            "sources.csv:3:1: id 'herald' stands at sources.csv:4 too [duplicate-id]",
            "sources.csv:4:1: id 'herald' stands at sources.csv:3 too [duplicate-id]",
        ],
    ),
    (
        "unknown-kind",
        {"issues": ISSUES.replace(",weapon,", ",waepon,").replace(",route,", ",state,")},
        [
            "issues.csv:3:14: 'state' is no kind of issue (treaty, weapon, route, facility, measure, conflict, event, "
            "programme, project, initiative, region, idea, relationship, resource, sector, policy, phenomenon) "
            "[unknown-kind]",
            "issues.csv:4:9: 'waepon' is no kind of issue; did you mean 'weapon'? [unknown-kind]",
        ],
    ),
    (
        "unknown-parent",
        {
            "actors": ACTORS.replace("Brand,,norland", "Brand,,Nordhavn"),
            "issues": ISSUES.replace(",middle-sea\n", ",norland\n") + "isles,region,Isles,middle-sea\n",
            "herald": claims("p1-1,1,norland,values,isles"),
        },
        [
            "actors.csv:4:29: 'Nordhavn' is not in this table; did you mean 'norland'? [unknown-parent]",
            "issues.csv:3:36: 'norland' is not in this table [unknown-parent]",
        ],
    ),
    (
        "circular-parents",
        {
            "issues": ISSUES.replace("Middle Sea,", "Middle Sea,glass-strait"),
            "actors": ACTORS.replace("Brand,,norland", "Brand,,ada-brand"),
        },
        [
            "actors.csv:4:29: 'ada-brand' would be part of itself [circular-parents]",
            "issues.csv:2:30: 'middle-sea' would be part of itself [circular-parents]",
            "issues.csv:3:36: 'glass-strait' would be part of itself [circular-parents]",
        ],
    ),
    (
        "bad-wikidata",
        {"actors": ACTORS.replace("description", "wikidata").replace("President of Norland", "q794 ?")},
        ["actors.csv:4:37: 'q794 ?' is no Wikidata identifier such as 'Q794'; did you mean 'Q794'? [bad-wikidata]"],
    ),
    (
        "bad-country",
        {
            "actors": "id,kind,label,aliases,iso3166\nnorland,state,Norland,Norway,UK\nsudonia,state,Sudonia,,SU\n"
            "ada-brand,person,Ada Brand,,\n"
        },
        [
            "actors.csv:2:30: 'UK' is no country code of ISO 3166-1; did you mean 'NO'? [bad-country]",
            "actors.csv:3:24: 'SU' is no country code of ISO 3166-1 [bad-country]",
        ],
    ),
    (
        "bad-language",
        {"sources": SOURCES.replace("2031-06,en", "2031-06,eng-").replace("04,en", "04,pt-BR")},
        ["sources.csv:3:31: 'eng-' is no language code such as 'en' [bad-language]"],
    ),
    (
        "bad-language",
        {"sources": SOURCES.replace("2031-06,en", "2031-06,eb")},
        ["sources.csv:3:31: 'eb' is no language code such as 'en'; did you mean 'en'? [bad-language]"],
    ),
    (
        "bad-url",
        {"sources": sources(url="www.example.org")},
        [
            "sources.csv:3:24: 'www.example.org' does not begin with https://, http:// or doi:, or holds a space "
            "[bad-url]"
        ],
    ),
    (
        "bad-digest",
        {"sources": sources(text_sha256="ABC")},
        ["sources.csv:3:24: 'ABC' is no SHA-256 of 64 hexadecimal digits [bad-digest]"],
    ),
    (
        "untitled-source",
        {"sources": sources(title="", url="")},
        ["sources.csv:3:8: no title, and no note that says why [untitled-source]"],
    ),
    (
        "unused-entity",
        {"actors": ACTORS + "isles,state,the Isles,,norland,\n", "herald": claims("p1-1,1,norland,opposes,isels")},
        [
            "actors.csv:5:1: warning: nothing refers to 'isles'; did you mean 'isels'? [unused-entity]",
            "claims/herald.csv:2:24: no actor or issue 'isels'; did you mean 'isles'? [unknown-entity]",
        ],
    ),
    (
        "no-sample",
        {"second_herald": claims(ROW)},
        [
            "second-reading/herald.csv:2:6: no sample.csv beside it lists the paragraphs that were read; "
            "'kg agree --draw 0.2' prints one [no-sample]"
        ],
    ),
    (
        "bad-sample",
        {"sample": "source,paragraph\nherald,2\nheralt,1\nherald,3\nherald,2\n"},
        [
            "second-reading/sample.csv:3:1: no source 'heralt'; did you mean 'herald'? [bad-sample]",
            "second-reading/sample.csv:4:8: herald has 2 paragraphs, not 3 [bad-sample]",
            "second-reading/sample.csv:5:8: stands at line 2 too [bad-sample]",
        ],
    ),
    (
        "outside-sample",
        {"sample": "source,paragraph\nherald,2\n", "second_herald": claims(ROW)},
        ["second-reading/herald.csv:2:6: paragraph 1 of herald is not in second-reading/sample.csv [outside-sample]"],
    ),
    (
        "unused-source",
        {"sources": SOURCES.replace("herald", "heralt") + "courier,News,2031,en,9,\n"},
        [
            "claims/herald.csv:2:1: no source 'herald'; did you mean 'heralt'? [unknown-source]",
            "sources.csv:3:1: warning: no claim comes from 'heralt'; did you mean 'herald'? [unused-source]",
            "sources.csv:4:1: warning: no claim comes from 'courier' [unused-source]",
        ],
    ),
    (
        "look-alike",
        {
            "actors": ACTORS + "north,state,ΝORLAND,,norland,\n",  # the first letter is Greek
            "issues": ISSUES + "galley,weapon,galley,middle-sea\n",
            "herald": claims("p1-1,1,north,opposes,sudonia,galley", also="item"),
        },
        ["actors.csv:5:13: warning: 'ΝORLAND' looks like a name of 'norland' (actors.csv:2) [look-alike]"],
    ),
    (
        "look-alike",
        {"issues": ISSUES.replace("Strait of Glass", "Nоrdhаven")},  # o and a are Cyrillic
        ["issues.csv:3:20: warning: 'Nоrdhаven' looks like a name of 'norland' (actors.csv:2) [look-alike]"],
    ),
    (
        "look-alike",
        {"issues": ISSUES.replace("Strait of Glass", "Nord-Haven")},
        ["issues.csv:3:20: warning: 'Nord-Haven' looks like a name of 'norland' (actors.csv:2) [look-alike]"],
    ),
    (
        "no-id",
        {"herald": claims(",1,norland,opposes,sudonia")},
        ["claims/herald.csv:2:1: the claim has no id; 'kg fmt' gives it one [no-id]"],
    ),
    (
        "bad-claim-id",
        {"herald": claims("p2-1,1,norland,opposes,sudonia", "1.1,2,norland,opposes,sudonia")},
        [
            "claims/herald.csv:2:1: 'p2-1' is no id of a claim in paragraph 1: "
            "p<paragraph>-<number>; did you mean 'p1-1'? [bad-claim-id]",
            "claims/herald.csv:2:6: paragraph 1 does not go with the id 'p2-1'; did you mean '2'? [wrong-paragraph]",
            "claims/herald.csv:3:1: '1.1' is no id of a claim in paragraph 2: p<paragraph>-<number>; "
            "did you mean 'p2-2'? [bad-claim-id]",
        ],
    ),
    (
        "bad-claim-id",
        {"herald": claims(f"p{'1' * 5000}-1,1,norland,opposes,sudonia")},
        [
            f"claims/herald.csv:2:1: 'p{'1' * 298} … {'1' * 217}-1' is no id of a claim in paragraph 1: "
            "p<paragraph>-<number>; did you mean 'p1-1'? [bad-claim-id]"
        ],
    ),
    (
        "duplicate-claim-id",
        {"herald": claims(ROW, "p1-1,1,norland,opposes,glass-strait")},
        [
            "claims/herald.csv:2:1: id 'p1-1' stands at claims/herald.csv:3 too; did you mean 'p1-2'? "
            "[duplicate-claim-id]",
            "claims/herald.csv:3:1: id 'p1-1' stands at claims/herald.csv:2 too; did you mean 'p1-2'? "
            "[duplicate-claim-id]",
        ],
    ),
    (
        "duplicate-claim",
        {
            "herald": claims(
                "p1-1,1,norland,trades-with,sudonia,,high,trades",
                "p1-2,1,sudonia,trades-with,norland,actual,low,deals",
                "p1-3,1,norland,opposes,sudonia,,,",
                "p1-4,1,sudonia,opposes,norland,,,",
                "p2-1,2,norland,trades-with,sudonia,,,",
                also="modality,certainty,gloss",
            )
        },
        ["claims/herald.csv:3:8: says the same as p1-1 at line 2 [duplicate-claim]"],
    ),
    (
        "unknown-source",
        {"herald": None, "all_claims": f"source,{COLUMNS}\nheraldo,{ROW}\nheraldo,{ROW.replace('1', '2')}\n"},
        [
            "claims.csv:2:1: no source 'heraldo'; did you mean 'herald'? [unknown-source]",
            "sources.csv:3:1: warning: no claim comes from 'herald'; did you mean 'heraldo'? [unused-source]",
        ],
    ),
    (
        "unknown-entity",
        {"herald": claims("p1-1,1,Norland,opposes,sudoni,galleys|galeys,the North", also="item,place")},
        [
            "claims/herald.csv:2:8: no actor or issue 'Norland'; did you mean 'norland'? [unknown-entity]",
            "claims/herald.csv:2:24: no actor or issue 'sudoni'; did you mean 'sudonia'? [unknown-entity]",
            "claims/herald.csv:2:31: no actor or issue 'galeys'; did you mean 'galleys'? [unknown-entity]",
            "claims/herald.csv:2:46: no actor or issue 'the North'; did you mean 'norland'? [unknown-entity]",
        ],
    ),
    (
        "unknown-relation",
        {
            "herald": claims(
                "p1-1,1,norland,oposes,sudonia",
                "p1-2,1,norland,is opposed to,sudonia",
                "p1-3,1,norland,is-opposed-by,sudonia",
                "p1-4,1,norland,aligned with,sudonia",
            )
        },
        [
            "claims/herald.csv:2:16: no relation 'oposes'; did you mean 'opposes'? [unknown-relation]",
            "claims/herald.csv:3:16: no relation 'is opposed to' [unknown-relation]",
            "claims/herald.csv:4:16: 'is-opposed-by' is the inverse of 'opposes'; swap subject and object and use "
            "that [unknown-relation]",
            "claims/herald.csv:5:16: no relation 'aligned with'; did you mean 'aligned-with' or 'allied-with'? "
            "[unknown-relation]",
        ],
    ),
    (
        "wrong-domain",
        {"herald": claims("p1-1,1,galleys,supports,norland", "p1-2,1,sudonia,obliges,norland")},
        [
            "claims/herald.csv:2:8: the subject of 'supports' must be of class Actor; "
            "'galleys' is of kind 'weapon' [wrong-domain]",
            "claims/herald.csv:3:8: the subject of 'obliges' must be of class Issue; "
            "'sudonia' is of kind 'state' [wrong-domain]",
        ],
    ),
    (
        "wrong-range",
        {"herald": claims("p1-1,1,norland,advocates,sudonia", "p1-2,1,norland,signs,galleys")},
        [
            "claims/herald.csv:2:26: the object of 'advocates' must be of class Issue; "
            "'sudonia' is of kind 'state' [wrong-range]",
            "claims/herald.csv:3:22: the object of 'signs' must be of class Initiative or Treaty; "
            "'galleys' is of kind 'weapon' "
            "[wrong-range]",
        ],
    ),
    (
        "self-relation",
        {"herald": claims("p1-1,1,norland,opposes,norland")},
        ["claims/herald.csv:2:24: 'norland' is both subject and object [self-relation]"],
    ),
    (
        "unknown-claimant",
        {
            "herald": claims(
                "p1-1,1,norland,opposes,sudonia,ada brand",
                "p1-2,1,norland,opposes,sudonia,galleys",
                "p2-1,2,norland,opposes,sudonia,unnamed",
                also="claimant",
            )
        },
        [
            "claims/herald.csv:2:32: no actor 'ada brand'; did you mean 'ada-brand'? [unknown-claimant]",
            "claims/herald.csv:3:32: 'galleys' is an issue and cannot speak [unknown-claimant]",
        ],
    ),
    (
        "unknown-qualifier",
        {"herald": claims(f"{ROW},negated,planed,hihg", also="polarity,modality,certainty")},
        [
            "claims/herald.csv:2:32: no polarity 'negated' (affirmed, denied) [unknown-qualifier]",
            "claims/herald.csv:2:40: no modality 'planed' (actual, former, expected, possible, planned, normative, "
            "hypothetical); did you mean 'planned'? [unknown-qualifier]",
            "claims/herald.csv:2:47: no certainty 'hihg' (high, medium, low); did you mean 'high'? [unknown-qualifier]",
        ],
    ),
    (
        "unknown-unit",
        {"herald": claims(f"{ROW},~3..4 itme", also="quantity")},
        [
            "claims/herald.csv:2:32: no unit 'itme' (USD, %, bcm, km, day, month, year, person, time, item); "
            "did you mean '~3..4 item' or '~3..4 time'? [unknown-unit]",
        ],
    ),
    (
        "unknown-link",
        {
            "herald": claims(
                f"{ROW},becuase:gazette.p1-2",
                "p1-2,1,norland,values,galleys,if:-1|to:p1-2",
                "p2-1,2,norland,values,galleys,if:p2-22|because:courier.p9-9",
                "p2-2,2,sudonia,values,galleys,content:p1-1",
                also="link",
            )
        },
        [
            "claims/herald.csv:2:32: no link 'becuase' (if, because, to, content); "
            "did you mean 'because:gazette.p1-2'? [unknown-link]",
            "claims/herald.csv:3:31: '-1' stands for a row above; 'kg fmt' writes its id [unknown-link]",
            "claims/herald.csv:3:31: no other claim 'p1-2'; did you mean 'to:p1-1' or 'to:p2-2'? [unknown-link]",
            "claims/herald.csv:4:31: no other claim 'courier.p9-9' [unknown-link]",
            "claims/herald.csv:4:31: no other claim 'p2-22'; did you mean 'if:p2-2'? [unknown-link]",
        ],
    ),
    (
        "no-such-paragraph",
        {"herald": claims("p2-1,22,norland,opposes,sudonia", "p3-1,3,norland,opposes,sudonia")},
        [
            "claims/herald.csv:2:1: 'p2-1' is no id of a claim in paragraph 22: p<paragraph>-<number>; "
            "did you mean 'p22-1'? [bad-claim-id]",
            "claims/herald.csv:2:6: herald has 2 paragraphs, not 22; did you mean '2'? [no-such-paragraph]",
            "claims/herald.csv:3:6: herald has 2 paragraphs, not 3 [no-such-paragraph]",
        ],
    ),
    (
        "anchor-length",
        {"herald": claims(f"{ROW},sold", "p2-1,2,norland,opposes,sudonia,sold what to whom and why", also="anchor")},
        [
            "claims/herald.csv:2:32: the anchor has 1 word; 2 to 5 show the place [anchor-length]",
            "claims/herald.csv:3:32: the anchor has 6 words; 2 to 5 show the place [anchor-length]",
        ],
    ),
    (
        "duplicate-id",
        {"positions": "id,x,y\nnorland,1,2\nsudonia,3,4\nnorland,5,6\n"},
        [
            "layout.csv:2:1: id 'norland' stands at layout.csv:4 too [duplicate-id]",
            "layout.csv:4:1: id 'norland' stands at layout.csv:2 too [duplicate-id]",
        ],
    ),
    (
        "unused-position",
        {"positions": "id,x,y\nNorland,1,2\natlantis,3,4\n"},
        [
            "layout.csv:2:1: warning: no actor or issue 'Norland' to place; did you mean 'norland'? [unused-position]",
            "layout.csv:3:1: warning: no actor or issue 'atlantis' to place [unused-position]",
        ],
    ),
    (
        "bad-address",
        {
            "views": views(
                "#entity=norland&famly=arms",
                "with=norland&from=norland&view=map",
                "entity=norland&as=agent&steps=3&entity=sudonia",
                "view=compare&sources=gazette&contested=no&party=norland,,sudonia&sort=",
                "since=2022-13&until=soon&valence=1..-1",
            )
        },
        [
            "views.toml:4:1: no key '#entity'; did you mean 'entity'? [bad-address]",
            "views.toml:4:1: no key 'famly'; did you mean 'family'? [bad-address]",
            "views.toml:8:1: 'from' needs 'view=path' beside it [bad-address]",
            "views.toml:8:1: 'with' needs 'entity' beside it [bad-address]",
            "views.toml:12:1: 'entity' stands here 2 times [bad-address]",
            "views.toml:12:1: as: 'agent' is not subject or object or items or places or claimant [bad-address]",
            "views.toml:12:1: steps: '3' is not 1 or 2 [bad-address]",
            "views.toml:16:1: contested: 'no' is not yes [bad-address]",
            "views.toml:16:1: party: an empty value [bad-address]",
            "views.toml:16:1: sort: '' is not a column [bad-address]",
            "views.toml:16:1: sources: 2 names are needed, not 1 [bad-address]",
            "views.toml:20:1: since: '2022-13' is not a year, month or day such as 2022, 2022-07 or 2022-07-01 "
            "[bad-address]",
            "views.toml:20:1: until: 'soon' is not a year, month or day such as 2022, 2022-07 or 2022-07-01 "
            "[bad-address]",
            "views.toml:20:1: valence: '1..-1' is not LEAST..MOST, from -10 to 10 [bad-address]",
        ],
    ),
    (
        "unknown-in-address",
        {
            "views": views(
                "entity=Norland&relation=suplies-arms-to",
                "party=sudonia,nirland&family=diplomacy,rivlry&kind=state,weapons",
                "claimant=own,unnamed,Ada+Brand,nobody-at-all",
                "claim=gazette.p1-11&disputed=norland_supplies-arms-to_sudonia",
                "view=compare&sources=gazette,heral&polarity=denies&modality=planned,actuall",
                "list=famly:arms",
            )
        },
        [
            "views.toml:4:1: entity: no actor or issue 'Norland'; did you mean 'norland'? [unknown-in-address]",
            "views.toml:4:1: relation: no relation 'suplies-arms-to'; did you mean 'supplies-arms-to'? "
            "[unknown-in-address]",
            "views.toml:8:1: family: no family 'rivlry'; did you mean 'rivalry'? [unknown-in-address]",
            "views.toml:8:1: kind: no kind 'weapons'; did you mean 'weapon'? [unknown-in-address]",
            "views.toml:8:1: party: no actor or issue 'nirland'; did you mean 'norland'? [unknown-in-address]",
            "views.toml:12:1: claimant: no actor or voice 'Ada Brand'; did you mean 'ada-brand'? [unknown-in-address]",
            "views.toml:12:1: claimant: no actor or voice 'nobody-at-all' [unknown-in-address]",
            "views.toml:16:1: claim: no claim 'gazette.p1-11'; did you mean 'gazette.p1-1' or 'gazette.p1-2' or "
            "'gazette.p2-1'? [unknown-in-address]",
            "views.toml:16:1: disputed: no statement 'norland_supplies-arms-to_sudonia'; "
            "did you mean 'norland_supplies-arms-to_sudonia_galleys'? [unknown-in-address]",
            "views.toml:20:1: modality: no modality 'actuall'; did you mean 'actual'? [unknown-in-address]",
            "views.toml:20:1: polarity: no polarity 'denies'; did you mean 'denied'? [unknown-in-address]",
            "views.toml:20:1: sources: no source 'heral'; did you mean 'herald'? [unknown-in-address]",
            "views.toml:24:1: list: no part 'famly:arms'; did you mean 'family:arms'? [unknown-in-address]",
        ],
    ),
]


#: The same for texts.
TEXT_FAULTS: list[tuple[str, Texts, Mapping[str, Text], list[str]]] = [
    (
        "no-text",
        {},
        {"herald": TEXTS["herald"]},
        ["sources.csv:2:1: warning: no text gazette.txt; the anchors of this source are not checked [no-text]"],
    ),
    (
        "text-changed",
        {"sources": "id,title,text_sha256\ngazette,Galleys," + "0" * 64 + "\nherald,Who?,\n"},
        TEXTS,
        [f"sources.csv:2:17: the text of gazette has another SHA-256; did you mean '{DIGEST}'? [text-changed]"],
    ),
    (
        "wrong-paragraph-count",
        {"sources": SOURCES.replace("en,2", "en,3")},
        TEXTS,
        [
            "sources.csv:2:43: the text of gazette does not have 3 paragraphs; did you mean '2'? "
            "[wrong-paragraph-count]",
            "sources.csv:3:34: the text of herald does not have 3 paragraphs; did you mean '2'? "
            "[wrong-paragraph-count]",
        ],
    ),
    (
        "anchor-not-found",
        {
            "herald": claims(
                "p1-1,1,norland,opposes,sudonia,question thet keeps",
                "p1-2,1,norland,supports,sudonia,anybody at all",
                "p1-3,1,sudonia,opposes,norland,to who",
                "p2-1,2,norland,opposes,sudonia,wholly unlike it",
                also="anchor",
            )
        },
        TEXTS,
        [
            "claims/herald.csv:2:32: 'question thet keeps' is not in paragraph 1; did you mean 'question that keeps' "
            "or 'a question that keeps'? [anchor-not-found]",
            "claims/herald.csv:3:33: the anchor stands in paragraph 2, not in 1 [anchor-not-found]",
            "claims/herald.csv:4:32: 'to who' is not in paragraph 1; did you mean 'to whom'? [anchor-not-found]",
            "claims/herald.csv:5:32: 'wholly unlike it' is not in paragraph 2 [anchor-not-found]",
        ],
    ),
    (
        "anchor-ambiguous",
        {"herald": claims(f"{ROW},who sold", also="anchor")},
        {
            **TEXTS,
            "herald": Text(
                (
                    "It asked who sold, and who sold again, long before the lamps of the Strait went out in the wind.",
                    "",
                ),
                "",
            ),
        },
        ["claims/herald.csv:2:32: 'who sold' stands 2 times in paragraph 1 [anchor-ambiguous]"],
    ),
    (
        "too-much-quoted",
        {"herald": claims(f"{ROW},one two", "p1-2,1,sudonia,opposes,norland,two three", also="anchor")},
        {**TEXTS, "herald": Text(("one two three four five", "six"), "")},
        ["sources.csv:3:1: the anchors of herald cover 50% of its words; at most 25% may be quoted [too-much-quoted]"],
    ),
]


def problems_of(folder: Path, ontology: Ontology, texts: Mapping[str, Text] | None = None) -> list[str]:
    """Return what is wrong with the content of a corpus that is well-formed."""
    corpus, misread = read_corpus(folder)
    assert misread == []
    return [str(problem) for problem in check(corpus, ontology, texts)]


def test_the_small_corpus_of_these_tests_has_no_fault(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    assert problems_of(corpus_folder(), ontology, TEXTS) == []


@pytest.mark.parametrize(("code", "files", "problems"), FAULTS, ids=[code for code, *_ in FAULTS])
def test_each_fault_is_reported_with_its_place_and_cure(
    corpus_folder: CorpusFolder, ontology: Ontology, code: str, files: Texts, problems: list[str]
) -> None:
    found = problems_of(corpus_folder(**files), ontology)

    assert found == problems
    assert f"[{code}]" in {problem.rpartition(" ")[2] for problem in found}


@pytest.mark.parametrize(("code", "files", "texts", "problems"), TEXT_FAULTS, ids=[code for code, *_ in TEXT_FAULTS])
def test_each_disagreement_with_the_texts_is_reported_with_its_place_and_cure(
    corpus_folder: CorpusFolder,
    ontology: Ontology,
    code: str,
    files: Texts,
    texts: Mapping[str, Text],
    problems: list[str],
) -> None:
    found = problems_of(corpus_folder(**files), ontology, texts)

    assert found == problems
    assert {problem.rpartition(" ")[2] for problem in found} == {f"[{code}]"}


@pytest.mark.parametrize("run", [*CHECKS, *TEXT_CHECKS], ids=lambda run: run.__name__)
def test_each_check_has_a_manual_and_reports_its_own_code_alone(
    run: Callable[[Corpus, Any], Iterable[Problem]], corpus_folder: CorpusFolder, ontology: Ontology
) -> None:
    cases: list[tuple[Texts, Any]] = [(files, ontology) for _, files, _ in FAULTS]
    if run in TEXT_CHECKS:
        cases = [(files, texts) for _, files, texts, _ in TEXT_FAULTS]

    codes = {problem.code for files, other in cases for problem in run(read_corpus(corpus_folder(**files))[0], other)}

    assert run.__doc__
    assert codes == {run.__name__.replace("_", "-")}


def test_an_address_may_have_all_that_the_page_knows(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    sound = views(
        "entity=norland&with=sudonia&as=subject&relation=supplies-arms-to&steps=2",
        "claim=gazette.p1-1",
        "list=all&source=herald",
        "entity=norland&list=family:arms",
        "disputed=norland_supplies-arms-to_sudonia_galleys",
        "party=norland,galleys&family=arms,rivalry&kind=state&source=gazette,herald&claimant=own,unnamed,ada-brand",
        "modality=planned&polarity=denied,affirmed&contested=yes&since=2030&until=2031-05-04&valence=-10..2.5",
        "view=table&sort=source&hide=sudonia&pin=norland,galleys",
        "view=path&from=norland&to=galleys",
        "view=compare&sources=gazette,herald",
    )

    assert problems_of(corpus_folder(views=sound), ontology) == []


def test_a_second_reading_is_checked_like_the_first_and_may_use_what_nothing_else_does(
    corpus_folder: CorpusFolder, ontology: Ontology
) -> None:
    folder = corpus_folder(
        actors=ACTORS + "isles,state,the Isles,,,\n",
        sample="source,paragraph\nherald,1\n",
        second_herald=claims("p1-1,1,isles,oposes,sudonia,never sold", "p1-1,1,isles,values,sudonja,", also="anchor"),
    )

    assert problems_of(folder, ontology, TEXTS) == [
        "second-reading/herald.csv:2:1: id 'p1-1' stands at second-reading/herald.csv:3 too; "
        "did you mean 'p1-2'? [duplicate-claim-id]",
        "second-reading/herald.csv:2:14: no relation 'oposes'; did you mean 'opposes'? [unknown-relation]",
        "second-reading/herald.csv:2:29: the anchor stands in paragraph 2, not in 1 [anchor-not-found]",
        "second-reading/herald.csv:3:1: id 'p1-1' stands at second-reading/herald.csv:2 too; "
        "did you mean 'p1-2'? [duplicate-claim-id]",
        "second-reading/herald.csv:3:21: no actor or issue 'sudonja'; did you mean 'sudonia'? [unknown-entity]",
    ]


def test_the_anchors_of_both_readings_together_are_what_may_be_quoted(
    corpus_folder: CorpusFolder, ontology: Ontology
) -> None:
    folder = corpus_folder(
        herald=claims(f"{ROW},one two", also="anchor"),
        sample="source,paragraph\nherald,1\n",
        second_herald=claims(f"{ROW},two three", also="anchor"),
    )
    texts = {**TEXTS, "herald": Text(("one two three four five six seven eight nine", "ten"), "")}

    assert problems_of(folder, ontology, texts) == [
        "sources.csv:3:1: the anchors of herald cover 30% of its words; at most 25% may be quoted [too-much-quoted]"
    ]


def test_curly_quotes_and_long_dashes_may_be_typed_straight(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    printed = (
        "The “Glass – Strait”\u00a0line isn’t new to any of the people who sail along it by night, as she told us."
    )
    folder = corpus_folder(herald=claims(f'{ROW},"""Glass - Strait"" line isn\'t"', also="anchor"))

    assert problems_of(folder, ontology, {**TEXTS, "herald": Text((printed, ""), "")}) == []


def test_all_problems_come_in_one_run_sorted_by_place(corpus_folder: CorpusFolder, ontology: Ontology) -> None:
    corpus, _ = read_corpus(corpus_folder(herald=claims("p1-1,1,nirland,opposses,sudonia", GAZETTE.splitlines()[2])))
    problems = check(corpus, ontology, {})

    assert problems == sorted(problems)
    assert {problem.code for problem in problems} == {"unknown-entity", "unknown-relation", "no-text"}


def test_the_bundled_corpus_has_no_errors(ontology: Ontology) -> None:
    corpus, misread = read_corpus(ROOT / "corpus")

    assert _errors([*misread, *check(corpus, ontology)]) == []


def test_the_bundled_corpus_agrees_with_the_texts(bundled: Corpus, ontology: Ontology, texts_folder: Path) -> None:
    assert _errors(check(bundled, ontology, read_texts(texts_folder))) == []


def _errors(problems: Iterable[Problem]) -> list[str]:
    return [str(problem) for problem in problems if problem.severity is Severity.ERROR]
