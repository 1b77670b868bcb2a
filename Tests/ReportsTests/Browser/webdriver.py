"""A small WebDriver client for Chromium, on the standard library alone (W3C WebDriver, chromedriver's DevTools door)."""

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request

# The key of an element's id in WebDriver's JSON.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "Space": "\ue00d", "Right": "\ue014", "Down": "\ue015"}


class Browser:
    """One headless Chromium. Use `open_browser`."""

    def __init__(self, port, width, height):
        self.base = f"http://127.0.0.1:{port}"
        options = {"args": ["--headless=new", "--disable-gpu", f"--window-size={width},{height}", "--force-color-profile=srgb"]}
        if os.geteuid() == 0:
            options["args"].append("--no-sandbox")
        capabilities = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.session = f"/session/{answer['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method)
        request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None

    def command(self, path, body=None, method="POST"):
        return self.call(method, self.session + path, {} if body is None and method == "POST" else body)

    def open(self, url):
        self.command("/url", {"url": url})

    def run(self, script, *arguments):
        """The value that a function body returns in the page."""
        return self.command("/execute/sync", {"script": script, "args": list(arguments)})

    def devtools(self, command, **parameters):
        return self.command("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def find(self, selector):
        return self.command("/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.command(f"/element/{self.find(selector)}/click")

    def press(self, *keys):
        """Presses keys one after another, wherever the focus is."""
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self.command("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def console(self):
        """What the console said since the last call; a violated policy is said there too."""
        return [entry["message"] for entry in self.command("/se/log", {"type": "browser"})]

    def requests(self):
        """The URLs that were asked for since the last call."""
        events = [json.loads(entry["message"])["message"] for entry in self.command("/se/log", {"type": "performance"})]
        return [
            event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"
        ]

    def emulate(self, scheme="light", media="screen", width=None, height=900):
        self.devtools(
            "Emulation.setEmulatedMedia",
            media=media,
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        if width:
            self.devtools(
                "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
            )

    def screenshot(self, path, longest=2600):
        height = min(self.run("return document.documentElement.scrollHeight"), longest)
        width = self.run("return window.innerWidth")
        picture = self.devtools(
            "Page.captureScreenshot",
            captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
        )
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def quit(self):
        self.command("", method="DELETE")


@contextlib.contextmanager
def open_browser(width=1280, height=900):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    driver = subprocess.Popen(
        [shutil.which("chromedriver") or "chromedriver", f"--port={port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        browser = Browser(port, width, height)
        try:
            yield browser
        finally:
            browser.quit()
    finally:
        driver.terminate()
        driver.wait()
