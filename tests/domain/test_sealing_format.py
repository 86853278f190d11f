"""Normal form, keys and fingerprints of sealed values (SEC-15)."""

import base64

import pytest

from bank_crm.domain import sealing_format
from bank_crm.domain.enums import SealKind
from bank_crm.domain.errors import DomainError


@pytest.mark.parametrize(
	("kind", "raw", "normal"),
	[
		(SealKind.MOBILE, " 138-1234 1234 ", "13812341234"),
		(SealKind.MOBILE, "+86 (138) 1234.1234", "13812341234"),
		(SealKind.MOBILE, "008613812341234", "13812341234"),
		(SealKind.MOBILE, "8613812341234", "13812341234"),
		(SealKind.MOBILE, "１３８１２３４１２３４", "13812341234"),
		(SealKind.MOBILE, "+1 367-171-6840", "+13671716840"),
		(SealKind.EMAIL, " Li.Lei@Example.COM ", "li.lei@example.com"),
		(SealKind.ID_NUMBER, "110105 19491231 002x", "11010519491231002X"),
		(SealKind.CARD_NO, "6228 4800-1234 5678", "6228480012345678"),
		(SealKind.ACCOUNT_NO, "cz65 0800", "CZ650800"),
	],
)
def test_SEC_15_one_value_has_one_form(kind, raw, normal):
	assert sealing_format.normalise(kind, raw) == normal
	assert sealing_format.normalise(kind, normal) == normal


def test_SEC_15_key_derivation_is_hkdf_sha256():
	"""Against RFC 5869, computed by another implementation (the one in `cryptography`)."""
	hkdf = pytest.importorskip("cryptography.hazmat.primitives.kdf.hkdf")
	from cryptography.hazmat.primitives.hashes import SHA256

	master = bytes(range(32))
	expected = hkdf.HKDF(algorithm=SHA256(), length=32, salt=None, info=b"purpose").derive(master)
	assert sealing_format.derive_key(master, "purpose") == expected


def test_SEC_15_purposes_have_different_keys_and_short_masters_are_refused():
	master = bytes(32)
	assert sealing_format.derive_key(master, "a") != sealing_format.derive_key(master, "b")
	with pytest.raises(DomainError):
		sealing_format.derive_key(bytes(31), "a")


def test_SEC_15_fingerprint_depends_on_key_and_value():
	index = sealing_format.blind_index(b"k" * 32, "13812341234")
	assert len(index) == 64
	assert index == sealing_format.blind_index(b"k" * 32, "13812341234")
	assert index != sealing_format.blind_index(b"l" * 32, "13812341234")
	assert index != sealing_format.blind_index(b"k" * 32, "13812341235")


def test_SEC_15_packing_round_trips():
	nonce, encrypted = bytes(12), b"encrypted and tagged"
	assert sealing_format.unpack(sealing_format.pack(nonce, encrypted)) == (nonce, encrypted)


@pytest.mark.parametrize("text", ["", "no base64!", base64.b64encode(bytes(12)).decode()])
def test_SEC_15_broken_packing_is_told(text):
	with pytest.raises(DomainError):
		sealing_format.unpack(text)
