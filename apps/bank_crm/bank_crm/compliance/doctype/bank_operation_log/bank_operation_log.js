frappe.ui.form.on("Bank Operation Log", {
	refresh(frm) {
		frm.disable_save();
		frm.fields_dict.values_html.$wrapper.html(values_table(frm.doc));
		if (frm.doc.ref_doctype && frm.doc.ref_name && frm.doc.action !== "Delete") {
			frm.add_custom_button(__("Open the Document"), () =>
				frappe.set_route("Form", frm.doc.ref_doctype, frm.doc.ref_name)
			);
		}
		frm.add_custom_button(__("All of This Person"), () =>
			frappe.set_route("List", "Bank Operation Log", { user: frm.doc.user })
		);
	},
});

function values_table(doc) {
	const before = parsed(doc.before_values);
	const after = parsed(doc.after_values);
	const labels = doc.__onload?.labels || {};
	const words = doc.__onload?.words || {};
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	if (!names.length) return `<p class="text-muted">${__("No values belong to this operation.")}</p>`;
	const rows = names.map(
		(name) => `<tr><td>${bank_crm.format.escape(labels[name] || name)}</td><td>${shown(before[name], words[name])}</td><td>${shown(after[name], words[name])}</td></tr>`
	);
	return `<table class="table table-bordered" style="table-layout: fixed; word-wrap: break-word">
		<thead><tr><th>${__("Field")}</th><th>${__("Before", null, "Bank Operation Log")}</th><th>${__("After", null, "Bank Operation Log")}</th></tr></thead>
		<tbody>${rows.join("")}</tbody></table>`;
}

function parsed(text) {
	return text ? JSON.parse(text) : {};
}

function shown(value, words) {
	if (value === undefined || value === null || value === "") return "–";
	if (Array.isArray(value)) return value.map(row_text).join("<br>") || "–";
	return definition(value) ?? row_text(words?.[value] ?? value);
}

/** What a program keeps as JSON – the steps of a journey, a condition – as lines; null for any other value. */
function definition(value) {
	if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return null;
	let kept;
	try {
		kept = JSON.parse(value);
	} catch {
		return null; // cut off where it was too long, or a sentence in brackets
	}
	return lines(kept).map((line) => bank_crm.format.escape(line)).join("<br>") || "–";
}

function lines(kept, depth = 0) {
	const indent = "\u2003".repeat(depth);
	if (kept === null || typeof kept !== "object") return [`${indent}${kept ?? "–"}`];
	if (Array.isArray(kept)) return kept.flatMap((one, at) => [`${indent}${at + 1}.`, ...lines(one, depth + 1)]);
	return Object.entries(kept)
		.filter(([, value]) => value !== null && value !== "")
		.flatMap(([name, value]) =>
			typeof value === "object" ? [`${indent}${__(said(name))}`, ...lines(value, depth + 1)] : [`${indent}${__(said(name))}: ${value}`]
		);
}

/** "wait_days" → "Wait Days", as labels of fields are written. */
const said = (name) => frappe.unscrub(name);

function row_text(value) {
	const text =
		value && typeof value === "object"
			? Object.values(value)
					.filter((part) => part !== "" && part !== null)
					.join(" · ")
			: String(value);
	return bank_crm.format.escape(text);
}
