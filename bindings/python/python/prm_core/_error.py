"""The one error of this library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Sequence

if TYPE_CHECKING:
    from .types import ErrorCode, Fault


class PrmError(Exception):
    """The host made a mistake; nothing has changed.

    `code` is stable and the same in every host, `path` says where in the input, `message` what is
    wrong, without any patient data; `faults` has every fault of a playbook.
    """

    code: ErrorCode
    path: str
    message: str
    faults: list[Fault]

    def __init__(
        self, code: ErrorCode, path: str, message: str, faults: Sequence[Fault] = ()
    ) -> None:
        super().__init__(code, path, message, list(faults))
        self.code = code
        self.path = path
        self.message = message
        self.faults = list(faults)

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path and not self.faults else ""
        lines = [f"{where}{self.message} [{self.code}]"]
        for fault in self.faults:
            help = f"; {fault['help']}" if fault.get("help") else ""
            lines.append(f"  {fault['path']}: {fault['message']} [{fault['code']}]{help}")
        return "\n".join(lines)
