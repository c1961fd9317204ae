from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "softlanding.sign_in"
    label = "sign_in"
