"""The emulated LINE's rich menus."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.line.flex import Json
from tests.emulators.line_rules import menu_problems
from tests.emulators.line_state import LineState

Endpoint = Callable[[Request, Json], Awaitable[Response]]

MOST_PICTURE = 1024 * 1024


def menu_routes(state: LineState) -> list[tuple[str, str, Endpoint]]:
    """Method, path and endpoint of everything about rich menus."""
    menus = _Menus(state)
    return [
        ("POST", "/v2/bot/richmenu", menus.create),
        ("GET", "/v2/bot/richmenu/list", menus.all),
        ("POST", "/v2/bot/richmenu/{id}/content", menus.set_picture),
        ("DELETE", "/v2/bot/richmenu/{id}", menus.delete),
        ("POST", "/v2/bot/user/all/richmenu/{id}", menus.set_default),
        ("GET", "/v2/bot/user/all/richmenu", menus.default),
    ]


@dataclass(frozen=True, slots=True)
class _Menus:
    state: LineState

    async def create(self, request: Request, body: Json) -> Response:
        problems = [f"{where}: {what}" for where, what in menu_problems(body)]
        if problems:
            return _no(400, "; ".join(problems))
        id = f"richmenu-{self.state.number():032x}"
        self.state.menus[id] = body
        return JSONResponse({"richMenuId": id})

    async def all(self, request: Request, body: Json) -> Response:
        listed = [{"richMenuId": id, **menu} for id, menu in self.state.menus.items()]
        return JSONResponse({"richmenus": listed})

    async def set_picture(self, request: Request, body: Json) -> Response:
        id = request.path_params["id"]
        if id not in self.state.menus:
            return _no(404, "Not found")
        if id in self.state.pictures:
            return _no(400, "An image has already been uploaded to the richmenu")
        content = await request.body()
        problem = _picture_problem(content, self.state.menus[id])
        if problem:
            return _no(400, problem)
        self.state.pictures[id] = content
        return JSONResponse({})

    async def delete(self, request: Request, body: Json) -> Response:
        id = request.path_params["id"]
        if self.state.menus.pop(id, None) is None:
            return _no(404, "Not found")
        self.state.pictures.pop(id, None)
        if self.state.default_menu == id:
            self.state.default_menu = ""
        return JSONResponse({})

    async def set_default(self, request: Request, body: Json) -> Response:
        id = request.path_params["id"]
        if id not in self.state.menus:
            return _no(404, "Not found")
        if id not in self.state.pictures:
            return _no(400, "must upload richmenu image before applying it to user")
        self.state.default_menu = id
        return JSONResponse({})

    async def default(self, request: Request, body: Json) -> Response:
        if not self.state.default_menu:
            return _no(404, "no default richmenu")
        return JSONResponse({"richMenuId": self.state.default_menu})


def _picture_problem(content: bytes, menu: Json) -> str:
    if len(content) > MOST_PICTURE:
        return "The image is larger than 1 MB"
    with Image.open(io.BytesIO(content)) as image:
        if image.format not in ("PNG", "JPEG"):
            return "The image must be PNG or JPEG"
        if image.size != (menu["size"]["width"], menu["size"]["height"]):
            return "The image is of another size than the menu"
    return ""


def _no(status: int, message: str) -> Response:
    return JSONResponse({"message": message}, status)
