"""The report of a quarter that is over, of a park or of the whole network: written once, never changed."""

from typing import ClassVar, Self

import pgtrigger
from django.db import models

from parks.park.models import Park
from softlanding.kernel.models import append_only
from softlanding.kernel.quarters import Quarter

# What is hashed is what is kept.
HASH_OF_CONTENT = """
    IF NEW.hash <> encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'report %: its hash is not that of its content', NEW.quarter USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class QuarterReportQuerySet(models.QuerySet["QuarterReport"]):
    def of(self, park_id: int | None, quarter: Quarter) -> Self:
        """`park_id` None: of the whole network."""
        return self.filter(park=park_id, quarter=quarter.code)


class QuarterReport(models.Model):
    """`content` is canonical JSON with names and figures as they were; months, > 0 the park is owed."""

    park = models.ForeignKey(Park, models.PROTECT, null=True, blank=True, related_name="+")  # null: the network
    quarter = models.CharField(max_length=7)  # "2026-Q3": the later quarter is the greater text
    content = models.TextField()
    hash = models.CharField(max_length=64, unique=True)  # SHA-256 (hex) of the content in UTF-8
    written_at = models.DateTimeField()

    objects = QuarterReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-quarter", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["park", "quarter"], nulls_distinct=False, name="quarter_report_once"),
            models.CheckConstraint(
                condition=models.Q(quarter__regex=r"^[0-9]{4}-Q[1-4]$"), name="quarter_report_of_a_quarter"
            ),
        ]
        triggers: ClassVar = [
            *append_only("quarter_report"),
            pgtrigger.Trigger(
                name="quarter_report_hash",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=HASH_OF_CONTENT,
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.park or 'the network'}, {self.quarter}"
