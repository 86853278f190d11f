frappe.ui.form.on("Bank Greeting", {
	refresh: preview,
	body: preview,
	offer: preview,
});

async function preview(frm) {
	if (!frm.doc.body) return;
	const text = await frappe.xcall(
		"bank_crm.customer.doctype.bank_greeting.bank_greeting.preview",
		{ body: frm.doc.body, offer: frm.doc.offer || "" },
		"GET"
	);
	frm.get_field("preview").$wrapper.html(
		`<div class="control-label">${__("Preview")}</div>
		<div class="like-disabled-input" style="white-space: pre-wrap">${frappe.utils.escape_html(text)}</div>`
	);
}
