#!/usr/bin/env python3
"""ตรวจแฟ้มหลักฐานชุดนี้ · Checks this bundle of evidence. It needs Python 3.8 and nothing else.

    python3 verify.py                    ตรวจไฟล์ทุกไฟล์ สายบันทึก และลายเซ็น · files, trail, signature
    python3 verify.py --head ab12cd34    เทียบกับลายนิ้วมือที่พิมพ์ในเอกสาร · compare with a printed head
    python3 verify.py --key KEY.pem      ใช้กุญแจที่ได้รับมาเอง · use a public key you got elsewhere

Exit code: 0 ครบถ้วน · intact, 1 ถูกแก้ · altered.
"""

import base64
import hashlib
import json
import pathlib
import sys
from typing import Any, Dict, List, Optional, Tuple  # noqa: UP035 -- for Python 3.8, too

Json = Dict[str, Any]  # noqa: UP006
Point = Tuple[int, int, int, int]  # noqa: UP006

HERE = pathlib.Path(__file__).resolve().parent
TROUBLE = []  # type: List[str]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _canonical(value: object) -> bytes:
    packed = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return packed.encode("utf-8", "surrogatepass")


def _wrong(thai: str, english: str) -> None:
    TROUBLE.append(english)
    print(f"✗ {thai} · {english}")


def _right(thai: str, english: str) -> None:
    print(f"✓ {thai} · {english}")


def _check_manifest(name: str) -> None:
    lines = (HERE / name).read_text("utf-8").splitlines()
    listed = {}
    for line in lines:
        digest, path = line.split("  ", 1)
        listed[path] = digest
    bad = [path for path in sorted(listed) if not _same(HERE / path, listed[path])]
    for path in bad:
        _wrong("ไฟล์ถูกแก้หรือหายไป: " + path, "changed or missing: " + path)
    if name == "manifest-sha256.txt":
        found = {p.relative_to(HERE).as_posix() for p in (HERE / "data").rglob("*") if p.is_file()}
        for path in sorted(found - set(listed)):
            _wrong("มีไฟล์เกินมา: " + path, "not in the manifest: " + path)
    if not bad:
        _right(f"ไฟล์ {len(listed)} ไฟล์ตรงกับ {name}", f"{len(listed)} files match")


def _same(path: pathlib.Path, digest: str) -> bool:
    try:
        return _sha256(path.read_bytes()) == digest
    except OSError:
        return False


def _check_trail(seal: Json, printed: str) -> None:
    prev, shown, count = "0" * 64, 0, 0
    for line in (HERE / "data" / "chain.jsonl").read_text("utf-8").splitlines():
        entry, count = json.loads(line), count + 1
        linked = {k: entry[k] for k in ("officer", "seq", "at", "kind", "ref", "prev", "commit")}
        if entry["prev"] != prev or entry["seq"] != count or entry["officer"] != seal["trail"]:
            return _wrong(f"สายบันทึกขาดที่ลำดับ {count}", f"the trail breaks at entry {count}")
        if _sha256(_canonical(dict(linked, v=1))) != entry["hash"]:
            return _wrong(f"บันทึกลำดับ {count} ถูกแก้", f"entry {count} was altered")
        if entry["salt"] is not None:
            shown += 1
            opened = bytes.fromhex(entry["salt"]) + _canonical(entry["content"])
            if _sha256(opened) != entry["commit"]:
                return _wrong(f"เนื้อหาลำดับ {count} ถูกแก้", f"content {count} was altered")
        prev = entry["hash"]
    if prev != seal["head"] or not prev.startswith(printed):
        return _wrong("ปลายสายบันทึกไม่ตรง", "the trail does not end in the head that was given")
    _right(
        f"สายบันทึก {count} รายการต่อกันครบ แสดงเนื้อหา {shown} รายการ",
        f"{count} entries linked, {shown} with content; head {prev}",
    )


# --- Ed25519 (RFC 8032), to check signatures without any library ---------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741


def _x_of(y: int, sign: int) -> int:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point")
    return P - x if x & 1 != sign else x


def _point(raw: bytes) -> Point:
    whole = int.from_bytes(raw, "little")
    y = whole & (2**255 - 1)
    x = _x_of(y, whole >> 255)
    return (x, y, 1, x * y % P)


def _add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    s, t, u, v = f - e, h - g, h + g, f + e
    return (s * t % P, u * v % P, t * u % P, s * v % P)


def _times(n: int, a: Point) -> Point:
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = _add(total, a)
        a, n = _add(a, a), n >> 1
    return total


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def _signed(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        key, r = _point(public), _point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= Q:
        return False
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    one, two = _times(s, BASE), _add(r, _times(int.from_bytes(hashed, "little") % Q, key))
    alike = (one[0] * two[2] - two[0] * one[2]) % P == 0
    return alike and (one[1] * two[2] - two[1] * one[2]) % P == 0


def _check_signature(seal: Json, given: Optional[pathlib.Path]) -> None:  # noqa: UP045
    text = (given or HERE / "public-key.pem").read_text("ascii")
    body = "".join(line for line in text.splitlines() if "-----" not in line)
    public = base64.b64decode(body)[-32:]
    name = _sha256(public)[:16]
    told = {k: v for k, v in seal.items() if k != "signature"}
    over = b"mvs-coach file\n" + _canonical(dict(told, v=1))
    manifest = (HERE / "manifest-sha256.txt").read_bytes()
    evidence = (HERE / "data" / "evidence.json").read_bytes()
    good = (
        seal["key"] == name
        and seal["sha256"] == _sha256(manifest)
        and seal["evidence"] == _sha256(evidence)
        and _signed(public, over, base64.b64decode(seal["signature"]))
        and _signed(public, evidence, base64.b64decode(seal["witness"]))
    )
    if not good:
        return _wrong("ลายเซ็นไม่ตรง", "the signature does not hold")
    _right("ลายเซ็นถูกต้อง กุญแจ " + name, "signed with key " + name)
    if given is None:
        print("  เทียบชื่อกุญแจนี้กับผู้ออกเอกสาร · compare the key's name with the issuer's")


def _main(words: List[str]) -> int:  # noqa: UP006
    options = dict(zip(words[::2], words[1::2]))  # noqa: B905 -- Python 3.8 knows no strict
    key = pathlib.Path(options["--key"]) if "--key" in options else None
    try:
        seal = json.loads((HERE / "signature.json").read_text("utf-8"))
        _check_manifest("manifest-sha256.txt")
        _check_manifest("tagmanifest-sha256.txt")
        _check_trail(seal, options.get("--head", ""))
        _check_signature(seal, key)
    except (OSError, ValueError, KeyError, TypeError) as error:
        _wrong("อ่านแฟ้มไม่ได้", f"the bundle cannot be read: {type(error).__name__}")
    if TROUBLE:
        print("\nถูกแก้หรือไม่ครบ · ALTERED OR INCOMPLETE")
        return 1
    print("\nครบถ้วน ไม่ถูกแก้ · INTACT")
    print("แฟ้มนี้เป็นฉบับล่าสุดหรือไม่ ให้ดูที่หน้าตรวจสอบ · whether it is current, ask the verify page")
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(_main(sys.argv[1:]))
