"""Pages of small and of the bundled corpora, for the tests in a browser."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from kg.explorer import render_page
from kg.model import Actor, Claim, Corpus, Issue, Link, Origin, Quantity, Source, Time
from kg.ontology import Ontology

HERE = Origin("claims.csv", 2)
MIDDLE = "middleOf(page.pairs[{}])"
DISC = "network.canvasToDOM(network.getPosition(byId.get('{}').number))"


#: The boxes in which one drawing of the map writes names.
NAMES = """new Promise((done) => {
  const boxes = [];
  const plain = isFree;
  isFree = (box, ...others) => plain(box, ...others) && Boolean(boxes.push(box));
  network.once("afterDrawing", () => { isFree = plain; done(boxes); });
  network.redraw();
})"""


#: The places in the list of entities of those whose names one drawing of the map writes.
NAMED = """new Promise((done) => {
  const named = [];
  let drawn;
  const [plainName, plainWrite] = [drawName, write];
  drawName = (context, entity, ...others) => { drawn = entity.number; plainName(context, entity, ...others); };
  write = (...line) => { named.push(drawn); plainWrite(...line); };
  network.once("afterDrawing", () => { [drawName, write] = [plainName, plainWrite]; done(named); });
  network.redraw();
})"""


def actor(id: str, label: str, *aliases: str, kind: str = "state") -> Actor:
    return Actor(id=id, kind=kind, label=label, aliases=aliases, description=f"What {id} is", origin=HERE)


def claim(local_id: str, subject: str, relation: str, object: str, **more: Any) -> Claim:
    cells: dict[str, Any] = {"source": "gazette", "paragraph": int(local_id[1]), "origin": HERE}
    return Claim(local_id=local_id, subject=subject, relation=relation, object=object, **cells | more)


JUNE = Time(text="2031-06~", earliest="2031-06-01", latest="2031-06-30")
SMALL = Corpus(
    title="Galleys & grain",
    actors=(
        actor("norland", "Norland", "the North", "Nordhåven"),
        actor("sudonia", "Sudonia"),
        actor("ada-brand", "Ada Brand", kind="person"),
    ),
    issues=(
        Issue(id="glass-strait", kind="route", label="Strait of Glass", origin=HERE),
        Issue(id="galleys", kind="weapon", label="war galleys", origin=HERE),
    ),
    sources=(
        Source(id="gazette", title="Galleys for Sudonia", url="https://gazette.example/1?a=b&c", origin=HERE),
        Source(id="herald", publisher="The Herald", published=JUNE, origin=HERE),
    ),
    claims=(
        claim(
            "p3-1", "norland", "supplies-arms-to", "sudonia", items=("galleys",), gloss="Norland sold galleys.",
            anchor="twelve war galleys", time=Time(text="2030/", earliest="2030-01-01", latest=None),
            quantity=Quantity(text="~12 item", least=Decimal(12), most=Decimal(12), unit="item"),
        ),
        claim(
            "p4-1", "norland", "trades-with", "sudonia", modality="planned", claimant="ada-brand", certainty="medium",
        ),
        claim("p2-1", "norland", "supplies-arms-to", "sudonia", items=("galleys",), source="herald", polarity="denied"),
        claim("p5-1", "sudonia", "values", "glass-strait", links=(Link("because", "gazette.p3-1"),)),
    ),
)  # fmt: skip


@pytest.fixture(scope="session")
def small_page(ontology: Ontology) -> str:
    return render_page(SMALL, ontology)


@pytest.fixture(scope="session")
def bundled_page(bundled: Corpus, ontology: Ontology) -> str:
    return render_page(bundled, ontology)


def lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]
