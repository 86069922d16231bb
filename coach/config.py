"""Settings of a running Coach; the only reader of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from coach.datafiles import folder
from coach.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where the data is, where the page listens and how much text is taken. ``secret_key`` None: one is kept in ``instance``.

    ``proxies`` is how many proxies of one's own stand before the app: their word on address and https is taken.
    """

    lexicons: Path
    scripts_library: Path
    templates: Path
    host: str = "127.0.0.1"
    port: int = 8000
    secret_key: str | None = None
    cache: Path | None = None
    team_packs: Path | None = None
    room: str | None = None
    instance: Path = Path("instance")
    database_url: str = "sqlite:///instance/coach.db"
    proxies: int = 0
    private_webhooks: bool = False
    max_chars: int = 2_000_000
    max_page_chars: int = 20_000

    @property
    def team_drills(self) -> Path:
        """Return where the drills are that the team wrote itself; made when the first is written."""
        return self.instance / "drills"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read COACH_LEXICONS, COACH_LIBRARY, COACH_HOST, COACH_PORT, COACH_SECRET_KEY, COACH_MAX_CHARS,
        COACH_CACHE (a folder, or "off"), COACH_TEAM_PACKS, COACH_ROOM,
        COACH_PROXIES (how many proxies of one's own stand before the web app),
        COACH_PRIVATE_WEBHOOKS ("1": messages may go to this machine and inside the own network),
        COACH_INSTANCE (made when something is first kept),
        DATABASE_URL (where the records are; a SQLite file in the instance folder unless told otherwise).

        Raises:
            InputError: a number is not a number, or a folder does not exist.
        """
        env = os.environ if environ is None else environ
        return cls(
            lexicons=_folder(env, "COACH_LEXICONS", "lexicons"),
            scripts_library=_folder(env, "COACH_LIBRARY", "scripts_library"),
            templates=folder("templates"),
            host=env.get("COACH_HOST") or "127.0.0.1",
            port=_number(env, "COACH_PORT", 8000, most=65_535),
            secret_key=env.get("COACH_SECRET_KEY") or None,
            cache=_cache(env),
            team_packs=_folder(env, "COACH_TEAM_PACKS", "lexicons") if env.get("COACH_TEAM_PACKS") else None,
            room=env.get("COACH_ROOM") or None,
            instance=Path(env.get("COACH_INSTANCE") or "instance"),
            database_url=env.get("DATABASE_URL") or _own_database(env),
            proxies=_number(env, "COACH_PROXIES", 0, most=5),
            private_webhooks=env.get("COACH_PRIVATE_WEBHOOKS") == "1",
            max_chars=_number(env, "COACH_MAX_CHARS", 2_000_000, most=50_000_000),
        )


def _own_database(env: Mapping[str, str]) -> str:
    return f"sqlite:///{Path(env.get('COACH_INSTANCE') or 'instance') / 'coach.db'}"


def _folder(env: Mapping[str, str], key: str, default: str) -> Path:
    if not env.get(key):
        return folder(default)
    path = Path(env[key])
    if not path.is_dir():
        raise InputError(f"环境变量 {key} 指向的目录不存在：{path}。请改成一个已有的目录，或删去这个变量。", key=key)
    return path


def _cache(env: Mapping[str, str]) -> Path | None:
    """Return where parsed rule data is kept between runs: the user's cache folder unless told otherwise."""
    named = env.get("COACH_CACHE")
    if named:
        return None if named == "off" else Path(named)
    home = env.get("XDG_CACHE_HOME") or (f"{env['HOME']}/.cache" if env.get("HOME") else None)
    return Path(home) / "coach" if home else None


def _number(env: Mapping[str, str], key: str, default: int, *, most: int) -> int:
    text = env.get(key)
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= most:
        raise InputError(f"环境变量 {key} 应是 1 到 {most} 之间的整数，现在是“{text}”。", key=key)
    return int(text)
