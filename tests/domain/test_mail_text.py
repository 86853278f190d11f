"""A text as a mail shows it (MKT-15)."""

from bank_crm.domain.mail_text import as_html


def test_mkt_15_addresses_can_be_followed_and_end_where_chinese_begins():
	html = as_html("详情点击https://b.example/c/1.ab_c，退订：https://b.example/c/1.ab_c/stop。")
	assert (
		'点击<a href="https://b.example/c/1.ab_c" rel="noopener">https://b.example/c/1.ab_c</a>，退订' in html
	)
	assert '<a href="https://b.example/c/1.ab_c/stop" rel="noopener">' in html
	assert html.endswith("</a>。</p>")


def test_a_sentence_ends_after_its_address():
	assert as_html("See https://b.example/a.") == (
		'<p>See <a href="https://b.example/a" rel="noopener">https://b.example/a</a>.</p>'
	)


def test_whatever_a_customer_is_called_is_text():
	html = as_html('<b>王</b> & "李"\nhttps://b.example/?a=1&b="><script>')
	assert html.startswith("<p>&lt;b&gt;王&lt;/b&gt; &amp; &quot;李&quot;<br>")
	assert "<script>" not in html and 'href="https://b.example/?a=1&amp;b="' in html
