"""Expands the JSON-LD on the standard input, and prints how many of its properties the contexts define.

    expand_badge.py PACKAGES WHEEL     # a folder with PyLD, and the file that carries the contexts
"""

import json
import sys
import zipfile

sys.path.insert(0, sys.argv[1])

from pyld import jsonld  # noqa: E402

CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
}


def load(url, options=None):
    with zipfile.ZipFile(sys.argv[2]) as wheel:
        document = json.loads(wheel.read(f"openbadgeslib/ob3/contexts/{CONTEXTS[url]}"))
    return {"contextUrl": None, "documentUrl": url, "document": document}


def count(value):
    if isinstance(value, dict):
        return sum(not key.startswith("@") for key in value) + sum(map(count, value.values()))
    return sum(map(count, value)) if isinstance(value, list) else 0


print(count(jsonld.expand(json.load(sys.stdin), {"documentLoader": load})))
