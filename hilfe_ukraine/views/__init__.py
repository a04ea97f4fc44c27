"""Public endpoints beside the page. Each needs a signed token; GET never acts."""
