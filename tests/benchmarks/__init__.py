"""`make bench`: what the portal's pages and jobs cost, measured; see RESULTS.md. No part of the tests."""
