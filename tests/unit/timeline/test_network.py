"""Dates of steps that depend on one another, over graphs of any shape."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checker.link.business_days import BusinessCalendar
from checker.timeline.network import Arc, Node, Timing, critical_path, timings
from checker.timeline.spans import Span

AS_OF = date(2026, 11, 20)
CALENDAR = BusinessCalendar()
PAST = st.dates(date(2026, 1, 1), AS_OF)
SPANS = st.builds(Span, st.integers(0, 60), st.sampled_from([None, CALENDAR]))


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Node, ...]:
    """Draw steps of which each may depend on those before it; the last is the goal."""
    nodes: list[Node] = []
    for index in range(draw(st.integers(1, 7))):
        before = draw(st.lists(st.sampled_from(nodes), unique=True)) if nodes else []
        state = draw(st.sampled_from(["open", "done", "done unknown", "waiting"]))
        nodes.append(
            Node(
                id=f"n{index}",
                arcs=tuple(Arc(node.id, draw(SPANS)) for node in before),
                lead=draw(SPANS),
                done=state.startswith("done"),
                done_on=draw(PAST) if state == "done" else None,
                since=draw(PAST) if state == "waiting" else None,
            )
        )
    goal = replace(nodes[-1], done=False, done_on=None)
    return (*nodes[:-1], goal)


def before_goal(nodes: tuple[Node, ...]) -> list[Node]:
    """Return the steps that have to be done for the goal, and are not."""
    needed = {nodes[-1].id}
    for node in reversed(nodes):
        if node.id in needed and not node.done:
            needed |= {arc.before for arc in node.arcs}
    return [node for node in nodes if node.id in needed and not node.done]


def goal_of(nodes: tuple[Node, ...], wanted: date | None = None) -> Timing:
    return timings(nodes, AS_OF, nodes[-1].id, wanted)[nodes[-1].id]


@given(graphs())
def test_nothing_that_is_not_done_ends_before_today(nodes: tuple[Node, ...]) -> None:
    timed = timings(nodes, AS_OF, nodes[-1].id, None)
    for node in nodes:
        finish = timed[node.id].finish
        if not node.done:
            assert finish is not None
            assert finish >= AS_OF


@given(graphs(), st.integers(-200, 200))
def test_there_is_time_to_spare_everywhere_exactly_when_the_goal_is_in_reach(
    nodes: tuple[Node, ...], days: int
) -> None:
    earliest = goal_of(nodes).finish
    assert earliest is not None
    wanted = earliest + timedelta(days=days)
    timed = timings(nodes, AS_OF, nodes[-1].id, wanted)
    slacks = [timed[node.id].slack_days for node in before_goal(nodes)]
    assert all(slack is not None and slack >= 0 for slack in slacks) is (days >= 0)


@given(graphs())
def test_without_a_wanted_day_the_goal_has_nothing_to_spare(
    nodes: tuple[Node, ...],
) -> None:
    assert goal_of(nodes).slack_days == 0


@given(graphs(), st.data())
def test_losing_what_is_done_never_makes_the_goal_earlier(
    nodes: tuple[Node, ...], data: st.DataObject
) -> None:
    lost = data.draw(st.sampled_from(nodes))
    without = tuple(
        replace(node, done=False, done_on=None, since=None) if node == lost else node
        for node in nodes
    )
    before, after = goal_of(nodes).finish, goal_of(without).finish
    assert before is not None
    assert after is not None
    assert after >= before


@given(graphs())
def test_the_critical_path_ends_at_the_goal_and_each_step_bounds_the_next(
    nodes: tuple[Node, ...],
) -> None:
    timed = timings(nodes, AS_OF, nodes[-1].id, None)
    path = critical_path(timed, nodes[-1].id)
    assert path[-1] == nodes[-1].id
    for before, after in pairwise(path):
        assert before in timed[after].bound_by


def test_a_step_waits_for_the_later_of_its_answer_and_what_it_depends_on() -> None:
    ten = Span(10)
    first = Node(id="a", lead=Span(3))
    second = Node(id="b", arcs=(Arc("a"),), lead=ten, since=date(2026, 11, 18))
    timed = timings([first, second], AS_OF, "b", None)["b"]
    assert timed.finish == date(2026, 11, 28)
    assert timed.answer_by == date(2026, 11, 28)
    assert timed.start == date(2026, 11, 18)
    assert timed.latest_start is None
    late = replace(first, lead=Span(30))
    timed = timings([late, second], AS_OF, "b", None)["b"]
    assert timed.finish == date(2026, 12, 20)
    assert timed.bound_by == ("a",)


def test_an_answer_that_is_overdue_is_expected_today_at_the_earliest() -> None:
    node = Node(id="a", lead=Span(10), since=date(2026, 1, 1))
    timed = timings([node], AS_OF, "a", None)["a"]
    assert timed.finish == AS_OF
    assert timed.answer_by == date(2026, 1, 11)


def test_a_day_of_its_own_bounds_a_step_from_behind() -> None:
    node = Node(id="a", lead=Span(10), until=date(2026, 12, 1))
    timed = timings([node], AS_OF, "a", date(2027, 1, 1))["a"]
    assert timed.latest_finish == date(2026, 12, 1)
    assert timed.latest_start == date(2026, 11, 21)


def test_a_step_that_nothing_asks_for_has_no_latest_day() -> None:
    aside, goal = Node(id="a"), Node(id="b")
    timed = timings([aside, goal], AS_OF, "b", None)["a"]
    assert timed.latest_finish is None
    assert timed.slack_days is None


def test_a_dependency_that_does_not_apply_does_not_count() -> None:
    node = Node(id="b", arcs=(Arc("a", Span(100)),))
    assert timings([node], AS_OF, "b", None)["b"].finish == AS_OF


def test_without_the_goal_there_is_no_path() -> None:
    assert critical_path({}, "a") == ()
