"""Words with something odd inside them: letters, pictures, digits, signs or talk in place of a character or between two.

Every odd place of the text is read as a row of slots: a character, a sound, an initial, a picture with its meanings,
something to skip. A known word that fits the row, beginning at most five characters before the odd place, is what was
meant. Places are found by one look at the code points, so ordinary speech costs next to nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coach.scoring.disguise_pictures import PICTURES
from coach.scoring.disguise_units import DIGITS, HIDES, PICTURE, UNIT, Slot, han_slot, odd_codes, slots_from
from coach.scoring.pinyin import initials, readings, spell, tables, view
from coach.scoring.sounding import Restoration

_BEFORE, _AFTER = 5, 14  # characters before and after an odd place that may belong to its word
LONGEST = 6
_LEAD = "就"  # 手就那个慢那个无
_HAN = "\u3400"  # code points from here on are taken for characters
# Letters that are words of their own before these: sizes, T恤, Q弹.
_SIZES = ("码", "号", "到")
_ORDINARY = {"s": _SIZES, "m": _SIZES, "l": _SIZES, "xl": _SIZES, "t": ("恤",), "q": ("弹",)}


class Slots:
    """Find known words behind odd places. Each word must be worth hiding, the more so the less of it is written out."""

    def __init__(self, vocabulary: frozenset[str], telling: frozenset[str], short: frozenset[str], chars: str) -> None:
        """Take all words the rules know, those of them that are no everyday talk, two-character ones worth hiding.

        ``chars`` are the characters that a lone syllable of letters may stand for, the first of a sound wins.
        """
        self._telling, self._char_list = telling, chars
        self._short = short | {word for word in vocabulary if any("a" <= char <= "z" for char in word)}
        self._words = frozenset(word for word in vocabulary | short if 2 <= len(word) <= LONGEST)
        nexts: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for word in sorted(self._words):
            for at, char in enumerate(word):
                nexts[word[:at]][char] = None
        self._nexts = {prefix: "".join(chars) for prefix, chars in nexts.items()}
        self._gaps = frozenset(
            word[at - 1] + word[at + 1] for word in self._words if len(word) > 2 for at in range(1, len(word) - 1)
        )
        self._tails = {word[1:]: word for word in sorted(telling) if 3 <= len(word) <= LONGEST}
        every = sorted({char for chars in self._nexts.values() for char in chars})
        self._sounds = readings("".join(every))

    @cached_property
    def _first_by_sound(self) -> dict[str, str]:
        table: defaultdict[str, str] = defaultdict(str)
        for char in self._nexts.get("", ""):
            for sound in self._sounds.get(char, ""):
                table[sound] += char
        return dict(table)

    @cached_property
    def _first_by_initial(self) -> dict[str, str]:
        table: defaultdict[str, str] = defaultdict(str)
        for char in self._nexts.get("", ""):
            for letter in self._initials(char):
                table[letter] += char
        return dict(table)

    @cached_property
    def _lone(self) -> dict[str, str]:
        """Map a sound to the character that a lone syllable of letters stands for."""
        table: dict[str, str] = {}
        for char, sound in zip(self._char_list, view(self._char_list), strict=True):
            table.setdefault(sound, char)
        return table

    def prepare(self) -> None:
        """Build the look-ups now instead of at first use."""
        assert self._first_by_sound is not None
        assert self._first_by_initial is not None
        assert self._lone is not None

    def worth(self, word: str, *, spaced: bool) -> bool:
        """Tell whether ``word`` is worth hiding; with ``spaced`` only where nobody puts spaces into it by chance."""
        return word in self._short or (not spaced and word in self._telling)

    def masked(self, text: str, at: int) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, word) for telling words of which a sign, taken out before ``at``, hid the middle: 高*压."""
        for start in range(max(0, at - 2), at):
            for char in self._nexts.get(text[start:at], ""):
                word = text[start:at] + char + text[at : at + 1]
                if word in self._telling:
                    yield start, at + 1, word

    def find(self, text: str, codes: NDArray[np.uint32]) -> Iterator[Restoration]:
        """Yield what may be meant at the odd places of folded ``text``, whose code points are ``codes``."""
        done = 0
        for place in np.flatnonzero(odd_codes()[np.minimum(codes, 0xFFFF)]).tolist():
            if place < done:
                continue
            unit = UNIT.match(text, place)
            if unit is None or unit.lastgroup in ("han", "stop"):
                continue
            kind, done = unit.lastgroup or "", unit.end()
            start = place - (kind == "talk" and text[place - 1 : place] == _LEAD)
            if self._promising(text, start, done, kind):
                yield from self._at(text, start, done, kind)

    def _promising(self, text: str, a: int, b: int, kind: str) -> bool:
        """Tell, as cheaply as can be, whether a word may stand around ``a:b``; sure only of a no."""
        if kind == "digits" and b - a > 1:
            return False
        if kind == "letters":
            beside = text[a - 1 : a] + text[b : b + 1]
            return not (
                any(char in "0123456789" for char in beside) or text.startswith(_ORDINARY.get(text[a:b], ()), b)
            )
        if kind not in ("talk", "digits", "other"):
            return True
        after = text[b : b + 1]
        if kind == "other" and text[a] >= PICTURE:
            return True
        if not after:
            return False
        options = DIGITS[text[a:b]] if kind == "digits" else after
        if not _HAN <= after <= "\u9fff" or after in "那什啥某":
            return kind != "digits"
        for start in range(max(0, a - _BEFORE), a + (kind == "digits")):
            nexts = self._nexts.get(text[start:a])
            if nexts and any(option in nexts for option in options):
                return True
        return kind == "talk" and text[a - 1 : a] + after in self._gaps

    def _at(self, text: str, a: int, b: int, kind: str) -> Iterator[Restoration]:
        slots = list(slots_from(text, a, min(len(text), b + _AFTER)))
        if not slots or slots[0].kind == "word":
            return
        found: tuple[list[Restoration], ...] = ([], [], [])
        for size in range(_BEFORE + 1):
            if size and (a - size < 0 or text[a - size] < _HAN):
                break
            prefix = text[a - size : a]
            if kind == "letters" and size:
                ways = self._grow([*(han_slot(text, at) for at in range(a - size, a)), *slots], 0, "", "")
            elif prefix in self._nexts and (size or kind not in ("talk", "other", "digits") or text[a] in PICTURES):
                ways = self._grow(slots, 0, prefix, "l" * size)
            else:
                continue
            offset = size if kind == "letters" else 0
            for count, word, marks in ways:
                used = count - offset
                if used < 1 or not marks.strip("l"):
                    continue  # nothing odd in it
                end = slots[used - 1].end
                if cuts_a_run(text, end):
                    continue
                sure = self._judge(word, marks, slots[:used])
                if sure is not None:
                    hidden = set(marks) != {"l", "-"} or any(slot.kind not in ("talk", "han") for slot in slots[:used])
                    found[self._rank(word, marks, slots[:used])].append(Restoration(a - size, end, word, sure, hidden))
        yield from found[0] or found[1] or found[2]
        if kind == "sign":
            yield from self._headless(text, a, b)
        if kind == "letters" and not any(found):
            yield from self._syllables(text, a, b)

    def _grow(self, slots: list[Slot], at: int, prefix: str, marks: str) -> Iterator[tuple[int, str, str]]:
        """Yield (slots used, word, how each character was got) for every known word that fits."""
        if len(prefix) > 1 and prefix in self._words and marks[-1] != "-":
            yield at, prefix, marks
        if at >= len(slots) or prefix not in self._nexts:
            return
        after = slots[at + 1] if at + 1 < len(slots) else None
        for more, mark in self._offers(slots, at, prefix, marks):
            if mark in "sh" and after is not None and after.kind == "han" and not self._goes_on(prefix + more, after):
                continue
            yield from self._grow(slots, at + 1, prefix + more, marks + mark)
        if slots[at].skip and prefix and not marks.endswith("---"):
            yield from self._grow(slots, at + 1, prefix, marks + "-")

    def _rank(self, word: str, marks: str, used: list[Slot]) -> int:
        """Return 0 for what is likeliest meant: mei白 is 美白, not 没白; 国家□级 is 国家级, not 国家三级; 高○压 is no 高压."""
        if "b" in marks and len(word) == 3 and word in self._telling and any(slot.kind == "sign" for slot in used):
            return 0
        if "b" not in marks and (word in self._short or (len(word) > 2 and word in self._telling)):
            return 0
        return 1 if word in self._telling or word in self._short else 2

    def _goes_on(self, prefix: str, after: Slot) -> bool:
        """Tell whether a word is complete with ``prefix``, or goes on with the character after it or one that sounds so."""
        nexts = self._nexts.get(prefix, "")
        char = after.value[0]
        if char in nexts or prefix in self._words:
            return True
        heard = self._sounds.get(char, "")[:1]
        return bool(heard) and any(heard in self._sounds.get(other, "") for other in nexts)

    def _offers(self, slots: list[Slot], at: int, prefix: str, marks: str) -> Iterator[tuple[str, str]]:
        """Yield the characters that the slot may add to ``prefix``, each with its mark."""
        slot, nexts = slots[at], self._nexts[prefix]
        after = slots[at + 1] if at + 1 < len(slots) else None
        value = slot.value[0]
        if slot.kind in ("han", "initial") and value in nexts:
            yield value, "l"
        if slot.kind == "han":
            heard = self._sounds.get(value, "")[:1]
            if heard and "h" not in marks and any(other.kind == "sound" for other in slots):
                yield from ((other, "h") for other in self._alike(prefix, heard) if other != value)
        elif slot.kind == "sound":
            yield from ((char, "s") for char in self._alike(prefix, value))
        elif slot.kind == "initial":
            yield from ((char, "i") for char in self._initialled(prefix, value, after))
        elif slot.kind == "digits":
            yield from ((char, "d") for char in slot.value if char in nexts)
        elif slot.kind == "picture":
            known = (prefix + meaning for meaning in slot.value)
            yield from ((w[len(prefix) :], "p" * (len(w) - len(prefix))) for w in known if self._leads(w))
        if prefix and "b" not in marks and (slot.kind in ("talk", "sign", "picture", "blank") or value == "x"):
            yield from ((char, "b") for char in self._hidden(slots, at, prefix))

    def _initials(self, char: str) -> str:
        """Return the letters that may stand for ``char``, by its usual reading only."""
        return initials().get(self._sounds.get(char, "")[:1], "")

    def _leads(self, prefix: str) -> bool:
        return prefix in self._nexts or prefix in self._words

    def _hidden(self, slots: list[Slot], at: int, prefix: str) -> Iterable[str]:
        """Return the characters that the slot may stand in place of, where what follows narrows them down."""
        nexts, written = self._nexts[prefix], slots[at].value[0]
        after = next((slot for slot in slots[at + 1 :] if not slot.skip), None)
        if written.startswith(_LEAD):
            return ()  # talk that goes between, never in place of a character
        if after is not None and after.kind == "han" and prefix[-1] + after.value[0] in self._gaps:
            return [char for char in nexts if after.value[0] in self._nexts.get(prefix + char, "")]
        if slots[at].kind == "talk":
            return ()
        open_end = after is not None and after.kind != "han"
        return nexts if written in HIDES or open_end or len(prefix) == len(nexts) == 1 else ()

    def _initialled(self, prefix: str, letter: str, after: Slot | None) -> list[str]:
        """Return the characters of that initial after ``prefix`` with which a word is complete or can go on."""
        known = self._nexts
        if not prefix:
            if after is None or after.kind != "han":
                return []
            return [char for char in self._first_by_initial.get(letter, "") if after.value[0] in known.get(char, "")]
        found = [char for char in known[prefix] if letter in self._initials(char)]
        if after is None or after.kind != "han":
            return found
        return [c for c in found if prefix + c in self._words or after.value[0] in known.get(prefix + c, "")]

    def _alike(self, prefix: str, sound: str) -> Iterable[str]:
        if not prefix:
            return self._first_by_sound.get(sound, "")
        return [char for char in self._nexts[prefix] if sound in self._sounds.get(char, "")]

    def _judge(self, word: str, marks: str, used: list[Slot]) -> bool | None:
        """Return whether the word is surely meant, or None when too little of it is written to say so."""
        skipped, marks = "-" in marks, marks.replace("-", "")
        size, plain = len(word), marks.count("l")
        short = word in self._short
        worth = short or word in self._telling
        if plain == size:
            return True if self._parted(word, used) else None
        if "b" in marks:
            if size == 2:
                return False if plain == 1 and short and len(self._nexts[word[0]]) == 1 else None
            signed = size == 4 and any(slot.kind != "talk" for slot in used if slot.skip)
            return plain > 2 if (worth or signed) and plain == size - 1 else None
        if "d" in marks:
            return True if size > 2 and plain == size - 1 and (worth or size == 4) else None
        if "i" in marks:
            enough = plain >= max(1, size - 2) and plain + marks.count("s") >= 2
            return True if (short and size == 2 and plain == 1) or (size > 2 and worth and enough) else None
        if "p" in marks:
            return True if (worth or size >= 4) and (plain or "s" in marks or short) else None
        letters = sum(slot.end - slot.start for slot in used if slot.kind == "sound")
        if "h" in marks:
            return True if (short and letters > 2) or (worth and size > 2) else None
        if skipped and not worth:
            return None
        return True if plain or size > 2 or letters > 4 else None

    def _parted(self, word: str, used: list[Slot]) -> bool:
        """Tell whether a word that is written out, with something put between, may be meant: symbols are no talk."""
        symbol = all(slot.kind in ("other", "blank", "picture", "sign") for slot in used if slot.skip)
        space = any(slot.value == (" ",) for slot in used)
        return (
            word in self._short
            or (word in self._telling and (len(word) > 2 or (symbol and not space)))
            or len(word) > 4
        )

    def _headless(self, text: str, a: int, b: int) -> Iterator[Restoration]:
        """Yield words whose first character a sign hides (○疫力)."""
        for end in range(b + (3 if "某" in text[a:b] else 2), min(len(text), b + LONGEST) + 1):
            word = self._tails.get(text[b:end])
            if word is not None:
                yield Restoration(a, end, word, end - b > 2)

    def _syllables(self, text: str, a: int, b: int) -> Iterator[Restoration]:
        """Restore a run of letters that no known word explains, syllable by syllable, from the table's characters."""
        beside = (a > 0 and text[a - 1] >= _HAN) or (b < len(text) and text[b] >= _HAN)
        syllables = spell(text[a:b]) if beside else None
        if syllables is None or len(syllables) > 2:
            return
        plain = [self._lone.get(chr(tables().of_syllable[syllable])) for syllable in syllables]
        if None not in plain:
            yield Restoration(a, b, "".join(char for char in plain if char), True)


def cuts_a_run(text: str, at: int) -> bool:
    """Tell whether ``at`` falls inside a run of letters or of digits: 1:1 is not in 1:10."""
    if not 0 < at < len(text):
        return False
    both = text[at - 1 : at + 1]
    return both.isascii() and (both.isalpha() or both.isdigit())
