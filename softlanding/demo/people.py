"""The invented people of the demo: who one can sign in as."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """`park` is the code of the park she runs; `role` is what the sign-in page says of her."""

    key: str
    name: str
    role: str
    park: str = ""
    is_deputy: bool = False
    is_network_admin: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


MALAGA, PORTO, TAGUSPARK, CASABLANCA = "P161", "P026", "P136", "P109"

PEOPLE = (
    Person("marta", "Marta Ruiz", "park manager of Málaga TechPark, with companies to decide on", MALAGA),
    Person("caio", "Caio Lima", "park manager of Porto Digital, with residents to nominate", PORTO),
    Person("rui", "Rui Matos", "park manager of Taguspark", TAGUSPARK),
    Person(
        "ines", "Inês Rocha", "deputy at Taguspark: decides on companies, does not sign agreements", TAGUSPARK, True
    ),
    Person("helena", "Helena Dias", "entrepreneur of Lumen Optics, with an offer to answer"),
    Person("omar", "Omar Benali", "entrepreneur of Atlas Grid, which is at Málaga TechPark now"),
    Person("sofia", "Sofia Novak", "signed up yesterday, no park and no company yet"),
    Person("nora", "Nora Vik", "network admin", is_network_admin=True),
)

# Managers nobody signs in as: somebody has to sign for the other parks.
OTHERS = {
    CASABLANCA: "Yasmine Alaoui", "P142": "Daria Orlova", "P041": "Wei Zhang", "P025": "Bruna Alves", "P029": "Tiago Prado",
    "P064": "Lena Vogt", "P158": "Minjun Seo", "P210": "Grace Miller", "P061": "Luc Martin", "P173": "Elsa Holm",
    "P088": "Paola Riva", "P189": "Deniz Kaya",
}  # fmt: skip

BY_KEY = {person.key: person for person in PEOPLE}
