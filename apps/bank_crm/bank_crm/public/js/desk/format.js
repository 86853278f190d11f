// Words and figures shared by the app's lists, forms and charts. Everything returned as HTML is escaped.

frappe.provide("bank_crm.format");

const PILLS = {
	activity_level: { High: "green", Medium: "blue", Low: "orange", Dormant: "red" },
	relationship_stage: {
		Prospect: "gray",
		New: "blue",
		Active: "green",
		Growing: "green",
		"At Risk": "red",
		Churned: "darkgrey",
		"Won Back": "blue",
	},
	tier: { Mass: "gray", "Wealth Potential": "cyan", Wealth: "blue", "Private Banking": "yellow" },
	account_status: {
		Active: "green",
		Dormant: "orange",
		Frozen: "blue",
		Overdue: "red",
		Defaulted: "red",
		Closed: "gray",
	},
};

// where the words are translated: the DocType is their context, for "New" is another word elsewhere
const CONTEXTS = {
	activity_level: "Bank Customer",
	relationship_stage: "Bank Customer",
	tier: "Bank Customer Tier",
	account_status: "Bank Customer Account",
};

Object.assign(bank_crm.format, {
	escape(text) {
		return frappe.utils.escape_html(String(text ?? ""));
	},

	colour(kind, value) {
		return PILLS[kind]?.[value] || "gray";
	},

	/** The stored English constant in the user's language. */
	word(kind, value) {
		return __(value, null, CONTEXTS[kind] || null);
	},

	/** A coloured word; `filter` makes a click in a list filter by it. */
	pill(kind, value, { filter = null } = {}) {
		if (!value) return "";
		const escaped = this.escape(value);
		const filterable = filter ? ` filterable" data-filter="${filter},=,${escaped}` : "";
		return `<span class="indicator-pill no-indicator-dot ${this.colour(kind, value)} ellipsis${filterable}">
			<span class="ellipsis">${this.escape(this.word(kind, value))}</span></span>`;
	},

	/** A report's figure, red when something is amiss; what is already HTML stays as it is. */
	red(html, amiss) {
		return amiss ? `<span class="text-danger">${html}</span>` : html;
	},

	/** The amount to the cent with thousands separators and the currency's sign. */
	money(value, currency) {
		return format_currency(flt(value), currency || frappe.boot.sysdefaults.currency);
	},

	/** The amount in the unit people speak of, e.g. 12.3万 in Chinese. */
	short_money(value) {
		return new Intl.NumberFormat(frappe.boot.lang || "en", {
			notation: "compact",
			maximumFractionDigits: 2,
		}).format(flt(value));
	},

	/** Day and minute in the user's own format. */
	moment(value) {
		return value ? frappe.datetime.str_to_user(value).replace(/:\d\d$/, "") : "";
	},

	day(value) {
		return value ? frappe.datetime.str_to_user(value) : "";
	},

	/** A customer's number as a link; a report would write the name, which stands beside it. */
	customer(number) {
		return number ? frappe.utils.get_form_link("Bank Customer", number, true, this.escape(number)) : "";
	},

	/** A list shows its first column as stored; this puts the translated constant there. */
	translate_subjects(listview, fieldname, context) {
		const stored = Object.fromEntries(listview.data.map((doc) => [doc.name, doc[fieldname]]));
		listview.$result.find(".list-subject a[data-name]").each((_index, link) => {
			const word = stored[link.dataset.name];
			if (word) link.textContent = __(word, null, context);
		});
	},
});

// Large numbers on cards and axes are shortened by the units people count in: ten thousand and a hundred million.
if (frappe.boot?.lang?.startsWith("zh")) {
	frappe.utils.get_number_system = () => [
		{ divisor: 1e8, symbol: __("100M") },
		{ divisor: 1e4, symbol: __("10K") },
		{ divisor: 1, symbol: "" }, // without it 3000 on an axis reads 3000.00
	];
}
