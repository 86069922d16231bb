"""What an anchor of the world has been given, has handed in and was told, made through the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from coach.services import assignments, attempts
from coach.training.model import (
    AssignmentId,
    Attempt,
    AttemptId,
    CheckAnswer,
    Comment,
    DrillId,
    Review,
    ReviewId,
    ReviewVerdict,
)
from coach.web import clock
from tests.web.world import World

DAY = timedelta(days=1)
REWRITE = "rules-rewrite-beef"
LIMITED = "logic-three-seconds"
QUIZ = "rules-absolute"
REVIEWED = "rules-ask-wechat"
ANSWER = "不用加微信，有问题点商品页的客服，客服白天都在线回你。这款洗衣液两天之内发货，坏了包退，页面上都写着呢。" * 3
BAD = "家人们，这款牛肉干全网最低价，加我微信，保质期十八个月，" + "一袋十二小包，独立包装，随身带着吃，" * 20
BETTER = (
    "家人们，晚上追剧想嚼点东西的看过来，保质期八个月，两天之内发货，" + "一袋十二小包，独立包装，随身带着吃，" * 20
)


def give(world: World, drill: str, *, due: datetime | None = None, at: datetime | None = None) -> AssignmentId:
    """Let the trainer give the anchor a drill."""
    made = assignments.assign(
        world.desk,
        world.people["trainer"],
        drills=[DrillId(drill)],
        anchors=[world.people["anchor"].id],
        room=world.rooms["甲"].id,
        at=at or clock.now(),
        due=due,
    )
    return made[0].id


def hand_in(world: World, assignment: AssignmentId, text: str, *, at: datetime | None = None) -> Attempt:
    """Let the anchor hand a text in."""
    return attempts.submit(world.desk, world.people["anchor"], assignment, text, at=at or clock.now())


def judge(
    world: World,
    attempt: AttemptId,
    verdict: ReviewVerdict,
    *,
    comments: Sequence[Comment] = (),
    checks: Sequence[CheckAnswer] = (),
) -> None:
    """Put the trainer's review on the records (whether a trainer may judge yet is tested with the services)."""
    with world.desk.writing() as uow:
        uow.reviews.add(
            Review(
                id=ReviewId(f"review of {attempt}"),
                attempt=attempt,
                anchor=world.people["anchor"].id,
                reviewer=world.people["trainer"].id,
                at=clock.now(),
                verdict=verdict,
                comments=tuple(comments),
                checks=tuple(checks),
            )
        )
        uow.commit()
