"""Speed and quality, measured: ``make bench`` prints the tables and rewrites ``docs/quality.md``."""
