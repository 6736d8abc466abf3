"""What a batch sends to workers through an exchange, and what it gets back."""

from __future__ import annotations

import uuid
from pathlib import Path

from analysis import paths
from analysis.errors import AnalysisError
from analysis.runner import disk
from analysis.runner.desk import Ran
from analysis.runner.exchange import Exchange
from analysis.runner.plan import RELEASE, Plan, Task
from analysis.runner.receipt import STAGING
from analysis.runner.remote import Errand, Sent


class Post:
    """What the batch sends and gets through the exchange."""

    def __init__(self, at: Exchange) -> None:
        self.exchange = at
        self._sent: dict[Path, Errand] = {}

    def errand(self, plan: Plan) -> Errand:
        """Return what a worker needs of a plan; its release is sent when the first notebook of it comes."""
        if plan.folder not in self._sent:
            name = f"{plan.params.slug}-{plan.params.editie}-{uuid.uuid4().hex[:8]}"
            release = self.exchange.put(plan.folder / RELEASE, name)
            text = (paths.root() / plan.params_file).read_text(encoding="utf-8")
            self._sent[plan.folder] = Errand(self.exchange, plan.params, plan.params_file, text, release)
        return self._sent[plan.folder]

    def received(self, plan: Plan, task: Task, sent: Sent) -> Ran:
        """Unpack what a worker made beside the place where it has to come."""
        seconds, reason, made = sent
        if made is None:
            return not_run(plan, task, reason)
        folder = plan.folder / f"{STAGING}{task.id}-{made.sha256[:8]}"
        try:
            self.exchange.fetch(made, folder)
        except (AnalysisError, OSError) as error:
            return not_run(plan, task, reason_of(error))
        self.exchange.drop(made)
        return seconds, reason, folder


def reason_of(error: Exception) -> str:
    """Return in Dutch why something did not come over."""
    return disk.cause(error) if isinstance(error, OSError) else str(error)


def not_run(plan: Plan, task: Task, reason: str) -> Ran:
    """Return a run of which nothing came back."""
    folder = plan.folder / f"{STAGING}{task.id}"
    folder.mkdir(exist_ok=True)
    return 0.0, reason, folder
