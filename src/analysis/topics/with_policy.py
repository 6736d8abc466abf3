"""A card that rests on files of policy: where a gemeente lacks one, a gap that says which to make."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from analysis.cards.card import Card, Gap
from analysis.model.policy_files import lack
from analysis.release.release import Release

Head = tuple[str, str]  # id and title of a card
Draw = Callable[[Release], Card | Gap]


def with_policy(
    identity: str, title: str, *files: str
) -> Callable[[Callable[[Release, Head], Card | Gap]], Draw]:
    """Make a function that draws a card of policy: it gets the id and title, and is not called without its files."""

    def decorate(draw: Callable[[Release, Head], Card | Gap]) -> Draw:
        @wraps(draw)
        def card(release: Release) -> Card | Gap:
            missing = lack(release.gemeente, release.naam, *files)
            return Gap(identity, title, *missing) if missing else draw(release, (identity, title))

        return card

    return decorate
