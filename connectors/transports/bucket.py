"""A bucket of an S3 service: few verbs, and its errors in Lading's words."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO

from connectors.outward import guard_s3
from domain.errors import LadingError, Misconfigured, Refused, TryAgain
from domain.reachable import Reach

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
TRIES = 3
BLOCK = 1 << 20
MOST_BYTES = 5 * (1 << 30)
"""What one PUT, and one copy, of S3 takes."""
GONE = frozenset({"404", "NoSuchKey", "NotFound"})
CHANGED = frozenset({"412", "PreconditionFailed"})
_KEY = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch", "AuthorizationHeaderMalformed", "ExpiredToken"})
_RIGHTS = frozenset({"403", "AccessDenied", "Forbidden", "AllAccessDisabled", "AccountProblem"})
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_BUCKET = frozenset({"NoSuchBucket", "InvalidBucketName", "PermanentRedirect", "301"})


class Gone(TryAgain):
    """There is no such object, or it is no longer the one that was asked for."""


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """Where a bucket is and with what; the keys never show in ``repr``."""

    bucket: str
    endpoint: str = ""
    region: str = "us-east-1"
    access_key: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    partner: str | None = None
    place: str = "transport.s3"
    """What names it, for messages: the profile's section or the setting."""
    reach: Reach | None = None
    """Where its endpoint may lead; None: an address of the operator's own, or Amazon's."""

    @property
    def text(self) -> str:
        """For messages: no secret."""
        return f"s3://{self.bucket} at {self.endpoint or 'Amazon'}"


@dataclass(frozen=True, slots=True)
class Object:
    """An object as its listing shows it."""

    key: str
    size: int
    etag: str
    modified_at: datetime


class Bucket:
    """One bucket; may be used by many threads."""

    def __init__(self, address: BucketAddress) -> None:
        """Nothing is asked yet.

        Raises:
            Misconfigured: boto3 is not installed.
        """
        self.address = address
        self._client = _client(address)

    def objects(self, prefix: str) -> Iterator[Object]:
        """Objects directly under the prefix, in the order of their keys."""
        with self._explained():
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.address.bucket, Prefix=prefix, Delimiter="/"
            )
            for page in pages:
                for one in page.get("Contents", ()):
                    yield Object(one["Key"], one["Size"], one["ETag"].strip('"'), one["LastModified"])

    def object(self, key: str) -> Object | None:
        """One object, or None."""
        try:
            with self._explained(key):
                head = self._client.head_object(Bucket=self.address.bucket, Key=key)
        except Gone:
            self.check()  # a HEAD says 404 for a missing bucket too
            return None
        return Object(key, head["ContentLength"], head["ETag"].strip('"'), head["LastModified"])

    def download(self, key: str, out: BinaryIO, etag: str = "") -> None:
        """Its bytes; Gone when it is missing or, with ``etag``, another by now."""
        condition = {"IfMatch": f'"{etag}"'} if etag else {}
        with self._explained(key):
            body = self._client.get_object(Bucket=self.address.bucket, Key=key, **condition)["Body"]
            out.writelines(body.iter_chunks(BLOCK))

    def put(self, key: str, content: bytes | BinaryIO, md5: bytes) -> None:
        """Store an object: whole or not at all; the service refuses bytes that do not have this MD5.

        Raises:
            Refused: larger than one PUT takes; nothing was sent.
        """
        self.refuse_large(key, _size(content))
        with self._explained(key):
            self._client.put_object(
                Bucket=self.address.bucket, Key=key, Body=content, ContentMD5=base64.b64encode(md5).decode()
            )

    def refuse_large(self, key: str, size: int) -> None:
        """Raise Refused for what S3 stores and copies in many parts only."""
        if size > MOST_BYTES:
            there = self.address
            raise Refused(
                f"'{key.rpartition('/')[2]}' has {size:,} bytes; one PUT or copy of S3 takes {MOST_BYTES:,} (5 GiB).",
                document=key,
                field=there.place,
                value=there.text,
                partner=there.partner,
                next_step="Ask the sender for smaller files, or take them by folder, archived in a folder.",
            )

    def copy(self, key: str, to: str, etag: str) -> None:
        """Copy within the bucket; Gone when the object is another by now."""
        source = {"Bucket": self.address.bucket, "Key": key}
        with self._explained(key):
            self._client.copy_object(
                Bucket=self.address.bucket, Key=to, CopySource=source, CopySourceIfMatch=f'"{etag}"'
            )

    def delete(self, key: str) -> None:
        """Remove an object; it may be gone already."""
        with self._explained(key):
            self._client.delete_object(Bucket=self.address.bucket, Key=key)

    def check(self) -> None:
        """Ask whether the bucket is there and ours.

        Raises:
            TryAgain, Misconfigured: why not.
        """
        with self._explained():
            self._client.list_objects_v2(Bucket=self.address.bucket, MaxKeys=1)

    @contextmanager
    def _explained(self, key: str = "") -> Iterator[None]:
        import botocore.exceptions as boto
        import urllib3.exceptions

        try:
            yield
        except boto.ClientError as error:
            raise self._answered(error, key) from None
        except (boto.NoCredentialsError, boto.PartialCredentialsError, boto.ProfileNotFound):
            raise self._wrong("There are no keys for it.", "Set the secrets of both keys.") from None
        except (boto.ParamValidationError, ValueError) as error:
            raise self._wrong(f"It can't be asked: {_short(error)}", "Mend bucket and endpoint.") from None
        except boto.SSLError as error:
            raise self._wrong(f"Its certificate is not trusted: {_short(error)}", "Mend the endpoint.") from None
        except (boto.BotoCoreError, urllib3.exceptions.HTTPError, OSError) as error:
            cause = getattr(error, "kwargs", {}).get("error")
            if isinstance(cause, Misconfigured):  # the guard's word, as botocore wraps it
                raise self._wrong(cause.what, cause.next_step) from None
            raise self._away(type(error).__name__) from None

    def _answered(self, error: Any, key: str) -> LadingError:  # noqa: ANN401 - botocore ships no types
        code = str(error.response.get("Error", {}).get("Code", ""))
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if code in GONE | CHANGED:
            return Gone("The object is missing, or another by now.", document=key or None, partner=self.address.partner)
        if status >= 500 or status in {0, 408, 409, 429}:  # noqa: PLR2004 - HTTP's own numbers
            return self._away(code or str(status))
        return self._wrong(*_said(code, status))

    def _wrong(self, what: str, step: str) -> Misconfigured:
        there = self.address
        message = f"The bucket '{there.bucket}' can't be used. {what}"
        next_step = f"{step} It is named by {there.place}. Then run 'lading doctor'."
        return Misconfigured(message, field=there.place, value=there.text, partner=there.partner, next_step=next_step)

    def _away(self, why: str) -> TryAgain:
        there = self.address
        step = f"Nothing to do at first: it is asked again. If it lasts, mend the endpoint that {there.place} names."
        message = f"The bucket '{there.bucket}' could not be asked: {why}."
        return TryAgain(message, value=there.text, partner=there.partner, next_step=step)


