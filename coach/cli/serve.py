"""``coach serve``: the web app on this machine."""

from __future__ import annotations

import errno
import socket
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from coach.cli.group import Command
from coach.cli.usage import Count
from coach.errors import InputError

if TYPE_CHECKING:
    from flask import Flask

    from coach.config import Settings
    from coach.services.desk import Desk

_HELP = """\
打开网页版。浏览器里访问屏幕上显示的地址，Ctrl+C 停止。

例：coach serve
    coach serve --host 0.0.0.0 --port 8080"""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
THREADS = 32  # an open event stream holds a thread


@click.command("serve", cls=Command, help=_HELP)
@click.option("--host", metavar="HOST", help="监听的地址，默认 127.0.0.1（只有本机能访问）")
@click.option("--port", type=Count(0, 65_535), metavar="PORT", help="端口，默认 8000；0 表示任选一个空闲的")
@click.option("--demo", is_flag=True, help="演示：在临时目录里造一批学员和八周的记录，停下就删掉")
@click.option("--debug", is_flag=True, help="开发用：改了代码自动重启，出错时显示细节")
def serve(*, host: str | None, port: int | None, demo: bool, debug: bool) -> int:
    """Serve the web app until interrupted."""
    from coach.config import Settings

    settings = Settings.from_env()
    host = settings.host if host is None else host
    port = settings.port if port is None else port
    if debug:
        _serve_for_development(settings, host, port)
        return 0
    listening = _listen(host, port)
    if demo:
        _serve_demo(settings, host, listening)
        return 0

    from coach.web import create_app

    app = create_app(settings)
    _announce(host, listening)
    _serve_for_use(app, listening, private=settings.private_webhooks)
    return 0


def _serve_demo(settings: Settings, host: str, listening: socket.socket) -> None:
    """Serve a cohort made for the occasion, whose password everybody may know: on this machine only."""
    if host not in LOOPBACK:
        raise InputError("演示的密码是公开的，只能在 127.0.0.1 上演示。请去掉 --host。", key="host")

    from coach import wiring
    from coach.cli.records import now
    from coach.services.demo import PASSWORD
    from coach.web import create_app

    with tempfile.TemporaryDirectory(prefix="coach-demo-") as place:
        click.echo("正在造演示的学员和记录，大约半分钟……")
        coach, desk = wiring.open_demo(wiring.build(settings), Path(place), at=now())
        app = create_app(coach.settings, coach, desk)
        click.echo(f"演示的登录名：admin 管理员、lin 培训、wang 运营、cao 主播、chen 已签字的主播。密码都是 {PASSWORD}")
        _announce(host, listening)
        _serve_for_use(app, listening, private=settings.private_webhooks)


def _announce(host: str, listening: socket.socket) -> None:
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"http://{shown}:{listening.getsockname()[1]}/")


def _listen(host: str, port: int) -> socket.socket:
    """Return a bound socket, so that a port in use is told before anything is loaded."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except socket.gaierror as error:
        raise InputError(f"地址 {host} 不存在。本机用 127.0.0.1，对外用 0.0.0.0。", host=host) from error
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise InputError(f"端口 {port} 已被占用。请用 --port 换一个，或停掉占用它的程序。", port=port) from error
        if error.errno == errno.EACCES:
            raise InputError(f"没有权限用端口 {port}。请用 --port 换一个 1024 以上的。", port=port) from error
        raise InputError(f"不能在 {host}:{port} 上监听：{error.strerror}。请检查 --host。", host=host) from error
    return listening


def _serve_for_development(settings: Settings, host: str, port: int) -> None:
    if host not in LOOPBACK:
        raise InputError(
            "--debug 会让任何访问者在这台机器上运行代码，只能用在 127.0.0.1 上。请去掉 --debug 或 --host。"
        )

    from werkzeug.serving import is_running_from_reloader, run_simple

    if is_running_from_reloader():
        from coach.web import create_app

        app = create_app(settings)
    else:  # this process only opens the port and starts the command anew, again after every change of the code
        app = None
        listening = _listen(host, port)
        _announce(host, listening)
        port = listening.getsockname()[1]
        listening.close()
    run_simple(host, port, app, use_reloader=True, use_debugger=True, threaded=True)  # type: ignore[arg-type]


def _serve_for_use(app: Flask, listening: socket.socket, *, private: bool) -> None:
    from gunicorn.app.base import BaseApplication

    from coach.cli.webhooks import Postman
    from coach.courier import Courier

    def desk() -> Desk:
        return cast("Desk", app.extensions["desk"])

    postman = Postman(desk, Courier(private=private))

    def begin(_worker: object) -> None:  # in the process that serves: threads and connections do not go through a fork
        desk().store.after_fork()
        postman.start()

    class Server(BaseApplication):
        """One process, many threads: what is kept in memory is kept once."""

        def load_config(self) -> None:
            """Set what differs from gunicorn's defaults."""
            settings: dict[str, Any] = {
                "bind": f"fd://{listening.fileno()}",
                "worker_class": "gthread",
                "workers": 1,
                "threads": THREADS,
                "timeout": 120,
                "graceful_timeout": 5,
                "loglevel": "warning",
                "control_socket_disable": True,
                "post_worker_init": begin,
            }
            for key, value in settings.items():
                if key in self.cfg.settings:
                    self.cfg.set(key, value)

        def load(self) -> Any:
            """Return the app."""
            return app

    Server().run()
