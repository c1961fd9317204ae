"""What one says of a programme."""

from parks.programmes.forms.fields import currencies
from parks.programmes.forms.services import ServicesForm, keys_asked
from parks.programmes.forms.spaces import SpacesForm

__all__ = ["ServicesForm", "SpacesForm", "currencies", "keys_asked"]
