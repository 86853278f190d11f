// What the server fills in while saving – the applicant's branch – is named at once: the framework sends the titles of
// links only with a document that is opened, and shows a code until then.

const OURS = "Bank ";

$(document).on("form-refresh", (_event, frm) => {
	if (!frm.doctype.startsWith(OURS)) return;
	const titled = frappe.boot.link_title_doctypes || [];
	for (const { fieldname, fieldtype, options } of frm.meta.fields) {
		const name = frm.doc[fieldname];
		const named = fieldtype === "Link" && options.startsWith(OURS) && titled.includes(options);
		if (!named || !name || frappe.utils.get_link_title(options, name)) continue;
		frappe.utils.fetch_link_title(options, name).then(() => frm.doc[fieldname] === name && frm.refresh_field(fieldname));
	}
});
