"""The demo's report of the last quarter, written on the day after it, as the daily job would have."""

from datetime import timedelta
from typing import TYPE_CHECKING

from exchanges.explaining.announcements import write_reports
from softlanding.kernel.quarters import last_finished

if TYPE_CHECKING:
    from softlanding.demo.loading import World


def write_last(world: "World") -> None:
    write_reports(world.at(last_finished(world.today).last + timedelta(days=1), 13))
