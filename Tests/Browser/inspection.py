"""What has to hold for every page."""
import os

from axe_playwright_python.sync_playwright import Axe

from person import shape

# A small telephone; a window of 1280 at 200 %; a desk.
WIDTHS = (320, 640, 1280)
MOST_BYTES = 100_000
AXE = Axe()

WIDER = """() => {
  const page = document.documentElement;
  if (page.scrollWidth <= page.clientWidth) return null;
  const wide = [...document.querySelectorAll("main, main *")].filter(e => !e.closest(".wide, pre")
    && (e.getBoundingClientRect().right > page.clientWidth + 1 || e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline"));
  return wide.slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" | ") || "something";
}"""

# What the key Tab should come to, in the order of the page. Of a group of radio buttons it is one.
STOPS = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  window.stops = [...document.querySelectorAll(all)].filter(e => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}));
  window.stops = window.stops.filter(e => e.type !== "radio" || e === document.querySelector(`[name="${e.name}"]:checked, [name="${e.name}"]`));
  return window.stops.map(e => e.outerHTML.slice(0, 120));
}"""

HERE = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {
    stop: window.stops.indexOf(e), isBody: e === document.body, html: e.outerHTML.slice(0, 120),
    isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth };
}"""


def inspect(person, language="en"):
    """The page that is open: its language, axe-core, and no scrolling sideways."""
    page, check = person.page, person.findings.check
    where = f"{page.url} ({language})"
    check(page.locator("html").get_attribute("lang") == language, f"{where}: lang is {page.locator('html').get_attribute('lang')}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wider = page.evaluate(WIDER)
        check(wider is None, f"{where}: wider than {width}: {wider}")
        if folder := os.environ.get("SCREENSHOTS"):
            name = f"{shape(page.url)} {language} {width}".strip("/").replace("/", "_")
            page.screenshot(path=f"{folder}/{name}.png", full_page=True)
        if width == 640:
            continue
        for problem in AXE.run(page).response["violations"]:
            for node in problem["nodes"][:3]:
                person.findings.add(f"{where}, {width} wide: {problem['id']}: {problem['help']}: {node['html'][:200]} {node['failureSummary']}")


def weigh(person, response):
    """The bytes of a page, with its style and script."""
    resources = [r for r in person.page.evaluate("performance.getEntriesByType('resource').map(r => [r.initiatorType, r.decodedBodySize])")]
    size = len(response.body()) + sum(bytes for kind, bytes in resources if kind in ("link", "script", "css", "img"))
    person.findings.check(size <= MOST_BYTES, f"{response.url}: {size} bytes")


def use_keyboard(person):
    """Tab comes to everything on the page that is open, in its order, and one sees where it is; the first stop leads past the menu."""
    page, check = person.page, person.findings.check
    page.evaluate("document.activeElement.blur()")
    stops, came = page.evaluate(STOPS), []
    for _ in range(2 * len(stops) + 20):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here["isBody"] or came and here["stop"] == 0:
            break
        if here["stop"] < 0:
            # The frame of a mail, or a field with several parts, is no stop of the page's own.
            check(here["html"].startswith(("<iframe", "<input type=\"datetime", "<pre")), f"{page.url}: Tab comes to {here['html']}")
        elif not came or came[-1] != here["stop"]:
            came.append(here["stop"])
            check(here["isSeen"], f"{page.url}: one does not see that {here['html']} has the focus")
    check(came == sorted(came), f"{page.url}: Tab goes {came}")
    for stop in set(range(len(stops))) - set(came):
        person.findings.add(f"{page.url}: Tab does not come to {stops[stop]}")
    page.reload()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    check(page.evaluate("document.activeElement.id") == "main", f"{page.url}: the first stop does not lead to the content")
    page.keyboard.press("Tab")
    check(page.evaluate("document.activeElement.closest('main') !== null"), f"{page.url}: what comes after it is not in the content")
