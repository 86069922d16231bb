"""Make the pictures of the user guide: `make screenshots`. A small cohort in a temporary folder, Chromium, docs/images/."""

from __future__ import annotations

import logging
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from coach.config import Settings
from coach.scoring import Cue, Kind, Platform
from coach.services import assignments, attempts, checklists, incidents, people, reviews, rooms, roster, signoff, stages
from coach.services.desk import Desk
from coach.services.signing_in import renew
from coach.services.tours import end_tour
from coach.training.access import CONSOLE
from coach.training.canonical import fingerprint
from coach.training.model import (
    Action,
    CardId,
    CheckAnswer,
    ChecklistId,
    DrillId,
    IncidentSeverity,
    Notes,
    ReviewVerdict,
    Role,
    Scope,
    Stage,
    StageVerdict,
    User,
)
from coach.training.programme import Programme, Rubric
from coach.web import clock, create_app
from coach.wiring import build, open_desk

HERE = Path(__file__).parent
IMAGES = HERE / "images"
MOST_BYTES = 120_000
PHONE, DESK, LOW = (390, 760), (1040, 600), (1040, 500)
BEEF, NOODLES = CardId("niurou-gan"), CardId("qingke-mian")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CHROMIUM = "/usr/bin/chromium"
CARELESS = (
    "家人们，这款牛肉干全网最低价，加我微信送三包！一袋十二小包，独立包装，随身带着吃，"
    "保质期十八个月，拆开就能嚼，晚上追剧、下午犯困都合适，喜欢的点下面小黄车。"
) * 5
SAID = (
    "不用加微信，有问题点商品页的客服，客服白天都在线回你。这款牛肉干两天之内发货，坏了包退，页面上都写着呢。"
    "想要辣一点的选麻辣，怕辣的选原味，一袋十二小包，吃多少拆多少。"
) * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: whose browser, which page, which screen, and what is brought into sight first."""

    name: str
    who: str
    path: str
    size: tuple[int, int]
    at: str = ""
    brief: bool = False
    """On the programme of one drill, on which sign-offs of this cohort hold."""


def shots(ids: Mapping[str, str]) -> tuple[Shot, ...]:
    """Return the pictures, in the guide's order."""
    return (
        Shot(name="login", who="", path="/login", size=PHONE),
        Shot(name="tour", who="new", path="/today", size=PHONE),
        Shot(name="check", who="", path="/scripts/niurou-gan-2", size=LOW),
        Shot(name="check-phone", who="", path="/scripts/niurou-gan-2", size=PHONE, at="#findings"),
        Shot(name="today", who="anchor", path="/today", size=PHONE),
        Shot(name="drill", who="anchor", path=f"/assignments/{ids['drill']}", size=PHONE),
        Shot(name="attempt", who="anchor", path=f"/attempts/{ids['attempt']}", size=PHONE),
        Shot(name="my-readiness", who="anchor", path="/readiness/me", size=PHONE, brief=True),
        Shot(name="cohort", who="trainer", path="/cohort", size=DESK),
        Shot(name="assign", who="trainer", path="/assign", size=DESK),
        Shot(name="review", who="trainer", path=f"/reviews/{ids['waiting']}", size=DESK),
        Shot(name="stage", who="ops", path=f"/stages/{ids['running']}", size=PHONE, brief=True),
        Shot(name="board", who="ops", path="/readiness", size=DESK, brief=True),
        Shot(name="sheet", who="ops", path=f"/signoffs/{ids['signed']}", size=DESK, brief=True),
        Shot(name="show", who="ops", path=f"/shows/{ids['show']}", size=DESK, brief=True),
        Shot(name="packs", who="admin", path="/admin/packs", size=DESK),
    )


def main() -> int:
    """Make all pictures; return 1 if one is heavier than a page of the guide should carry."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        settings = Settings.from_env({"COACH_INSTANCE": place, "COACH_SECRET_KEY": "for the pictures"})
        coach = build(settings)
        desk = open_desk(coach)
        brief = replace(desk, programme=one_drill(desk.programme))
        ids, who = fill(desk, brief)
        apps = {False: create_app(settings, coach, desk), True: create_app(settings, coach, brief)}
        for app in apps.values():
            app.before_request_funcs[None] = [  # the programmes stay as they are given
                one for one in app.before_request_funcs[None] if one.__name__ != "take_up_changed_packs"
            ]
        heavy = []
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for app in apps.values():
            with served(app) as address:
                for shot in shots(ids):
                    if apps[shot.brief] is app and take(chromium, app, address, shot, who) > MOST_BYTES:
                        heavy.append(shot.name)
        chromium.close()
    if heavy:
        sys.stderr.write(f"heavier than {MOST_BYTES} bytes: {', '.join(heavy)}\n")
    return 1 if heavy else 0


def take(browser: Browser, app: Flask, address: str, shot: Shot, who: Mapping[str, User]) -> int:
    """Make one picture; return its bytes."""
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", color_scheme="light", reduced_motion="reduce"
    )
    if shot.who:
        token = f"picture {shot.name}"
        renew(app.extensions["desk"], who[shot.who], token=token, address="", device="", at=clock.now())
        with app.test_request_context():
            cookie = app.session_interface.get_signing_serializer(app).dumps({"_user_id": token})
        context.add_cookies([{"name": "coach", "value": str(cookie), "url": address}])
    page = context.new_page()
    answer = page.goto(address + shot.path)
    assert answer is not None
    assert answer.ok, (shot.name, answer.status)
    page.wait_for_timeout(700)
    if shot.at:
        page.locator(shot.at).scroll_into_view_if_needed()
        page.evaluate(f"document.querySelector('{shot.at}').scrollIntoView()")
    target = IMAGES / f"{shot.name}.png"
    page.screenshot(path=target)
    context.close()
    print(f"{target.relative_to(HERE.parent)}  {target.stat().st_size:,}")  # noqa: T201 - a script that says what it made
    return target.stat().st_size


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the app on a free port meanwhile."""
    httpd = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


