"""The rules of training, from the first drill to the sign-off: pure functions over frozen records.

What may live here: records, and functions that take records, a time (``at``) and an id, and give a record and its
audit entry or a reasoned refusal. What may not: a clock, randomness, a database, a web or terminal library, or the
inside of ``coach.scoring`` (its public face and the reading of data files excepted).
"""
