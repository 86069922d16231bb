"""The audit trail: any change, removal, reorder or addition of any entry is found and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.training.access import Act
from coach.training.audit import START, Entry, EntryDraft, FaultKind, Head, hash_of, seal, seal_at, verify
from coach.training.model import RoomId, UserId

T0 = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
texts = st.text(max_size=6)
drafts = st.builds(
    EntryDraft,
    act=st.sampled_from(Act),
    actor=texts.map(UserId),
    at=st.integers(0, 10**9).map(lambda seconds: T0 + timedelta(seconds=seconds)),
    subject=texts,
    room=st.none() | texts.map(RoomId),
    data=st.fixed_dictionaries({"text": texts, "number": st.integers(), "list": st.lists(st.booleans(), max_size=2)}),
)


def chain(given_drafts: Sequence[EntryDraft]) -> list[Entry]:
    entries: list[Entry] = []
    for draft in given_drafts:
        entries.append(seal(entries[-1] if entries else None, draft))
    return entries


def head(entries: Sequence[Entry]) -> Head:
    return Head(seq=entries[-1].seq, hash=entries[-1].hash)


chains = st.lists(drafts, min_size=2, max_size=6).map(chain)


@given(chains)
def test_an_untouched_trail_verifies_with_and_without_its_head(entries: list[Entry]) -> None:
    assert verify(entries) is None
    assert verify(entries, head=head(entries)) is None
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))


def test_an_empty_trail_verifies() -> None:
    assert verify([]) is None
    assert verify([], head=Head(seq=0, hash=START)) is None


CHANGES = {
    "seq": lambda entry: replace(entry, seq=entry.seq + 1),
    "at": lambda entry: replace(entry, at=entry.at + timedelta(microseconds=1)),
    "actor": lambda entry: replace(entry, actor=UserId(entry.actor + "x")),
    "act": lambda entry: replace(entry, act=entry.act + "x"),
    "subject": lambda entry: replace(entry, subject=entry.subject + "x"),
    "room": lambda entry: replace(entry, room=RoomId((entry.room or "") + "x")),
    "data": lambda entry: replace(entry, data=entry.data[:-1] + " }"),
    "before": lambda entry: replace(entry, before=entry.before[::-1] + "0"),
    "hash": lambda entry: replace(entry, hash=entry.hash[1:] + "x"),
}


@given(chains, st.data())
@pytest.mark.parametrize("field", CHANGES)
def test_a_change_of_any_field_of_any_entry_is_found_and_named(
    field: str, entries: list[Entry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    changed = [*entries[:place], CHANGES[field](entries[place]), *entries[place + 1 :]]
    fault = verify(changed)
    assert fault is not None
    assert (fault.kind, fault.seq) == (FaultKind.CHANGED, place + 1)
    assert f"第 {place + 1} 条" in fault.message


@given(chains, st.data())
def test_a_changed_entry_that_was_hashed_anew_is_still_the_one_named(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    forged = replace(entries[place], subject=entries[place].subject + "x")
    forged = replace(forged, hash=hash_of(forged))
    fault = verify([*entries[:place], forged, *entries[place + 1 :]], head=head(entries))
    assert fault is not None
    last = place == len(entries) - 1
    assert (fault.kind, fault.seq) == (FaultKind.REWRITTEN if last else FaultKind.CHANGED, place + 1)


@given(chains, st.data())
def test_a_removed_entry_is_found_and_named(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    fault = verify([*entries[:place], *entries[place + 1 :]], head=head(entries))
    assert fault is not None
    assert (fault.kind, fault.seq) == (FaultKind.REMOVED, place + 1)


@given(chains, st.data())
def test_a_removed_stretch_is_named_by_its_first_entry(entries: list[Entry], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(entries) - 1))
    stop = data.draw(st.integers(start + 1, len(entries)))
    fault = verify([*entries[:start], *entries[stop:]], head=head(entries))
    assert fault is not None
    assert (fault.kind, fault.seq) == (FaultKind.REMOVED, start + 1)


@given(chains, st.data())
def test_any_other_order_is_found_at_the_first_entry_out_of_place(entries: list[Entry], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(entries))))
    fault = verify([entries[index] for index in order], head=head(entries))
    wrong = next((place for place, index in enumerate(order) if place != index), None)
    if wrong is None:
        assert fault is None
    else:
        assert fault is not None
        assert (fault.kind, fault.seq) == (FaultKind.REMOVED, wrong + 1)


@given(chains, st.data())
def test_two_entries_that_swap_numbers_are_found(entries: list[Entry], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(entries) - 2))
    second = data.draw(st.integers(first + 1, len(entries) - 1))
    swapped = list(entries)
    swapped[first] = replace(entries[second], seq=first + 1)
    swapped[second] = replace(entries[first], seq=second + 1)
    fault = verify(swapped)
    assert fault is not None
    assert (fault.kind, fault.seq) == (FaultKind.CHANGED, first + 1)


@given(chains, st.data())
def test_an_entry_that_stands_twice_is_found(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    fault = verify([*entries[: place + 1], entries[place], *entries[place + 1 :]])
    assert fault is not None
    assert (fault.kind, fault.seq) == (FaultKind.REORDERED, place + 1)


@given(chains, drafts)
def test_an_entry_added_past_the_head_is_found(entries: list[Entry], draft: EntryDraft) -> None:
    fault = verify([*entries, seal(entries[-1], draft)], head=head(entries))
    assert fault is not None
    assert (fault.kind, fault.seq) == (FaultKind.ADDED, len(entries) + 1)


@given(chains)
def test_a_trail_written_anew_from_its_first_entry_does_not_match_its_head(entries: list[Entry]) -> None:
    first = EntryDraft(act=Act.USER_CREATE, actor=UserId("x"), at=T0, subject="someone else", data={})
    forged = [seal(None, first)]
    for entry in entries[1:]:
        draft = EntryDraft(
            act=Act(entry.act), actor=entry.actor, at=entry.at, subject=entry.subject, data=dict(entry.values())
        )
        forged.append(seal(forged[-1], draft))
    assert verify(forged) is None
    fault = verify(forged, head=head(entries))
    assert fault is not None
    assert fault.kind is FaultKind.REWRITTEN


@given(chains, drafts)
def test_sealing_needs_only_the_head_of_the_chain(entries: list[Entry], draft: EntryDraft) -> None:
    assert seal_at(head(entries), draft) == seal(entries[-1], draft)


def test_the_same_moment_in_another_zone_gives_the_same_entry() -> None:
    here = EntryDraft(act=Act.USER_CREATE, actor=UserId("a"), at=T0, subject="s", data={"at": "x"})
    there = replace(here, at=T0.astimezone(timezone(timedelta(hours=8))))
    assert seal(None, here) == seal(None, there)


def test_an_entry_without_a_zone_is_refused() -> None:
    draft = EntryDraft(act=Act.USER_CREATE, actor=UserId("a"), at=datetime(2026, 6, 1), subject="s", data={})
    with pytest.raises(TypeError, match="zone"):
        seal(None, draft)


def test_the_hash_of_a_known_entry_stays_the_same_for_ever() -> None:
    draft = EntryDraft(
        act=Act.SIGNOFF_SIGN, actor=UserId("u1"), at=T0, subject="s1", room=RoomId("r1"), data={"范围": "抖音"}
    )
    assert seal(None, draft).hash == "467f3a541aa4258cf86c6fca727d7070f25008a4db6216e8a355561c406814ca"
