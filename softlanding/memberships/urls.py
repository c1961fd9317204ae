"""The addresses of people, for the urls.py of each kind of owner."""

from django.urls import URLPattern, path

from softlanding.memberships import views
from softlanding.memberships.queries import Room


def people_urls(room: Room, key: str = "<str:key>") -> list[URLPattern]:
    """Names: people, invite (owner's key), accept (token), let_in, turn_down, change_role, end_membership."""
    return [
        path("invitation/<str:key>/", views.Accept.as_view(room=room), name="accept"),
        path("membership/<int:key>/let-in/", views.LetIn.as_view(room=room), name="let_in"),
        path("membership/<int:key>/turn-down/", views.TurnDown.as_view(room=room), name="turn_down"),
        path("membership/<int:key>/role/", views.ChangeRole.as_view(room=room), name="change_role"),
        path("membership/<int:key>/end/", views.EndMembership.as_view(room=room), name="end_membership"),
        path(f"{key}/people/", views.People.as_view(room=room), name="people"),
        path(f"{key}/people/invite/", views.Invite.as_view(room=room), name="invite"),
    ]
