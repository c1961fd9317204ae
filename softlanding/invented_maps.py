"""Maps for the contact sheet: invented parks in cities, in every state the map has."""

from django.http import QueryDict

from exchanges.directory.map import SMALL, ParkMap, park_map
from exchanges.directory.map_parks import CLOSED, HOME, OPEN, OTHER, MapPark

CITIES = (
    ("Recife", "BR", -8.05, -34.88, HOME, 0),
    ("Málaga", "ES", 36.72, -4.42, OPEN, 6),
    ("Berlin", "DE", 52.52, 13.41, OPEN, 4),
    ("Oeiras", "PT", 38.69, -9.31, OPEN, 12),
    ("Trieste", "IT", 45.65, 13.78, OPEN, 4),
    ("Incheon", "KR", 37.46, 126.71, OPEN, 6),
    ("Casablanca", "MA", 33.59, -7.62, OPEN, 3),
    ("Stockholm", "SE", 59.33, 18.07, CLOSED, 0),
    ("北京中关村", "CN", 39.91, 116.4, CLOSED, 0),
    ("القاهرة", "EG", 30.06, 31.25, OPEN, 2),
    ("Moscow", "RU", 55.75, 37.62, OTHER, 0),
    ("Houston", "US", 29.76, -95.37, OTHER, 0),
    ("Nairobi", "KE", -1.28, 36.82, OTHER, 0),
    ("Sydney", "AU", -33.87, 151.21, OTHER, 0),
    ("Tehran", "IR", 35.69, 51.42, OTHER, 0),
    ("Córdoba", "AR", -31.41, -64.18, OTHER, 0),
    ("Łódź", "PL", 51.75, 19.47, OTHER, 0),
    ("Paris", "FR", 48.85, 2.35, OTHER, 0),
    ("London", "GB", 51.51, -0.13, OTHER, 0),
    ("Utrecht", "NL", 52.09, 5.12, OTHER, 0),
    ("Ankara", "TR", 39.92, 32.85, OTHER, 0),
    ("Singapore", "SG", 1.29, 103.85, OTHER, 0),
    ("Bengaluru", "IN", 12.97, 77.59, OTHER, 0),
    ("Waterloo", "CA", 43.47, -80.52, OTHER, 0),
)


def invented(number: int) -> list[MapPark]:
    """So many parks: one in each city, then more and more around them, most of them in Europe."""
    parks = [
        MapPark(f"{city} Tech Park", f"#{city}", country, city, latitude, longitude, kind, months)
        for city, country, latitude, longitude, kind, months in CITIES[:number]
    ]
    for n in range(len(parks), number):
        city, country, latitude, longitude = CITIES[16 + n % 5 if n % 3 else n % len(CITIES)][:4]
        away = n // 40  # several of each city lie at one and the same point
        north, east = latitude + away * 1.1 % 7 - 3, longitude + away * 2.3 % 13 - 6
        parks.append(MapPark(f"{city} Hub {n}", f"#{n}", country, city, north, east))
    return parks


def maps(query: QueryDict) -> list[ParkMap]:
    lost = [MapPark(f"Nowhere {n}", f"#nowhere-{n}", "PT") for n in range(3)]
    return [
        park_map([*invented(225), *lost], query, zoom=query.get("zoom", ""), key="map"),
        park_map(invented(225), query, zoom="europe", key="europe"),
        park_map(invented(5000), query, key="thousands"),
        park_map(invented(40), query, width=SMALL, key="small"),
        park_map(invented(1), query, zoom="south-america", key="one"),
        park_map([], query, key="none"),
    ]
