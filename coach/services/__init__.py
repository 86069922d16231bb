"""Use cases: one function does one thing a person asks for, from input to lasting result.

What lives here: reading, checking and writing put together. What does not: rules (``scoring``), parsing a command
line or a form, printing (``cli``, ``web``).
"""
