"""SageMaker's model registry: ``sagemaker://REGION``; a model is a model package group, its versions are the packages.

Needs the extra ``sagemaker`` (botocore), whose chain finds credentials and ``AWS_ENDPOINT_URL``. An envelope is an
object beside the model's data in S3, ``DATA.tunegate/SHA256.json``, written only where there is none
(``If-None-Match``): the 50 metadata properties of a package hold 256 characters each, enough for hints. A digest is
S3's own SHA-256 of a whole object; one of parts, and an ETag, is none. ``Approved`` is the alias of the package with
that approval status, which deployments listen to; any other is a tag of the group. Neither is compared and moved in one
step.

Sources: SageMaker API: ListModelPackageGroups, ListModelPackages, DescribeModelPackage, UpdateModelPackage, ListTags,
AddTags; S3 API: HeadObject (ChecksumMode, ChecksumType), PutObject (If-None-Match), ListObjectsV2.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from gate.registry.port import (
    HINT,
    MAX_ENVELOPE,
    MovedError,
    RegistryError,
    Version,
    check_name,
    check_version,
    hint_of,
    pages,
    refuse_large,
    refuse_many,
    single,
)
from gate.values.digests import is_digest
from gate.values.errors import UsageError
from gate.values.regex import regex

SCHEMES = ("sagemaker",)
APPROVED = "Approved"
PENDING = "PendingManualApproval"
ALIAS = f"{HINT}alias."
MAX_VALUE = 256  # characters of a tag and of a metadata property
TIMEOUT_SECONDS = 20
_URL = regex(r"sagemaker://([a-z]{2}(?:-[a-z]+)+-\d)/?")
_GROUP = regex(r"[A-Za-z0-9](?:-*[A-Za-z0-9]){0,62}")
_DATA = regex(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/([^\x00-\x1f]{1,900})")
_KEYS = {"aws_access_key_id": "AWS_ACCESS_KEY_ID", "aws_secret_access_key": "AWS_SECRET_ACCESS_KEY"}


def open_registry(url: str, environment: Mapping[str, str]) -> SageMaker:
    match = _URL.fullmatch(url)
    if match is None:
        raise UsageError(f"{url[:200]!r} is not a SageMaker registry", remedy="Write sagemaker://REGION.")
    try:
        from botocore.config import Config
        from botocore.session import get_session
    except ImportError:
        raise UsageError(
            "botocore is not installed, which SageMaker is asked by", remedy="Run: pip install 'tunegate[sagemaker]'"
        ) from None
    limits = Config(connect_timeout=TIMEOUT_SECONDS, read_timeout=TIMEOUT_SECONDS, retries={"total_max_attempts": 3})
    given = {name: environment[key] for name, key in _KEYS.items() if environment.get(key)}
    if given and environment.get("AWS_SESSION_TOKEN"):
        given["aws_session_token"] = environment["AWS_SESSION_TOKEN"]
    more = {"region_name": match[1], "endpoint_url": environment.get("AWS_ENDPOINT_URL") or None, **given}
    session = get_session()
    return SageMaker(
        f"sagemaker://{match[1]}",
        session.create_client("sagemaker", config=limits, **more),
        session.create_client("s3", config=limits, **more),
    )


class SageMaker:
    """A `gate.registry.port.Registry`."""

    swaps = False

    def __init__(self, url: str, client: Any, s3: Any) -> None:
        self.url = url
        self._client = client
        self._s3 = s3

    def names(self) -> Iterator[str]:
        for row in self._pages("list_model_package_groups", "ModelPackageGroupSummaryList", MaxResults=100):
            yield check_name(str(row.get("ModelPackageGroupName", "")))

    def versions(self, name: str) -> Iterator[Version]:
        if self._group(name) is None:
            return
        aliases = self._aliases(name)
        rows = self._pages("list_model_packages", "ModelPackageSummaryList", ModelPackageGroupName=name, MaxResults=100)
        found = (self._version(name, str(row.get("ModelPackageArn", "")), aliases) for row in rows)
        yield from single((row for row in found if row is not None), self.url)

    def find(self, name: str, ref: str) -> tuple[Version, ...]:
        if self._group(name) is None:
            return ()
        if not is_digest(ref):
            check_version(ref)
        return tuple(
            row
            for row in self.versions(name)
            if ref in (row.version, row.digest, *row.aliases) or (is_digest(ref) and ref in row.files.values())
        )

    def attached(self, version: Version) -> tuple[bytes, ...]:
        bucket, key = self._data(self._package(version))
        keys = [str(row.get("Key")) for row in self._objects(bucket, f"{key}.tunegate/")]
        refuse_many(len(keys), version)
        return tuple(self._read(bucket, key) for key in sorted(keys) if key.endswith(".json"))

    def attach(self, version: Version, envelope: bytes) -> bool:
        refuse_large(envelope, self.url)
        bucket, key = self._data(self._package(version))
        place = f"{key}.tunegate/{hashlib.sha256(envelope).hexdigest()}.json"
        asked = {"Bucket": bucket, "Key": place, "Body": envelope, "ChecksumAlgorithm": "SHA256", "IfNoneMatch": "*"}
        if self._ask(self._s3, "put_object", fine=("PreconditionFailed",), **asked) is not None:
            return True
        if self._read(bucket, place) != envelope:
            raise RegistryError(f"s3://{bucket}/{place} has other bytes", self.url, "Take it out; run it again.")
        return False

    def hint(self, version: Version, hints: Mapping[str, str]) -> None:
        package = self._package(version)
        new = {key: value[:MAX_VALUE] for key, value in (hint_of(*pair) for pair in hints.items())}
        old = package.get("CustomerMetadataProperties") or {}
        if any(old.get(key, "") != value for key, value in new.items()):
            kept = {key: value for key, value in {**old, **new}.items() if value}  # an empty one is refused
            asked = {"CustomerMetadataProperties": kept, "CustomerMetadataPropertiesToRemove": sorted({*old} - {*kept})}
            named: dict[str, Any] = {key: value for key, value in asked.items() if value}
            self._ask(self._client, "update_model_package", ModelPackageArn=package["ModelPackageArn"], **named)

    def move(self, name: str, alias: str, to: str, expected: str | None) -> None:
        check_version(alias)
        rows = {row.version: row for row in self.versions(name)}
        if check_version(to) not in rows:
            raise UsageError(f"{name} has no version {to}", remedy="Name one that the registry has.")
        if alias in rows:
            raise UsageError(f"{name} has a version {alias}", remedy="Name the alias otherwise.")
        self._stands(name, alias, {row.version for row in rows.values() if alias in row.aliases}, expected)
        if alias == APPROVED:
            self._approve(rows[to], APPROVED)
            if expected is not None and expected != to:
                self._approve(rows[expected], PENDING)
        else:
            arn = (self._group(name) or {}).get("ModelPackageGroupArn")
            self._ask(self._client, "add_tags", ResourceArn=arn, Tags=[{"Key": ALIAS + alias, "Value": to}])
        self._stands(name, alias, {row.version for row in self.versions(name) if alias in row.aliases}, to)

    def drop(self, name: str, alias: str, expected: str) -> None:
        now = [row for row in self.versions(name) if check_version(alias) in row.aliases]
        if not now:
            return
        self._stands(name, alias, {row.version for row in now}, expected)
        if alias == APPROVED:
            self._approve(now[0], PENDING)
        else:
            arn = (self._group(name) or {}).get("ModelPackageGroupArn")
            self._ask(self._client, "delete_tags", ResourceArn=arn, TagKeys=[ALIAS + alias])

    def _stands(self, name: str, alias: str, now: set[str], expected: str | None) -> None:
        if now != ({expected} if expected is not None else set()):
            stands = f"version {', '.join(sorted(now))}" if now else "no version"
            raise MovedError(
                f"{name}: the alias {alias} stands for {stands}, not for {expected or 'none'}",
                self.url,
                "Someone else moved it. Ask the gate again.",
            )

    def _approve(self, version: Version, status: str) -> None:
        arn = self._package(version)["ModelPackageArn"]
        self._ask(self._client, "update_model_package", ModelPackageArn=arn, ModelApprovalStatus=status)

    def _group(self, name: str) -> dict[str, Any] | None:
        if not _GROUP.fullmatch(check_name(name)):
            raise UsageError(f"{name!r} is not a model package group", remedy="Use letters, digits and '-'.")
        fine = ("ValidationException", "ResourceNotFound")
        return self._ask(self._client, "describe_model_package_group", fine=fine, ModelPackageGroupName=name)

    def _aliases(self, name: str) -> dict[str, str]:
        arn = (self._group(name) or {}).get("ModelPackageGroupArn")
        tags = {str(row.get("Key")): str(row.get("Value")) for row in self._pages("list_tags", "Tags", ResourceArn=arn)}
        return {key.removeprefix(ALIAS): value for key, value in tags.items() if key.startswith(ALIAS)}

    def _package(self, version: Version) -> dict[str, Any]:
        arn = version.etag or ""
        found = self._ask(self._client, "describe_model_package", fine=("ValidationException",), ModelPackageName=arn)
        if found is None:
            raise RegistryError(f"{version.place} is not in the registry any more", self.url, "Register it again.")
        return found

    def _version(self, name: str, arn: str, aliases: Mapping[str, str]) -> Version | None:
        """The version, with what S3 vouches for; None for a package that was deleted meanwhile."""
        fine = ("ValidationException",)
        found = self._ask(self._client, "describe_model_package", fine=fine, ModelPackageName=arn)
        if found is None:
            return None
        number = str(found.get("ModelPackageVersion", ""))
        if not number.isdigit() or found.get("ModelPackageGroupName") != name:
            raise RegistryError(f"the registry's answer is not a version of {name}", self.url, "Run it again.")
        files = self._digests(found)
        named = {alias for alias, stands in aliases.items() if stands == number}
        if found.get("ModelApprovalStatus") == APPROVED:
            named.add(APPROVED)
        hints = found.get("CustomerMetadataProperties") or {}
        kept = {key: value for key, value in hints.items() if key.startswith(HINT)}
        digest = next(iter(files.values())) if len(files) == 1 else None
        return Version(self.url, name, number, digest, files, tuple(sorted(named)), kept, arn)

    def _data(self, package: Mapping[str, Any]) -> tuple[str, str]:
        """(bucket, key) of the model's data. Raises RegistryError where there is none in S3."""
        match = _DATA.fullmatch(_source(package))
        if match is None:
            place = f"{package.get('ModelPackageGroupName')}@{package.get('ModelPackageVersion')}"
            raise RegistryError(
                f"{place} has no data in S3 to keep a statement beside", self.url, "Set its ModelDataUrl."
            )
        return match[1], match[2].rstrip("/")

    def _digests(self, package: Mapping[str, Any]) -> dict[str, str]:
        """SHA-256 of the model's data, by path, where S3 has it of all the objects; empty where it lacks one."""
        source = _source(package)
        match = _DATA.fullmatch(source)
        if match is None:
            return {}
        bucket, key = match[1], match[2]
        keys = [key]
        if source.endswith("/"):
            keys = [str(row.get("Key")) for row in self._objects(bucket, key) if not str(row.get("Key")).endswith("/")]
        found: dict[str, str] = {}
        for one in keys:
            head = self._ask(
                self._s3, "head_object", fine=("404", "NoSuchKey"), Bucket=bucket, Key=one, ChecksumMode="ENABLED"
            )
            digest = _sha256(head or {})
            if digest is None:
                return {}
            found[one.removeprefix(key) or key.rpartition("/")[2]] = digest
        return found

    def _objects(self, bucket: str, prefix: str) -> Iterator[dict[str, Any]]:
        def fetch(token: str) -> tuple[list[dict[str, Any]], str]:
            more: dict[str, Any] = {"ContinuationToken": token} if token else {}
            reply = self._ask(self._s3, "list_objects_v2", Bucket=bucket, Prefix=prefix, **more) or {}
            return reply.get("Contents", []), str(reply.get("NextContinuationToken") or "")

        return pages(self.url, fetch)

    def _read(self, bucket: str, key: str) -> bytes:
        reply = self._ask(self._s3, "get_object", Bucket=bucket, Key=key) or {}
        try:
            data = bytes(reply["Body"].read(MAX_ENVELOPE + 1))
        except Exception as error:  # urllib3's and botocore's, which share no base
            raise RegistryError(f"s3://{bucket}/{key}: {type(error).__name__}", self.url, "Run it again.") from None
        refuse_large(data, self.url)
        return data

    def _pages(self, operation: str, field: str, **asked: Any) -> Iterator[dict[str, Any]]:
        def fetch(token: str) -> tuple[list[dict[str, Any]], str]:
            more: dict[str, Any] = {**asked, "NextToken": token} if token else asked
            reply = self._ask(self._client, operation, **more) or {}
            return reply.get(field, []), str(reply.get("NextToken") or "")

        return pages(self.url, fetch)

    def _ask(self, client: Any, operation: str, fine: tuple[str, ...] = (), **asked: Any) -> dict[str, Any] | None:
        """What AWS answers; None for an error whose code is in ``fine``."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return dict(getattr(client, operation)(**asked))
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in fine:
                return None
            remedy = "Check the region, the names and what the role may do: docs/registry.md lists it."
            raise RegistryError(f"{operation}: AWS answers {code[:80]}", self.url, remedy) from None
        except (BotoCoreError, ValueError) as error:
            remedy = "Check the network and the credentials, and run the command again."
            raise RegistryError(f"{operation}: {type(error).__name__}", self.url, remedy) from None


def _source(package: Mapping[str, Any]) -> str:
    """The URL of a package's data; empty where it has none, or several containers."""
    containers = (package.get("InferenceSpecification") or {}).get("Containers") or []
    if len(containers) != 1:
        return ""
    folder = (containers[0].get("ModelDataSource") or {}).get("S3DataSource") or {}
    uri = str(folder.get("S3Uri") or "")
    if uri and folder.get("S3DataType") == "S3Prefix":
        uri = uri.rstrip("/") + "/"
    return uri or str(containers[0].get("ModelDataUrl") or "")


def _sha256(head: Mapping[str, Any]) -> str | None:
    """S3's SHA-256 of a whole object; one of its parts' checksums ends with ``-`` and their number."""
    text = head.get("ChecksumSHA256")
    if not isinstance(text, str) or head.get("ChecksumType") not in (None, "FULL_OBJECT"):
        return None
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return f"sha256:{raw.hex()}" if len(raw) == 32 else None
