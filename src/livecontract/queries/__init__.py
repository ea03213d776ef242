"""The only readers for clients: one contract, lists, documents, sessions, the audit trail."""
