"""Sign-offs (上岗签字): all there are, the evidence on one screen before the name goes under it, and the sheet to print."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from coach.errors import InputError
from coach.scoring import Kind, Platform
from coach.scoring.names import KINDS, PLATFORMS
from coach.services import dossier, path, signing, signoff, signoff_shelf
from coach.services.dossier import Dossier
from coach.training.access import Act, allow, may, shared_room
from coach.training.model import Room, RoomId, Scope, Signoff, SignoffId, UserId
from coach.training.readiness import Readiness
from coach.training.staleness import SignoffStatus
from coach.web import clock, filters
from coach.web.desk import actor, desk
from coach.web.room_choice import asked_room, rooms_for, together
from coach.web.steps import steps_of
from coach.web.typed import Typed

blueprint = Blueprint("signoffs", __name__, url_prefix="/signoffs")


@blueprint.get("")
def show_all() -> str:
    """Show a page of all sign-offs; room, platform, kind, name and where they stand narrow it down."""
    places = rooms_for(Act.SIGNOFF_LIST)
    room = asked_room(places)
    found = signoff_shelf.get_shelf(
        desk(),
        actor(),
        room=RoomId(room) if room else None,
        platform=filters.chosen(Platform, "platform"),
        kind=filters.chosen(Kind, "kind"),
        status=filters.chosen(SignoffStatus, "at"),
        words=request.args.get("q", "").strip()[:40],
        page=filters.page(),
        at=clock.now(),
    )
    return render_template(
        "signoffs/signoffs.html",
        shelf=found,
        rooms=places,
        together=together(places),
        typed=Typed({**request.args, "room": room}),
        link=filters.link,
        can_renew=_can_renew,
    )


@blueprint.get("/<user_id>/new")
def show_new(user_id: str) -> str:
    """Show the evidence for a scope (``platform`` and ``kind`` in the address, else the furthest along)."""
    found = _dossier(user_id)
    lead = path.leading(found.path.parts)
    args = request.args
    platforms = args.getlist("platform") or ([lead.platform.value] if lead else [])
    kinds = args.getlist("kind") or ([lead.kind.value] if lead else [])
    return _page(found, Typed({"platform": platforms, "kind": kinds, "room": args.get("room", "")}))


@blueprint.post("/<user_id>/new")
def sign(user_id: str) -> tuple[str, int] | BaseResponse:
    """Put the name under it, with the password typed again."""
    typed = Typed.sent()
    with typed.kept():
        made = signing.sign_by_password(
            desk(),
            actor(),
            UserId(user_id),
            password=typed.get("password"),
            room=RoomId(_room(typed)),
            scope=_scope(typed),
            at=clock.now(),
        )
        flash("签好了。", "ok")
        return redirect(url_for("signoffs.show", signoff_id=made.id), 303)
    return _page(_dossier(user_id), typed), typed.status


@blueprint.get("/<signoff_id>")
def show(signoff_id: str) -> str:
    """Show the sheet: what was signed on which evidence, whether it holds, and the history."""
    return _sheet(signoff_id, Typed())


@blueprint.post("/<signoff_id>/renew")
def renew(signoff_id: str) -> tuple[str, int] | BaseResponse:
    """Sign the same scope again on the evidence of today."""
    typed = Typed.sent()
    with typed.kept():
        made = signing.renew_by_password(
            desk(), actor(), SignoffId(signoff_id), password=typed.get("password"), at=clock.now()
        )
        flash("续签好了，这是新的确认单。", "ok")
        return redirect(url_for("signoffs.show", signoff_id=made.id), 303)
    return _sheet(signoff_id, typed, "renew"), typed.status


@blueprint.post("/<signoff_id>/revoke")
def revoke(signoff_id: str) -> tuple[str, int] | BaseResponse:
    """Take it back, with a reason that everybody concerned reads."""
    typed = Typed.sent()
    with typed.kept():
        signoff.revoke(desk(), actor(), SignoffId(signoff_id), reason=typed.get("reason"), at=clock.now())
        flash("撤销了。主播从现在起不能凭它上岗。", "warn")
        return redirect(url_for("signoffs.show", signoff_id=signoff_id), 303)
    return _sheet(signoff_id, typed, "revoke"), typed.status


def _can_renew(signed: Signoff) -> bool:
    return may(actor(), Act.SIGNOFF_RENEW, room=signed.room, owner=signed.anchor)


def _dossier(user_id: str) -> Dossier:
    found = dossier.get_dossier(desk(), actor(), UserId(user_id), at=clock.now())
    allow(actor(), Act.SIGNOFF_SIGN, room=shared_room(actor(), found.path.anchor))
    return found


def _page(found: Dossier, typed: Typed) -> str:
    chosen = [
        one for one in found.path.parts if one.platform in typed.all("platform") and one.kind in typed.all("kind")
    ]
    rooms = [one for one in found.rooms if may(actor(), Act.SIGNOFF_SIGN, room=one.id)]
    return render_template(
        "signoffs/new.html",
        dossier=found,
        anchor=found.path.anchor,
        chosen=[(part, steps_of(part, desk().programme)) for part in chosen],
        platforms=[(one, PLATFORMS[one]) for one in sorted({one.platform for one in found.path.parts})],
        kinds=[(one, KINDS[one]) for one in sorted({one.kind for one in found.path.parts})],
        rooms=rooms,
        room=next((one.id for one in rooms if one.id == typed.get("room")), _fitting(rooms, chosen)),
        terms=desk().programme.signoff,
        typed=typed,
    )


def _fitting(rooms: list[Room], chosen: list[Readiness]) -> RoomId | None:
    """Return the room that sells what is signed for, else the first."""
    wanted = {(one.platform, one.kind) for one in chosen}
    fit = [one for one in rooms if any(one.platform is platform and kind in one.kinds for platform, kind in wanted)]
    return next((one.id for one in [*fit, *rooms]), None)


def _sheet(signoff_id: str, typed: Typed, which: str = "") -> str:
    at = clock.now()
    sheet = signoff.get_sheet(desk(), actor(), SignoffId(signoff_id), at=at)
    signed = sheet.standing.signoff
    return render_template(
        "signoffs/sheet.html",
        sheet=sheet,
        signed=signed,
        titles={one.id: one.title for one in desk().programme.list_drills()},
        programme=desk().programme,
        can_renew=_can_renew(signed),
        can_revoke=may(actor(), Act.SIGNOFF_REVOKE, room=signed.room, owner=signed.anchor),
        at=at,
        typed=typed,
        which=which,
    )


def _room(typed: Typed) -> str:
    if not typed.get("room"):
        raise InputError("请选签在哪个直播间。", key="room")
    return typed.get("room")


def _scope(typed: Typed) -> Scope:
    return Scope(
        platforms=typed.choices(Platform, "platform", label="平台"), kinds=typed.choices(Kind, "kind", label="品类")
    )
