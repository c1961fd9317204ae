"""The terms that need a word of explanation, one tap away: {% term "floor" %}."""

GLOSSARY = {
    "alert": "The distance from zero at which both parks are warned. Sending goes on.",
    "balance": "Months a park hosted for a partner minus months the partner hosted for it.",
    "clearing": "Cancels circles of debt across several parks. Every park's sum stays the same.",
    "direction": "The terms for companies that go from one park to the other. An agreement has two.",
    "exchange year": "A calendar year in the host's time zone. A month counts in the year it begins in.",
    "floor": "Months a year that a direction allows even when the limit is reached.",
    "free-rent month": "One company for one month without rent. A month that has begun counts.",
    "limit": "The distance from zero at which sending stops, unless the floor or an exception covers it.",
    "nomination": "The home park puts its company forward. The host decides after that.",
    "places": "The most companies that may be here at once from that park.",
    "quota": "The most free-rent months a direction gives in one exchange year.",
    "reserved": "Promised by an offer and not begun yet.",
    "used": "Begun while the company was here.",
}
