"""Suffixes, and first bytes, of what is never kept whatever it claims to be."""

from __future__ import annotations

import re
from typing import Final

PROGRAM: Final = frozenset(
    """exe dll scr com msi msp bat cmd ps1 psm1 vbs vbe js jse mjs wsf wsh wsc sct sh bash py pyw
    pyc rb pl php asp aspx jsp jar class dex apk aab ipa app dmg pkg deb rpm appimage elf so dylib
    sys drv cpl lnk url desktop reg inf scf iso img vhd vhdx chm hlp gadget application jnlp swf spl
    xll wasm ocx slk iqy settingcontent-ms html htm xhtml svg svgz hta mhtml mht""".split()
)
"""What runs, or is shown by a browser with whatever runs in it."""

MACROS: Final = frozenset("docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm vsdm".split())

CLOSED: Final = frozenset("7z cb7 rar gz tgz bz2 xz tar zst cab lz lzma z arj".split())
"""Archives that cannot be looked into here."""

_RUNS = re.compile(
    rb"MZ|\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf]"
    rb"|L\0\0\0\x01\x14\x02|dex\n|\0asm|#!/"
)


def runs(head: bytes) -> bool:
    """Whether a file that begins with ``head`` is a program for some machine."""
    return bool(_RUNS.match(head))
