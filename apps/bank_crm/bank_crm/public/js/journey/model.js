// The steps of a journey as they are stored (domain/journeys.py), and what the editor does to them.

export const END = "";
export const STEERING = ["Wait", "Condition", "Split"];

export function parse(text) {
	const read = text ? JSON.parse(text) : {};
	return { start: read.start || END, steps: read.steps || [] };
}

export function by_key(way, key) {
	return way.steps.find((step) => step.key === key);
}

/** A new step of a kind with the branches it needs, all of them leading to `to`. */
export function make(way, kind, title, settings, to) {
	let number = way.steps.length + 1;
	while (by_key(way, `s${number}`)) number += 1;
	const branches = {
		Condition: [{ name: "yes", to }, { name: "no", to }],
		Split: [{ name: "A", to, share: 50 }, { name: "B", to, share: 50 }],
	}[kind] || [{ name: "next", to }];
	return { key: `s${number}`, kind, title, settings, branches };
}

/** Put a step on the way out of another one (null: before the first). */
export function insert(way, step, from, branch) {
	way.steps.push(step);
	if (from === null) way.start = step.key;
	else by_key(way, from).branches.find((one) => one.name === branch).to = step.key;
}

/** Where the way out of a step leads now. */
export function target(way, from, branch) {
	return from === null ? way.start : by_key(way, from).branches.find((one) => one.name === branch).to;
}

/** Take a step out; whoever came to it goes on where its first branch led. */
export function remove(way, key) {
	const to = by_key(way, key).branches[0]?.to ?? END;
	const instead = to === key ? END : to;
	way.steps = way.steps.filter((step) => step.key !== key);
	if (way.start === key) way.start = instead;
	for (const step of way.steps) for (const one of step.branches) if (one.to === key) one.to = instead;
	for (const step of way.steps) if (step.settings.of_step === key) delete step.settings.of_step;
}
