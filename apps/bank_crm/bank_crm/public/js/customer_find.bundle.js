// Finds a customer by name, customer number, complete phone or ID number, from the list's head (CUS-11, CUS-19).

const METHOD = "bank_crm.api.customer_search.find";
const SHORTEST = 2;
const WAIT_MS = 250;

frappe.provide("bank_crm");

bank_crm.CustomerFind = class CustomerFind {
	constructor(listview) {
		this.field = listview.page.add_field({
			fieldtype: "Data",
			fieldname: "bank_customer_find",
			label: __("Find Customer"),
			placeholder: __("Name, customer number, phone or ID number"),
			ignore_link_validation: true,
		});
		// every field of the page counts as a filter of the list; this one is none
		delete listview.page.fields_dict.bank_customer_find;
		this.box = $(this.field.wrapper).addClass("bank-quick-find").prependTo(listview.page.page_form);
		this.input = this.field.$input.attr({ autocomplete: "off", role: "combobox", "aria-expanded": "false" });
		this.latest = 0;
		this.input.on("input", frappe.utils.debounce(() => this.search(), WAIT_MS));
		this.input.on("keydown", (event) => this.on_key(event));
		this.input.on("blur", () => setTimeout(() => this.close(), 200));
	}

	async search() {
		const text = this.input.val().trim();
		const turn = ++this.latest;
		if (text.length < SHORTEST) {
			this.close();
			return;
		}
		let found;
		try {
			found = await frappe.xcall(METHOD, { text });
		} catch {
			this.draw([], __("The search did not succeed. Try again."));
			return;
		}
		if (turn === this.latest) this.draw(found, __("No customer of yours matches."));
	}

	draw(found, none) {
		this.close();
		const f = bank_crm.format;
		const rows = found.map(
			(one) => `<li role="option" data-name="${f.escape(one.name)}">${f.escape(one.customer_name)}
				${f.pill("tier", one.tier)}<small>${f.escape(one.name)} · ${f.escape(one.mobile)}</small></li>`
		);
		this.list = $(`<ul role="listbox">${rows.join("") || `<li class="text-muted">${none}</li>`}</ul>`);
		this.list.on("mousedown", "[data-name]", (event) => this.open(event.currentTarget.dataset.name));
		this.box.append(this.list);
		this.input.attr("aria-expanded", "true");
		this.list.find("[data-name]").first().addClass("active");
	}

	on_key(event) {
		if (!this.list) return;
		const options = this.list.find("[data-name]");
		const at = options.index(options.filter(".active"));
		if (event.key === "Escape") this.close();
		else if (event.key === "Enter" && at >= 0) this.open(options[at].dataset.name);
		else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			const step = event.key === "ArrowDown" ? 1 : -1;
			options.removeClass("active");
			$(options[(at + step + options.length) % options.length]).addClass("active");
		} else return;
		event.preventDefault();
	}

	open(name) {
		this.close();
		this.input.val("");
		frappe.set_route("Form", "Bank Customer", name);
	}

	close() {
		this.list?.remove();
		this.list = null;
		this.input.attr("aria-expanded", "false");
	}
};
