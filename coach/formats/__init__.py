"""Write a report for its reader: a terminal, a code-scanning tool, a browser or a printer.

What lives here: pure functions from a report and its text to a string. JSON is the report's own (``to_json``).
What does not: reading files (``documents``), judging (``scoring``), and anything that prints or saves (``cli``).
"""
