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

/**
 * Where everything is drawn: nodes `{id, step, x, y}` in columns and rows, edges `{from, to, branch, back}`. Steps come
 * below the lowest of those that lead to them; each way that ends has an end of its own.
 */
export function arrange(way) {
	const rows = new Map();
	const open = new Set();
	const down = (key, row) => {
		if (open.has(key)) return;
		if ((rows.get(key) ?? -1) >= row) return;
		rows.set(key, row);
		open.add(key);
		for (const one of by_key(way, key).branches) if (one.to && by_key(way, one.to)) down(one.to, row + 1);
		open.delete(key);
	};
	if (by_key(way, way.start)) down(way.start, 1);
	let lowest = Math.max(0, ...rows.values());
	for (const step of way.steps) if (!rows.has(step.key)) down(step.key, lowest + 1);

	const columns = new Map();
	const nodes = [];
	const edges = [];
	let next = 0;
	const place = (key) => {
		columns.set(key, null);
		const below = [];
		for (const branch of by_key(way, key).branches) {
			const to = branch.to && by_key(way, branch.to) ? branch.to : null;
			if (!to) {
				const id = `${key}:${branch.name}:end`;
				nodes.push({ id, step: null, x: next, y: rows.get(key) + 1 });
				edges.push({ from: key, to: id, branch });
				below.push(next);
				next += 1;
				continue;
			}
			edges.push({ from: key, to, branch, back: rows.get(to) <= rows.get(key) });
			if (!columns.has(to) && rows.get(to) > rows.get(key)) below.push(place(to));
		}
		const x = below.length ? (Math.min(...below) + Math.max(...below)) / 2 : next++;
		columns.set(key, x);
		nodes.push({ id: key, step: by_key(way, key), x, y: rows.get(key) });
		return x;
	};
	const first = by_key(way, way.start) ? place(way.start) : 0;
	for (const step of way.steps) if (!columns.has(step.key)) place(step.key);
	nodes.push({ id: "trigger", step: null, x: first, y: 0 });
	edges.push({ from: "trigger", to: by_key(way, way.start) ? way.start : null, branch: null });
	return { nodes, edges, width: Math.max(next, 1), height: Math.max(0, ...nodes.map((node) => node.y)) + 1 };
}
