"""The page that answers "why do we owe so much"."""

from tests import cast as people
from tests.exchanges import cast


def test_the_page_opens(network):
    response = people.browser_of(cast.manager_of(network.malaga)).get("/network/MÁLA/why/")
    assert response.status_code == 200
    text = response.content.decode()
    print(response.context["it"].sentence, response.context["it"].mostly)
    for ring in response.context["back"].rings.rings:
        print(ring.says)
    print(response.context["back"].rings.stays)
    for a in response.context["back"].applications.rows:
        print(a)
    for a in response.context["back"].partners.ways:
        print(a)
    print(response.context["back"].lead, response.context["back"].together)
