"""How answers travel: security headers on all, long caching for versioned files, gzip for text."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

from coach.web.assets import STATIC_ENDPOINTS

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # Bootstrap's arrows are data: images in its CSS
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Frame-Options": "DENY",
}
_TEXT_TYPES = frozenset(
    {"text/html", "text/css", "text/javascript", "application/javascript", "application/json", "image/svg+xml"}
)
_WORTH_PACKING = 800  # bytes; below, the headers weigh more than what is saved


def register(app: Flask) -> None:
    """Pass every answer through the three steps below."""
    # Flask runs these last registered first: headers and caching see the answer before it is packed.
    app.after_request(_pack)
    app.after_request(_cache)
    app.after_request(_secure)


def _secure(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _cache(response: Response) -> Response:
    if request.endpoint in STATIC_ENDPOINTS and response.status_code in (200, 304):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _pack(response: Response) -> Response:
    if response.mimetype not in _TEXT_TYPES or response.status_code in (204, 206, 304):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _WORTH_PACKING:
        return response
    etag, _ = response.get_etag()
    response.set_data(gzip.compress(body, compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    if etag:
        response.set_etag(etag, weak=True)
    return response
