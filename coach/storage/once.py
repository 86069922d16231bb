"""Do a write once: the mark that it was done is kept by the commit that does it, and a second try finds the mark."""

from __future__ import annotations

import sys

from sqlalchemy import Engine

from coach.errors import CoachError
from coach.storage.unit_of_work import Store, UnitOfWork
from coach.training.model.tokens import KeptAnswer


class DoneBeforeError(CoachError):
    """The write was done before; ``kept`` is its mark."""

    def __init__(self, kept: KeptAnswer) -> None:
        super().__init__("这个请求之前已经做过了。", id=kept.id)
        self.kept = kept


class OnceStore(Store):
    """A store whose next writer does what ``mark`` stands for, once; the use case has one commit."""

    def __init__(self, store: Store, mark: KeptAnswer) -> None:
        super().__init__(store.engine)
        self._mark = mark

    def writing(self) -> UnitOfWork:
        """Return a unit of work that may write, and keeps the mark.

        Raises:
            DoneBeforeError: on entering, when the mark is there.
        """
        return _Once(self.engine, writing=True, mark=self._mark)


class _Once(UnitOfWork):
    def __init__(self, engine: Engine, *, writing: bool, mark: KeptAnswer) -> None:
        super().__init__(engine, writing=writing)
        self._mark = mark

    def __enter__(self) -> UnitOfWork:
        opened = super().__enter__()  # holds the writer's lock: nobody can put the mark in between
        try:
            kept = self.kept_answers.find(self._mark.id)
            if kept is not None:
                raise DoneBeforeError(kept)
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return opened

    def commit(self) -> None:
        """Keep everything that was written, and the mark."""
        self.kept_answers.put(self._mark)
        super().commit()
