"""A service that speaks S3 for tests: moto's, on this machine, with buckets of their own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from storage.files import Access

ROOT = Path(__file__).parents[3]


@contextmanager
def service(unguarded: int | None = None) -> Iterator[str | None]:
    """Give the endpoint of a service; None where there is none, or nothing to speak to it with.

    After ``unguarded`` requests it asks for keys and signatures; None: never.
    """
    if not (find_spec("moto") and find_spec("flask_cors") and find_spec("obstore")):
        yield None
        return
    port, given = _free_port(), dict(os.environ)
    if unguarded is not None:
        given["INITIAL_NO_AUTH_ACTION_COUNT"] = str(unguarded)
    command = [sys.executable, "-m", "tests.storage.files.bucket_service", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL, env=given)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def new_bucket(endpoint: str) -> str:
    """Make a bucket."""
    name = f"test-{uuid4().hex}"
    httpx.put(f"{endpoint}/{name}", trust_env=False).raise_for_status()
    return name


def new_key(endpoint: str) -> tuple[str, str]:
    """Make a user who may do anything with buckets, in three requests: a key and its secret."""
    _ask(endpoint, Action="CreateUser", UserName="coach")
    may = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    _ask(endpoint, Action="PutUserPolicy", UserName="coach", PolicyName="s3", PolicyDocument=policy)
    made = _ask(endpoint, Action="CreateAccessKey", UserName="coach")
    key, secret = (
        re.findall(f"<{tag}>(.+?)<", made)[0] for tag in ("AccessKeyId", "SecretAccessKey")
    )
    return key, secret


def _ask(endpoint: str, **values: str) -> str:
    """Ask the part of the service that knows users, which is told from the rest by this header."""
    scope = "Credential=x/20260302/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=x"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 {scope}"}
    data = {"Version": "2010-05-08", **values}
    return httpx.post(endpoint, data=data, headers=headers, trust_env=False).raise_for_status().text


def switch_versioning(endpoint: str, bucket: str, status: str) -> None:
    """Have a bucket keep old versions (``Enabled``), or no longer (``Suspended``)."""
    said = f"<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>"
    httpx.put(f"{endpoint}/{bucket}?versioning", content=said, trust_env=False).raise_for_status()


def access(endpoint: str) -> Access:
    """What opens a bucket of such a service; it gives up soon."""
    return Access(endpoint, "key", "secret", seconds=20, retries=1)


class Line:
    """A line to a service: once ``most`` is set, it is cut after so many bytes of a request."""

    def __init__(self, endpoint: str) -> None:
        there = urlsplit(endpoint)
        self._there = (there.hostname, there.port)
        self.most: int | None = None
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.endpoint = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(self._there) as server:
            back = threading.Thread(target=_pass_on, args=(server, client), daemon=True)
            back.start()
            self._pass_requests(client, server)
            for end in (client, server):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            back.join(5)

    def _pass_requests(self, client: socket.socket, server: socket.socket) -> None:
        passed = 0
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 16):
                passed += len(data)
                if self.most is not None and passed > self.most:
                    return
                server.sendall(data)


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _wait(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
