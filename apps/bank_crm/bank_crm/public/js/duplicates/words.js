// Words both pages use. Everything returned as HTML is escaped.

const SIGNS = [
	["same_id_number", () => __("Same ID Number"), "red"],
	["same_mobile", () => __("Same Mobile"), "red"],
	["same_email", () => __("Same E-mail"), "orange"],
	["same_name", () => __("Same Name"), "orange"],
	["same_birth_date", () => __("Same Birth Date"), "orange"],
];

export const CUSTOMER = "Bank Customer";

export function escape(text) {
	return frappe.utils.escape_html(String(text ?? ""));
}

/** In what two customers agree, as pills. */
export function sign_pills(signs) {
	const pills = SIGNS.filter(([sign]) => signs[sign]).map(([, label, colour]) => pill(label(), colour));
	if (!signs.same_name && cint(signs.name_similarity) >= 90) pills.push(pill(__("Name Sounds Alike"), "blue"));
	if (signs.other_id_number) pills.push(pill(__("Different ID Numbers"), "gray"));
	return pills.join(" ");
}

export function pill(text, colour) {
	return `<span class="indicator-pill no-indicator-dot ${colour}">${escape(text)}</span>`;
}

export function customer_link(name) {
	return `<a href="${frappe.utils.get_form_link("Bank Customer", name)}">${escape(name)}</a>`;
}

/** A stored value as the form shows it, without links that lead away. */
export function shown(field, value) {
	if (value === null || value === undefined || value === "") return `<span class="text-muted">—</span>`;
	const plain = { Link: () => link_title(field, value), Select: () => __(value, null, CUSTOMER) }[field.fieldtype];
	if (plain) return escape(plain());
	if (["Data", "Small Text", "Text"].includes(field.fieldtype)) return escape(value);
	return frappe.format(value, { ...field, options: field.fieldtype === "Currency" ? null : field.options }, { inline: true });
}

function link_title(field, value) {
	if (field.options === "User") return frappe.user_info(value).fullname || value;
	return frappe.utils.get_link_title(field.options, value) || __(value, null, field.options);
}

/** Asks for a reason, then does `action(reason)` and reloads the form. */
export function with_reason(frm, title, label, button, action) {
	const field = { fieldname: "reason", fieldtype: "Small Text", label, reqd: 1, length: 1000 };
	frappe.prompt(field, async ({ reason }) => {
		await action(reason);
		frm.reload_doc();
	}, title, button);
}
