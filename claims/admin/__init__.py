"""The admin: where editors keep the records, with rights, signatures and laws on every save."""
