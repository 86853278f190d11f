// Chips of tags in their own colour; every text goes in as text.

import { el } from "../condition_editor/dom";

const PLAIN = "#7c8aa5";

/** A chip; `attributes` make it a button where `onclick` is among them. */
export function chip(tag, attributes = {}, ...more) {
	const name = tag.tag || tag.name;
	const made = el(attributes.onclick ? "button" : "span", {
		type: attributes.onclick ? "button" : null,
		class: `bank-tag ${attributes.extra || ""}`,
		"data-tag": name,
		title: attributes.title ?? tag.description,
		"aria-pressed": attributes.pressed === undefined ? null : String(attributes.pressed),
		onclick: attributes.onclick,
	}, el("span", {}, name), ...more);
	made.style.setProperty("--tag", safe_colour(tag.colour));
	return made;
}

const safe_colour = (colour) => (/^#[0-9a-f]{3,8}$/i.test(colour || "") ? colour : PLAIN);

/** Tags by category: `[label, tags]`, categories in the order of their first tag. */
export function by_category(tags) {
	const groups = new Map();
	for (const tag of tags) {
		if (!groups.has(tag.category)) groups.set(tag.category, []);
		groups.get(tag.category).push(tag);
	}
	return [...groups].map(([category, members]) => [__(category, null, "Bank Customer Tag"), members]);
}

/** Choosing among the tags on offer, with a search; `chosen` is a Set of names that is kept up. */
export function picker(offered, chosen, on_change, { held = new Set() } = {}) {
	const box = el("div", { class: "bank-tag-picker" });
	const search = el("input", {
		type: "search", class: "form-control input-sm", placeholder: __("Search tags …"), "aria-label": __("Search Tags"),
	});
	const list = el("div", { class: "bank-tag-groups" });
	const draw = () => {
		const text = search.value.trim().toLowerCase();
		const rest = offered.filter((tag) => !held.has(tag.name) && tag.name.toLowerCase().includes(text));
		list.replaceChildren(
			...by_category(rest).map(([label, tags]) =>
				el("div", { class: "bank-tag-group" }, el("h6", {}, label), el("div", { class: "bank-tags" }, tags.map(one)))
			)
		);
		if (!rest.length) list.append(el("p", { class: "text-muted" }, __("No tag matches.")));
	};
	const one = (tag) =>
		chip(tag, {
			pressed: chosen.has(tag.name),
			onclick: (event) => {
				if (!chosen.delete(tag.name)) chosen.add(tag.name);
				event.currentTarget.setAttribute("aria-pressed", String(chosen.has(tag.name)));
				on_change();
			},
		});
	search.addEventListener("input", draw);
	draw();
	box.append(search, list);
	return { box, draw };
}
