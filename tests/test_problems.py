from __future__ import annotations

import json

import pytest

from kg.model import Place
from kg.problems import Problem, Severity, has_errors, render

MISSPELT = Problem(Place("claims/a.csv", 2, 13), "unknown-relation", "no relation 'suplies'", ("supplies", "supports"))
UNUSED = Problem(Place("actors.csv", 3, 1), "unused-entity", "nothing\nrefers to 5 %", severity=Severity.WARNING)


def test_problems_sort_by_place_then_code() -> None:
    here, there = Place("a.csv", 2, 9), Place("a.csv", 10, 1)
    problems = [Problem(there, "a", ""), Problem(here, "b", ""), UNUSED, Problem(here, "a", "")]

    assert sorted(problems) == [problems[3], problems[1], problems[0], UNUSED]


def test_as_text_a_problem_is_a_line_with_its_place_cure_and_code() -> None:
    assert render([MISSPELT, UNUSED], "text") == (
        "claims/a.csv:2:13: no relation 'suplies'; did you mean 'supplies' or 'supports'? [unknown-relation]\n"
        "actors.csv:3:1: warning: nothing refers to 5 % [unused-entity]"
    )


def test_as_json_every_part_of_a_problem_can_be_asked_for() -> None:
    assert json.loads(render([MISSPELT, UNUSED], "json")) == [
        {
            "file": "claims/a.csv",
            "line": 2,
            "column": 13,
            "code": "unknown-relation",
            "message": "no relation 'suplies'",
            "suggestions": ["supplies", "supports"],
            "severity": "error",
        },
        {
            "file": "actors.csv",
            "line": 3,
            "column": 1,
            "code": "unused-entity",
            "message": "nothing\nrefers to 5 %",
            "suggestions": [],
            "severity": "warning",
        },
    ]


def test_for_github_a_problem_is_a_workflow_command_on_one_line() -> None:
    odd = Problem(Place("claims/a,b:c.csv", 1, 1), "empty-file", "the file is empty")

    assert render([MISSPELT, UNUSED, odd], "github").splitlines() == [
        "::error file=claims/a.csv,line=2,col=13::"
        "no relation 'suplies'; did you mean 'supplies' or 'supports'? [unknown-relation]",
        "::warning file=actors.csv,line=3,col=1::nothing refers to 5 %25 [unused-entity]",
        "::error file=claims/a%2Cb%3Ac.csv,line=1,col=1::the file is empty [empty-file]",
    ]


@pytest.mark.parametrize(
    ("problems", "strict", "stops"),
    [
        ([], True, False),
        ([UNUSED], False, False),
        ([UNUSED], True, True),
        ([UNUSED, MISSPELT], False, True),
    ],
)
def test_a_warning_stops_a_build_only_where_it_is_strict(problems: list[Problem], strict: bool, stops: bool) -> None:
    assert has_errors(problems, strict=strict) is stops
