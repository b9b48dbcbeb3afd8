"""How soon and how smoothly the page works, beside plain pyvis on the same graphs in the same run.

Each graph is drawn by `kg.explorer` and by pyvis as its manual shows (directed, everything in one file, its physics);
both are opened by the same Chromium without a network, and measured alike:

``paint``
    Seconds until the browser has painted anything of the page.
``ready``
    Seconds from the start of the navigation until the page answers: the map is drawn and, with pyvis, its progress bar
    gone. A page that takes longer than the limit is given up.
``frames``
    Redraws a second while a script pans and zooms for three seconds.
``size``, ``heap``
    Megabytes of the file, and of JavaScript objects once it is ready.

The graphs are drawn at random with a fixed seed, a few actors with most of the claims.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError
from pyvis.network import Network

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from kg.explorer import render_page  # noqa: E402
from kg.model import Actor, Claim, Corpus, Origin, Source, Time  # noqa: E402
from kg.ontology import Ontology, load_ontology  # noqa: E402

SIZES = ((200, 800), (1_000, 5_000), (10_000, 100_000))
#: Plain pyvis gets no further than this within the limit, and its list of nodes takes Python minutes beyond.
MOST_OF_PYVIS = 1_000
LIMIT = 120
READY = {
    "kg": "document.getElementById('status').textContent !== '' && typeof network !== 'undefined'",
    "pyvis": "document.getElementById('loadingBar')?.style.display === 'none'",
}
MOVE = """() => new Promise(done => {
  let drawn = 0, start;
  const count = () => { drawn += 1; };
  const step = now => {
    start ??= now;
    const passed = now - start;
    if (passed > 3000) { network.off("afterDrawing", count); done(drawn / passed * 1000); return; }
    network.moveTo({ position: { x: 80 * Math.sin(passed / 300), y: 0 }, scale: 0.6 + 0.3 * Math.sin(passed / 500) });
    requestAnimationFrame(step);
  };
  network.on("afterDrawing", count);
  requestAnimationFrame(step);
})"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one page came to; nothing where it was given up."""

    size: float
    paint: float | None = None
    ready: float | None = None
    frames: float | None = None
    heap: float | None = None

    def __str__(self) -> str:
        cells = (self.size, self.paint, self.ready, self.frames, self.heap)
        return "".join(f"{'–' if cell is None else f'{cell:.2f}':>10}" for cell in cells)


def corpus(actors: int, claims: int, ontology: Ontology) -> Corpus:
    """Return a corpus of so many actors and claims."""
    here, mixed, relations = Origin("claims.csv", 2), random.Random(1), list(ontology.relations)

    def ends() -> tuple[str, str]:
        one, other = (int(actors * mixed.random() ** 2.5) for _ in range(2))
        return f"a{one}", f"a{other if other != one else (one + 1) % actors}"

    def claim(number: int) -> Claim:
        (subject, object), year = ends(), mixed.randint(1990, 2025)
        paragraph = number % 500 + 1
        return Claim(
            local_id=f"p{paragraph}-{number // 500 + 1}", paragraph=paragraph, source=f"s{number % 20}", origin=here,
            subject=subject, relation=mixed.choice(relations), object=object,
            polarity="denied" if mixed.random() < 0.05 else "", modality="planned" if mixed.random() < 0.1 else "",
            gloss=f"What is said in claim {number} of this and that.",
            time=Time(text=str(year), earliest=f"{year}-01-01", latest=f"{year}-12-31"),
        )  # fmt: skip

    return Corpus(
        title=f"{actors:,} actors, {claims:,} claims",
        actors=tuple(Actor(id=f"a{n}", kind="state", label=f"Actor {n}", origin=here) for n in range(actors)),
        sources=tuple(Source(id=f"s{n}", title=f"Source {n}", origin=here) for n in range(20)),
        claims=tuple(map(claim, range(claims))),
    )


def plain(corpus: Corpus) -> str:
    """Return what pyvis makes of a corpus by itself."""
    network = Network(directed=True, cdn_resources="in_line", height="100vh")
    for actor in corpus.actors:
        network.add_node(actor.id, actor.label)
    for claim in corpus.claims:
        network.add_edge(claim.subject, claim.object, title=claim.gloss)
    return str(network.generate_html())


def measure(browser: Browser, file: Path, ready: str) -> Measured:
    """Open a page as a reader without a network would, and measure it."""
    size = file.stat().st_size / 1e6
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(LIMIT * 1000)
    page.route("http**", lambda route: route.abort())
    start = time.monotonic()
    try:
        page.goto(file.as_uri(), wait_until="commit")
        _wait(page, ready, start)
        taken = time.monotonic() - start
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null")
        heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
        return Measured(size, paint and paint / 1000, taken, page.evaluate(MOVE), heap)
    except (BrowserError, TimeoutError):
        return Measured(size)
    finally:
        page.close()


def _wait(page: Page, ready: str, start: float) -> None:
    while not page.evaluate(f"() => Boolean({ready})"):
        if time.monotonic() - start > LIMIT:
            raise TimeoutError
        time.sleep(0.02)


def main() -> None:
    """Print a line a page."""
    ontology = load_ontology(ROOT / "ontology")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"]
        )
        print(f"{'':38}{'size MB':>10}{'paint s':>10}{'ready s':>10}{'frames/s':>10}{'heap MB':>10}")
        for actors, claims in SIZES:
            made = corpus(actors, claims, ontology)
            file = Path(name) / "page.html"
            for tool in ("kg", "pyvis") if actors <= MOST_OF_PYVIS else ("kg",):
                file.write_text(render_page(made, ontology) if tool == "kg" else plain(made), "utf-8")
                print(f"{tool:6} {made.title:31}{measure(browser, file, READY[tool])}", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
