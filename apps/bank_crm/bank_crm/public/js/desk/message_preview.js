// What a customer would get: a template filled in for somebody real, with its length and what it is charged as (MKT-15).
frappe.provide("bank_crm");

bank_crm.preview_message = function (templates, campaign = null) {
	const dialog = new frappe.ui.Dialog({
		title: __("Preview Text"),
		fields: [
			{ fieldname: "template", fieldtype: "Select", label: __("Template"), options: templates, default: templates[0].value, hidden: templates.length < 2, onchange: () => show() },
			{ fieldname: "customer", fieldtype: "Link", options: "Bank Customer", label: __("For Customer"), description: __("Empty: every merge field is shown by its name."), onchange: () => show() },
			{ fieldname: "text", fieldtype: "HTML" },
		],
	});
	async function show() {
		const { template, customer } = dialog.get_values(true);
		const found = await frappe.xcall(
			"bank_crm.api.campaigns.preview_text",
			{ template: template || templates[0].value, ...(customer && { customer }), ...(campaign && { campaign }) },
			"GET"
		);
		dialog.fields_dict.text.$wrapper.html(draw(found));
	}
	dialog.show();
	show();
};

function draw(found) {
	const esc = frappe.utils.escape_html;
	const faults = found.findings.map((line) => `<li>${esc(line)}</li>`).join("");
	const length = found.missing
		? `<p class="text-danger">${__("Not sent to this customer: no value for {0}.", [esc(found.missing)])}</p>`
		: `<p class="text-muted small">${__("{0} of at most {1} characters", [found.characters, found.most])}${
				found.channel === "SMS" ? ` · ${__("charged as {0} SMS", [found.parts])}` : ""
			}</p>`;
	const subject = found.subject ? `<b>${esc(found.subject)}</b><br>` : "";
	const text = esc(found.text).replace(/\n/g, "<br>");
	return `${faults ? `<ul class="text-danger">${faults}</ul>` : ""}
		<div style="background: var(--control-bg); border-radius: 10px; padding: 12px 16px; max-width: 420px; overflow-wrap: anywhere">${subject}${text || "…"}</div>${length}`;
}
