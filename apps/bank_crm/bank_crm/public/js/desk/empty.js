// A list with nothing in it says what it is for and how to begin, in the words of its help article (UX-06).

const APP = "bank_crm";
const ListView = frappe.views.ListView.prototype;
const { get_no_result_message } = ListView;
const escape = (text) => frappe.utils.escape_html(String(text ?? ""));

ListView.get_no_result_message = function () {
	if (frappe.boot.module_app?.[frappe.scrub(this.meta.module || "")] !== APP) return get_no_result_message.call(this);
	const { doctype } = this;
	const name = escape(__(doctype));
	const filtered = Boolean(this.filter_area?.get().length);
	const said = filtered ? __("No {0} matches the filters.", [name]) : __("There is no {0} yet.", [name]);
	const clear = filtered ? `<button type="button" class="btn btn-default btn-sm bank-clear-filters">${escape(__("Clear Filters"))}</button>` : "";
	const make = this.can_create
		? `<button type="button" class="btn btn-primary btn-sm btn-new-doc">${escape(__("Create a {0}", [__(doctype)]))}</button>`
		: "";
	tell_purpose(this);
	return `<div class="msg-box no-border bank-empty"><p>${said}</p><p class="text-muted" data-purpose></p><p>${clear} ${make}</p></div>`;
};

async function tell_purpose(listview) {
	await bank_crm.help.say_purpose(() => listview.$no_result.find("[data-purpose]"), listview.doctype);
	const $box = listview.$no_result.find(".bank-empty");
	$box.find(".bank-clear-filters")
		.off("click")
		.on("click", () => listview.filter_area.clear());
}

/** Says in a place – there once the answer is – what a screen is for, in the words of its help article. */
bank_crm.help.say_purpose = async function (place, screen) {
	const found = await frappe.xcall("bank_crm.api.help.purpose", { screen }, "GET");
	if (!found) return;
	const $how = $(`<a href="#">${escape(__("How it works"))}</a>`).on("click", (event) => {
		event.preventDefault();
		bank_crm.help.open(found.name);
	});
	place().text(`${found.purpose} `).append($how);
};
