// Sealed fields show a mask; whoever may, asks for the complete value with a reason (SEC-11, SEC-19).

const METHOD = "bank_crm.compliance.reveal.reveal";

// form event → fields by DocType, told at log-in and empty for who may not ask
$(document).on("app_ready", () => {
	const sealed = frappe.boot.bank_crm?.sealed || {};
	for (const [doctype, fields] of Object.entries(sealed)) {
		frappe.ui.form.on(doctype, {
			refresh(frm) {
				fields.forEach((fieldname) => offer(frm, fieldname));
			},
		});
	}
});

function offer(frm, fieldname) {
	const field = frm.get_field(fieldname);
	if (!field?.$wrapper) return;
	field.$wrapper.find(".bank-reveal").remove();
	if (frm.is_new() || !String(frm.doc[fieldname] || "").includes("*")) return;
	const label = __("Show Complete Value");
	$(`<button type="button" class="btn btn-xs btn-link bank-reveal">${frappe.utils.icon("view", "sm")}</button>`)
		.attr({ title: label, "aria-label": `${label}: ${__(field.df.label)}` })
		.on("click", () => ask(frm, field))
		.appendTo(field.$wrapper.find(".clearfix").first());
}

function ask(frm, field) {
	const reason = { fieldname: "reason", fieldtype: "Data", label: __("Reason"), reqd: 1 };
	reason.description = __("Your name, the time and the reason are recorded.");
	frappe.prompt([reason], (values) => show(frm, field, values.reason), __("Show Complete Value"), __("Show"));
}

async function show(frm, field, reason) {
	const args = { doctype: frm.doctype, name: String(frm.docname), field: field.df.fieldname, reason };
	const value = await frappe.xcall(METHOD, args);
	frappe.msgprint({ title: __(field.df.label), message: `<b>${frappe.utils.escape_html(value)}</b>` });
}
