const METHODS = "bank_crm.api.help";
const ask = (method, args = {}) => frappe.xcall(`${METHODS}.${method}`, args, "GET");
const escape = (text) => bank_crm.format.escape(text);
const link = ({ name, title, purpose }) =>
	`<li><a href="#" data-article="${escape(name)}">${escape(title)}</a>${purpose ? `<p>${escape(purpose)}</p>` : ""}</li>`;
const failure = () => `<p class="text-muted">${escape(__("The help could not be loaded."))}</p>`;

/** What the keys of the Desk do; the shortcuts dialog lists those of the screen that is open too. */
const KEYS = () => [
	["F1", __("Help for this screen")],
	["Ctrl+K", __("Search for customers and screens")],
	["Ctrl+S / Ctrl+Enter", __("Save")],
	["Shift+Click", __("On tags of the customer list: add them to the filter")],
	["Ctrl+A", __("In My Work Orders: select all")],
	["Shift+/", __("All keys of this screen")],
];

/** The part panel and page share: an article, the contents or what was found. */
class Help {
	constructor(place, opened) {
		this.opened = opened;
		this.asked = 0;
		this.$body = $(`<div class="bank-help-body"></div>`).appendTo(place);
		this.$body.on("click", "[data-article]", (event) => {
			event.preventDefault();
			this.opened(event.currentTarget.dataset.article);
		});
	}

	/** Only the answer to what was asked last is drawn. */
	async draw(answer, html) {
		const turn = ++this.asked;
		let drawn;
		try {
			drawn = html(await answer);
		} catch {
			drawn = failure();
		}
		if (turn === this.asked) this.$body.html(drawn).scrollTop(0);
	}

	article(args) {
		return this.draw(
			ask("article", args).then((found) => found || ask("article", { name: "start" })),
			article_html
		);
	}

	contents() {
		return this.draw(ask("contents"), (groups) =>
			groups.map(({ title, articles }) => `<h4>${escape(title)}</h4><ul>${articles.map(link).join("")}</ul>`).join("")
		);
	}

	search(text) {
		return this.draw(ask("search", { text }), (found) =>
			found.length
				? `<ul>${found.map(link).join("")}</ul>`
				: `<p class="text-muted">${escape(__("No article has these words. Ask the support instead."))}</p>`
		);
	}
}

function article_html({ title, group, html, rights }) {
	return `<article><p class="bank-help-group">${escape(group)}</p><h3>${escape(title)}</h3>${html}
		<h4>${escape(__("Keys"))}</h4><dl class="bank-help-keys">${KEYS()
		.map(([keys, said]) => `<dt><kbd>${escape(keys)}</kbd></dt><dd>${escape(said)}</dd>`)
		.join("")}</dl>${rights_html(rights)}</article>`;
}

function rights_html(rights) {
	if (!rights.length) return "";
	const kinds = [
		["read", __("Read")],
		["create", __("Create")],
		["write", __("Write")],
	].filter(([kind]) => rights.some((right) => right[kind]));
	const mark = (given) => (given ? `<span aria-label="${escape(__("Yes"))}">✓</span>` : "");
	return `<h4>${escape(__("Who may use it"))}</h4><div class="bank-table-box"><table class="bank-table">
		<thead><tr><th scope="col">${escape(__("Role"))}</th>${kinds.map(([, said]) => `<th scope="col">${escape(said)}</th>`).join("")}</tr></thead>
		<tbody>${rights
			.map((right) => `<tr><td>${escape(right.name)}</td>${kinds.map(([kind]) => `<td>${mark(right[kind])}</td>`).join("")}</tr>`)
			.join("")}</tbody></table></div>`;
}

function search_field(place, help, otherwise) {
	const said = escape(__("Search the help"));
	const $field = $(`<input type="search" class="form-control" placeholder="${said}" aria-label="${said}">`).appendTo(place);
	$field.on(
		"input",
		frappe.utils.debounce(() => {
			const text = $field.val().trim();
			if (text) help.search(text);
			else otherwise();
		}, 250)
	);
	return $field;
}

/** Beside the screen somebody works on; Escape closes it and gives the focus back. */
export class HelpPanel {
	open(args) {
		this.make();
		this.before = document.activeElement;
		this.args = args;
		this.$panel.addClass("open").attr("aria-hidden", null);
		this.help.article(args);
		this.$close.trigger("focus");
	}

	close() {
		this.$panel?.removeClass("open").attr("aria-hidden", "true");
		if (this.before?.isConnected) this.before.focus();
	}

	is_open() {
		return Boolean(this.$panel?.hasClass("open"));
	}

	make() {
		if (this.$panel) return;
		this.$panel = $(`<aside class="bank-help" role="dialog" aria-label="${escape(__("Help Documents"))}">
			<header><strong>${escape(__("Help Documents"))}</strong></header></aside>`).appendTo(document.body);
		const $head = this.$panel.find("header");
		const button = (label, does, css = "btn btn-default btn-sm") =>
			$(`<button type="button" class="${css}">${escape(label)}</button>`).on("click", does);
		$head.append(
			button(__("Contents"), () => this.help.contents()),
			(this.$close = button("×", () => this.close(), "btn btn-sm bank-help-close").attr("aria-label", __("Close")))
		);
		const $search = $(`<div class="bank-help-search"></div>`).appendTo(this.$panel);
		this.help = new Help(this.$panel, (name) => this.help.article({ name }));
		search_field($search, this.help, () => this.help.article(this.args));
		$(`<footer></footer>`)
			.append(
				button(__("Feedback"), () => bank_crm.help.ask()),
				button(__("Online Support"), () => bank_crm.help.ask("Question")),
				button(__("All Articles"), () => {
					this.close();
					frappe.set_route("bank-help", "start");
				})
			)
			.appendTo(this.$panel);
		this.$panel.on("keydown", (event) => {
			if (event.key !== "Escape") return;
			event.stopPropagation();
			this.close();
		});
	}
}

/** All articles at the side, one of them open. */
export class HelpPage {
	constructor(page) {
		const $place = $(`<div class="bank-help-page"><nav aria-label="${escape(__("Contents"))}"></nav><section></section></div>`);
		$place.appendTo(page.main);
		const go = (name) => frappe.set_route("bank-help", name);
		this.help = new Help($place.find("section"), go);
		const $nav = $place.find("nav");
		search_field($nav, this.help, () => this.help.article({ name: this.name }));
		this.list = new Help($nav, go);
		this.list.draw(ask("contents"), (groups) =>
			groups
				.map(({ title, articles }) => `<h4>${escape(title)}</h4><ul>${articles.map(({ name, title: said }) => link({ name, title: said })).join("")}</ul>`)
				.join("")
		);
		page.set_secondary_action(__("Online Support"), () => bank_crm.help.ask("Question"));
	}

	show(name) {
		this.name = name;
		return this.help.article({ name });
	}
}
