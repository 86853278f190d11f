// Building elements; every text goes in as text, never as HTML.

/** An element: `el("button", {class: "btn", onclick}, "text", child)`. */
export function el(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value === null || value === undefined || value === false) continue;
		if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
		else element.setAttribute(name, value === true ? "" : value);
	}
	element.append(...children.flat().filter((child) => child !== null && child !== undefined));
	return element;
}

/** A drop-down of `[value, label]` pairs, or of `{label, options}` groups of them. */
export function select(entries, chosen, attributes, on_change) {
	const box = el("select", { class: "form-control input-xs", ...attributes });
	const option = ([value, label]) => {
		const made = el("option", { value }, label);
		made.selected = value === chosen;
		return made;
	};
	for (const entry of entries) {
		if (Array.isArray(entry)) box.append(option(entry));
		else if (entry.options.length) box.append(el("optgroup", { label: entry.label }, entry.options.map(option)));
	}
	if (![...box.options].some((one) => one.value === chosen)) box.selectedIndex = -1;
	box.addEventListener("change", () => on_change(box.value));
	return box;
}

/** A small button with an icon of the framework and a spoken name. */
export function icon_button(icon, label, on_click, extra = "") {
	const button = el("button", {
		type: "button",
		class: `btn btn-xs condition-icon ${extra}`,
		title: label,
		"aria-label": label,
		onclick: on_click,
	});
	button.innerHTML = frappe.utils.icon(icon, "xs");
	return button;
}
