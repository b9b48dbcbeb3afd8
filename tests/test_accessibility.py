"""The page under axe-core, in each of its states, by day and by night, on a desk and on a phone."""

from __future__ import annotations

from importlib.resources import files

import pytest
from browser import Open, Visit

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
#: What a reader may have on show, and a key to press before looking.
STATES = {
    "map": ("", ""),
    "filters": ("#family=arms", "l"),
    "actor": ("#entity={0}", ""),
    "neighbours": ("#entity={0}&steps=1", ""),
    "claims": ("#entity={0}&with={1}", ""),
    "disagreement": ("#disputed={2}", ""),
    "table": ("#view=table&sort=-time", ""),
    "comparison": ("#view=compare&sources={3},{4}", ""),
    "path": ("#view=path&from={0}&to={1}", ""),
    "nothing": ("#source=nothing", "l"),
    "help": ("", "?"),
}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_TOLD = """({ violations }) => violations.flatMap(({ id, nodes }) =>
  nodes.map(({ html, any }) => `${id}: ${html.slice(0, 150)} ${any[0]?.message ?? ""}`))"""


def violations(visit: Visit) -> list[str]:
    """Return what axe-core objects to; it runs in a world of its own, since the page's policy lets no other code in."""
    session = visit.page.context.new_cdp_session(visit.page)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})["executionContextId"]
    session.send("Runtime.evaluate", {"expression": AXE, "contextId": world})
    expression = f"axe.run(document, {RULES}).then({_TOLD})"
    answer = session.send(
        "Runtime.evaluate",
        {"expression": expression, "contextId": world, "awaitPromise": True, "returnByValue": True},
    )
    assert "exceptionDetails" not in answer, answer
    return list(answer["result"]["value"])


@pytest.mark.parametrize(
    ("scheme", "width", "states"),
    [
        ("light", 1400, [*STATES]),
        ("dark", 1400, ["map", "filters", "claims", "table"]),  # whose colours differ
        ("dark", 390, ["map", "filters", "claims"]),
    ],
)
def test_nothing_stands_in_anybodys_way(
    bundled_page: str, open_page: Open, scheme: str, width: int, states: list[str]
) -> None:
    visit = open_page(bundled_page, width=width, color_scheme=scheme)
    names = visit.page.evaluate(
        "[...left.ranked.slice(0, 2).map(({ id }) => id), page.claims.find(({ disputed }) => disputed).disputed,"
        " ...page.sources.slice(0, 2).map(({ id }) => id)]"
    )
    found = {}
    for state in states:
        hash, key = STATES[state]
        visit.goto(hash.format(*names) or "#")
        visit.page.keyboard.press(key) if key else None
        found[state] = violations(visit)
        visit.page.keyboard.press(key) if key else None

    objections = [f"{state}: {objection}" for state, said in found.items() for objection in said]
    assert not objections, "\n".join(objections)
    assert visit.complaints == []
