"""The web adapter: HTTP in, one call to the coach, a page or JSON out.

What may live here: the app factory, one blueprint a noun, request parsing (``forms``), labels and view data
(``formatters``, ``reading``, ``marking``), HTTP answers to errors (``errors``), delivery (``delivery``, ``assets``).
What may not: rules, storage queries, reading the environment, text for readers (that is in ``templates/``).
"""

from coach.web.app import create_app

__all__ = ["create_app"]
