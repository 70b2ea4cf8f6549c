"""LINE's OpenAPI description as a strict check of request bodies.

Discriminators are tightened: a component must be one that its ``type`` names, with nothing that
its schema does not know, so that a wrong or misspelt message object is really refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

from bot.line.flex import Json

SHARED = Path(os.environ.get("MVS_SHARED", Path(__file__).parents[3] / "shared"))
DESCRIPTION = SHARED / "line-openapi" / "messaging-api.yml"
_REF = "#/components/schemas/"
CLOSED = "!"
"""Added to a schema's name: nothing unknown is allowed, and the type decides what is known."""


class LineSchema:
    """The request bodies of LINE's API by method and path."""

    def __init__(self, description: Json) -> None:
        schemas = description["components"]["schemas"]
        self._components = {"components": {"schemas": dict(_tightened(schemas))}}
        self._bodies = list(_bodies(description["paths"]))
        self._validators: dict[str, Draft202012Validator] = {}

    def problem(self, method: str, path: str, body: object) -> str | None:
        """What is wrong with a request's body; None if nothing is, or if it needs none."""
        for known, pattern, schema in self._bodies:
            if known == method.lower() and pattern.fullmatch(path):
                errors = list(self._validator(schema).iter_errors(body))
                deepest = max(errors, key=lambda error: len(error.absolute_path), default=None)
                return deepest and f"{deepest.json_path}: {deepest.message[:300]}"
        return None

    def _validator(self, schema: str) -> Draft202012Validator:
        if schema not in self._validators:
            whole = {"$ref": schema + CLOSED, **self._components}
            self._validators[schema] = Draft202012Validator(whole)
        return self._validators[schema]


@cache
def line_schema() -> LineSchema | None:
    """The description in the shared folder; None where that folder is missing."""
    if not DESCRIPTION.exists():
        return None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return LineSchema(yaml.load(DESCRIPTION.read_text("utf-8"), Loader=loader))


def _bodies(paths: Json) -> Iterator[tuple[str, re.Pattern[str], str]]:
    for path, methods in paths.items():
        for method in methods.keys() & {"get", "put", "post", "delete"}:
            operation = methods[method]
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema", {}).get("$ref")
            if schema:
                yield method, re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), schema


def _tightened(schemas: Json) -> Iterator[tuple[str, Json]]:
    """Each schema twice: as others build on it, and as it stands by itself."""
    for name, schema in schemas.items():
        yield name, _pointing_to_closed(schema)
        yield name + CLOSED, _closed(name, schema)


def _closed(name: str, schema: Json) -> Json:
    mapping = schema.get("discriminator", {}).get("mapping")
    if mapping:
        key = schema["discriminator"]["propertyName"]
        branches = [
            {"if": {"properties": {key: {"const": value}}}, "then": {"$ref": ref + CLOSED}}
            for value, ref in mapping.items()
        ]
        known = {"required": [key], "properties": {key: {"enum": list(mapping)}}}
        return {"type": "object", "allOf": [known, *branches]}
    closed: Json = {"$ref": _REF + name}
    if schema.get("type") == "object" or "properties" in schema or "allOf" in schema:
        closed["unevaluatedProperties"] = False
    return closed


def _pointing_to_closed(schema: Any, building: bool = False) -> Any:
    """The schema with every reference but those it builds on made strict."""
    if isinstance(schema, list):
        return [_pointing_to_closed(part, building) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"] + ("" if building else CLOSED)}
    return {
        key: _pointing_to_closed(value, building=key == "allOf") for key, value in schema.items()
    }
