from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "softlanding.accounts"
    label = "accounts"

    def ready(self) -> None:
        from softlanding.accounts import sign_ins  # noqa: F401  listens
