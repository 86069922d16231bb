"""The JSON API for other programs, under ``/api/v1``: its operations are functions, its document is made from them.

What may live here: the bearer's token, limits, reading and writing JSON, one module a noun with operations that call one
service each. What may not: leave (services decide as whom the token acts), text of pages, cookies.
"""

from coach.web.api import assignments, attempts, cards, check, document, exports, people, readiness
from coach.web.api.operation import blueprint

__all__ = ["assignments", "attempts", "blueprint", "cards", "check", "document", "exports", "people", "readiness"]
