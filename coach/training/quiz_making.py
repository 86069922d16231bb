"""Make rule quizzes from the rule packs' own sentences; nothing is asked that the rulebook itself would not answer so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

from coach.errors import RefusedError
from coach.scoring import Category, Kind, Platform, Rule, Rulebook, Severity, check, example_scope
from coach.scoring.names import KINDS
from coach.training.names import joined
from coach.training.programme import Drill
from coach.training.quiz import Form, Option, Question, Quiz

_Kinds = tuple[Kind, ...]
_SPOKEN = re.compile(r"“([^“”]{8,60})”")
_OFFERED = 4  # answers of a question that offers several
_NARROW = 3  # a rule for at most so many kinds of goods is about those goods
_YES, _NO = "能播", "不能播"


def make_quiz(drill: Drill, rulebook: Rulebook, *, seed: str, again: Sequence[str] = ()) -> Quiz:
    """Make the quiz of a drill: ``seed`` names the attempt; rules of ``again`` (missed before) fill up to half of it.

    Categories take turns, and no rule is asked twice.

    Raises:
        RefusedError: the rulebook holds too few rules for as many questions.
    """
    maker = _Maker(drill, rulebook, Random(f"{seed}/{rulebook.fingerprint}"))  # noqa: S311 - a shuffle, no secret
    questions = maker.questions(again)
    if len(questions) < drill.count:
        reason = f"规则里够得上“{drill.title}”的例句只出得了 {len(questions)} 题，要 {drill.count} 题。"
        raise RefusedError(f"还不能开始测验：{reason}请让管理员检查规则包，或减少题数。", missing=[reason])
    return Quiz(seed=seed, rulebook=rulebook.fingerprint, platform=drill.platform, questions=tuple(questions))


_RULEBOOKS = 4
_judged: dict[str, dict[tuple[str, Kind, Platform], bool]] = {}


def _judged_by(rulebook: Rulebook) -> dict[tuple[str, Kind, Platform], bool]:
    """Return which of the packs' sentences these rules were found to let pass: each is checked once, not once a quiz."""
    known = _judged.pop(rulebook.fingerprint, {})
    for old in list(_judged)[: len(_judged) - _RULEBOOKS + 1]:
        _judged.pop(old, None)
    _judged[rulebook.fingerprint] = known
    return known


