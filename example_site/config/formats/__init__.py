"""How dates are written where Django's own way misleads. See FORMAT_MODULE_PATH."""
