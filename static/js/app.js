// Small comforts; every page works without them.

// A form is sent once: a second click before the answer is refused (the server refuses it too).
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-disabled", "true");
});

// Coming back with the browser's back button: forms can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

// The menu closes on Escape, on a click elsewhere and when the focus leaves it.
const close = (menu, back) => {
  menu.open = false;
  if (back) menu.querySelector("summary").focus();
};
const openMenus = () => document.querySelectorAll("details[data-menu][open]");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") openMenus().forEach((menu) => close(menu, menu.contains(document.activeElement)));
});
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => openMenus().forEach((menu) => menu.contains(event.target) || close(menu)));
}

// A passkey that was not used is no fault: say so kindly instead of writing it to the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector("[data-passkey]")?.remove();
  const notice = document.createElement("div");
  notice.className = "notice wait";
  notice.dataset.passkey = "";
  notice.setAttribute("role", "alert");
  notice.textContent = "The passkey was not used. Try again, or choose another way to sign in.";
  document.querySelector("main .card").prepend(notice);
});

// What went wrong is read first.
document.querySelector("[data-focus]")?.focus();
