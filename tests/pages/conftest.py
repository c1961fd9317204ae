from tests.rights.conftest import kept_stage, stage  # noqa: F401
