// Starts each behaviour on the elements that ask for it. Every page works without any of them.
import { board } from "./board.js";
import { sendChosen } from "./chosen.js";
import { combobox } from "./combobox.js";
import { copy } from "./copy.js";
import { guardForm } from "./guard.js";
import { hint } from "./hint.js";
import { keys } from "./keys.js";
import { askBeforeLeaving } from "./leave.js";
import { load } from "./load.js";
import { note } from "./note.js";
import { ownFields } from "./own-fields.js";
import { passkey } from "./passkey.js";
import { hearPastedDays } from "./paste.js";
import { session } from "./session.js";
import { sheet } from "./sheet.js";
import { findBox } from "./suggest.js";
import { tick } from "./tick.js";
import { ticks } from "./ticks.js";
import { token } from "./token.js";
import { drop, upload } from "./upload.js";
import { tellWrong } from "./wrong.js";

const each = (selector, start) => document.querySelectorAll(selector).forEach(start);

each("[data-pick]", combobox);
each("[data-board]", board);
each("[data-suggest]", findBox);
each("[data-session]", session);
each("[data-sheet]", sheet);
each("[data-tick]", tick);
each("[data-ticks]", ticks);
each("[data-copy]", copy);
each("[data-hint]", hint);
each("[data-load]", load);
each("[data-note]", note);
each("[data-own-fields]", ownFields);
each("[data-guard]", guardForm);
each("[data-leave]", askBeforeLeaving);
each("[data-passkey]", passkey);
each("[data-token]", token);
each("[data-drop]", drop);
each("[data-upload]", upload);
each("[data-submit-on-change]", sendChosen);
each("[data-send-at-once]", (form) => form.submit());
each("[data-print]", (button) => button.addEventListener("click", () => window.print()));
// On a phone the choices stand in one line that scrolls: what is chosen is in sight.
each(".pills [aria-current]", (link) => {
  const line = link.closest(".pills");
  line.scrollLeft = link.getBoundingClientRect().right - line.getBoundingClientRect().right;
});
each("[data-focus]", (element) => element.focus());
document.addEventListener("invalid", tellWrong, true);
hearPastedDays();
keys();
