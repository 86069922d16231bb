"""The steps from one shape of the database to the next, run by Alembic; each can be undone.

What may live here: ``env.py`` and one file a step under ``versions/``. A step that has been released is never edited.
"""
