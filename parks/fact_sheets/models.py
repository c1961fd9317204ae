"""What a landing company must know of a park before it comes."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from parks.park.models import CheckedFacts, Park
from softlanding.kernel.fields import OneLineField, visible
from softlanding.kernel.models import AbstractStep


class FactSheet(CheckedFacts):
    """One a park. Texts are plain, several lines each; empty means nobody has said."""

    park = models.OneToOneField(Park, models.CASCADE, related_name="fact_sheet")
    getting_there = models.TextField("how to get there", blank=True)
    housing = models.TextField(blank=True)
    visa = models.TextField("visa and residence", blank=True)
    insurance = models.TextField(blank=True)
    calendar = models.TextField("working days and closing days", blank=True)
    stays_begin = OneLineField("when stays begin", max_length=200, blank=True)
    accessibility = models.TextField(blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True)  # of the team, ISO 639-1
    memberships = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    contact_name = OneLineField("first contact", max_length=120, blank=True)
    contact_role = OneLineField("what the first contact does", max_length=120, blank=True)
    contact_email = models.EmailField("e-mail of the first contact", blank=True)
    second_name = OneLineField("second contact", max_length=120, blank=True)
    second_role = OneLineField("what the second contact does", max_length=120, blank=True)
    second_email = models.EmailField("e-mail of the second contact", blank=True)
    contacts_public = models.BooleanField("show both e-mail addresses to everybody", default=False)
    social_links = ArrayField(models.URLField(), default=list, blank=True)
    video = models.URLField("video", blank=True)
    # What public pages say, in their words: until the park says it itself.
    public_spaces = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    public_services = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    public_incentives = models.TextField(blank=True)
    sources = ArrayField(models.URLField(max_length=500), default=list, blank=True)  # network admins read them
    read_on = models.DateField("public pages read on", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            visible(
                "fact_sheet_texts_visible",
                "stays_begin",
                "contact_name",
                "contact_role",
                "second_name",
                "second_role",
            ),
        ]

    def __str__(self) -> str:
        return f"Fact sheet of {self.park}"

    def get_absolute_url(self) -> str:
        return self.park.get_absolute_url()


class FactSheetStep(AbstractStep):
    fact_sheet = models.ForeignKey(FactSheet, models.CASCADE, related_name="steps")
