"""Keep the records: the only package that knows SQLAlchemy and Alembic.

What may live here: tables, rows to and from the domain's values, one unit of work, migrations, whole-database copies.
What may not: rules about training (``training``), who may do what (``services``), the clock. Rows never leave.
"""
