"""The driver of SageMaker against moto's server: its registry, and S3 beside it."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from typing import Any

import pytest

from gate.registry.drivers.sagemaker import APPROVED, SageMaker, open_registry
from gate.registry.port import MovedError, RegistryError
from gate.values.canonical import digest_of
from gate.values.errors import UsageError
from tests.registry import driving
from tests.registry.driving import ENVELOPE, one

WEIGHTS = b"weights of version "


class Account:
    """A group of a name of its own with two packages, whose data lie in S3 with S3's own SHA-256."""

    def __init__(self, url: str) -> None:
        from botocore.session import get_session

        self.environment = {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
        keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
        made = [
            get_session().create_client(name, "us-east-1", endpoint_url=url, **keys) for name in ("s3", "sagemaker")
        ]
        self.s3: Any = made[0]
        self.sagemaker: Any = made[1]
        self.name = f"support-{uuid.uuid4().hex[:12]}"
        self.bucket = self.name
        self.s3.create_bucket(Bucket=self.bucket)
        self.sagemaker.create_model_package_group(ModelPackageGroupName=self.name)
        self.arns = [self.register(f"{number}/model.tar.gz", WEIGHTS + str(number).encode()) for number in (1, 2)]

    def register(self, key: str, weights: bytes, **more: Any) -> str:
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=weights, **{"ChecksumAlgorithm": "SHA256", **more})
        source = {"Image": "acme/serve@sha256:0", "ModelDataUrl": f"s3://{self.bucket}/{key}"}
        made = self.sagemaker.create_model_package(
            ModelPackageGroupName=self.name,
            InferenceSpecification={
                "Containers": [source],
                "SupportedContentTypes": ["application/json"],
                "SupportedResponseMIMETypes": ["application/json"],
            },
        )
        return str(made["ModelPackageArn"])


@pytest.fixture
def account(aws_server: str) -> Account:
    return Account(aws_server)


@pytest.fixture
def registry(account: Account) -> SageMaker:
    return open_registry("sagemaker://us-east-1", account.environment)


def test_finds(registry: SageMaker, account: Account) -> None:
    assert account.name in registry.names()
    rows = {row.version: row for row in registry.versions(account.name)}
    assert {version: row.digest for version, row in rows.items()} == {
        version: digest_of(WEIGHTS + version.encode()) for version in ("1", "2")
    }
    assert [row.version for row in registry.find(account.name, str(rows["2"].digest))] == ["2"]
    assert registry.find(account.name, "3") == registry.find("nobody", "1") == ()
    assert list(registry.versions("nobody")) == []


def test_attaches_and_hints(registry: SageMaker, account: Account) -> None:
    driving.attaches(registry, account.name)
    driving.hints(registry, account.name)
    registry.hint(one(registry, "2", account.name), {"expires": ""})
    assert "tunegate.expires" not in one(registry, "2", account.name).hints


def test_moves(registry: SageMaker, account: Account) -> None:
    driving.moves(registry, account.name)


def test_approval_is_an_alias(registry: SageMaker, account: Account) -> None:
    registry.move(account.name, APPROVED, "1", None)
    registry.move(account.name, APPROVED, "2", "1")
    found = [
        account.sagemaker.describe_model_package(ModelPackageName=arn)["ModelApprovalStatus"] for arn in account.arns
    ]
    assert found == ["PendingManualApproval", "Approved"]
    account.sagemaker.update_model_package(ModelPackageArn=account.arns[0], ModelApprovalStatus="Approved")
    assert sorted(row.version for row in registry.find(account.name, APPROVED)) == ["1", "2"]
    with pytest.raises(MovedError, match="stands for version 1, 2"):
        registry.move(account.name, APPROVED, "1", "2")
    account.sagemaker.update_model_package(ModelPackageArn=account.arns[0], ModelApprovalStatus="Rejected")
    registry.drop(account.name, APPROVED, "2")
    assert registry.find(account.name, APPROVED) == ()


def test_checksum_that_vouches_for_nothing(registry: SageMaker, account: Account) -> None:
    """CRC and ETag are no security digests."""
    account.register("3/model.tar.gz", b"third", ChecksumAlgorithm="CRC32")
    assert one(registry, "3", account.name).digest is None


def test_statement_that_someone_overwrote(registry: SageMaker, account: Account) -> None:
    version = one(registry, "1", account.name)
    registry.attach(version, ENVELOPE)
    key = f"1/model.tar.gz.tunegate/{hashlib.sha256(ENVELOPE).hexdigest()}.json"
    account.s3.put_object(Bucket=account.bucket, Key=key, Body=b"{}")
    with pytest.raises(RegistryError, match="has other bytes"):
        registry.attach(version, ENVELOPE)
    account.s3.delete_object(Bucket=account.bucket, Key=key)
    assert registry.attach(version, ENVELOPE)


def test_version_that_is_gone(registry: SageMaker, account: Account) -> None:
    version = replace(one(registry, "2", account.name), etag=f"{account.arns[1]}9")  # moto deletes no package
    with pytest.raises(RegistryError, match="is not in the registry any more"):
        registry.attach(version, ENVELOPE)


def test_registry_that_is_down() -> None:
    environment = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    with pytest.raises(RegistryError, match="list_model_package_groups: EndpointConnectionError") as caught:
        list(open_registry("sagemaker://us-east-1", environment).names())
    assert caught.value.exit_code == 3
    for url in ("sagemaker://", "sagemaker://evil.example", "sagemaker://us-east-1/group"):
        with pytest.raises(UsageError, match="is not a SageMaker registry"):
            open_registry(url, environment)
