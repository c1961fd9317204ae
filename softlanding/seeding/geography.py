"""Where invented parks stand and what things are called: real cities, invented names."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from random import Random
from typing import NamedTuple


class City(NamedTuple):
    name: str
    country: str  # ISO 3166 alpha-2
    latitude: float  # degrees, north positive
    longitude: float  # degrees, east positive


def _words(text: str) -> list[str]:
    return text.split()


CITIES = """
Málaga ES 36.72 -4.42;Zaragoza ES 41.65 -0.88;Bilbao ES 43.26 -2.93;Valencia ES 39.47 -0.38;Vigo ES 42.24 -8.72
Porto PT 41.15 -8.61;Coimbra PT 40.21 -8.43;Braga PT 41.55 -8.42;Turin IT 45.07 7.69;Trieste IT 45.65 13.77
Pisa IT 43.72 10.40;Bari IT 41.12 16.87;Lyon FR 45.76 4.84;Grenoble FR 45.19 5.72;Toulouse FR 43.60 1.44
Lille FR 50.63 3.06;Berlin DE 52.52 13.40;Dresden DE 51.05 13.74;Aachen DE 50.78 6.08;Heidelberg DE 49.41 8.69
Graz AT 47.07 15.44;Lausanne CH 46.52 6.63;Ghent BE 51.05 3.73;Leuven BE 50.88 4.70;Delft NL 52.01 4.36
Groningen NL 53.22 6.57;Aarhus DK 56.16 10.21;Lund SE 55.70 13.19;Uppsala SE 59.86 17.64;Umeå SE 63.83 20.26
Trondheim NO 63.43 10.40;Stavanger NO 58.97 5.73;Oulu FI 65.01 25.47;Tampere FI 61.50 23.76;Tartu EE 58.38 26.72
Riga LV 56.95 24.11;Kaunas LT 54.90 23.90;Gdańsk PL 54.35 18.65;Łódź PL 51.76 19.46;Kraków PL 50.06 19.94
Brno CZ 49.20 16.61;Ostrava CZ 49.82 18.26;Košice SK 48.72 21.26;Szeged HU 46.25 20.15;Ljubljana SI 46.05 14.51
Rijeka HR 45.33 14.44;Novi_Sad RS 45.25 19.85;Cluj-Napoca RO 46.77 23.60;Iași RO 47.16 27.59;Plovdiv BG 42.15 24.75
Patras GR 38.25 21.73;Thessaloniki GR 40.64 22.94;Izmir TR 38.42 27.14;Ankara TR 39.93 32.86;Haifa IL 32.79 34.99
Cork IE 51.90 -8.47;Galway IE 53.27 -9.06;Manchester GB 53.48 -2.24;Cardiff GB 51.48 -3.18;Dundee GB 56.46 -2.97
Reykjavík IS 64.15 -21.94;Casablanca MA 33.57 -7.59;Sfax TN 34.74 10.76;Alexandria EG 31.20 29.92;Accra GH 5.60 -0.19
Lagos NG 6.52 3.38;Nairobi KE -1.29 36.82;Kigali RW -1.94 30.06;Pretoria ZA -25.75 28.19;Durban ZA -29.86 31.02
Tbilisi GE 41.72 44.83;Yerevan AM 40.18 44.51;Baku AZ 40.41 49.87;Almaty KZ 43.24 76.89;Tashkent UZ 41.30 69.24
Doha QA 25.29 51.53;Muscat OM 23.59 58.41;Dhahran SA 26.29 50.11;Pune IN 18.52 73.86;Kochi IN 9.93 76.27
Chennai IN 13.08 80.27;Colombo LK 6.93 79.86;Dhaka BD 23.81 90.41;Chiang_Mai TH 18.79 98.98;Penang MY 5.42 100.33
Da_Nang VN 16.05 108.20;Bandung ID -6.92 107.61;Cebu PH 10.32 123.89;Hsinchu TW 24.81 120.97;Daejeon KR 36.35 127.38
Busan KR 35.18 129.08;Tsukuba JP 36.08 140.08;Kobe JP 34.69 135.20;Fukuoka JP 33.59 130.40;Ulaanbaatar MN 47.89 106.91
Brisbane AU -27.47 153.03;Adelaide AU -34.93 138.60;Wellington NZ -41.29 174.78;Waterloo CA 43.46 -80.52
Halifax CA 44.65 -63.58;Victoria CA 48.43 -123.37;Pittsburgh US 40.44 -80.00;Austin US 30.27 -97.74
Boise US 43.62 -116.20;Madison US 43.07 -89.40;Durham US 35.99 -78.90;Monterrey MX 25.69 -100.32
Guadalajara MX 20.66 -103.35;San_José CR 9.93 -84.08;Medellín CO 6.24 -75.58;Quito EC -0.18 -78.47
Arequipa PE -16.41 -71.54;Recife BR -8.05 -34.90;Florianópolis BR -27.60 -48.55;Campinas BR -22.91 -47.06
Curitiba BR -25.43 -49.27;Montevideo UY -34.90 -56.16;Córdoba AR -31.42 -64.18;Valparaíso CL -33.05 -71.61
"""
KINDS = (
    "Science Park", "Technology Park", "Innovation Campus", "Research Park", "Technopole", "Biopark", "Digital Park",
    "Business and Innovation Park", "Energy Campus", "Maritime Park", "University Science Park", "Aerospace Park",
)  # fmt: skip
QUARTERS = ("", "North ", "South ", "East ", "West ", "Harbour ", "Airport ", "Old Mill ")
FIRST = _words("""
Aino Marek Chiara Joana Emre Yuki Amara Tomás Ingrid Rafael Leila Piotr Noor Kofi Hana Luca Mei Oskar Priya Diego
Zofia Idris Elsa Mateo Fatima Jonas Sana Nils Carmen Arjun Vera Paulo Ximena Bram Dalia Henrik Salma Viktor Lúcia
Ravi
""")
LAST = _words("""
Laine Novák Riva Prado Aydın Tanaka Mensah Vidal Berg Nunes Haddad Zieliński Rahman Owusu Seo Conti Zhang Lindqvist
Iyer Castro Wójcik Okafor Holm Rojas Benali Weber Qureshi Dahl Ortega Menon Petrova Azevedo Quispe Visser Levi Moen
Farouk Horvat Duarte Shah Kallio Silva Moreau Kim Alonso Bauer Costa Ferrari Jensen Kowalski
""")
MADE_OF = _words("""
Lumen Atlas Cobalt Delta Ember Fjord Granite Helix Indigo Juniper Kestrel Lattice Meridian Nimbus Orbit Prisma
Quartz Ripple Sable Tundra Umbra Vector Willow Xenon Yarrow Zenith Alder Basalt Cirrus Dune Echo Falcon Glacier
Harbour Iris Jade Krill Lagoon Maple Nova
""")
MAKES = _words("""
Optics Robotics Biotech Analytics Sensors Energy Mobility Foods Health Marine Materials Photonics Software Water
Drones Imaging Genomics Logistics Security Semantics Acoustics Batteries Textiles Polymers Diagnostics Agritech
Games Lasers Catalysts Composites
""")
SECTORS = (
    "advanced materials", "aerospace", "agriculture", "biotechnology", "e-health", "energy", "fintech", "food", "games",
    "logistics", "marine", "medical devices", "mobility", "photonics", "robotics", "software", "water",
)  # fmt: skip
PURPOSES = (
    "First customers in the region", "A pilot with a local hospital", "Certification of the product", "A distributor",
    "Trials with two universities", "A second production site", "Hiring engineers", "Talks with investors",
)  # fmt: skip


@cache
def cities() -> tuple[City, ...]:
    """The cities, in the table's order."""
    rows = [row.split() for row in CITIES.replace("\n", ";").split(";") if row]
    return tuple(
        City(name.replace("_", " "), country, float(latitude), float(longitude))
        for name, country, latitude, longitude in rows
    )


def park_names(dice: Random) -> Iterator[tuple[City, str]]:
    """Cities and names of parks without end, each once; plain names come first, as in a young network."""
    round_number = 1
    while True:
        for quarter in QUARTERS:
            places = list(product(cities(), KINDS))
            dice.shuffle(places)
            for city, kind in places:
                again = f" {round_number}" if round_number > 1 else ""
                yield city, f"{city.name} {quarter}{kind}{again}"
        round_number += 1


def person_name(number: int) -> str:
    """One of a few thousand names; the same number is the same person."""
    return f"{FIRST[number % len(FIRST)]} {LAST[number // len(FIRST) % len(LAST)]}"


def company_name(number: int) -> str:
    """One of 1,200 names, then the same with a number: "Lumen Optics", "Lumen Optics 2"."""
    first, second = MADE_OF[number % len(MADE_OF)], MAKES[number // len(MADE_OF) % len(MAKES)]
    again = number // (len(MADE_OF) * len(MAKES)) + 1
    return f"{first} {second} {again}" if again > 1 else f"{first} {second}"
