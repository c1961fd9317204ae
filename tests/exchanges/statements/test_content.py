"""What a statement says: figures from independent SQL, one row, a text that anyone can hash."""

import hashlib
import json
from datetime import date, timedelta
from itertools import pairwise
from time import perf_counter

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchanges.ledger import actions as ledger
from exchanges.ledger.checking import check
from exchanges.ledger.models import Because, Pair, Posting
from exchanges.statements import periods
from exchanges.statements.models import BalanceStatement
from exchanges.statements.periods import ALL, Period, named, quarter, up_to
from exchanges.statements.queries import content_of
from parks.park.models import Park
from softlanding.kernel.refusals import Refused
from tests import cast as people
from tests.asking import asking, get, tell_planner
from tests.exchanges import cast
from tests.exchanges.consent import taken_back
from tests.exchanges.statements.making import Q2, Q3, confirm, post

pytestmark = pytest.mark.django_db


def balance(pair: Pair, before: date) -> int:
    """From the low park, of postings on days before `before`, by SQL of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(CASE creditor_id WHEN %s THEN months ELSE -months END), 0) FROM exchanges_posting "
            "WHERE pair_id = %s AND day < %s", [pair.low_id, pair.pk, before],
        )  # fmt: skip
        return int(cursor.fetchone()[0])


def test_the_content_of_a_quarter_is_counted_by_hand(pair, malaga, porto) -> None:
    post(malaga, porto, date(2026, 5, 2), 3)
    first = post(porto, malaga, date(2026, 7, 1), 5, text="Opening", because=Because.OPENING)
    late = post(malaga, porto, date(2026, 9, 30), 1)
    post(malaga, porto, date(2026, 10, 1), 9)
    content = content_of(pair, Q3)
    assert (content.opening, content.closing, content.before, content.counted) == (-3, 1, 1, 3)
    assert [(line.number, line.day.isoformat(), line.change, line.after) for line in content.lines] == [
        (2, "2026-07-01", 5, 2), (3, "2026-09-30", -1, 1),
    ]  # fmt: skip
    assert json.loads(content.canonical) == {
        "parties": ["MÁLA", "PORT"], "since": "2026-07-01", "until": "2026-09-30", "opening": -3, "closing": 1,
        "before": {"postings": 1, "hash": Posting.objects.get(number=1).hash},
        "postings": [
            {"number": 2, "day": "2026-07-01", "debtor": "PORT", "creditor": "MÁLA", "months": 5, "because": "opening",
             "reference": first.reference, "text": "Opening", "hash": first.hash},
            {"number": 3, "day": "2026-09-30", "debtor": "MÁLA", "creditor": "PORT", "months": 1, "because": "stay",
             "reference": late.reference, "text": "Lumen, month 1 of 3", "hash": late.hash},
        ],
    }  # fmt: skip
    assert content.canonical == json.dumps(
        json.loads(content.canonical), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert content.hash == hashlib.sha256(content.canonical.encode()).hexdigest()


def test_everything_up_to_now_ends_with_the_pairs_balance(pair, malaga, porto) -> None:
    post(malaga, porto, date(2020, 5, 2), 3)
    post(porto, malaga, date(2026, 11, 20), 1)
    pair.refresh_from_db()
    content = content_of(pair, ALL)
    assert (content.opening, content.closing, content.before_hash) == (0, pair.balance, "") and pair.balance == -2


def test_a_posting_before_the_period_changes_what_it_says(pair, malaga, porto) -> None:
    """Even two that cancel out: the opening stands for exactly the postings it is made of."""
    post(malaga, porto)
    before = content_of(pair, Q3).hash
    post(malaga, porto, date(2026, 1, 5), 2)
    post(porto, malaga, date(2026, 1, 6), 2)
    content = content_of(pair, Q3)
    assert content.opening == 0 and content.hash != before and content.counted == 3


def test_text_in_every_script_is_hashed_as_it_stands(pair, malaga, porto) -> None:
    post(malaga, porto, text='中关村 "x" \\ العربية 🛬 <b>\n')
    content = content_of(pair, Q3)
    assert json.loads(content.canonical)["postings"][0]["text"] == '中关村 "x" \\ العربية 🛬 <b>\n'


moves = st.lists(
    st.tuples(
        st.booleans(),  # who owes
        st.integers(1, 9),
        st.integers(0, 3 * 365),  # days after 1 January 2024, in any order
        st.sampled_from(["stay", "opening", "adjustment", "back", "confirm"]),
        st.integers(0, 11),  # which quarter is confirmed
    ),
    max_size=18,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_whatever_happens_statements_chain_and_what_is_confirmed_stays(
    pair: Pair, malaga: Park, porto: Park, moves: list[tuple[bool, int, int, str, int]]
) -> None:
    start = Posting.objects.count()
    confirmed: dict[int, str] = dict(BalanceStatement.objects.filter(state="closed").values_list("pk", "content_hash"))
    for is_low, months, after, what, which in moves:
        day = date(2024, 1, 1) + timedelta(days=after)
        debtor, creditor = (malaga, porto) if is_low else (porto, malaga)
        try:
            if what == "confirm":
                period = quarter(2024 + which // 4, which % 4 + 1)
                made = confirm(pair, period, malaga, porto, now=cast.at(2027, 1, 2))
                confirmed[made.pk] = made.content_hash
            elif what == "back":
                last = Posting.objects.filter(reverses=None, reversal=None).latest("number")
                taken_back(last, day=day, reason="A mistake", reference=f"back/{last.pk}")
            else:
                post(
                    debtor, creditor, day, months, because=Because(what), reference=f"{Posting.objects.count()}/{start}"
                )
        except (Refused, Posting.DoesNotExist):
            continue
    pair.refresh_from_db()
    years = [named(str(number)) for number in (2023, 2024, 2025, 2026, 2027)]
    quarters = [quarter(year, number) for year in (2024, 2025, 2026) for number in (1, 2, 3, 4)]
    for chain in (years, quarters, [up_to(one) for one in quarters]):
        said = [content_of(pair, period) for period in chain if period]
        for one in said:
            assert one.opening + sum(line.change for line in one.lines) == one.closing
            assert one.period.until and one.closing == balance(pair, one.period.until + timedelta(days=1))
        if said[0].period.since:
            assert all(one.closing == later.opening for one, later in pairwise(said))
    for number in (2024, 2025, 2026):
        whole, parts = (
            content_of(pair, periods.year(number)),
            [content_of(pair, quarter(number, n)) for n in (1, 2, 3, 4)],
        )
        assert (whole.opening, whole.closing) == (parts[0].opening, parts[3].closing)
        assert whole.lines == [line for part in parts for line in part.lines]
    assert content_of(pair, ALL).closing == pair.balance
    for statement in BalanceStatement.objects.filter(pk__in=confirmed):
        assert content_of(pair, statement.period).hash == confirmed[statement.pk] == statement.content_hash
    assert check().lie is None


def many(debtor: Park, creditor: Park, count: int) -> None:
    ledger.post_all(
        [
            ledger.Entry(
                day=date(2016, 1, 1) + timedelta(days=n // 3), debtor=debtor if n % 2 else creditor,
                creditor=creditor if n % 2 else debtor, months=1, because=Because.STAY,
                reference=f"landing/{n}/month/1", text=f"Company {n}, month 1 of 1",
            )
            for n in range(count)
        ],
        now=cast.NOW,
    )  # fmt: skip
    tell_planner()


def test_a_pair_of_ten_thousand_postings_opens_like_one_of_ten(pair, malaga, porto, now) -> None:
    browser, asked = people.browser_of(cast.manager_of(malaga)), []
    browser.get("/me/")
    for count in (30, 10_000):
        many(malaga, porto, count)
        for url in ("/balances/MÁLA/PORT/", "/balances/MÁLA/PORT/2016/", "/balances/MÁLA/PORT/to-2026-Q3/"):
            response, one = get(browser, url)
            assert len(response.context["lines"]) == 25 and one.rows <= 3 * 25 + 20
            asked.append((url, len(one.statements)))
    assert len(set(asked)) == 3 and max(n for _, n in asked) <= 10
    begun = perf_counter()
    browser.get("/balances/MÁLA/PORT/")
    seconds = perf_counter() - begun
    assert seconds < 3, "0.6 s on two cores that eight others used too"


def test_the_content_is_one_row(pair, malaga, porto) -> None:
    pair = Pair.objects.select_related("low", "high").get(pk=pair.pk)
    many(malaga, porto, 500)
    with asking() as asked:
        assert len(content_of(pair, Period(date(2016, 1, 1), date(2016, 12, 31))).lines) == 500
    assert (len(asked.statements), asked.rows) == (1, 1)


def test_confirming_a_quarter_leaves_its_neighbours_open(pair, malaga, porto) -> None:
    post(malaga, porto, date(2026, 5, 2))
    confirm(pair, Q2, malaga, porto)
    assert post(malaga, porto, date(2026, 7, 1)).number == 2
    with pytest.raises(Refused, match="closed up to 30 June 2026"):
        post(malaga, porto, date(2026, 6, 30))
