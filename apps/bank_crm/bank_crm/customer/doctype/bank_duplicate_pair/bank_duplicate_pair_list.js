frappe.listview_settings["Bank Duplicate Pair"] = {
	hide_name_column: true,
	add_fields: ["status", "same_id_number", "same_mobile", "same_birth_date", "same_name"],
	filters: [["status", "=", "Open"]],

	get_indicator(doc) {
		const colours = { Open: "orange", "Not a Duplicate": "gray", Merged: "green" };
		return [__(doc.status, null, "Bank Duplicate Pair"), colours[doc.status], `status,=,${doc.status}`];
	},

	formatters: {
		score: (value) => `<span class="indicator-pill ${value >= 80 ? "red" : "orange"}">${cint(value)}</span>`,
	},
};
