// Beside a field's label: from which system its value comes, or who entered it by hand (CUS-09).

export function draw_origins(frm) {
	frm.$wrapper.find(".bank-origin").remove();
	const file = frm.is_new() ? null : frm.doc.__onload?.file;
	const owned = file?.owned || {};
	for (const field of locked(frm)) {
		if (!(field in owned)) unlock(frm, field);
	}
	if (!file) return;
	frm.bank_locked = Object.keys(owned);
	for (const [field, code] of Object.entries(owned)) {
		const system = bank_crm.source_system(code);
		frm.set_df_property(field, "read_only", 1);
		label(frm, field, "lock", system, __("Comes from {0} and is changed there.", [system]));
	}
	for (const [field, mark] of Object.entries(file.marks)) {
		const who = frappe.user_info(mark.by).fullname;
		const when = frappe.datetime.str_to_user(mark.on.slice(0, 19));
		label(frm, field, "edit", __("By Hand"), __("Entered by {0} on {1}", [who, when]));
	}
}

function locked(frm) {
	return frm.bank_locked || [];
}

function unlock(frm, field) {
	const own = frappe.meta.get_docfield(frm.doctype, field);
	frm.set_df_property(field, "read_only", cint(own?.read_only));
}

function label(frm, field, icon, text, title) {
	const control = frm.fields_dict[field];
	const place = control?.$wrapper?.find(".control-label").first();
	if (!place?.length) return;
	$(`<span class="bank-origin">${frappe.utils.icon(icon, "xs")}<span></span></span>`)
		.attr("title", title)
		.find("span")
		.text(text)
		.end()
		.insertAfter(place);
}
