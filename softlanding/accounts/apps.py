from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "softlanding.accounts"
    label = "accounts"
