"""The same network as Today's: 23 November 2026, Málaga with Porto and Songdo."""

from tests.exchanges.balances.conftest import network as network
from tests.exchanges.balances.conftest import now as now
