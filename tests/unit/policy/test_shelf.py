"""A rule book that was checked and has not changed is the same unchecked."""

import shutil
from pathlib import Path

import pytest

from checker.cache.kept import kept_in
from checker.errors import PolicyError
from checker.evaluate import rule_book as module
from checker.evaluate.rule_book import rule_book
from checker.policy.compiled import CompiledPolicy
from checker.resources import data_dir


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Check the rule book once."""
    folder = str(tmp_path_factory.mktemp("cache"))
    rule_book(folder)
    return folder


def told(policy: CompiledPolicy) -> list[str]:
    """Return the parts of a policy's message."""
    return [p if isinstance(p, str) else p.source for p in policy.message]


def test_it_says_the_same(cache: str) -> None:
    (_, anew), (_, known) = rule_book(), rule_book(cache)
    assert known.sha256 == anew.sha256
    assert known.profiles == anew.profiles
    assert known.parameters == anew.parameters
    assert list(known.policies) == list(anew.policies)
    for name, policy in anew.policies.items():
        other = known.policies[name]
        assert other.policy == policy.policy
        assert other.parameters == policy.parameters
        assert told(other) == told(policy)


def test_a_message_is_compiled_when_it_is_asked_for(cache: str) -> None:
    (_, anew), (_, known) = rule_book(), rule_book(cache)
    for name, policy in anew.policies.items():
        for part, other in zip(
            policy.message, known.policies[name].message, strict=True
        ):
            if not isinstance(part, str) and not isinstance(other, str):
                assert other.paths == part.paths
                assert other.result_type == part.result_type


def test_another_installation_is_checked(
    cache: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "installation", lambda: "another")
    before = len(kept_in(cache))
    rule_book(cache)
    assert len(kept_in(cache)) == before + 1


def test_a_broken_policy_is_never_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies = tmp_path / "policies"
    shutil.copytree(str(data_dir("policies")), policies)
    broken = policies / "size" / "SIZE-001.yaml"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace("facts.capacity_mw", "facts.capacity_mv"))
    monkeypatch.setattr(
        module,
        "data_dir",
        lambda name: policies if name == "policies" else data_dir(name),
    )
    cache = str(tmp_path / "cache")
    for _ in range(2):
        with pytest.raises(PolicyError, match="capacity_mv"):
            rule_book(cache)
    assert kept_in(cache) == []
