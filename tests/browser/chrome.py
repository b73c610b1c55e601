"""A headless Chromium, driven over its debugging pipe with the standard library alone.

    with Chrome(folder) as chrome:
        page = chrome.open("file:///...", width=1400)
        page.value("document.title"); page.errors; page.requests; page.screenshot(path)

Commands go to the browser's descriptor 3 and answers come from its 4, as JSON ended by a zero byte.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--remote-debugging-pipe"]


def find():
    """The browser's path, None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Chrome:
    def __init__(self, folder, seconds=60):
        self.seconds = seconds
        self.profile = tempfile.mkdtemp(prefix="profile-", dir=folder)
        self.number, self.rest, self.events = 0, b"", []
        to_browser, self.commands = os.pipe()
        self.answers, from_browser = os.pipe()

        def wire():  # whatever numbers the pipes have, the browser looks for 3 and 4
            a, b = os.dup(to_browser), os.dup(from_browser)
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen([find(), *FLAGS, f"--user-data-dir={self.profile}", "about:blank"], preexec_fn=wire,
                                        close_fds=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.ask("Browser.close")
        except (OSError, RuntimeError):
            pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.commands)
        os.close(self.answers)
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self, until):
        """The next message; None when none came until that time."""
        while b"\0" not in self.rest:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.answers], [], [], left)[0]:
                return None
            got = os.read(self.answers, 1 << 20)
            if not got:
                raise RuntimeError("the browser ended")
            self.rest += got
        message, self.rest = self.rest.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, session=None, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.commands, data):]
        until = time.monotonic() + self.seconds
        while True:
            answer = self.receive(until)
            if answer is None:
                raise RuntimeError(f"{method}: no answer in {self.seconds} s")
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, address, width=1400, height=900, scripts=True):
        return Page(self, address, width, height, scripts)


class Page:
    """A page that has loaded. errors: what went to its console or was thrown; requests: all but that of the page itself."""

    def __init__(self, chrome, address, width, height, scripts):
        self.chrome, self.width = chrome, width
        self.target = chrome.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = chrome.ask("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        chrome.events.clear()
        started = time.monotonic()
        self.ask("Page.navigate", url=address)
        self.wait("Page.loadEventFired")
        self.seconds = time.monotonic() - started
        if scripts:  # else no frame is ever announced
            self.settle()
        self.address = address

    def ask(self, method, **params):
        return self.chrome.ask(method, self.session, **params)

    def wait(self, event):
        until = time.monotonic() + self.chrome.seconds
        while not any(e.get("method") == event and e.get("sessionId") == self.session for e in self.chrome.events):
            message = self.chrome.receive(until)
            if message is None:
                raise RuntimeError(f"{event} did not come")
            self.chrome.events.append(message)

    def settle(self):
        """Until two frames have been drawn."""
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def of(self, method):
        return [e["params"] for e in self.chrome.events if e.get("method") == method and e.get("sessionId") == self.session]

    @property
    def errors(self):
        thrown = [e["exceptionDetails"]["text"] + " " + e["exceptionDetails"].get("exception", {}).get("description", "")
                  for e in self.of("Runtime.exceptionThrown")]
        logged = [e["entry"]["text"] for e in self.of("Log.entryAdded") if e["entry"]["level"] in ("error", "warning")]
        said = [str(e["args"]) for e in self.of("Runtime.consoleAPICalled") if e["type"] in ("error", "warning", "assert")]
        return thrown + logged + said

    @property
    def requests(self):
        urls = [e["request"]["url"] for e in self.of("Network.requestWillBeSent")]
        return [u for u in urls if u != self.address and not u.startswith("data:")]

    def value(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", expression))
        return answer["result"].get("value")

    def screenshot(self, path, whole=True, clip=None):
        options = {"format": "png", "captureBeyondViewport": whole}
        if whole and not clip:
            size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
            clip = {"x": 0, "y": 0, "width": self.width, "height": size["height"], "scale": 1}
        if clip:
            options["clip"] = clip
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("Page.captureScreenshot", **options)["data"]))

    def pdf(self, path):
        data = self.ask("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def close(self):
        self.chrome.ask("Target.closeTarget", targetId=self.target)
