"""The command line: parse, call one thing, print; exit 0 clean, 1 findings, 2 could not run.

What may live here: click commands (one file a command group), their texts, and writing to terminal and file.
What may not: rules, file formats, queries. Commands import what is heavy when they run, so that help is instant.
"""

from coach.cli.program import main

__all__ = ["main"]
