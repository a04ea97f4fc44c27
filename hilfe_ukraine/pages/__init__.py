"""The concrete page, as a sub-app that a site with its own page type leaves out."""
