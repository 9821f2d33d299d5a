"""Looking at a page as people do who see badly, have a narrow screen or use no mouse."""

from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe

SERIOUS = ("serious", "critical")


class Look(NamedTuple):
    """One way to look at a page; ``rules``: those that axe-core asks, when not all."""

    width: int
    scheme: str
    rules: tuple[str, ...] = ()


CONTRAST = ("color-contrast",)
LOOKS = (
    Look(1280, "light"),
    Look(1280, "dark", CONTRAST),
    Look(400, "light", CONTRAST),
    Look(400, "dark"),
)


def watch(page, origin: str) -> list[str]:
    """Return a list that fills with what goes wrong on ``page``: errors on its console (what
    the Content-Security-Policy refuses is one of them), and requests to anywhere but
    ``origin``."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith((origin, "data:", "blob:"))
            else complaints.append(f"request to {asked.url}")
        ),
    )
    return complaints


def barriers(page, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Return the serious and critical violations that axe-core finds, with where they are.

    axe-core comes in through the browser's debugger, which no Content-Security-Policy binds.
    """
    # A colour that is still on its way to another one is neither: bring it there at once.
    page.evaluate(
        "new Promise(requestAnimationFrame).then(() => document.getAnimations()"
        ".filter((one) => one instanceof CSSTransition).forEach((one) => one.finish()))"
    )
    options = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def overflow(page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
