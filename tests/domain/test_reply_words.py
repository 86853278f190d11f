"""What counts as “no more messages” (RSK-08)."""

import pytest

from bank_crm.domain.reply_words import is_stop


@pytest.mark.parametrize(
	"text", ["TD", "td", "Ｔ", " t ", "退订", "退订。", "回复退订", "TD!", "请不要再发了", "拒收"]
)
def test_rsk_08_stops(text):
	assert is_stop(text)


@pytest.mark.parametrize(
	"text", ["", "谢谢", "TDX", "好的，T恤多少钱", "我想了解一下退订手续费以及之后还能不能再参加这个活动"]
)
def test_rsk_08_goes_on(text):
	assert not is_stop(text)
