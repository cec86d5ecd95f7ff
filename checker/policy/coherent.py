"""Whether the fields of a policy that its schema judges alone also fit together."""

from collections.abc import Collection, Mapping

from checker.errors import PolicyError
from checker.model.finding import Gate
from checker.policy.definition import Policy

__all__ = ["check_coherence"]


def check_coherence(
    policy: Policy, profiles: Collection[str], file: str, lines: Mapping[str, int]
) -> None:
    """Refuse a policy that would bind nowhere or never, or not under a profile.

    Args:
        policy: what the file says.
        profiles: the profiles that exist.
        file: where it stands, for errors.
        lines: the line of each of its fields.

    Raises:
        PolicyError: its severity leaves out a profile, it ends before it begins, or
            its gate is one that its subjects never claim.
    """

    def refusal(field: str, message: str) -> PolicyError:
        text = f"{policy.id}: `{field}` {message}"
        return PolicyError(text, file=file, line=lines.get(field))

    severity, effective = policy.severity, policy.effective
    if isinstance(severity, dict) and set(severity) != set(profiles):
        names = ", ".join(sorted(profiles))
        raise refusal("severity", f"must name each profile: {names}")
    if effective.until is not None and effective.until < effective.from_:
        raise refusal("effective", "ends before it begins: the policy would never hold")
    if policy.binds_at is Gate.schedule and policy.applies_to != "schedule":
        raise refusal(
            "gate",
            f"`schedule` is claimed by schedules only: on {policy.applies_to} the"
            " policy would never bind",
        )