class _Maker:
    """The making of one quiz: its random numbers and the sentences already used."""

    def __init__(self, drill: Drill, rulebook: Rulebook, random: Random) -> None:
        self.drill, self.rulebook, self.random = drill, rulebook, random
        self.used: set[str] = set()
        self.pools = self._pools()
        self.judged = _judged_by(rulebook)

    def questions(self, again: Sequence[str]) -> list[Question]:
        """Return as many questions as the drill wants, fewer where the rules run out."""
        made: list[Question] = []
        turn = 0
        for rule in self._order(again):
            if len(made) == self.drill.count:
                break
            question = self._ask(rule, turn)
            if question is not None:
                made.append(question)
                turn += 1
        self.random.shuffle(made)
        return made

    def _pools(self) -> dict[Category, list[Rule]]:
        """The rules to ask about, by category and shuffled: those that hold here and are worse than a hint."""
        wanted = self.drill.categories or tuple(Category)
        pools: dict[Category, list[Rule]] = {}
        for rule in self.rulebook.rules:
            fits = self.drill.kind is None or self.drill.kind in rule.kinds
            heard = self.drill.platform is Platform.ANY or self.drill.platform in rule.platforms
            if rule.category in wanted and rule.severity is not Severity.HINT and fits and heard:
                pools.setdefault(rule.category, []).append(rule)
        for category in sorted(pools):
            self.random.shuffle(pools[category])
            if self.drill.kind is not None:
                pools[category].sort(key=self._far_from_goods)
        return pools

    def _far_from_goods(self, rule: Rule) -> bool:
        """Tell whether a rule is not about the drill's goods in particular."""
        marked = any(sentence.startswith(f"[{self.drill.kind}") for sentence in rule.flag + rule.pass_)
        return not (marked or len(rule.kinds) <= _NARROW)

    def _order(self, again: Sequence[str]) -> Iterator[Rule]:
        """Yield rules: missed ones first (half of the quiz at most), then the categories in turn."""
        by_id = {rule.id: rule for pool in self.pools.values() for rule in pool}
        first = [by_id[one] for one in dict.fromkeys(again) if one in by_id][: self.drill.count // 2]
        yield from first
        asked = {rule.id for rule in first}
        queues = [[rule for rule in self.pools[c] if rule.id not in asked] for c in sorted(self.pools)]
        self.random.shuffle(queues)
        for place in range(max((len(queue) for queue in queues), default=0)):
            yield from (queue[place] for queue in queues if place < len(queue))

    def _ask(self, rule: Rule, turn: int) -> Question | None:
        """Make a question about a rule in the form whose turn it is, else in another one, else None."""
        forms: list[Callable[[Rule], Question | None]] = [self._judge_no, self._pick, self._judge_yes, self._instead]
        for step in range(len(forms)):
            question = forms[(turn + step) % len(forms)](rule)
            if question is not None:
                return question
        return None

    def _judge_no(self, rule: Rule) -> Question | None:
        for text, kinds in self._sentences(rule, rule.flag, good=False):
            options = (Option(text=_YES, why=_bad(rule)), Option(text=_NO, why=_bad(rule)))
            return self._question(Form.JUDGE, rule, text, kinds, options, 1)
        return None

    def _judge_yes(self, rule: Rule) -> Question | None:
        for text, kinds in self._sentences(rule, rule.pass_, good=True):
            options = (Option(text=_YES, why=_good(rule)), Option(text=_NO, why=_good(rule)))
            return self._question(Form.JUDGE, rule, text, kinds, options, 0)
        return None

    def _pick(self, rule: Rule) -> Question | None:
        for text, kinds in self._sentences(rule, rule.pass_, good=True):
            wrong = self._wrong(rule, kinds, _OFFERED - 1)
            if len(wrong) == _OFFERED - 1:
                return self._offer(Form.PICK, rule, "", kinds, Option(text=text, why=_good(rule)), wrong)
        return None

    def _instead(self, rule: Rule) -> Question | None:
        for flagged, kinds in self._sentences(rule, rule.flag, good=False):
            for text in self._spoken(rule, kinds):
                wrong = self._wrong(rule, kinds, _OFFERED - 2)
                if len(wrong) == _OFFERED - 2:
                    right = Option(text=text, why="这样说可以：说的是看得见、查得到、写在页面上的事。")
                    return self._offer(Form.INSTEAD, rule, flagged, kinds, right, wrong)
        return None

    def _offer(
        self, form: Form, rule: Rule, sentence: str, kinds: _Kinds, right: Option, wrong: list[Option]
    ) -> Question:
        options = [right, *wrong]
        self.random.shuffle(options)
        return self._question(form, rule, sentence, kinds, tuple(options), options.index(right))

    def _question(
        self, form: Form, rule: Rule, sentence: str, kinds: _Kinds, options: tuple[Option, ...], right: int
    ) -> Question:
        self.used.update((sentence, *(option.text for option in options)))
        return Question(
            form=form,
            sentence=sentence,
            kinds=kinds,
            options=options,
            right=right,
            rule=rule.id,
            term=rule.term,
            category=rule.category,
            reason=rule.reason,
            basis=tuple({"law": one.law, "article": one.article, "url": one.url} for one in rule.basis),
            say=rule.suggest,
        )

    def _wrong(self, rule: Rule, kinds: _Kinds, count: int) -> list[Option]:
        """Return wrong answers: sentences of other rules of the category that may not be said of these goods."""
        wrong: list[Option] = []
        others = self.pools[rule.category]
        for other in self.random.sample(others, min(len(others), 6 * count)):
            if other is rule or not other.kinds.issuperset(kinds):
                continue
            for text, _ in self._sentences(other, other.flag, good=False, kinds=kinds):
                wrong.append(Option(text=text, why=_bad(other)))
                break
            if len(wrong) == count:
                break
        return wrong

    def _sentences(
        self, rule: Rule, sentences: Sequence[str], *, good: bool, kinds: _Kinds | None = None
    ) -> Iterator[tuple[str, _Kinds]]:
        """Yield a rule's sentences, shuffled, that the rulebook judges as the rule does, with the goods they are about."""
        mixed = self.random.sample(sentences, len(sentences))
        mixed.sort(key=lambda one: self.drill.kind is not None and not one.startswith(f"[{self.drill.kind}"))
        for sentence in mixed:
            text, own, _ = example_scope(rule, sentence)
            about = self._about(rule, own, marked=text != sentence)
            if text in self.used or about is None or (kinds is not None and not set(about) <= set(kinds)):
                continue
            if self._may_be_said(text, about or (self.drill.kind or own,)) is good:
                yield text, about

    def _about(self, rule: Rule, own: Kind, *, marked: bool) -> _Kinds | None:
        """Return the goods a sentence is about (empty: any), None where they are not the drill's."""
        if marked:
            return (own,) if self.drill.kind in (None, own) else None
        return tuple(sorted(rule.kinds)) if len(rule.kinds) <= _NARROW else ()

    def _spoken(self, rule: Rule, kinds: _Kinds) -> Iterator[str]:
        """Yield the sentences quoted in a rule's advice that may be said."""
        for advice in rule.suggest:
            for text in _SPOKEN.findall(advice):
                if text not in self.used and self._may_be_said(text, kinds or tuple(sorted(rule.kinds))[:1]):
                    yield text

    def _may_be_said(self, text: str, kinds: _Kinds) -> bool | None:
        """Tell whether the text may be said of these goods, None where that depends on which."""
        answers = {self._clean(text, kind) for kind in kinds}
        return answers.pop() if len(answers) == 1 else None

    def _clean(self, text: str, kind: Kind) -> bool:
        key = (text, kind, self.drill.platform)
        if key not in self.judged:
            report = check(text, None, self.rulebook, kind=kind, platform=self.drill.platform)
            self.judged[key] = all(finding.severity is Severity.HINT for finding in report.findings)
        return self.judged[key]


def goods(question: Question) -> str:
    """Return what the question is about, "卖的是食品、母婴", or "" where the goods make no difference."""
    return f"卖的是{joined(KINDS[kind] for kind in question.kinds)}" if question.kinds else ""


def _bad(rule: Rule) -> str:
    return f"不能播，踩了“{rule.term}”：{rule.reason}"


def _good(rule: Rule) -> str:
    return f"能播。字面上靠近“{rule.term}”，说的是另一回事，没有踩这条规则。"
