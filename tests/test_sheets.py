from __future__ import annotations

import json

import pytest

from kg.model import Claim, Origin
from kg.problems import MisuseError
from kg.report.sheets import render_sheets
from kg.sheet import Line, Named, Sheet


def claim(local_id: str, gloss: str) -> Claim:
    return Claim(
        local_id=local_id, source="gazette", paragraph=1, subject="norland", relation="attacks", object="sudonia",
        gloss=gloss, origin=Origin("claims.csv", 2),
    )  # fmt: skip


SHELLED, FLED = claim("p1-1", "Norland shelled a port."), claim("p1-2", "Its crews | fled\nat night.")
TIES = Sheet(
    key="ties",
    title="Ties",
    columns=("group", "who", "claims", "share"),
    lines=(
        Line(("north", Named("norland", "Norland"), 2, 0.5), (SHELLED, FLED)),
        Line(("north", Named("isles", "the Isles"), 1, None), (SHELLED,)),
        Line(("south", None, 0, 1 / 3)),
    ),
    notes=("share: of all claims.",),
    grouping=1,
)
EMPTY = Sheet(key="empty", title="Empty", columns=("who",), lines=())


def test_readers_get_labels_and_see_what_groups_rows_once() -> None:
    assert render_sheets([TIES, EMPTY], "table") == (
        "Ties\n\nshare: of all claims.\n\n"
        "group  who        claims  share\n"
        "-----  ---------  ------  -----\n"
        "north  Norland         2  0.500\n"
        "       the Isles       1\n"
        "south                  0  0.333\n\n"
        "Empty\n\nNothing.\n"
    )


def test_claims_are_named_in_each_row_and_told_once() -> None:
    assert render_sheets([TIES], "md", claims=True) == (
        "## Ties\n\nshare: of all claims.\n\n"
        "| group | who | claims | share | claim_ids |\n"
        "| --- | --- | --: | --: | --- |\n"
        "| north | Norland | 2 | 0.500 | gazette.p1-1 gazette.p1-2 |\n"
        "|  | the Isles | 1 |  | gazette.p1-1 |\n"
        "| south |  | 0 | 0.333 |  |\n\n"
        "## Claims\n\n"
        "| claim | says |\n"
        "| --- | --- |\n"
        "| gazette.p1-1 | Norland shelled a port. |\n"
        "| gazette.p1-2 | Its crews \\| fled at night. |\n"
    )


def test_csv_has_ids_beside_labels_and_repeats_what_groups() -> None:
    assert render_sheets([TIES], "csv") == (
        "group,who,who_label,claims,share\nnorth,norland,Norland,2,0.5\nnorth,isles,the Isles,1,\nsouth,,,0,0.333333\n"
    )
    assert render_sheets([TIES], "csv", claims=True).splitlines()[:2] == [
        "group,who,who_label,claims,share,claim_ids",
        "north,norland,Norland,2,0.5,gazette.p1-1 gazette.p1-2",
    ]
    assert render_sheets([EMPTY], "csv") == "who\n"


def test_csv_holds_one_table() -> None:
    with pytest.raises(MisuseError, match="CSV holds one table; name it with --show, one of: ties empty"):
        render_sheets([TIES, EMPTY], "csv")


def test_json_has_every_figure_in_full_and_the_claims_behind_it() -> None:
    found = json.loads(render_sheets([TIES, EMPTY], "json"))

    assert found == {
        "ties": {
            "title": "Ties",
            "notes": ["share: of all claims."],
            "rows": [
                {"group": "north", "who": "norland", "who_label": "Norland", "claims": 2, "share": 0.5,
                 "claim_ids": ["gazette.p1-1", "gazette.p1-2"]},
                {"group": "north", "who": "isles", "who_label": "the Isles", "claims": 1, "share": None,
                 "claim_ids": ["gazette.p1-1"]},
                {"group": "south", "who": None, "who_label": None, "claims": 0, "share": 1 / 3, "claim_ids": []},
            ],
        },
        "empty": {"title": "Empty", "notes": [], "rows": []},
        "claims": {
            "gazette.p1-1": {"source": "gazette", "paragraph": 1, "gloss": SHELLED.gloss},
            "gazette.p1-2": {"source": "gazette", "paragraph": 1, "gloss": FLED.gloss},
        },
    }  # fmt: skip
