from tests.exchanges.landings.conftest import malaga, porto

__all__ = ["malaga", "porto"]
