"""One rule a module, named like its slug. Each docstring is the page that `kehoach explain` shows."""
