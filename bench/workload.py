"""What is stored in every benchmark: as much as a dispatch of a real case carries."""

from __future__ import annotations

from random import getrandbits
from uuid import UUID

NOTE = "沿河步道第三盏路灯杆旁有建筑垃圾堆放，占去半幅路面，请到场清理并拍照回传。" * 2
"""Some 230 bytes of text, as a person writes them."""
BODY = ('{"note":"' + NOTE + '","unit":"firm"}').encode().ljust(400, b" ")
"""A fact's own fields, 400 bytes."""


def new_uuid() -> UUID:
    """A random id, made so that its making is not what is measured."""
    return UUID(int=getrandbits(128))
