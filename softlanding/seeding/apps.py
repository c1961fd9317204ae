from django.apps import AppConfig


class SeedingConfig(AppConfig):
    name = "softlanding.seeding"
    label = "seeding"
