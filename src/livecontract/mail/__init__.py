"""Letters to people: invitations, sign-in links, the signed contract."""
