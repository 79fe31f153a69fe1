"""Somebody with a browser of their own."""
import json
import re
import subprocess
import sys
import time
from urllib.parse import urlsplit

from playwright.sync_api import expect

# The machine may be busy.
PATIENCE = 60_000
PASSWORD = "five words that nobody guesses"
expect.set_options(timeout=PATIENCE)


class Findings:
    """What is wrong, printed as it is found."""

    def __init__(self):
        self.count = 0

    def add(self, text):
        self.count += 1
        print(f"- {text}", flush=True)

    def check(self, holds, text):
        if not holds:
            self.add(text)


class Person:
    def __init__(self, browser, base, findings, script=True):
        self.base, self.findings, self.script = base, findings, script
        self.context = browser.new_context(java_script_enabled=script, locale="en-GB")
        self.context.set_default_timeout(PATIENCE)
        self.tag = "with-script" if script else "without-script"
        # What another server was asked for.
        self.asked = []
        self.page = self.new_page()

    def new_page(self):
        page = self.context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.findings.add(f"{page.url}: {error}"))
        page.on("dialog", lambda dialog: (self.findings.add(f"{page.url} runs what it shows"), dialog.dismiss()))
        page.on("request", self._request)
        page.on("requestfailed", self._requestfailed)
        return page

    def _console(self, message):
        url = message.location.get("url", "")
        # A status is no mistake, and what a mail's own page blocks is none of ours.
        is_expected = message.text.startswith("Failed to load resource: the server responded") or urlsplit(url).path.endswith("/html")
        if message.type in ("error", "warning") and not is_expected:
            self.findings.add(f"{url}: {message.text}")

    def _request(self, request):
        if not request.url.startswith((self.base + "/", "data:")):
            self.asked.append(request.url)

    def _requestfailed(self, request):
        # By the policy of a mail's own page: it was not asked in the end.
        if request.failure == "csp":
            self.asked.remove(request.url)

    def open(self, path):
        return self.page.goto(self.base + path)

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def field(self, name):
        return self.page.get_by_label(name, exact=True)

    def notice(self, text):
        expect(self.page.get_by_role("status").filter(has_text=text)).to_be_visible()

    def heading(self, text):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def row(self, text):
        return self.page.get_by_role("row").filter(has_text=text)

    def until(self, locator):
        """Loads the page again and again until this is on it."""
        deadline = time.monotonic() + PATIENCE / 1000
        while locator.count() == 0:
            assert time.monotonic() < deadline, f"{locator} is not there"
            self.page.wait_for_timeout(300)
            self.page.reload()


class Queue:
    """What programs put in meanwhile."""

    def __init__(self, program):
        self.program = program

    def add(self, *messages):
        lines = "\n".join(json.dumps({"text": "Hello", **message}) for message in messages)
        done = subprocess.run([self.program, "enqueue"], input=lines, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"envoi enqueue: {done.stderr}")


def shape(url):
    """The path without its numbers, and the names of the query: what two pages made by the same code have in common."""
    parts = urlsplit(url)
    names = sorted({pair.split("=")[0] for pair in parts.query.split("&")} - {"", "language"})
    return re.sub(r"\d+", "N", parts.path) + ("?" + "&".join(names) if names else "")