def one_drill(full: Programme) -> Programme:
    """Return the programme cut down to one drill and one session a stage: weeks of training fit into a picture."""
    drill = replace(full.get_drill("script-douyin-round"), score=0, coverage=0.0, parts=(), chars_least=20, review=True)
    gates = tuple(
        replace(
            gate, sessions=1, minutes=60, session_minutes=60, score=0, clean=1, in_a_row=1, talk_share=0.0, checks=0.5,
            minor_incidents=9,
        )
        for gate in full.gates
    )  # fmt: skip
    values = {
        "courses": (replace(full.courses[0], drills=(drill.id,), least=1),),
        "drills": {drill.id: drill},
        "gates": gates,
        "scope": replace(full.scope, attempts=1, score=0, clean=1, coverage=0.0),
        "reviewers": replace(full.reviewers, references=1),
    }
    return replace(full, fingerprint=fingerprint(values), **values)


def fill(desk: Desk, brief: Desk) -> tuple[dict[str, str], dict[str, User]]:
    """Make the cohort through the services; return the ids that addresses need, and the people by login."""
    now = clock.now()
    room = rooms.add_room(
        desk, CONSOLE, name="小满零食", platform=Platform.DOUYIN, kinds=[Kind.FOOD], at=now - 90 * DAY
    )
    who = {
        login: people.add_user(
            desk, CONSOLE, name=name, login=login, roles=[role], rooms=[room.id], at=now - 90 * DAY
        )
        for login, name, role in (
            ("ops", "王运营", Role.OPS),
            ("trainer", "林老师", Role.TRAINER),
            ("senior", "老周", Role.SENIOR),
            ("admin", "郑管理", Role.ADMIN),
            ("anchor", "陈小敏", Role.ANCHOR),
            ("hong", "赵小红", Role.ANCHOR),
            ("sunli", "孙丽", Role.ANCHOR),
            ("zhouqian", "周倩", Role.ANCHOR),
            ("wuting", "吴婷婷", Role.ANCHOR),
            ("zhengjia", "郑佳", Role.ANCHOR),
            ("new", "冯雨", Role.ANCHOR),
        )
    }
    for login, user in who.items():
        if login != "new":
            end_tour(desk, user, at=now - 80 * DAY)
    anchors = [who[login] for login in ("anchor", "hong", "sunli", "zhouqian", "wuting", "zhengjia")]
    calibrate(brief, who["trainer"], now - 50 * DAY)
    begun = now - 20 * DAY
    for number, anchor in enumerate(anchors):
        practise(brief, who["trainer"], anchor, begun - 20 * DAY + number * 3 * HOUR)
    for stage, partner, days, count in (
        (Stage.REHEARSAL, who["ops"], 0, 5),
        (Stage.PAIRED, who["senior"], 2, 4),
        (Stage.MONITORED, who["ops"], 4, 3),
    ):
        for number, anchor in enumerate(anchors[1 : 1 + count] if stage is Stage.MONITORED else anchors[:count]):
            broadcast(brief, who["trainer"], anchor, stage, partner, begun + days * DAY + number * 3 * HOUR)
    scope = Scope(platforms=frozenset({Platform.DOUYIN}), kinds=frozenset({Kind.FOOD}))
    signed = [
        signoff.sign(brief, who["ops"], anchor.id, room=room.id, scope=scope, at=begun + 8 * DAY)
        for anchor in anchors[1:4]
    ]
    incidents.log(
        brief, who["ops"], anchor=anchors[2].id, room=room.id, happened=now - 2 * DAY, said="全网最低价",
        severity=IncidentSeverity.MINOR, at=now - 2 * DAY + HOUR,
    )  # fmt: skip
    running = stages.plan(
        brief, who["trainer"], stage=Stage.MONITORED, anchor=anchors[0].id, partner=who["ops"].id, room=room.id,
        products=[BEEF], start=now - HOUR, end=now + HOUR, at=now - 2 * HOUR,
    )  # fmt: skip
    stages.start(brief, who["ops"], running.id, at=now - HOUR)
    evening = (now + 2 * DAY).replace(hour=11, minute=0, second=0, microsecond=0)  # 19:00 in China
    show = roster.plan_show(
        brief, who["ops"], room=room.id, name="年货节专场", products=[BEEF, NOODLES], start=evening,
        end=evening + 5 * HOUR, at=now,
    )  # fmt: skip
    checklists.start(brief, who["ops"], ChecklistId("room"), room=room.id, at=now - HOUR)
    ids = {"running": running.id, "show": show.id, "signed": signed[0].id, **work(desk, who)}
    return ids, who


