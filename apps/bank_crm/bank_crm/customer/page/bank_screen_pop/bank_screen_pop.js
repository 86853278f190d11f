// /desk/bank-screen-pop/<number> (or #<number>, which no server log keeps): opens the caller's page (CUS-19).

frappe.pages["bank-screen-pop"].on_page_load = function (wrapper) {
	wrapper.page = frappe.ui.make_app_page({ parent: wrapper, title: __("Incoming Call"), single_column: true });
};

frappe.pages["bank-screen-pop"].on_page_show = function (wrapper) {
	const number = decodeURIComponent(frappe.get_route()[1] || window.location.hash.slice(1));
	// the number is not to stay in the address and in the browser's history
	window.history.replaceState(null, "", window.location.pathname.split("/bank-screen-pop")[0] + "/bank-screen-pop");
	answer(wrapper, number);
};

async function answer(wrapper, number) {
	const body = $(wrapper).find(".layout-main-section");
	if (!number) {
		body.html(ask());
		body.find("form").on("submit", (event) => {
			event.preventDefault();
			answer(wrapper, body.find("input").val());
		});
		body.find("input").trigger("focus");
		bank_crm.help.say_purpose(() => body.find("[data-purpose]"), "bank-screen-pop");
		return;
	}
	body.html(`<div class="bank-state text-muted">${__("Looking for the caller...")}</div>`);
	let callers;
	try {
		callers = await frappe.xcall("bank_crm.api.screen_pop.pop", { phone: number });
	} catch {
		body.html(`<div class="bank-state bank-state-error" role="alert">${__("The caller could not be looked up.")}</div>`);
		return;
	}
	if (callers.length === 1) bank_crm.open_caller(callers[0]);
	else body.html(callers.length ? choose(callers) : nobody());
	body.find("[data-caller]").on("click", (event) => bank_crm.open_caller(callers[event.currentTarget.dataset.caller]));
	body.find("[data-new]").on("click", () => frappe.new_doc("Bank Customer", { mobile: number }));
	body.find("[data-again]").on("click", () => answer(wrapper, ""));
}

function ask() {
	return `<form class="bank-caller"><input class="form-control" inputmode="tel" autocomplete="off"
		placeholder="${__("Caller's mobile number")}" aria-label="${__("Caller's mobile number")}">
		<button class="btn btn-primary">${__("Open Customer")}</button></form>
		<p class="text-muted text-center" data-purpose></p>`;
}

function choose(callers) {
	const f = bank_crm.format;
	const rows = callers.map(
		(caller, place) => `<li><button type="button" class="btn btn-default" data-caller="${place}">
			<b>${f.escape(caller.customer_name)}</b> ${f.pill("tier", caller.tier)}
			<small class="text-muted">${f.escape(caller.name)} · ${f.escape(caller.mobile)}</small></button></li>`
	);
	return `<div class="bank-state"><div>${__("Several customers have this number. Who is calling?")}</div>
		<ul class="bank-callers">${rows.join("")}</ul></div>`;
}

function nobody() {
	const create = frappe.model.can_create("Bank Customer")
		? `<button type="button" class="btn btn-primary btn-sm" data-new>${__("New Customer")}</button>`
		: "";
	return `<div class="bank-state"><div>${__("No customer of yours has this number.")}</div>
		<div>${create} <button type="button" class="btn btn-default btn-sm" data-again>${__("Another Number")}</button></div></div>`;
}
