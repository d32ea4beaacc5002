"""The starter playbooks, as a host gets them."""

from __future__ import annotations

import json

import pytest

from prm_core import STARTERS, Playbook


def test_all_nine_are_there() -> None:
    assert len(STARTERS) == 9 and {"surgery", "prenatal", "post-discharge"} <= set(STARTERS)


@pytest.mark.parametrize("name", STARTERS)
def test_a_starter_is_sound_and_passes_its_tests(name: str) -> None:
    document = STARTERS[name]
    assert Playbook.check(document) == []
    reports = Playbook(document).test()
    assert len(reports) >= 4
    assert [report for report in reports if not report["passed"]] == []
    languages = {language.split("-")[0] for language in json.loads(document)["practice"]["languages"]}
    assert languages == {"en", "es", "hi"}