def work(desk: Desk, who: Mapping[str, User]) -> dict[str, str]:
    """Give the drills of these days: one to do, one handed in and reviewed, one that waits for its review."""
    now, anchor = clock.now(), who["anchor"]
    (room,) = anchor.rooms
    names = ("rules-rewrite-beef", "rules-ask-wechat", "points-numbers")
    given = assignments.assign(
        desk, who["trainer"], drills=[DrillId(one) for one in names], anchors=[anchor.id, who["hong"].id], room=room,
        at=now - 2 * DAY, due=now + DAY, note="下班前交，语速慢一点。",
    )  # fmt: skip
    of = {(one.drill, one.anchor): one.id for one in given}
    failed = attempts.submit(desk, anchor, of[DrillId(names[0]), anchor.id], CARELESS, at=now - DAY)
    waiting = attempts.submit(desk, who["hong"], of[DrillId(names[1]), who["hong"].id], SAID, at=now - 5 * HOUR)
    return {"drill": of[DrillId(names[0]), anchor.id], "attempt": failed.id, "waiting": waiting.id}


def calibrate(desk: Desk, trainer: User, at: datetime) -> None:
    """Let the trainer score the reference drills first: nobody may review without."""
    for reference in desk.programme.references[: desk.programme.reviewers.references]:
        drill = desk.programme.get_drill(reference.drill)
        assert drill.rubric is not None
        rubric = desk.programme.get_rubric(drill.rubric)
        scored = [CheckAnswer(check=one.id, met=one.id in reference.met, evidence="见稿子") for one in rubric.checks]
        reviews.calibrate(desk, trainer, reference.id, verdict=reference.verdict, checks=scored, at=at)


def practise(desk: Desk, trainer: User, anchor: User, at: datetime) -> None:
    """Give the one drill, hand it in, pass it."""
    drill, (room,) = desk.programme.list_drills()[0], anchor.rooms
    assert drill.rubric is not None
    (given,) = assignments.assign(desk, trainer, drills=[drill.id], anchors=[anchor.id], room=room, at=at)
    handed = attempts.submit(desk, anchor, given.id, spoken(desk), at=at + HOUR)
    reviews.review(
        desk, trainer, handed.id, verdict=ReviewVerdict.PASS, checks=met(desk.programme.get_rubric(drill.rubric)),
        at=at + 2 * HOUR,
    )  # fmt: skip


def broadcast(desk: Desk, trainer: User, anchor: User, stage: Stage, partner: User, start: datetime) -> None:
    """Take the anchor through one session of a stage, with everything that belongs to it."""
    (room,) = anchor.rooms
    hours = [start + number * HOUR for number in range(-1, 5)]
    planned = stages.plan(
        desk, trainer, stage=stage, anchor=anchor.id, partner=partner.id, room=room, products=[BEEF], start=hours[1],
        end=hours[3], at=hours[0],
    )  # fmt: skip
    stages.start(desk, partner, planned.id, at=hours[1])
    ended = stages.end(desk, partner, planned.id, at=hours[3])
    text = spoken(desk)
    cues = [Cue(start=0, end=len(text), start_s=0.0, end_s=90.0, speaker=anchor.name)]
    kept = stages.transcribe(desk, partner, planned.id, text, cues=cues, seen=ended.version, at=hours[4])
    action = Action(text="开头慢一点，先报净含量", owner=anchor.id, due=hours[1] + 5 * DAY)
    notes = Notes(script="开头三秒说清是什么、多少钱", state="前十分钟语速快，后面稳了", recap="整场没断，互动少")
    stages.note(desk, partner, planned.id, notes=notes, actions=[action], seen=kept.version, at=hours[4])
    rubric = desk.programme.get_rubric(desk.programme.get_gate(stage).rubric)
    stages.judge(desk, partner, planned.id, verdict=StageVerdict.PASS, checks=met(rubric), at=hours[5])


def spoken(desk: Desk) -> str:
    """Return a talk that says every point of the card and nothing that may not be said."""
    points = desk.library.get_product(BEEF).points
    return "大家好，今天说说这款牛肉干。" + "".join(f"{one.say}。" for one in points) + "喜欢的可以点小黄车看看。"


def met(rubric: Rubric) -> list[CheckAnswer]:
    """Answer every check of a rubric with yes."""
    return [CheckAnswer(check=one.id, met=True, evidence="听到了，讲得清楚") for one in rubric.checks]


if __name__ == "__main__":
    sys.exit(main())
