"""Word and Excel documents: judged part by part, and read.

What is in here imports nothing but the standard library and its own: a child process without Django, files or network
runs it on content that nobody has looked at yet (`agencies.uploads.office.child`).
"""
