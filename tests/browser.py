#!/usr/bin/env python3
"""Opens every page that `explore export --html` writes in headless Chromium and uses it.

    tests/browser.py [FOLDER] [--only NAME]

Without FOLDER the pages are made first, by EXPLORE_PROGRAM (./explore). Needs chromium and
chromedriver, and Python's standard library alone: it speaks WebDriver itself. Prints one line for
each page with its figures, and what is wrong; exit status 1 then. Without a browser it says so and
ends with status 0.
"""
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

READY_MS_MAX = 1000        # a page answers, from the disk
LOADS_MAX = 3              # the fastest counts: others may be using the machine
PAGE_BYTES_MAX = 1500000   # all that a page loads, without films
PATIENCE_S = 20            # until a page that never gets ready is given up
PAGES_MIN = 17             # or the test has missed some
DERIVATIONS_MIN = 10       # pages that have one
TABS = 10                  # from the top of a page
EDGE_PX = 1                # a rounded width may stick out by less than this

# Keys as WebDriver names them.
TAB, ENTER, ESCAPE, SPACE = "\ue004", "\ue007", "\ue00c", " "
LEFT, UP, RIGHT, DOWN = "\ue012", "\ue013", "\ue014", "\ue015"
SHIFT = "\ue008"


class Driver:
    """One browser, over WebDriver's HTTP."""

    def __init__(self, driver, browser):
        self.log = tempfile.TemporaryFile()
        self.path = ""
        self.process = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE,
                                        stderr=self.log, text=True)
        try:
            self.open(browser)
        except BaseException:
            self.close()
            raise

    def open(self, browser):
        port = None
        for line in self.process.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                port = int(found.group(1))
                break
        if port is None:
            raise RuntimeError("chromedriver does not start")
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--hide-scrollbars", "--window-size=1280,800"]
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": {"args": arguments, "binary": browser},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}}})
        self.path = "/session/" + answer["sessionId"]

    def call(self, method, path, body=None):
        text = None if method == "GET" else json.dumps(body or {})
        self.connection.request(method, self.path + path, text,
                                {"Content-Type": "application/json"})
        answer = json.loads(self.connection.getresponse().read())["value"]
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(answer["error"] + ": " + answer["message"].split("\n")[0])
        return answer

    def go(self, url):
        self.call("POST", "/url", {"url": url})

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def press(self, keys, shift=False):
        actions = []
        for key in keys:
            actions += [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        if shift:
            actions = ([{"type": "keyDown", "value": SHIFT}] + actions +
                       [{"type": "keyUp", "value": SHIFT}])
        self.call("POST", "/actions",
                  {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def complaints(self):
        """What the console was told since the last time, but for mere information."""
        entries = self.call("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if entry["level"] in ("SEVERE", "WARNING")]

    def files(self):
        """The files that were loaded since the last time."""
        names = set()
        for entry in self.call("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = urllib.parse.urlparse(message["params"]["request"]["url"])
                if url.scheme == "file":
                    names.add(pathlib.Path(urllib.parse.unquote(url.path)))
        return names

    def emulate(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def close(self):
        try:
            if self.path:
                self.call("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait()
            self.process.stdout.close()
            self.log.close()


class Page:
    """What is wrong with one page, gathered."""

    def __init__(self, driver, path):
        self.driver, self.path, self.wrong = driver, path, []

    def expect(self, holds, words):
        if not holds:
            self.wrong.append(words)

    def load(self):
        """Milliseconds until it was ready; None when it never was."""
        self.driver.files()
        self.driver.go(self.path.as_uri())
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            state = self.driver.run("return {...document.documentElement.dataset}")
            if "typeset" in state:
                return int(state["ready"])
            time.sleep(0.01)
        return None

    def open(self):
        ready = self.load()
        for _ in range(1, LOADS_MAX):
            if ready is not None and ready >= READY_MS_MAX:
                ready = min(ready, self.load() or ready)
        if ready is None:
            self.wrong.append("its script does not come to its end")
        elif ready >= READY_MS_MAX:
            self.wrong.append(f"ready after {ready} ms")
        return ready or 0

    def check_formulas(self):
        counts = self.driver.run("""
            const all = [...document.querySelectorAll(".tex")];
            const untouched = all.filter((e) => e.querySelectorAll(".katex").length !== 1);
            const bad = document.querySelectorAll(".katex-error");
            return {all: all.length, untouched: untouched.map((e) => e.textContent).slice(0, 3),
                    bad: [...bad].map((e) => e.title).slice(0, 3)};""")
        self.expect(not counts["untouched"], f"not typeset: {counts['untouched']}")
        self.expect(not counts["bad"], f"KaTeX refuses: {counts['bad']}")
        return counts["all"]

    def check_links(self):
        """Links within the site lead to files that are there, and to ids that they have."""
        for link in self.driver.run(
                "return [...document.links].map((a) => a.getAttribute('href'))"):
            if re.match(r"https?:|mailto:", link):
                continue
            name, _, anchor = link.partition("#")
            target = self.path.parent / name if name else self.path
            if not target.is_file():
                self.wrong.append(f"a link leads to {link}, which is not there")
            elif anchor and f'id="{anchor}"' not in target.read_text(encoding="utf-8"):
                self.wrong.append(f"a link leads to {link}, which has no such place")

    def loaded_bytes(self):
        """The page and all that it loads from the disk, its hidden pictures too, but no film."""
        self.driver.run("""
            document.querySelectorAll("img").forEach((e) => { e.loading = "eager"; });
            return document.fonts.ready.then(() => Promise.all(
                [...document.images].map((e) => e.decode())));""")
        files = self.driver.files()
        self.expect(self.path in files and any(file.suffix == ".js" for file in files) and
                    any(file.suffix == ".ttf" for file in files), f"loaded only {files}")
        self.expect(not any(file.suffix == ".mp4" for file in files),
                    "a film is loaded before it is asked for")
        missing = [file.name for file in files if not file.is_file()]
        self.expect(not missing, f"not there: {missing}")
        return sum(file.stat().st_size for file in files if file.is_file())

    def check_width(self, device):
        """Formulas, tables and code scroll by themselves; nothing else is wider than the page."""
        wide = self.driver.run("""
            const parts = [document.documentElement, ...document.querySelectorAll("section")];
            const within = (e) => [...e.querySelectorAll("*")].filter(
                (child) => child.getBoundingClientRect().right > e.getBoundingClientRect().right);
            return parts.filter((e) => e.scrollWidth > e.clientWidth + arguments[0])
                .map((e) => within(e).slice(0, 3).map((child) => child.outerHTML.slice(0, 80)));""",
                               EDGE_PX)
        self.expect(not wide, f"wider than the {device}: {wide}")


# What has the focus: its name, whether it is on the screen, and whether one sees that it has it.
FOCUS = """
    const e = document.activeElement, box = e.getBoundingClientRect();
    const style = getComputedStyle(e);
    return {name: e.localName + (e.className ? "." + e.className : ""), words: e.textContent.trim(),
            shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
            ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};"""


def check_tab_order(page):
    """Tab goes through all that can be used, in the order of the page, and one sees where it is."""
    driver = page.driver
    wanted = driver.run("""
        document.activeElement.blur();
        scrollTo(0, 0);
        window.visited = [];
        window.watch = new AbortController();
        let last = document.documentElement;
        addEventListener("focusin", (event) => {
            const place = last.compareDocumentPosition(event.target);
            last = event.target;
            visited.push({...(() => {""" + FOCUS + """})(),
                          goes_on: (place & Node.DOCUMENT_POSITION_FOLLOWING) !== 0});
        }, {signal: watch.signal});
        return [...document.querySelectorAll("a[href], button, summary, input, select")]
            .filter((e) => e.checkVisibility()).length;""")
    count = min(wanted, TABS)
    driver.press(TAB * count)
    visited = driver.run("watch.abort(); return visited")
    page.expect(len(visited) == count, f"{count} times Tab reach {len(visited)} places")
    page.expect(visited and visited[0]["name"] == "a.skip", "the first is no link to the content")
    for focus in visited:
        page.expect(focus["goes_on"], f"Tab goes back, to {focus['name']}")
        page.expect(focus["ring"], f"one cannot see the focus: {focus['name']}")
    page.expect(driver.run(FOCUS)["shown"], "the focus is out of sight")


def check_badge(page):
    """Enter opens a badge, space closes it."""
    driver = page.driver
    if not driver.run("const e = document.querySelector('.claim summary'); if (e) e.focus();"
                      "return e !== null"):
        return
    is_open = "return document.activeElement.parentElement.open"
    driver.press(ENTER)
    page.expect(driver.run(is_open), "Enter does not open a badge")
    driver.press(SPACE)
    page.expect(not driver.run(is_open), "space does not close a badge")


def check_derivation(page):
    """Lines open by Enter, space and arrow keys, and the formula grows by each."""
    driver = page.driver
    lines = """
        const bar = document.querySelector(".rows"), all = bar.previousElementSibling;
        return [bar.querySelector("output").textContent,
                all.querySelector(".mtable .col-align-r .vlist").children.length,
                document.activeElement.closest(".rows") === bar];"""
    if not driver.run("const e = document.querySelector('.rows button'); if (e) e.focus();"
                      "return e !== null"):
        return False
    total = int(driver.run(lines)[0].split()[2])
    shown = 1
    for key, way in ((ENTER, 1), (SPACE, 1), (UP, -1), (DOWN, 1), (LEFT, -1), (RIGHT, 1)):
        driver.press(key)
        shown = min(max(shown + way, 1), total)
        words, rows, inside = driver.run(lines)
        page.expect(words.startswith(f"{shown} of {total} ") and rows == shown,
                    f"after {key!r} {words} and {rows} rows, not {shown}")
        page.expect(inside, f"after {key!r} the focus is elsewhere")
    driver.press(DOWN * total)
    page.expect(driver.run(lines)[1] == total, "arrow keys do not reach the last line")
    page.expect(driver.run("""
        return [...document.querySelector(".rows").parentElement.querySelectorAll(".why > li")]
            .every((e) => !e.hidden)"""), "a reason stays hidden after the last line")
    return True


def check_steps(page):
    """j and k go from heading to heading, `?` shows the keys."""
    driver = page.driver
    driver.run("document.activeElement.blur(); scrollTo(0, 0);")
    titles = driver.run(
        "return [...document.querySelectorAll('main h2')].map((e) => e.textContent.trim())")
    for keys, at in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        driver.press(keys)
        focus = driver.run(FOCUS)
        page.expect(at >= len(titles) or focus["words"] == titles[at],
                    f"{keys} leads to {focus['words'][:40]!r}, not {titles[min(at, len(titles) - 1)]!r}")
        page.expect(focus["shown"] and focus["ring"], "the step that j leads to is not seen")
    driver.press("?")
    page.expect(driver.run("return document.querySelector('dialog').open"), "? shows no keys")
    driver.press(ESCAPE)
    page.expect(not driver.run("return document.querySelector('dialog').open"),
                "Escape does not close the keys")


def check_errata(page):
    """The filters leave what they say, and the search finds TeX as it is written."""
    driver = page.driver
    shown = """
        const rows = [...document.querySelectorAll("tbody > tr")];
        return {shown: rows.filter((e) => e.checkVisibility()).map((e) => ({...e.dataset})),
                all: rows.length, words: document.querySelector("form output").textContent};"""
    choose = """
        const field = document.forms[0].elements[arguments[0]];
        field.value = arguments[1];
        field.dispatchEvent(new Event("input", {bubbles: true}));"""
    every = driver.run(shown)
    page.expect(len(every["shown"]) == every["all"] > 20, "the table is not whole at first")
    for name in ("document", "kind", "slip"):
        values = driver.run("return [...document.forms[0].elements[arguments[0]].options]"
                            ".map((e) => e.value).filter((e) => e !== '')", name)
        page.expect(len(values) > 1, f"the filter {name} has no choice")
        for value in values:
            driver.run(choose, name, value)
            now = driver.run(shown)["shown"]
            right = [row for row in every["shown"] if row[name] == value]
            page.expect(now == right and 0 < len(now) < every["all"],
                        f"the filter {name}={value!r} leaves {len(now)} rows, not {len(right)}")
        driver.run(choose, name, "")
    driver.run("document.forms[0].elements.text.focus()")
    driver.press("\\hat")
    found = driver.run(shown)
    page.expect(0 < len(found["shown"]) < every["all"], "the search leaves all rows or none")
    page.expect(found["words"] == f"{len(found['shown'])} of {every['all']} shown",
                f"{len(found['shown'])} rows are shown, and the words are {found['words']!r}")
    driver.run(choose, "text", "no such words")
    page.expect(not driver.run(shown)["shown"], "the search finds what is not there")
    driver.run(choose, "text", "")
    page.expect(len(driver.run(shown)["shown"]) == every["all"], "rows stay hidden")


def check_print(page):
    """Printed at once, before anything below the first screen is typeset: all lines are there."""
    driver = page.driver
    script = driver.emulate("Page.addScriptToEvaluateOnNewDocument",
                            source="window.setTimeout = () => 0;")
    driver.go(page.path.as_uri())
    state = """
        const closed = [...document.querySelectorAll(".rows output")].filter((output) => {
            const [shown, , of] = output.textContent.split(" ");
            return shown !== of;
        });
        return [document.querySelectorAll(".tex:not([data-set])").length, closed.length];"""
    before = driver.run(state)
    page.expect(before[0] > 0, "everything was typeset at once: printing early was not tried")
    driver.run("window.dispatchEvent(new Event('beforeprint'))")
    page.expect(driver.run(state) == [0, 0],
                "on paper {} formulas are not typeset, {} derivations closed"
                .format(*driver.run(state)))
    driver.run("window.dispatchEvent(new Event('afterprint'))")
    page.expect(driver.run(state)[1] >= before[1], "derivations stay open after printing")
    driver.emulate("Page.removeScriptToEvaluateOnNewDocument", identifier=script["identifier"])


def check_film(page):
    """A film plays in its picture's place, when it is asked for."""
    driver = page.driver
    driver.run("document.querySelector('figure button').focus()")
    driver.press(ENTER)
    length = driver.run("""
        const film = document.querySelector("video");
        return film === null ? 0 : new Promise((done) => {
            film.ontimeupdate = () => film.currentTime > 0.1 && done(film.duration);
            film.onerror = () => done(-1);
        });""")
    page.expect(length > 5, f"a film of {length} seconds")
    state = driver.run("""
        const film = document.querySelector("video"), picture = document.querySelector("picture");
        return [film.controls, picture.checkVisibility(), film.checkVisibility()];""")
    page.expect(state == [True, False, True], f"controls, picture, film: {state}")
    driver.press(ENTER)
    page.expect(driver.run("return document.querySelector('video') === null && "
                           "document.querySelector('picture').checkVisibility()"),
                "the picture does not come back")


def check_page(driver, path, seen):
    page = Page(driver, path)
    ready = page.open()
    formulas = page.check_formulas()
    page.check_links()
    page.check_width("window")
    if path.name not in ("errata.html", "index.html"):
        size = page.loaded_bytes()
        page.expect(size < PAGE_BYTES_MAX, f"{size} bytes")
        seen["bytes"] = max(seen["bytes"], size)
    check_tab_order(page)
    check_badge(page)
    derivations = check_derivation(page) if path.name != "errata.html" else 0
    if path.name == "errata.html":
        if driver.run("return document.querySelector('tbody > tr') !== null"):
            check_errata(page)
    elif path.name != "index.html":
        check_steps(page)
        if derivations > 0 and seen["derivations"] == 0:  # the script is the same on all pages
            check_print(page)
        if driver.run("return document.querySelector('figure button') !== null"):
            check_film(page)
    driver.emulate("Emulation.setDeviceMetricsOverride", width=390, height=844,
                   deviceScaleFactor=2, mobile=True)
    driver.run("""
        for (const e of document.querySelectorAll("section")) {
            e.style.contentVisibility = "visible"; /* or nothing is known of what is far away */
        }""")
    page.check_width("telephone")
    for complaint in driver.complaints():
        page.wrong.append("console: " + complaint)
    driver.go("about:blank")  # or the whole page would be laid out once more
    driver.emulate("Emulation.clearDeviceMetricsOverride")
    seen["ready"] = max(seen["ready"], ready)
    seen["formulas"] += formulas
    seen["derivations"] += derivations
    size_words = f", {size / 1000:.0f} kB" if "size" in locals() else ""
    print(f"{path.name}: {formulas} formulas, ready in {ready} ms{size_words}")
    for words in page.wrong:
        print(f"  WRONG: {words}")
    return not page.wrong


# A picture that plays, small enough to be filmed in a moment.
FILMED = """---
title: A film
notation: ho
---

## One

```scene forward data=mix2 steps=20 particles=100
caption: The points $x_t$ move.
```
"""


def export(folder):
    """All lessons, and below the folder a page with a film."""
    program = os.environ.get("EXPLORE_PROGRAM", "./explore")
    start = time.monotonic()
    subprocess.run([program, "export", "--html", folder], check=True, stdout=subprocess.DEVNULL)
    lesson = pathlib.Path(folder, "film.md")
    lesson.write_text(FILMED, encoding="utf-8")
    subprocess.run([program, "export", "--films", "--html", folder + "/film", str(lesson)],
                   check=True, stdout=subprocess.DEVNULL)
    print(f"the pages were made in {time.monotonic() - start:.1f} s")


def check_folder(folder, only):
    browser, driver_path = shutil.which("chromium"), shutil.which("chromedriver")
    if browser is None or driver_path is None:
        print("skipped: chromium and chromedriver are not installed (make deps-dev)")
        return True
    with tempfile.TemporaryDirectory(prefix="explore-browser-") as made:
        if folder is None:
            export(made)
            folder = made
        pages = [page for page in sorted(pathlib.Path(folder).resolve().rglob("*.html"))
                 if only is None or only in str(page.relative_to(folder))]
        start = time.monotonic()
        driver = Driver(driver_path, browser)
        try:
            seen = {"ready": 0, "bytes": 0, "formulas": 0, "derivations": 0}
            right = [check_page(driver, page, seen) for page in pages]
        finally:
            driver.close()
        print(f"{sum(right)} of {len(pages)} pages are right: {seen['formulas']} formulas, slowest "
              f"ready in {seen['ready']} ms (bar {READY_MS_MAX}), largest {seen['bytes'] / 1000:.0f} "
              f"kB (bar {PAGE_BYTES_MAX / 1000:.0f}), {time.monotonic() - start:.1f} s")
        if only is None and (len(pages) < PAGES_MIN or seen["derivations"] < DERIVATIONS_MIN):
            print(f"WRONG: {len(pages)} pages, {seen['derivations']} with derivations")
            return False
        return bool(pages) and all(right)


def main(arguments):
    only = None
    if "--only" in arguments:
        at = arguments.index("--only")
        only = arguments[at + 1]
        del arguments[at:at + 2]
    return 0 if check_folder(arguments[0] if arguments else None, only) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
