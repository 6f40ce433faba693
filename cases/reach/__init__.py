"""No case is ever with nobody."""
