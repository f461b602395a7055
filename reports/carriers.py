"""The ways by which a message leaves the house: mail by SMTP, text messages by a gateway.

None is open unless the operator has set it up; what is not open opens no socket. A carrier raises `Unreachable` when
it may be tried again, `Rejected` when this message will never go.
"""

from __future__ import annotations

import http.client
import json
import smtplib
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from agencies.models import User
from reports.enums import Channel
from reports.models import Message, MessageFile

# From here on an answer of the mail server, or of the gateway, is final.
FINAL_REPLY = 500
GATEWAY_TIMEOUT = 10
# Answers below 500 that speak of the gateway and us, not of the message: not signed in, too slow, too many.
OF_THE_GATEWAY = frozenset({401, 403, 408, 429})


class Unreachable(Exception):
    """Nobody answers, or not now: the message waits."""


class Rejected(Exception):
    """This message will not go, however often it is tried."""


class Carrier(ABC):
    """One way out. `send` returns once the other side has taken the message over."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether the operator has set it up."""

    @abstractmethod
    def address_of(self, person: User) -> str:
        """Where the person wants to be told by this way; "" where they do not, or cannot."""

    @abstractmethod
    def send(self, message: Message) -> None: ...


class Mail(Carrier):
    @property
    def is_open(self) -> bool:
        return bool(settings.EMAIL_HOST)

    def address_of(self, person: User) -> str:
        return person.email if person.by_email else ""

    def send(self, message: Message) -> None:
        letter = EmailMultiAlternatives(
            message.subject,
            message.body,
            to=[message.address],
            headers={
                "Message-ID": message.message_id,
                "Auto-Submitted": "auto-generated",
                "Content-Language": message.language,
            },
        )
        if message.html:
            letter.attach_alternative(message.html, "text/html")
        for file in MessageFile.objects.filter(message=message):
            letter.attach(file.name, bytes(file.content), "application/pdf")
        try:
            letter.send()
        except smtplib.SMTPRecipientsRefused as refusal:
            _refused(*next(iter(refusal.recipients.values())), refusal)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
            _refused(refusal.smtp_code, refusal.smtp_error, refusal)
        except OSError as error:
            raise Unreachable(str(error)) from error


def _refused(code: int, words: bytes | str, cause: Exception) -> None:
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    raise (Rejected if code >= FINAL_REPLY else Unreachable)(f"{code} {said}") from cause


class SmsGateway(Carrier):
    """A gateway that takes {"to", "text", "from", "id"} as JSON by POST; `id` is the same in every attempt."""

    @property
    def is_open(self) -> bool:
        return bool(settings.SMS_GATEWAY_URL)

    def address_of(self, person: User) -> str:
        return person.mobile if person.by_sms else ""

    def send(self, message: Message) -> None:
        if urlsplit(settings.SMS_GATEWAY_URL).scheme not in ("http", "https"):
            raise Unreachable("SMS_GATEWAY_URL is no address of the web")
        content = {
            "to": message.address,
            "text": message.body,
            "from": settings.SMS_GATEWAY_SENDER,
            "id": message.message_id,
        }
        request = urllib.request.Request(  # noqa: S310 -- the scheme was looked at
            settings.SMS_GATEWAY_URL,
            data=json.dumps(content, ensure_ascii=False).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
                "Idempotency-Key": message.message_id,
            },
        )
        try:
            urllib.request.urlopen(request, timeout=GATEWAY_TIMEOUT).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            is_final = error.code < FINAL_REPLY and error.code not in OF_THE_GATEWAY
            raise (Rejected if is_final else Unreachable)(f"{error.code} {error.reason}") from error
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(str(error)) from error


CARRIERS: dict[Channel, Carrier] = {Channel.MAIL: Mail(), Channel.SMS: SmsGateway()}


def open_channels() -> list[Channel]:
    return [channel for channel, carrier in CARRIERS.items() if carrier.is_open]
