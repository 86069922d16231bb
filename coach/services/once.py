"""Do a write that carries an idempotency key once, and keep its answer for whoever asks again. Asks for no leave itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from coach.services.desk import Archive, Desk
from coach.storage.once import DoneBeforeError, OnceStore
from coach.training.model.tokens import KeptAnswer
from coach.training.token import KEEP_ANSWERS


def find_answer(archive: Archive, id_: str) -> KeptAnswer | None:
    """Return what was answered to a write before, None when it was not done."""
    with archive.reading() as uow:
        return uow.kept_answers.find(id_)


def do_once(desk: Desk, mark: KeptAnswer, do: Callable[[Desk], tuple[int, str]]) -> KeptAnswer:
    """Do a write and return its answer; when it was done before, return what was answered then.

    ``mark`` goes into the commit that does it: of two requests at one time, one does it and the other finds the mark.
    What is refused leaves no mark and may be tried again. The status of what is returned is None when the work was
    done, but its answer is not there (yet).
    """
    before = find_answer(desk, mark.id)
    if before is not None:
        return before
    try:
        status, body = do(replace(desk, store=OnceStore(desk.store, mark)))
    except DoneBeforeError as error:
        return error.kept
    answered = replace(mark, status=status, body=body)
    with desk.writing() as uow:
        uow.kept_answers.drop_older(mark.at - KEEP_ANSWERS)
        uow.kept_answers.put(answered)
        uow.commit()
    return answered
