"""Static files of the app and of the packages it serves, each under an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version as package_version
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask

STATIC = Path(__file__).parent / "static"
_PACKAGES = ("Bootstrap-Flask", "django-js-lib-htmx")
STATIC_ENDPOINTS = frozenset({"static", "bootstrap.static", "htmx.static"})


@cache
def version() -> str:
    """Return a short fingerprint of all static files and of the packages that bring more."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(STATIC).as_posix().encode() + b"\0" + path.read_bytes())
    for package in _PACKAGES:
        digest.update(package_version(package).encode())
    return digest.hexdigest()[:12]


def register(app: Flask) -> None:
    """Serve htmx from its installed package. Bootstrap-Flask takes its address from the app's own static files."""
    folder = str(files("js_lib_htmx") / "static" / "htmx")
    app.register_blueprint(
        Blueprint("htmx", __name__, static_folder=folder, static_url_path=f"/htmx/{version()}", url_prefix="")
    )
