"""A mail server of its own for tests, as a process: writes down the Message-ID of everything that it took over.

    python -m tests.faults.smtp_server PORT FILE

It speaks as much of SMTP as Django's mail backend does. What it has said 250 to stands in the file, one line each.
"""

from __future__ import annotations

import asyncio
import email
import sys
from pathlib import Path


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, taken: Path) -> None:
    async def say(words: str) -> None:
        writer.write(f"{words}\r\n".encode())
        await writer.drain()

    await say("220 tests")
    while line := (await reader.readline()).decode().strip():
        match line.split()[0].upper():
            case "EHLO" | "HELO":
                await say("250 tests")
            case "DATA":
                await say("354 go on")
                lines = []
                while (part := await reader.readline()) not in (b".\r\n", b""):
                    lines.append(part)
                letter = email.message_from_bytes(b"".join(lines))
                with taken.open("a") as file:
                    file.write(f"{letter['Message-ID']} {letter['To']}\n")
                await say("250 taken")
            case "QUIT":
                await say("221 bye")
                break
            case _:
                await say("250 fine")
    writer.close()


async def serve(port: int, taken: Path) -> None:
    server = await asyncio.start_server(lambda reader, writer: converse(reader, writer, taken), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
