"""What a page tells to whoever does not see it: scripts that name each fault."""

CALLED = r"""() => [...document.querySelectorAll("a[aria-label], button[aria-label]")]
    .filter((one) => one.checkVisibility() && /\p{L}/u.test(one.textContent)
        && !one.ariaLabel.includes(one.textContent.trim()))
    .map((one) => `${one.textContent} is called ${one.ariaLabel}`)"""
"""Who speaks to the machine says what stands on a button (WCAG 2.5.3)."""

TIED = """() => [...document.querySelectorAll(".field :is(p.hint, p.error)")]
    .filter((one) => one.checkVisibility() && one.textContent.trim()
        && !document.querySelector(`[aria-describedby~="${one.id || "-"}"]`))
    .map((one) => `belongs to no field: ${one.textContent}`)"""
"""What a field expects, or what is wrong with it, is read with the field (WCAG 1.3.1, 3.3.2)."""

NEEDED = """() => [...document.querySelectorAll("main:not(.alone) form.edit [aria-required]")]
    .filter((one) => one.checkVisibility())
    .filter((one) => getComputedStyle(one.labels[0], "::after").content === "none")
    .map((one) => `does not look as if it had to be filled in: ${one.name}`)"""
"""What is told to those who hear a form is told to those who see it, too (WCAG 3.3.2)."""

HEARD = (CALLED, TIED, NEEDED)
