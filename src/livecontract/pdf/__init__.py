"""What happens to PDF bytes: intake, view copy, stamping, sealing and verifying.

Uploads are hostile. Nothing here parses a stranger's bytes in the server's own
process: every step runs in a child process with limits.
"""