def _said(code: str, status: int) -> tuple[str, str]:
    """What a refusal says, and what to do."""
    if code in _BUCKET:
        return "There is no such bucket.", "Make the bucket, or mend its name, endpoint and region."
    if code in _KEY:
        return f"The service refused our keys ({code}).", "Set the secrets of access key and secret key anew."
    if code in _RIGHTS:
        step = "Give the account the rights to list, read, write and delete there (policy of the bucket)."
        return f"The service allows it not ({code}).", step
    if status in _ELSEWHERE:
        return f"It sends elsewhere ({status}), where nobody follows.", "Mend endpoint and region."
    return f"The service refused: {code}.", "Look the code up in the service's manual."


def _size(content: bytes | BinaryIO) -> int:
    if isinstance(content, bytes):
        return len(content)
    here = content.tell()
    size = content.seek(0, 2)
    content.seek(here)
    return size - here


def md5_of(content: bytes) -> bytes:
    """What S3 checks uploads by, and shows as the ETag of a plain object. Not for security."""
    return hashlib.md5(content, usedforsecurity=False).digest()


def _client(address: BucketAddress) -> Any:  # noqa: ANN401 - boto3 ships no types
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        message = "S3 needs the extra 's3', which is not installed."
        step = "Run '.venv/bin/uv sync --frozen --inexact --extra s3' (or pip install 'lading[s3]')."
        raise Misconfigured(message, field=address.place, partner=address.partner, next_step=step) from None
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"max_attempts": TRIES, "mode": "standard"},
        s3={"addressing_style": "path"} if address.endpoint else {},
        proxies=None if address.reach is None else {},  # a proxy would look the host up again, unseen
        request_checksum_calculation="when_required",  # services that are not Amazon's refuse the newer trailers
        response_checksum_validation="when_required",
    )
    try:
        client = boto3.session.Session().client(
            "s3",
            endpoint_url=address.endpoint or None,
            region_name=address.region,
            aws_access_key_id=address.access_key,
            aws_secret_access_key=address.secret_key,
            config=config,
        )
    except ValueError as error:
        message = f"The S3 endpoint can't be used: {_short(error)}"
        step = "Write it as https://host[:port]."
        raise Misconfigured(message, field=address.place, partner=address.partner, next_step=step) from None
    if address.reach is not None:
        guard_s3(client, address.reach)
    _stay(client, named=bool(address.endpoint))
    return client


def _stay(client: Any, *, named: bool) -> None:  # noqa: ANN401 - boto3 ships no types
    """Follow no redirect to another region: of a named endpoint none, of Amazon's not that of the question where to.

    botocore asks a service that redirects where the bucket is, by a HEAD that may be redirected in its turn, and so on
    until Python's stack is full: dozens of calls, and a stack that no exception can be told on.
    """

    def stays(model: Any, context: dict[str, Any], **_: object) -> None:  # noqa: ANN401 - as above
        if named or model.name == "HeadBucket":
            context.setdefault("s3_redirect", {})["redirected"] = True

    client.meta.events.register_last("before-parameter-build.s3", stays)


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
