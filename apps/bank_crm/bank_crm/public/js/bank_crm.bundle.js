// Loaded with the Desk on every page: keep it small. Screens load their own bundles.
import "./desk/home";
import "./desk/offers";
import "./desk/format";
import "./desk/download";
import "./desk/words";
import "./desk/people";
import "./desk/lists";
import "./desk/exports";
import "./desk/workflow";
import "./desk/sealed";
import "./desk/screen_pop";
import "./desk/relations";
import "./desk/tier";
import "./desk/oplog";
import "./desk/source_system";
