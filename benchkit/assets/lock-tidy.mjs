// Takes out of the current folder's package-lock.json what names a host (where to fetch, where to donate): the lock pins versions and
// checksums, and which registry serves them is the business of the machine's own npm settings.
import fs from "node:fs";

const file = "package-lock.json";
const lock = JSON.parse(fs.readFileSync(file, "utf8"));
for (const entry of Object.values(lock.packages)) {
	delete entry.resolved;
	delete entry.funding;
	delete entry.deprecated;
}
fs.writeFileSync(file, JSON.stringify(lock, null, "\t") + "\n");
